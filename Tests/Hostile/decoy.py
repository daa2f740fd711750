"""Another server that an input points to: its certificate is sound, but not that of the domain which is asked for."""

import re
import socket
import threading

from authority import Request
from outcome import require
from peer import Peer
from tls import TLSPlan
from vocabulary import PROCEED, STARTTLS, header

PLACE = re.compile(r"(?<![\w@.])((?:[a-z0-9-]+\.)+[a-z]{2,}):\d+")
CREDENTIALS = (b"<auth", b"<response", b"<authenticate", b"<resume")


class Decoy:
    """Takes the place of the host that the input names, for as long as the context lasts."""

    def __init__(self, attempt):
        found = PLACE.search(attempt.material.text)
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.listener.settimeout(0.2)
        name = found[1] if found else "evil.example"
        self.plan = TLSPlan(attempt.bench.authority.issue(Request(names=(f"DNS:{name}",), common_name=name)))
        here = f"127.0.0.1:{self.listener.getsockname()[1]}"
        self.laid = attempt.material.replacing(found[0], here) if found else attempt.material
        self.peers, self.is_over = [], False

    def __enter__(self):
        self.thread = threading.Thread(target=self._serve)
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.is_over = True
        self.thread.join()
        self.listener.close()
        for peer in self.peers:
            peer.cut()

    def _serve(self):
        while not self.is_over:
            try:
                connection, _ = self.listener.accept()
            except TimeoutError:
                continue
            self._receive(connection)

    def _receive(self, connection):
        """By STARTTLS or at once, whatever the client begins with."""
        connection.settimeout(3)
        try:
            first = connection.recv(1, socket.MSG_PEEK)
        except OSError:
            first = b""
        peer = Peer(connection)
        self.peers.append(peer)
        if first != b"\x16":
            if not peer.has_opened(2):
                return
            peer.send((header() + STARTTLS).encode())
            if peer.element(2) is None:
                return
            peer.send(PROCEED.encode())
        peer.restart()
        if peer.upgrade(self.plan, 3):
            peer.drain(2)
        peer.close()

    def check(self):
        for peer in self.peers:
            require(peer.tls is None or not peer.tls.is_ready, "the client took another's certificate for the domain's")
            require(
                not any(word in peer.plain for word in CREDENTIALS), "credentials were sent to where the input points"
            )
