"""What an input says, read by another parser than the client's: which stanzas are sound, where the offence begins."""

import re
from dataclasses import dataclass, field, replace
from xml.parsers import expat

from vocabulary import CARBONS, CLIENT, FORWARD, MAM, SID, STREAMS

HEADER = f"<stream:stream xmlns='{CLIENT}' xmlns:stream='{STREAMS}' version='1.0'>".encode()
LOOSE_BODY = re.compile(r"<(?:\w+:)?body\b[^>]*>([^<]+)")
FORWARDED = [(FORWARD, "forwarded"), (CLIENT, "message")]
LIMIT = 1 << 20


@dataclass(frozen=True)
class Trust:
    """From whom a forwarded message is taken for what it says."""

    account: str = "alice@example.org"
    carbons: bool = False  # they were switched on
    announces_ids: bool = False  # the own archive says that it gives stanza-ids
    query: str | None = None  # the one that is open
    archive: str | None = None  # and where

    def asking(self, query):
        """The same, with a query open to the own archive."""
        return replace(self, query=query, archive=self.account)


NOBODY = Trust()


@dataclass
class Stanza:
    name: str
    attributes: dict
    body: str | None = None  # that of the stanza itself, or of the message that it may bring
    identity: tuple | None = None  # what is the same for two copies of one message
    inner: list = field(default_factory=list)  # bodies further in, which are nobody's message
    namespaces: list = field(default_factory=list)


@dataclass
class Reading:
    stanzas: list
    offence: str | None
    ends_stream: bool
    loose: list  # whatever stands in a body, by pattern, where nothing can be parsed any more

    @property
    def permitted(self):
        """The bodies of sound messages, in order, of copies of one message the first."""
        found, seen = [], set()
        for stanza in self.stanzas:
            if stanza.name == "message" and stanza.body is not None and stanza.identity not in seen:
                found.append(stanza.body)
                seen |= {stanza.identity} - {None}
        return found

    @property
    def forbidden(self):
        """The bodies that no message of this input may bring in."""
        inner = [body for stanza in self.stanzas for body in stanza.inner]
        return [body for body in inner + self.loose if body.strip() and body not in self.permitted]

    def named(self, name):
        return [stanza for stanza in self.stanzas if stanza.name == name]


class _Offence(Exception):
    pass


def read(octets, has_header=False, trust=NOBODY):
    """Reads an input; `has_header` says that it begins at byte 0 of the stream."""
    return _Reader(trust).read(octets[:LIMIT], has_header)


class _Reader:
    def __init__(self, trust):
        self.trust = trust
        self.stanzas = []
        self.depth = 0
        self.path = []
        self.text = None
        self.is_over = False  # a stream error has come
        self.has_ended = False

    def read(self, octets, has_header):
        parser = expat.ParserCreate(None if has_header else "UTF-8", " ")
        parser.buffer_text = True
        parser.StartElementHandler = self.start
        parser.EndElementHandler = self.end
        parser.CharacterDataHandler = self.characters
        parser.CommentHandler = lambda _: self.refuse("a comment")
        parser.ProcessingInstructionHandler = lambda *_: self.refuse("a processing instruction")
        parser.StartDoctypeDeclHandler = lambda *_: self.refuse("a DOCTYPE")
        offence = None
        try:
            parser.Parse(octets if has_header else HEADER + octets, False)
        except _Offence as error:
            offence = str(error)
        except (expat.ExpatError, ValueError) as error:
            offence = str(error)
        loose = []
        if offence:
            loose = LOOSE_BODY.findall(octets.decode("utf-8", "replace"))
        return Reading(self.stanzas, offence, self.has_ended, [text.strip() for text in loose])

    def refuse(self, what):
        raise _Offence(f"holds {what}")

    def start(self, name, attributes):
        self.depth += 1
        namespace, _, local = name.rpartition(" ")
        self.path.append((namespace, local, attributes))
        if self.depth == 2:
            self.current = Stanza(local, attributes, namespaces=[namespace])
            self.is_over = self.is_over or (namespace, local) == (STREAMS, "error")
        elif self.depth > 2:
            self.current.namespaces.append(namespace)
        if local == "body" and namespace == CLIENT:
            self.text = []
        by_archive = attributes.get("by") == self.trust.account and self.trust.announces_ids
        if (namespace, local) == (SID, "stanza-id") and by_archive and (self.depth == 3 or self.is_brought):
            self.current.identity = (self.trust.account, attributes.get("id"))

    def characters(self, text):
        if self.text is not None:
            self.text.append(text)

    def end(self, name):
        is_brought = self.text is not None and self.is_brought
        namespace, local, _ = self.path.pop()
        if local == "body" and namespace == CLIENT and self.text is not None:
            body = "".join(self.text)
            self.text = None
            is_own = self.depth == 3 and self.current.body is None and self.current.attributes.get("type") != "error"
            if (is_own or is_brought) and not self.is_over:
                self.current.body = body
                if is_brought and self.path[2][:2] == (MAM, "result"):
                    self.current.identity = (self.trust.archive, self.path[2][2]["id"])
            else:
                self.current.inner.append(body)
        if self.depth == 2:
            self.stanzas.append(self.current)
        self.depth -= 1
        self.has_ended = self.depth == 0

    @property
    def is_brought(self):
        """Whether we stand right within a message that the outer one may bring."""
        names = [entry[:2] for entry in self.path]
        if len(names) != 6 or names[1] != (CLIENT, "message") or names[3:5] != FORWARDED:
            return False
        outer, wrapper, inner = (self.path[at][2] for at in (1, 2, 4))
        if names[2] == (MAM, "result"):
            is_open = self.trust.query is not None and wrapper.get("queryid") == self.trust.query
            return is_open and outer.get("from") == self.trust.archive and bool(wrapper.get("id"))
        is_own = outer.get("from") == self.trust.account and outer.get("type") not in ("groupchat", "error")
        if not self.trust.carbons or not is_own or inner.get("type") in ("groupchat", "error"):
            return False
        if names[2] == (CARBONS, "sent"):
            return inner.get("from", "").partition("/")[0] == self.trust.account
        return names[2] == (CARBONS, "received")
