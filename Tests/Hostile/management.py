"""The server's half of stream management (XEP-0198): what it counted, over all the connections of one session."""

from collections import deque
from xml.etree import ElementTree
from xml.sax.saxutils import quoteattr

from outcome import require
from vocabulary import CLIENT, SM, STANZAS, STREAMS, local, namespace

WRAP = 1 << 32
REFUSED = f"<item-not-found xmlns='{STANZAS}'/>"


class Management:
    def __init__(self, name="sm1"):
        self.name = name
        self.is_enabled = False
        self.answers = True  # whether <r/> is answered
        self.resumes = True  # whether a resumption is granted
        self.tells_handled = True  # whether a refusal says what was handled
        self.grant = self.say_enabled  # answers <enable/>; a case may bring its own
        self.wishes = 0  # how often the client asked to resume
        self.base = 0  # the outbound count of the client that our first stanza of it stands for
        self.restart()

    def restart(self):
        """A new session: both counters begin anew."""
        self.handled = 0  # stanzas of the client
        self.told = 0  # of them, what it was told
        self.sent = 0  # stanzas to the client
        self.acknowledged = 0  # of them, what it said to have handled
        self.unacknowledged = deque()

    @property
    def enabled(self):
        return f"<enabled xmlns='{SM}' id={quoteattr(self.name)} resume='true'/>"

    def say_enabled(self, session):
        session.peer.send(self.enabled.encode())

    # MARK: What the client says

    def take(self, session, element):
        """True for what belongs to stream management itself; a stanza is counted."""
        if namespace(element) != SM:
            if self.is_enabled and local(element) in ("message", "presence", "iq"):
                self.handled += 1
            return False
        name = local(element)
        if name == "enable":
            self.enable()
            self.grant(session)
        elif name == "r" and self.answers:
            self.acknowledge(session)
        elif name == "a":
            self.note(element.get("h", ""))
        return True

    def enable(self):
        self.restart()
        self.base = 0
        self.is_enabled = True

    def note(self, text):
        """The client says how much of ours it handled."""
        require(text.isascii() and text.isdigit(), f"the client acknowledged h={text!r}")
        step = (int(text) - self.acknowledged) % WRAP
        require(
            step <= len(self.unacknowledged),
            f"the client acknowledged {text} stanzas where {self.sent} were sent and {self.acknowledged} acknowledged",
        )
        for _ in range(step):
            self.unacknowledged.popleft()
        self.acknowledged = int(text)

    # MARK: What the server says

    def count(self, text):
        """Notes what is sent to the client, as far as it consists of stanzas."""
        if self.is_enabled:
            for stanza in stanzas(text):
                self.sent = (self.sent + 1) % WRAP
                self.unacknowledged.append(stanza)

    @property
    def height(self):
        """What the client is told to be handled, as its own counter has it."""
        return (self.base + self.handled) % WRAP

    def acknowledge(self, session):
        self.told = self.handled
        session.peer.send(f"<a xmlns='{SM}' h='{self.height}'/>".encode())

    def knows(self, request):
        return self.is_enabled and request.get("previd") == self.name

    def resumed(self, request):
        """The answer that grants a resumption, and what is sent again after it."""
        self.note(request.get("h", ""))
        self.told = self.handled
        again = list(self.unacknowledged)
        return f"<resumed xmlns='{SM}' previd={quoteattr(self.name)} h='{self.height}'/>", again

    def refusal(self):
        told = f" h='{self.height}'" if self.tells_handled else ""
        self.is_enabled = False
        return f"<failed xmlns='{SM}'{told}>{REFUSED}</failed>"


def stanzas(text):
    """The stanzas of what the server says, each as it is sent."""
    try:
        root = ElementTree.fromstring(f"<x xmlns='{CLIENT}' xmlns:stream='{STREAMS}'>{text}</x>")
    except ElementTree.ParseError:
        return []
    names = [f"{{{CLIENT}}}{name}" for name in ("message", "presence", "iq")]
    return [ElementTree.tostring(child, "unicode") for child in root if child.tag in names]
