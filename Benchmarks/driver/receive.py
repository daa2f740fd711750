"""Processor time per chat message that is received over TLS, in microseconds, with ten plugins."""
import pathlib
import statistics
import tempfile

from . import building
from .flood import Flood

COUNT = 20_000
PATIENCE = 120


def run(runs, directory):
    """With the journal and without it, beside libstrophe and slixmpp, which keep nothing and have no plugins."""
    ours = building.ours("grapnel-bench")
    strophe = building.peer("receive-libstrophe.c", directory / "receive-libstrophe", "libstrophe")
    python = building.slixmpp_python()
    flood = Flood(directory / "flood", COUNT)
    arguments = ["alice@localhost/bench", "secret", "127.0.0.1", flood.port, flood.ca_file]

    def grapnel(journal):
        profile = pathlib.Path(tempfile.mkdtemp(dir=directory))
        return [ours, "receive", profile, flood.port, flood.ca_file, journal]

    commands = {
        "without journal": lambda: grapnel("nothing"),
        "with journal": lambda: grapnel("journal"),
        "libstrophe": lambda: [strophe, *arguments],
        "slixmpp": lambda: [python, building.PEERS / "receive-slixmpp.py", *arguments],
    }
    figures = {name: [] for name in commands}
    for _ in range(runs):
        for name, command in commands.items():
            seconds = building.output(*command(), timeout=PATIENCE).split()[-1]
            figures[name].append(float(seconds) / COUNT * 1e6)
    median = {name: statistics.median(values) for name, values in figures.items()}
    for ours in ["without journal", "with journal"]:
        for theirs in ["libstrophe", "slixmpp"]:
            yield ours, "CPU µs per message", median[ours], theirs, median[theirs]
