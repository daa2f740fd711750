"""What an input says, read by another parser than the client's: which stanzas are sound, where the offence begins."""

import re
from dataclasses import dataclass, field
from xml.parsers import expat

CLIENT = "jabber:client"
STREAMS = "http://etherx.jabber.org/streams"
HEADER = f"<stream:stream xmlns='{CLIENT}' xmlns:stream='{STREAMS}' version='1.0'>".encode()
LOOSE_BODY = re.compile(r"<(?:\w+:)?body\b[^>]*>([^<]+)")
LIMIT = 1 << 20


@dataclass
class Stanza:
    name: str
    attributes: dict
    body: str | None = None  # that of the stanza itself
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
        """The bodies of sound messages, in order."""
        return [stanza.body for stanza in self.stanzas if stanza.name == "message" and stanza.body is not None]

    @property
    def forbidden(self):
        """The bodies that no message of this input may bring in."""
        inner = [body for stanza in self.stanzas for body in stanza.inner]
        return [body for body in inner + self.loose if body.strip() and body not in self.permitted]

    def named(self, name):
        return [stanza for stanza in self.stanzas if stanza.name == name]


class _Offence(Exception):
    pass


def read(octets, has_header=False):
    """Reads an input; `has_header` says that it begins at byte 0 of the stream."""
    return _Reader().read(octets[:LIMIT], has_header)


class _Reader:
    def __init__(self):
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
        self.path.append((namespace, local))
        if self.depth == 2:
            self.current = Stanza(local, attributes, namespaces=[namespace])
            self.is_over = self.is_over or (namespace, local) == (STREAMS, "error")
        elif self.depth > 2:
            self.current.namespaces.append(namespace)
        if local == "body" and namespace == CLIENT:
            self.text = []

    def characters(self, text):
        if self.text is not None:
            self.text.append(text)

    def end(self, name):
        namespace, local = self.path.pop()
        if local == "body" and namespace == CLIENT and self.text is not None:
            body = "".join(self.text)
            self.text = None
            is_own = self.depth == 3 and self.current.body is None and self.current.attributes.get("type") != "error"
            if is_own and not self.is_over:
                self.current.body = body
            else:
                self.current.inner.append(body)
        if self.depth == 2:
            self.stanzas.append(self.current)
        self.depth -= 1
        self.has_ended = self.depth == 0
