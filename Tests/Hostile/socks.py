"""A SOCKS5 proxy (RFC 1928): connects whatever it is asked for to the scripted server, and remembers what that was."""

import contextlib
import ipaddress
import select
import socket
import threading
from dataclasses import dataclass

NAME = 3  # ATYP of a domain name


@dataclass(frozen=True)
class Wish:
    kind: int  # ATYP
    host: str
    port: int
    user: str  # what separates circuits


class Proxy:
    def __init__(self, port):
        self.target = ("127.0.0.1", port)
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.wishes = []
        self.sockets = []
        threading.Thread(target=self._serve, daemon=True).start()

    def close(self):
        """Nobody listens any more, and every connection is over."""
        for ended in [self.listener, *self.sockets]:
            with contextlib.suppress(OSError):
                ended.shutdown(socket.SHUT_RDWR)
            ended.close()

    def _serve(self):
        with contextlib.suppress(OSError):
            while True:
                connection, _ = self.listener.accept()
                self.sockets.append(connection)
                threading.Thread(target=self._connection, args=(connection,), daemon=True).start()

    def _connection(self, connection):
        with contextlib.suppress(OSError, ValueError, IndexError):
            self.wishes.append(_asked(connection))
            onward = socket.create_connection(self.target)
            self.sockets.append(onward)
            connection.sendall(b"\x05\x00\x00\x01\x00\x00\x00\x00\x00\x00")
            _carry(connection, onward)


def _exactly(connection, count):
    found = b""
    while len(found) < count:
        octets = connection.recv(count - len(found))
        if not octets:
            raise ValueError("the client ended the connection")
        found += octets
    return found


def _asked(connection):
    methods = _exactly(connection, _exactly(connection, 2)[1])
    user = ""
    if 2 in methods:
        connection.sendall(b"\x05\x02")
        user = _exactly(connection, _exactly(connection, 2)[1]).decode("utf-8", "replace")
        _exactly(connection, _exactly(connection, 1)[0])
        connection.sendall(b"\x01\x00")
    else:
        connection.sendall(b"\x05\x00")
    kind = _exactly(connection, 4)[3]
    length = {1: 4, 4: 16}.get(kind) or _exactly(connection, 1)[0]
    host = _exactly(connection, length)
    name = host.decode("ascii", "replace") if kind == NAME else str(ipaddress.ip_address(host))
    return Wish(kind, name, int.from_bytes(_exactly(connection, 2), "big"), user)


def _carry(one, other):
    while True:
        for source in select.select([one, other], [], [])[0]:
            octets = source.recv(65536)
            target = other if source is one else one
            if not octets:
                for ended in (one, other):
                    with contextlib.suppress(OSError):
                        ended.shutdown(socket.SHUT_RDWR)
                return
            target.sendall(octets)
