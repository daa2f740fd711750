"""One run of one case in one way of cutting its input: the server, the client, and what is checked of both."""

import re
import shutil
import time
from pathlib import Path
from profile import Profile

import given
import splitting
from expectation import Expectation
from material import Material
from outcome import require
from program import Program
from reading import NOBODY, read
from server import Script, Server
from tls import TLSPlan

# Whatever is printed, these never are: C0 but tab and line feed, DEL, C1, and what turns the reading direction round.
UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066\u2067]")


class Attempt:
    def __init__(self, case, plan, bench, directory):
        self.case, self.plan, self.bench = case, plan, bench
        self.directory = Path(directory)
        self.expect = Expectation(case.expect)
        self.material = Material(case.input, case.input_kind)
        self.trust = NOBODY
        self.server = None
        self.program = None
        self.start = 0

    # MARK: Before

    def script(self, **changes):
        values = {"tls": TLSPlan(self.bench.authority.issue()), **changes}
        return Script(**values)

    def listen(self, script):
        self.server = Server(script)
        return self.server

    def launch(self, script, options="", environment=None):
        """Starts the client with the script's account; it is not told to connect yet."""
        password = self.directory / "password"
        password.write_text(script.password + "\n", encoding="utf-8")
        password.chmod(0o600)
        self.surroundings = {**self.bench.environment, **(environment or {})}
        self.program = Program(self.bench.binary, self.directory, self.surroundings)
        where = f"--host {script.host} --port {self.server.port} " if script.host else ""
        direct = "--direct-tls " if script.direct else ""
        self.program.say(
            f"/account add {script.account} {where}--resource core {direct}"
            f"--ca {self.bench.authority.file} {options} --password-command 'cat {password}'"
        )
        require(
            self.program.await_output(r"\n", 15) and self.program.is_alive,
            f"the client does not start: {self.program.text().strip()[:200]!r}",
        )

    def kill(self):
        """The process dies without a word."""
        self.program.kill()

    def revive(self):
        """It begins anew on the same profile, and connects by itself."""
        self.program = Program(self.bench.binary, self.directory, self.surroundings)
        self.start = 0

    def connect(self):
        self.start = self.program.mark
        self.program.say("/connect")

    def begin(self, **changes):
        """Server and client, the client on its way."""
        script = self.script(**changes)
        server = self.listen(script)
        self.launch(script)
        self.connect()
        return server

    # MARK: The input

    def send(self, peer, material=None, timeout=60):
        """Sends the input as this attempt cuts it; False when the client was gone before its end."""
        material = material or self.material
        deadline = time.monotonic() + timeout
        for number, segment in enumerate(material.segments):
            if number:
                peer.drain(0.05)
            for piece in self.pieces(segment):
                if peer.is_closed or time.monotonic() > deadline or not peer.send(piece):
                    return False
        return True

    def pieces(self, segment):
        return splitting.pieces(segment, self.plan)

    # MARK: What it costs

    def measure(self):
        """Costs count from here on."""
        self.peak = self.program.forget_peak()
        self.cpu = self.program.cpu()

    def check_costs(self):
        """Memory and processor time since `measure`, as far as the case limits them."""
        grown, spent = self.program.peak() - self.peak, self.program.cpu() - self.cpu
        limit = self.expect.memory
        require(
            limit is None or grown <= limit,
            f"memory grew by {grown / (1 << 20):.1f} MiB where {(limit or 0) / (1 << 20):.1f} MiB are allowed",
        )
        limit = self.expect.processor
        # A debug build on a busy machine may take some ticks of the clock for anything at all.
        require(limit is None or spent <= max(0.25, 2 * limit), f"it took {spent:.2f} s of processor time")

    # MARK: After

    @property
    def reading(self):
        return read(self.material.octets(1 << 20), bool(given.begins_stream(self.case)), self.trust)

    @property
    def profile(self):
        return Profile(self.program.profile)

    def settled_tables(self):
        """Every row, once nothing is being written any more."""
        tables = self.profile.tables()
        for _ in range(20):
            time.sleep(0.1)
            earlier, tables = tables, self.profile.tables()
            if tables == earlier:
                break
        return tables

    def check_alive(self):
        require(self.program.is_alive, f"the client ended with status {self.program.process.poll()}{self.last_words()}")

    def check_responsive(self):
        self.check_alive()
        require(self.program.responds(), "the front does not answer any more")

    def last_words(self):
        text = self.program.text(self.start).strip()
        return f": {text[-160:]!r}" if text else ""

    def check_stored(self, forbidden):
        bodies = self.profile.bodies()
        for body in forbidden:
            require(body not in bodies, f"{_short(body)} was stored")
            shown = re.compile(rf"(?:^|[\s:>]){re.escape(body)}\s*$", re.MULTILINE)
            require(not shown.search(self.program.text(self.start)), f"{_short(body)} was shown")

    def check_delivered(self, expected):
        """Once each; what an archive brought may still be on its way into the database."""
        deadline = time.monotonic() + 3
        while not set(expected) <= set(bodies := self.profile.bodies()) and time.monotonic() < deadline:
            time.sleep(0.05)
        for body in expected:
            count = bodies.count(body)
            require(count == 1, f"{_short(body)} was delivered {count} times instead of once")

    def check_shown_once(self, expected):
        text = self.program.text(self.start)
        for body in expected:
            count = len(re.findall(rf"(?:^|[\s:>]){re.escape(body)}\s*$", text, re.MULTILINE))
            require(count <= 1, f"{_short(body)} was shown {count} times")

    def check_not_twice(self, permitted):
        bodies = self.profile.bodies()
        for body in permitted:
            require(bodies.count(body) <= permitted.count(body), f"{_short(body)} was delivered more than once")

    def check_printed(self):
        """Nothing remote reaches the terminal that could steer it."""
        found = UNPRINTABLE.search(self.program.text(self.start))
        require(found is None, found and f"U+{ord(found[0]):04X} was printed as it came")

    def check_close(self, peer, timeout=20):
        """The client ends the connection, with one of the named stream errors if it sends any."""
        require(peer.waits_for_close(timeout), f"the connection stays open{self.sent_instead(peer)}")
        self.check_condition(peer)
        peer.close()

    def watch(self, seconds):
        """How long to look for a connection that must not come: in full for one way of cutting, briefly for others."""
        return seconds if self.plan == "whole" else 0.2

    def check_bounded(self, peer):
        """A huge or endless input: an end in order or a stream that goes on; the cost is checked apart."""
        peer.drain(2)
        self.check_alive()
        self.check_condition(peer)

    def check_condition(self, peer):
        named = self.expect.conditions
        wrong = [error for error in peer.errors if named and error not in named]
        require(not wrong, f"the stream error was {', '.join(wrong)} where {' or '.join(named)} is due")

    @staticmethod
    def sent_instead(peer):
        return f"; the client sent the stream error {', '.join(peer.errors)}" if peer.errors else ""

    def check_no_credentials_in_clear(self, peer):
        for word in (b"<auth", b"<response", b"<authenticate"):
            require(word not in peer.in_clear, "credentials were sent in clear")

    # MARK: Ends

    def end(self):
        # The server first: a client that says goodbye waits for its answer.
        if self.server:
            self.server.close()
        if self.program:
            self.program.end()

    def fresh(self):
        """Forgets everything of the client, for another run within the same case."""
        self.end()
        shutil.rmtree(self.program.profile, ignore_errors=True)


def _short(body):
    return repr(body if len(body) <= 40 else body[:37] + "...")

