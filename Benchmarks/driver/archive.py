"""Catching up 10,000 messages of an archive: ours into the database, slixmpp's into nothing; messages per second and
microseconds of processor time per message.
"""
import pathlib
import shutil
import sqlite3
import statistics
import time

from . import building
from .server import Server

COUNT = 10_000
PATIENCE = 300
SPAN = 86_400  # seconds: so long before now the first message was sent


def message(number):
    """A message from bob as text and as XML."""
    text = f"Message number {number}, which says about as much as people say"
    return text, (
        f"<message xmlns='jabber:client' id='{number}-4f1c' type='chat' to='alice@localhost' "
        f"from='bob@localhost/desk'><body>{text}</body></message>")


def fill(server, numbers):
    """Puts messages into a server's archive as it would itself, only in one transaction."""
    begun = time.time() - SPAN
    moments = [(number, begun + number * SPAN / (COUNT + 2), *message(number)) for number in numbers]
    with sqlite3.connect(f"{server.data}/archive.sqlite", timeout=30) as database:
        if server.name.startswith("prosody"):
            database.executemany(
                'INSERT INTO prosodyarchive (host, user, store, key, "when", "with", type, value) '
                "VALUES ('localhost', 'alice', 'archive', ?, ?, 'bob@localhost', 'xml', ?)",
                [(f"bench-{number:06}", int(moment), xml) for number, moment, _, xml in moments])
        else:
            database.executemany(
                "INSERT INTO archive (username, timestamp, peer, bare_peer, xml, txt, kind, nick) "
                "VALUES ('alice', ?, 'bob@localhost/desk', 'bob@localhost', ?, ?, 'chat', '')",
                [(int(moment * 1e6), xml, text) for _, moment, text, xml in moments])
    database.close()


def run(runs, directory):
    """With Prosody and with ejabberd, both of which keep archives in SQLite here."""
    for product in ["Archive", "grapnel-bench"]:
        ours = building.ours(product)
    python = building.slixmpp_python()
    for kind in ["prosody", "ejabberd"]:
        place = directory / kind
        with Server(kind, place / "server", "--account", "alice:secret") as server:
            port = server.ports["direct"]

            def grapnel(profile, count):
                return building.output(ours, "archive", profile, port, server.ca_file, count, timeout=PATIENCE)

            fill(server, [0])
            grapnel(place / "profile", 1)
            fill(server, range(1, COUNT + 1))
            taken = {"ours": [], "slixmpp": []}
            for _ in range(runs):
                profile = pathlib.Path(shutil.copytree(place / "profile", place / "copy"))
                taken["ours"].append(grapnel(profile, COUNT + 1))
                shutil.rmtree(profile)
                taken["slixmpp"].append(building.output(
                    python, building.PEERS / "archive-slixmpp.py", "alice@localhost/bench", "secret", "127.0.0.1", port,
                    server.ca_file, COUNT, timeout=PATIENCE))
        median = {
            who: [statistics.median(part) for part in zip(*(map(float, line.split()) for line in lines))]
            for who, lines in taken.items()}
        ours_taken, theirs = median["ours"], median["slixmpp"]
        yield server.name, "messages/s", COUNT / ours_taken[1], "slixmpp, keeping nothing", COUNT / theirs[1]
        yield (
            server.name, "CPU µs per message", 1e6 * ours_taken[0] / COUNT, "slixmpp, keeping nothing",
            1e6 * theirs[0] / COUNT)
