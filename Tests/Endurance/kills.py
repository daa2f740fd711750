"""A client that is killed while messages go both ways, and started again."""

import random
import re
import time
from pathlib import Path

from journal import Journal
from outcome import Outcome, Progress, Quiet
from peer import Peer, Talk
from program import Program
from tally import tally

RATE = 40  # of bob's messages a second
WINDOW = 60
LINES = 12  # what alice types per life
PATIENCE = 30


class Life:
    """One run of the program, from its start to its end."""

    def __init__(self, binaries, profile, *more):
        self.began = time.monotonic()
        self.online_after = None
        self.shown_out, self.shown_in = [], []
        self.program = Program([binaries / "grapnel", "--profile", profile, "--timeout", "60", *more], self._take)

    def _take(self, line):
        if " is online as " in line and self.online_after is None:
            self.online_after = time.monotonic() - self.began
        if found := re.match(r"> (?:\[.*?\] )?\S+: (out \d+)$", line):
            self.shown_out.append(found[1])
        if found := re.match(r"< (?:\[.*?\] )?\S+: (in \d+)$", line):
            self.shown_in.append(found[1])

    def lasts_until(self, moment):
        while time.monotonic() - self.began < moment and self.program.is_alive:
            time.sleep(0.003)


class Torment:
    def __init__(self, options, server, binaries, directory):
        self.count = options.count or (200 if options.short else 1000)
        self.server, self.binaries = server, binaries
        self.profile = Path(directory) / "profile"
        self.journal = Journal(self.profile)
        self.dice = random.Random(options.seed)
        self.faults = []
        self.intact = 0
        self.times_online = 0
        self.shown_out, self.shown_in = set(), set()
        self.typical = 1.0  # seconds from the start to online
        self.peer = Peer(server, "bob", server.passwords["bob"])
        self.talk = Talk(server.address("alice"), 10**9, RATE, WINDOW)
        self._add_account(Path(directory) / "password-of-alice")

    def _add_account(self, secret):
        server = self.server
        secret.write_text(server.passwords["alice"] + "\n")
        add = (
            f"/account add {server.address('alice')} --host {server.host} --port {server.direct_tls_port} "
            f"--ca {server.ca_file} --direct-tls --password-command 'cat {secret}'"
        )
        life = Life(self.binaries, self.profile, "-c", add, "-c", "/connect", "-c", "/quit")
        status = life.program.wait(60)
        if status != 0 or life.online_after is None:
            raise SystemExit(f"alice cannot log in: {life.program.complaints}")
        self.typical = life.online_after

    def live(self):
        """One life: some lines, a moment, the end, and a look at what is left."""
        life = Life(self.binaries, self.profile)
        said = self.said()
        moment = self.dice.uniform(0, 2.2 * self.typical + 0.1)
        for number in range(said + 1, said + 1 + self.dice.randint(0, LINES)):
            life.program.say(f"/msg {self.peer.address} out {number}")
        life.lasts_until(moment)
        if not life.program.is_alive:
            self.faults.append(f"the client ended by itself: {life.program.complaints[-3:]}")
        life.program.kill()
        if life.online_after is not None:
            self.times_online += 1
            self.typical += (min(life.online_after, 5) - self.typical) / 8
        self.examine(life)

    def said(self):
        """The number of the last message of alice's that is in her journal."""
        return max((int(entry.body.split()[1]) for entry in self.journal.outgoing()), default=0)

    def examine(self, life):
        faults = self.journal.faults()
        self.intact += not faults
        self.faults += [f"the database after a kill: {text}" for text in faults]
        self.shown_out.update(life.shown_out)
        self.shown_in.update(life.shown_in)
        entries = self.journal.entries()
        missing = (self.shown_out | self.shown_in) - {entry.body for entry in entries}
        self.faults += [f"shown, but not in the journal: {text}" for text in sorted(missing)]
        self.shown_out -= missing
        self.shown_in -= missing
        self.talk.note(sum(entry.direction == "incoming" for entry in entries))

    def recover(self):
        """A life in peace, until everything has arrived or nothing happens any more."""
        self.talk.count = self.talk.said
        life = Life(self.binaries, self.profile)
        quiet = Quiet(PATIENCE)
        while life.program.is_alive and not self.peer.failure and not quiet.is_reached:
            time.sleep(0.1)
            outgoing, incoming = self.journal.outgoing(), self.journal.incoming()
            waiting = [entry for entry in outgoing if entry.state == "pending"]
            quiet.note((len(self.peer.heard), len(waiting), len(incoming)))
            is_done = len(self.peer.heard) >= len(outgoing) and len(incoming) >= self.talk.said and not waiting
            if is_done and quiet.seconds >= 3:
                break
        life.program.say("/quit")
        life.program.wait(30)
        self.peer.stop()

    def judge(self, progress):
        outgoing = self.journal.outgoing()
        out = tally([entry.body for entry in outgoing], [heard.body for heard in self.peer.heard])
        into = tally(
            [Talk.body(number) for number in range(1, self.talk.said + 1)],
            [entry.body for entry in self.journal.incoming()],
        )
        both = out + into
        unsent = [entry.body for entry in outgoing if entry.state not in ("sent", "confirmed")]
        if unsent:
            self.faults.append(f"still in the outbox: {', '.join(unsent[:12])}")
        self.faults += [text for text in (self.peer.failure,) if text]
        self.faults += [f"came back to bob as an error: {message.id}" for message in self.peer.bounced[:12]]
        for name, found in (("out", out), ("in", into)):
            for line in found.explain():
                progress.show(f"{name}: {line}", now=True)
        for line in self.faults[:40]:
            progress.show(line, now=True)
        counts = {
            "server": self.server.kind, "kills": self.count, "intact": self.intact, "sent": len(outgoing),
            "received": len(self.journal.incoming()), "lost": len(both.lost), "doubled": len(both.doubled),
            "reordered": len(both.reordered), "unsent": len(unsent), "online": self.times_online,
            "seconds": round(progress.seconds),
        }  # fmt: skip
        return Outcome(counts, both, self.faults)


def run(options, server, binaries, directory):
    torment = Torment(options, server, binaries, directory)
    torment.peer.begin(torment.talk)
    progress = Progress(server.kind)
    for number in range(1, torment.count + 1):
        torment.live()
        progress.show(f"{number} of {torment.count} kills, {torment.times_online} while online, {torment.intact} intact")
        if torment.peer.failure:
            break
    torment.recover()
    return torment.judge(progress)
