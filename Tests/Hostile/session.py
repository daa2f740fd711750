"""An open session as the server serves it: answers what a client asks for, and keeps everything the client sends."""

import time
from xml.sax.saxutils import escape, quoteattr

from vocabulary import (
    BIND,
    CARBONS,
    DISCO,
    DOMAIN,
    FRIEND,
    ITEMS,
    MAM,
    MUC,
    PING,
    REGISTER,
    ROSTER,
    STANZAS,
    local,
)


class Session:
    def __init__(self, peer, script, resource="core"):
        self.peer = peer
        self.script = script
        self.account = script.account
        self.address = f"{self.account}/{resource}"
        self.stanzas = []  # what the client sent of its own accord or as an answer
        self.is_resumed = False
        self.has_presence = False
        self.has_carbons = False
        self.sentinels = 0

    @property
    def management(self):
        return self.script.management

    def bind(self, request):
        self.say(
            f"<iq type='result' id={quoteattr(request.get('id', ''))}><bind xmlns='{BIND}'>"
            f"<jid>{escape(self.address)}</jid></bind></iq>"
        )

    def say(self, text):
        if self.management:
            self.management.count(text)
        return self.peer.send(text.encode())

    # MARK: Serving

    def serve(self, seconds, until=lambda: False):
        """Answers the client until something has happened, it is gone, or the time is over."""
        deadline = time.monotonic() + seconds
        while not until() and not self.peer.is_closed and (left := deadline - time.monotonic()) > 0:
            self.take(min(left, 0.25))
        return until()

    def rest(self):
        """Takes what has come already, from a client that may be gone."""
        while self.peer.elements:
            self.take(0)

    def take(self, timeout):
        element = self.peer.element(timeout)
        if element is None or (self.management and self.management.take(self, element)):
            return
        self.stanzas.append(element)
        name, kind, to = local(element), element.get("type"), element.get("to")
        if name == "presence" and kind is None:
            if to is None:
                self.has_presence = True
            elif to.partition("/")[0] in self.script.rooms and element.find(f"{{{MUC}}}x") is not None:
                self.enter(to)
        if name == "iq" and kind in ("get", "set"):
            self.answer(element)

    def answer(self, request):
        """A request to the server, the own account or a room; what is for others stays unanswered."""
        to = request.get("to")
        payload = request[0].tag if len(request) else ""
        archive = self.script.archives.get(to or self.account)
        if archive and payload == f"{{{MAM}}}query" and request.get("type") == "set":
            archive.take(self, request)
            return
        if to not in (None, DOMAIN, self.account, self.script.domain, *self.script.rooms):
            return
        content = (self.room_contents() if to in self.script.rooms else self.contents()).get(payload)
        self.has_carbons = self.has_carbons or payload == f"{{{CARBONS}}}enable"
        start = f"<iq type='{{}}' id={quoteattr(request.get('id', ''))}"
        if to:
            start += f" from={quoteattr(to)}"
        if content is None:
            error = f"<error type='cancel'><service-unavailable xmlns='{STANZAS}'/></error>"
            self.say(f"{start.format('error')}>{error}</iq>")
        else:
            self.say(f"{start.format('result')}>{content}</iq>")

    def contents(self):
        identity = "<identity category='server' type='im' name='scripted'/>"
        features = "".join(f"<feature var='{name}'/>" for name in (DISCO, *self.script.features))
        item = f"<item jid='{FRIEND}' name='Bob' subscription='both'/>"
        found = {
            f"{{{ROSTER}}}query": f"<query xmlns='{ROSTER}' ver='1'>{item}</query>",
            f"{{{DISCO}}}query": f"<query xmlns='{DISCO}'>{identity}{features}</query>",
            f"{{{ITEMS}}}query": f"<query xmlns='{ITEMS}'/>",
            f"{{{PING}}}ping": "",
            f"{{{REGISTER}}}query": "",
        }
        if CARBONS in self.script.features:
            found[f"{{{CARBONS}}}enable"] = ""
        return found

    # MARK: Rooms

    def room_contents(self):
        identity = "<identity category='conference' type='text' name='a room'/>"
        features = "".join(f"<feature var='{name}'/>" for name in (MUC, *self.script.room_features))
        return {f"{{{DISCO}}}query": f"<query xmlns='{DISCO}'>{identity}{features}</query>"}

    def enter(self, occupant):
        """Lets the client into a room where nobody else is."""
        item = "<item affiliation='member' role='participant'/><status code='110'/>"
        user = f"<x xmlns='{MUC}#user'>{item}</x>"
        self.say(f"<presence from={quoteattr(occupant)} to='{self.address}'>{user}</presence>")
        room = occupant.partition("/")[0]
        self.say(f"<message from={quoteattr(room)} to='{self.address}' type='groupchat'><subject/></message>")

    def await_presence(self):
        return self.serve(8, lambda: self.has_presence)

    # MARK: The sentinel

    def sentinel(self, timeout=8):
        """A ping that only a live session answers; what came before it is dealt with then."""
        self.sentinels += 1
        name = f"sentinel-{self.sentinels}"
        self.say(f"<iq type='get' id='{name}' from='{DOMAIN}' to='{self.address}'><ping xmlns='{PING}'/></iq>")
        return self.serve(timeout, lambda: bool(self.replies(name)))

    def replies(self, name):
        return [
            stanza
            for stanza in self.stanzas
            if local(stanza) == "iq" and stanza.get("id") == name and stanza.get("type") in ("result", "error")
        ]

    def messages(self):
        """The messages with a body that the client sent on this connection."""
        return [
            stanza
            for stanza in self.stanzas
            if local(stanza) == "message" and any(local(child) == "body" for child in stanza)
        ]

    def await_request(self, to, timeout=20):
        """The client's request to somebody, or None."""
        found = []

        def arrived():
            found.extend(
                stanza
                for stanza in self.stanzas
                if local(stanza) == "iq" and stanza.get("type") in ("get", "set") and stanza.get("to") == to
            )
            return bool(found)

        self.serve(timeout, arrived)
        return found[0] if found else None
