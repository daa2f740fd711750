"""An open session as the server serves it: answers what a client asks for, and keeps everything the client sends."""

import time
from xml.sax.saxutils import escape, quoteattr

from vocabulary import BIND, DISCO, DOMAIN, FRIEND, ITEMS, PING, ROSTER, STANZAS, local


class Session:
    def __init__(self, peer, account, resource="core"):
        self.peer = peer
        self.account = account
        self.address = f"{account}/{resource}"
        self.stanzas = []  # what the client sent of its own accord or as an answer
        self.has_presence = False
        self.sentinels = 0

    def bind(self, request):
        self.say(
            f"<iq type='result' id={quoteattr(request.get('id', ''))}><bind xmlns='{BIND}'>"
            f"<jid>{escape(self.address)}</jid></bind></iq>"
        )

    def say(self, text):
        return self.peer.send(text.encode())

    # MARK: Serving

    def serve(self, seconds, until=lambda: False):
        """Answers the client until something has happened, it is gone, or the time is over."""
        deadline = time.monotonic() + seconds
        while not until() and not self.peer.is_closed and (left := deadline - time.monotonic()) > 0:
            self.take(min(left, 0.25))
        return until()

    def take(self, timeout):
        element = self.peer.element(timeout)
        if element is None:
            return
        self.stanzas.append(element)
        name, kind = local(element), element.get("type")
        if name == "presence" and kind is None and element.get("to") is None:
            self.has_presence = True
        if name == "iq" and kind in ("get", "set"):
            self.answer(element)

    def answer(self, request):
        """A request to the server or the own account; what is for others stays unanswered."""
        if request.get("to") not in (None, DOMAIN, self.account, self.account.partition("@")[2]):
            return
        payload = request[0].tag if len(request) else ""
        content = self.contents().get(payload)
        start = f"<iq type='{{}}' id={quoteattr(request.get('id', ''))}"
        if request.get("to"):
            start += f" from={quoteattr(request.get('to'))}"
        if content is None:
            error = f"<error type='cancel'><service-unavailable xmlns='{STANZAS}'/></error>"
            self.say(f"{start.format('error')}>{error}</iq>")
        else:
            self.say(f"{start.format('result')}>{content}</iq>")

    def contents(self):
        identity = "<identity category='server' type='im' name='scripted'/>"
        item = f"<item jid='{FRIEND}' name='Bob' subscription='both'/>"
        return {
            f"{{{ROSTER}}}query": f"<query xmlns='{ROSTER}' ver='1'>{item}</query>",
            f"{{{DISCO}}}query": f"<query xmlns='{DISCO}'>{identity}<feature var='{DISCO}'/></query>",
            f"{{{ITEMS}}}query": f"<query xmlns='{ITEMS}'/>",
            f"{{{PING}}}ping": "",
        }

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

    def await_request(self, to, timeout=5):
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
