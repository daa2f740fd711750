"""A name server for one domain: answers what it was given, and remembers every question."""

import contextlib
import ipaddress
import socket
import struct
import threading

A, TXT, AAAA, SRV = 1, 16, 28, 33
TYPES = {A: "A", TXT: "TXT", AAAA: "AAAA", SRV: "SRV"}
NO_SUCH_NAME = 3


class Resolver:
    """Records are lists by (name, type): an address, a text, or (priority, weight, port, target)."""

    def __init__(self, records, address="127.0.0.1", port=53):
        self.records = {(name.lower(), kind): values for (name, kind), values in records.items()}
        self.questions = []  # (name, type)
        self.datagrams = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.datagrams.bind((address, port))
        self.listener = socket.create_server((address, port))
        self.threads = [threading.Thread(target=run, daemon=True) for run in (self._datagrams, self._connections)]

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_):
        for ended in (self.datagrams, self.listener):
            with contextlib.suppress(OSError):
                ended.shutdown(socket.SHUT_RDWR)
            ended.close()

    def _datagrams(self):
        with contextlib.suppress(OSError):
            while True:
                octets, sender = self.datagrams.recvfrom(4096)
                self.datagrams.sendto(self.answer(octets), sender)

    def _connections(self):
        with contextlib.suppress(OSError):
            while True:
                connection, _ = self.listener.accept()
                with connection, connection.makefile("rb") as stream:
                    octets = stream.read(int.from_bytes(stream.read(2), "big"))
                    found = self.answer(octets)
                    connection.sendall(struct.pack(">H", len(found)) + found)

    def answer(self, octets):
        name, end = _name(octets, 12)
        kind = int.from_bytes(octets[end : end + 2], "big")
        self.questions.append((name, TYPES.get(kind, str(kind))))
        found = self.records.get((name, TYPES.get(kind)), [])
        is_known = any(known == name for known, _ in self.records)
        code = 0 if is_known else NO_SUCH_NAME
        head = octets[:2] + struct.pack(">HHHHH", 0x8580 | code, 1, len(found), 0, 0)
        data = [_data(kind, value) for value in found]
        records = [b"\xc0\x0c" + struct.pack(">HHIH", kind, 1, 5, len(part)) + part for part in data]
        return head + octets[12 : end + 4] + b"".join(records)


def _name(octets, at):
    labels = []
    while octets[at]:
        labels.append(octets[at + 1 : at + 1 + octets[at]].decode("ascii", "replace"))
        at += 1 + octets[at]
    return ".".join(labels).lower(), at + 1


def _encoded(name):
    labels = [label for label in name.split(".") if label]
    return b"".join(bytes([len(label)]) + label.encode() for label in labels) + b"\0"


def _data(kind, value):
    if kind == SRV:
        return struct.pack(">HHH", *value[:3]) + _encoded(value[3])
    if kind == TXT:
        return bytes([len(value)]) + value.encode()
    return ipaddress.ip_address(value).packed
