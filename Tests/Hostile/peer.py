"""One connection of the client, from the server's end: octets, TLS, and what the client said as elements."""

import contextlib
import select
import socket
import struct
import time
from collections import deque
from xml.etree import ElementTree

from tls import ServerTLS, TLSError

END = object()


class Peer:
    def __init__(self, connection):
        self.socket = connection
        self.socket.setblocking(False)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.tls = None
        self.plain = bytearray()  # everything the client ever sent, decrypted
        self.in_clear = bytearray()  # the part of it that came before TLS
        self.raw = bytearray()  # its first octets on the wire
        self.is_deaf = False  # what the client says is not read while something is sent
        self.failure = None
        self.at_end = False  # its FIN has come
        self.is_closed = False  # the client ended the connection or its stream
        self.has_ended_stream = False
        self.errors = []  # stream error conditions that the client sent
        self.faults = []  # the same as elements
        self.restart()

    def restart(self):
        """A new stream: the client's next octets begin with a header."""
        self.parser = ElementTree.XMLPullParser(("start", "end"))
        self.unparsed = b""
        self.depth = 0
        self.header = None
        self.root = None
        self.elements = deque()

    # MARK: TLS

    def upgrade(self, plan, timeout=20):
        """The server's handshake; True when it is over, False when the client broke it off."""
        self.tls = ServerTLS(plan)
        deadline = time.monotonic() + timeout
        while not self.tls.is_ready and not self.is_closed and time.monotonic() < deadline:
            self.pump(deadline)
        return self.tls.is_ready and not self.is_closed

    def renegotiate(self):
        """Asks the client for another handshake (TLS 1.2 only)."""
        self.tls.renegotiate()
        self._flush()

    def binding(self, kind):
        return self.tls.binding(kind) if self.tls else None

    # MARK: Octets

    def send(self, octets, timeout=20):
        """Sends all of it, taking in what the client says meanwhile; False when the client is gone."""
        if self.tls and self.tls.is_ready:
            try:
                self.tls.seal(octets)
            except TLSError as error:
                self._lose(str(error))
                return False
            octets = self.tls.waiting()
        return self._write(octets, time.monotonic() + timeout)

    def send_unprotected(self, octets):
        """Past the TLS layer, as an attacker on the wire would."""
        return self._write(octets, time.monotonic() + 5)

    def _write(self, octets, deadline):
        view = memoryview(octets)
        while view and not self._is_lost:
            heard = [] if self.is_deaf else [self.socket]
            readable, writable, _ = select.select(heard, [self.socket], [], max(0, deadline - time.monotonic()))
            if not readable and not writable:
                return False
            if readable:
                self._take()
            if writable and not self._is_lost:
                try:
                    view = view[self.socket.send(view[: 1 << 18]) :]
                except BlockingIOError:
                    continue
                except OSError as error:
                    self._lose(str(error))
        return not view

    @property
    def _is_lost(self):
        return self.socket.fileno() < 0 or self.failure is not None or self.at_end

    def pump(self, deadline):
        """Waits for octets of the client, once, and takes them in."""
        if self._is_lost:
            self.is_closed = True
            return
        with contextlib.suppress(ValueError):
            readable, _, _ = select.select([self.socket], [], [], max(0, deadline - time.monotonic()))
            if readable:
                self._take()

    def _take(self):
        try:
            octets = self.socket.recv(65536)
        except BlockingIOError:
            return
        except OSError as error:
            self._lose(str(error))
            return
        if not octets:
            self.at_end = self.is_closed = True
            return
        if len(self.raw) < 65536:
            self.raw += octets
        if self.tls is None:
            self.in_clear += octets
            self._parse(octets)
            return
        try:
            plain = self.tls.feed(octets)
        except TLSError as error:
            self._flush()
            self._lose(str(error))
            return
        self._flush()
        if plain:
            self._parse(plain)
        if self.tls.is_closed:
            self.is_closed = True

    def _flush(self):
        waiting = self.tls.waiting()
        if waiting:
            self._write(waiting, time.monotonic() + 5)

    def _lose(self, reason):
        self.failure = reason
        self.is_closed = True

    # MARK: Elements

    def _parse(self, octets):
        self.plain += octets
        # Newer versions of expat put a markup off that came in pieces until much more has come.
        whole = self.unparsed + octets
        end = whole.rfind(b">") + 1
        self.unparsed = whole[end:]
        try:
            self.parser.feed(whole[:end])
            for event, element in self.parser.read_events():
                self._note(event, element)
        except ElementTree.ParseError as error:
            self.failure = self.failure or f"the client sent what is no XML: {error}"

    def _note(self, event, element):
        if event == "start":
            self.depth += 1
            if self.depth == 1:
                self.header, self.root = dict(element.attrib), element
            return
        self.depth -= 1
        if self.depth == 0:
            self.is_closed = self.has_ended_stream = True
        elif self.depth == 1:
            self.root.remove(element)
            if element.tag == "{http://etherx.jabber.org/streams}error":
                self.faults.append(element)
                self.errors.append(next((child.tag.rpartition("}")[2] for child in element), "undefined-condition"))
            self.elements.append(element)

    def has_opened(self, timeout=20):
        deadline = time.monotonic() + timeout
        while self.header is None and not self.is_closed and time.monotonic() < deadline:
            self.pump(deadline)
        return self.header is not None

    def element(self, timeout=20):
        """The next element at depth 1, or None when the client closed or stayed silent."""
        deadline = time.monotonic() + timeout
        while not self.elements and not self.is_closed and time.monotonic() < deadline:
            self.pump(deadline)
        return self.elements.popleft() if self.elements else None

    def drain(self, seconds):
        """Takes in what comes for a while, or until the client is gone."""
        deadline = time.monotonic() + seconds
        while not self._is_lost and time.monotonic() < deadline:
            self.pump(deadline)

    def waits_for_close(self, timeout):
        deadline = time.monotonic() + timeout
        while not self.is_closed and time.monotonic() < deadline:
            self.pump(deadline)
        return self.is_closed

    # MARK: Ends

    def close(self):
        """In order: end tag is the caller's, close_notify and FIN are done here."""
        if self.tls and self.tls.is_ready and not self._is_lost:
            self.tls.shut()
            self._flush()
        self.cut()

    def reset(self):
        """RST: nobody knows what of the last octets arrived."""
        if self.socket.fileno() >= 0:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.cut()

    def half_close(self):
        """FIN from this end alone."""
        with contextlib.suppress(OSError):
            self.socket.shutdown(socket.SHUT_WR)

    def cut(self):
        """FIN without close_notify."""
        if self.socket.fileno() >= 0:
            with contextlib.suppress(OSError):
                self.socket.close()
        if self.tls:
            self.tls.free()
        self.is_closed = True


def told(peer):
    """What is known of why a connection did not go on."""
    reasons = []
    if peer.errors:
        reasons.append("it sent the stream error " + ", ".join(peer.errors))
    if peer.failure:
        reasons.append(peer.failure)
    if not reasons and peer.is_closed:
        reasons.append("it closed the connection")
    return f" ({'; '.join(reasons)})" if reasons else ""
