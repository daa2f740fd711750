"""Where the server is: what the account says, what DNS says, or what a proxy finds out."""

import os
import socket
import struct
from pathlib import Path

from client import DEFECT

SRV = 33


class NoService(OSError):
    """The domain says that there is none."""


def connect(account, place=None):
    domain = account["jid"].partition("@")[2]
    if account.get("proxy"):
        return through(account["proxy"], account.get("host") or domain, account.get("port") or 5222)
    if place:
        return socket.create_connection(place)
    if account.get("host"):
        return socket.create_connection((account["host"], account["port"]))
    if DEFECT == "txt":
        look_up(f"_xmppconnect.{domain}", 16)
    found = look_up(f"_xmpp-client._tcp.{domain}", SRV)
    if found == [(0, ".")] and DEFECT != "dot":
        raise NoService(f"{domain} offers no XMPP service")
    places = [(target, port) for port, target in found if target != "."] or [(domain, 5222)]
    return socket.create_connection(places[0])


def look_up(name, kind):
    """The records of one name, as (port, target)."""
    server = next(
        line.split()[1] for line in Path("/etc/resolv.conf").read_text().splitlines() if line.startswith("nameserver")
    )
    labels = b"".join(bytes([len(label)]) + label.encode() for label in name.split(".")) + b"\0"
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
        asking.settimeout(3)
        head = os.urandom(2) + struct.pack(">HHHHH", 0x100, 1, 0, 0, 0)
        asking.sendto(head + labels + struct.pack(">HH", kind, 1), (server, 53))
        answer = asking.recv(4096)
    at, found = 12 + len(labels) + 4, []
    for _ in range(int.from_bytes(answer[6:8], "big") if kind == SRV else 0):
        length = int.from_bytes(answer[at + 10 : at + 12], "big")
        data = answer[at + 12 : at + 12 + length]
        found.append((int.from_bytes(data[4:6], "big"), _name(data[6:])))
        at += 12 + length
    return found


def _name(octets):
    labels = []
    while octets[0]:
        labels.append(octets[1 : 1 + octets[0]].decode())
        octets = octets[1 + octets[0] :]
    return ".".join(labels) or "."


def through(proxy, host, port):
    """By SOCKS5, with the name as it is."""
    if DEFECT == "leak-name":
        socket.getaddrinfo(host, port)
    try:
        way = socket.create_connection(proxy)
    except OSError:
        if DEFECT == "direct":
            return socket.create_connection((host, port))
        raise
    way.sendall(b"\x05\x01\x00")
    way.recv(2)
    way.sendall(b"\x05\x01\x00\x03" + bytes([len(host)]) + host.encode() + port.to_bytes(2, "big"))
    if way.recv(10)[1:2] != b"\0":
        raise ConnectionError
    return way
