"""scripts/endure: breaks connections and kills the client while it chats, and counts what was lost or came twice."""

import argparse
import contextlib
import secrets
import sys
import tempfile
from pathlib import Path

import kills
import stream
from program import built
from server import Server

SERVERS = {"prosody": ["prosody"], "ejabberd": ["ejabberd"], "both": ["prosody", "ejabberd"]}

STREAM = """\
Alice's client says numbered messages to Bob through a proxy that breaks its connections, while Bob, connected directly,
says numbered messages to her. Her server is asked to resume streams that it does not know, now and then. In the end
every message has to be at Bob, and every message of his in her journal: once, and in order.

The last line per server: server=prosody sent=10000 received=10000 lost=0 doubled=0 reordered=0 kills=500 ...
"""

KILL = """\
Alice's client is killed (SIGKILL) at random moments while she and Bob say numbered messages to each other, and started
again. After each kill the database is examined. In the end every message that is in her journal has to be at Bob, and
every message of his in her journal: once, and in order.

The last line per server: server=prosody kills=1000 intact=1000 sent=9000 received=20000 lost=0 doubled=0 reordered=0 ...
"""


def arguments():
    parser = argparse.ArgumentParser(prog="scripts/endure", description=__doc__)
    runs = parser.add_subparsers(dest="run", required=True, metavar="stream|kill")
    form = argparse.RawDescriptionHelpFormatter
    told = runs.add_parser("stream", help="break connections", description=STREAM, formatter_class=form)
    told.add_argument("--messages", type=int, help="how many each way (10000; short: 600)")
    told.add_argument("--rate", type=float, default=200, help="how many a second each way (200)")
    told.add_argument("--kills", type=int, help="how many connections are broken (500; short: 30)")
    told.add_argument("--refuse", type=float, default=30, help="percentage of resumptions that are refused (30)")
    told.add_argument("--log", type=argparse.FileType("a"), help="write down every step of the client, with its time")
    told.add_argument("--wire", metavar="FILE", help="write down what goes over its streams in FILE.SERVER")
    told.set_defaults(begin=stream.run, server="both")
    told = runs.add_parser("kill", help="kill the program", description=KILL, formatter_class=form)
    told.add_argument("--count", type=int, help="how many kills (1000; short: 200)")
    told.set_defaults(begin=kills.run, server="prosody")
    for each in runs.choices.values():
        each.add_argument("--short", action="store_true", help="a run of about a minute")
        each.add_argument("--server", choices=SERVERS, help=f"({each.get_default('server')})")
        each.add_argument("--newer", action="store_true", help="Prosody 13 and ejabberd 24.12 (scripts/server)")
        each.add_argument("--seed", type=int, help="have the random choices of an earlier run, as far as timing allows")
        each.add_argument("--debug", action="store_true", help="build and run the debug configuration")
        each.add_argument("--keep", metavar="DIR", help="leave profile and server below this new folder")
        each.add_argument("--built", metavar="DIR", help="run the programs of this folder, and build nothing")
    options = parser.parse_args()
    if options.seed is None:
        options.seed = secrets.randbelow(1_000_000)
    return options


def place(kept, kind):
    """Where a run keeps its files: gone at its end unless they are wanted."""
    if not kept:
        return tempfile.TemporaryDirectory(prefix="grapnel-endure-")
    directory = Path(kept).absolute() / kind
    directory.mkdir(parents=True, mode=0o700)
    return contextlib.nullcontext(directory)


def main():
    options = arguments()
    binaries = built(options)
    print(f"seed {options.seed}", file=sys.stderr)
    outcomes = []
    for kind in SERVERS[options.server]:
        with place(options.keep, kind) as directory:
            server = Server(kind, directory, options.newer)
            try:
                outcomes.append(options.begin(options, server, binaries, directory))
            finally:
                server.stop()
    for outcome in outcomes:
        print(outcome)
    return 0 if all(outcome.is_clean for outcome in outcomes) else 1


if __name__ == "__main__":
    sys.exit(main())
