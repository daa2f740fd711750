"""A person on the other side: logged in directly, says numbered messages at a steady rate and writes down what it gets.

It is small on purpose, and shares nothing with the client under test: no stream management, no archive, no resending,
nothing that would hide a message that came twice.
"""

import base64
import select
import socket
import ssl
import threading
import time
from dataclasses import dataclass
from xml.etree.ElementTree import XMLPullParser

CLIENT = "{jabber:client}"
STREAMS = "{http://etherx.jabber.org/streams}"
SASL = "urn:ietf:params:xml:ns:xmpp-sasl"
BIND = "urn:ietf:params:xml:ns:xmpp-bind"
HEADER = "<?xml version='1.0'?><stream:stream xmlns='jabber:client' to='{}' version='1.0' xmlns:stream='http://etherx.jabber.org/streams'>"


class PeerError(Exception):
    pass


@dataclass(frozen=True)
class Heard:
    """A message as it came."""

    id: str
    body: str


class Stream:
    """Elements in, text out, over TLS from the first octet."""

    def __init__(self, server):
        context = ssl.create_default_context(cafile=server.ca_file)
        plain = socket.create_connection((server.host, server.direct_tls_port), timeout=20)
        plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.socket = context.wrap_socket(plain, server_hostname=server.domain)
        self.domain = server.domain
        self.unsent = b""
        self.restart()

    def restart(self):
        self.parser = XMLPullParser(["start", "end"])
        self.unparsed = b""
        self.depth = 0
        self.root = None
        self.say(HEADER.format(self.domain))

    def say(self, text):
        self.unsent += text.encode()

    def exchange(self, seconds):
        """Sends what waits, and answers the elements that came within the time, if any."""
        ready = self.socket.pending() > 0
        readable, writable, _ = select.select(
            [self.socket], [self.socket] if self.unsent else [], [], 0 if ready else max(0, seconds)
        )
        self.socket.setblocking(False)
        try:
            if writable:
                self.unsent = self.unsent[self.socket.send(self.unsent) :]
            if readable or ready:
                octets = self.socket.recv(65536)
                if not octets:
                    raise PeerError("the server closed the stream")
                # Newer versions of expat put a markup off that came in pieces until much more has come.
                whole = self.unparsed + octets
                end = whole.rfind(b">") + 1
                self.unparsed = whole[end:]
                self.parser.feed(whole[:end])
        except (ssl.SSLWantReadError, ssl.SSLWantWriteError):
            pass
        return list(self.elements())

    def elements(self):
        for event, element in self.parser.read_events():
            if event == "start":
                self.root = element if self.depth == 0 else self.root
                self.depth += 1
                continue
            self.depth -= 1
            if self.depth == 0:
                raise PeerError("the server ended the stream")
            if self.depth == 1:
                if element.tag == STREAMS + "error":
                    raise PeerError(f"the server ended the stream: {[child.tag for child in element]}")
                yield element
                self.root.clear()

    def next(self):
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline:
            found = self.exchange(1)
            if found:
                return found[0]
        raise PeerError("the server does not answer")


class Peer(threading.Thread):
    """Online when it is made; `begin` has it talk, `stop` ends it."""

    def __init__(self, server, name, password):
        super().__init__(daemon=True)
        self.address = f"{name}@{server.domain}"
        self.heard = []  # in the order of arrival
        self.bounced = []
        self.said = 0
        self.failure = None
        self.lock = threading.Condition()
        self.talk = None
        self.is_over = False
        self.stream = Stream(server)
        self._log_in(name, password)
        self.start()

    def _log_in(self, name, password):
        stream = self.stream
        stream.next()
        secret = base64.b64encode(f"\0{name}\0{password}".encode()).decode()
        stream.say(f"<auth xmlns='{SASL}' mechanism='PLAIN'>{secret}</auth>")
        answer = stream.next()
        if answer.tag != f"{{{SASL}}}success":
            raise PeerError(f"{self.address} is not let in: {answer.tag}")
        stream.restart()
        stream.next()
        stream.say(f"<iq type='set' id='bind'><bind xmlns='{BIND}'><resource>peer</resource></bind></iq>")
        if stream.next().get("type") != "result":
            raise PeerError(f"{self.address} gets no resource")
        stream.say("<presence/>")

    def begin(self, talk):
        """Has it talk; `talk` answers the moment of the next message and its stanza, or None for nothing now."""
        self.talk = talk

    def run(self):
        try:
            while not self.is_over or self.stream.unsent:
                for element in self.stream.exchange(self._speak()):
                    self._hear(element)
        except (PeerError, OSError) as error:
            with self.lock:
                self.failure = f"{self.address}: {error}"
                self.lock.notify_all()

    def _speak(self):
        """Says what is due; answers how long there is nothing to say."""
        if self.talk is None:
            return 0.02
        pause, stanza = self.talk.next(time.monotonic())
        if stanza:
            self.stream.say(stanza)
            self.said += 1
        return pause

    def _hear(self, element):
        if element.tag != CLIENT + "message":
            return
        message = Heard(element.get("id", ""), element.findtext(CLIENT + "body") or "")
        with self.lock:
            (self.bounced if element.get("type") == "error" else self.heard).append(message)
            self.lock.notify_all()

    def stop(self):
        self.stream.say("<presence type='unavailable'/></stream:stream>")
        self.is_over = True
        self.join(5)
        self.stream.socket.close()


class Talk:
    """Numbered messages to one address at a rate, held while too many of them are on their way.

    It has to be told how many arrived; those that are missing after `patience` seconds without news are given up, so that
    lost messages are found at the end and not waited for.
    """

    def __init__(self, address, count, rate, window, patience=10):
        self.address, self.count, self.rate = address, count, rate
        self.window, self.patience = window, patience
        self.said = 0
        self.arrived = 0
        self.given_up = 0
        self.moved = time.monotonic()
        self.due = time.monotonic()

    @staticmethod
    def body(number):
        return f"in {number}"

    def note(self, arrived):
        if arrived > self.arrived:
            self.arrived, self.moved = arrived, time.monotonic()

    def next(self, now):
        """How long there is nothing to say, and what is to be said now."""
        if self.said == self.count:
            return 0.02, None
        if now < self.due:
            return min(self.due - now, 0.02), None
        if self.said - self.arrived - self.given_up >= self.window:
            if now - self.moved < self.patience:
                self.due = now
                return 0.005, None
            self.given_up, self.moved = self.said - self.arrived, now
        self.said += 1
        self.due = max(self.due + 1 / self.rate, now - 1)
        stanza = f"<message type='chat' to='{self.address}' id='in-{self.said}'><body>{self.body(self.said)}</body></message>"
        return 0, stanza
