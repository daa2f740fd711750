"""Round trips and time from TCP to bound and to ready, over a link of 50 ms each way; ready is when the roster is there
and presence is sent.
"""
import os
import pathlib
import pty
import signal
import statistics
import subprocess
import threading
import time

from . import building
from .relay import Relay
from .server import Server

DELAY = 0.05
PATIENCE = 20
PASSWORD = "correct horse"


class Login:
    """One client on its way to one server."""

    def __init__(self, server, mode, relay, directory):
        self.server, self.mode, self.relay, self.directory = server, mode, relay, directory
        self.address = f"alice@{server.domain}"
        self.times = pathlib.Path(server.data) / "login-times"

    def measure(self, command, environment=None):
        """Round trips and milliseconds to bound and to ready."""
        self.times.unlink(missing_ok=True)
        with Terminal(command, {**os.environ, **(environment or {})}):
            seen = self._wait()
            time.sleep(2 * DELAY)  # until the client has been given what the server sent
        bound = seen["bound"] + DELAY
        ready = max(seen["roster"] + DELAY, seen["available"] - DELAY)
        # What belongs to a moment arrives within milliseconds of it, what does not a whole trip later.
        moments = {"bound": bound + DELAY / 2, "ready": ready + DELAY / 2}
        edges = self.relay.connections[-1]
        return {
            **{f"{name}, round trips": edges.round_trips(moment) for name, moment in moments.items()},
            "bound, ms": 1000 * (bound - edges.begun), "ready, ms": 1000 * (ready - edges.begun),
        }

    def _wait(self):
        """What the server has seen, and when: its module mod_login_times writes it down."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            time.sleep(0.02)
            if self.times.exists():
                seen = dict(line.split() for line in self.times.read_text().splitlines())
                if {"bound", "roster", "available"} <= seen.keys():
                    return {what: float(moment) for what, moment in seen.items()}
        raise building.Missing(f"{self.address} was not ready within {PATIENCE} s on {self.server.name}")

    def peer_arguments(self):
        return [
            f"{self.address}/bench", PASSWORD, "127.0.0.1", str(self.relay.port), self.mode, self.server.ca_file]


class Terminal:
    """A program in a pseudo-terminal; it is ended behind the block."""

    def __init__(self, command, environment):
        self._pid, self._master = pty.fork()
        if self._pid == 0:
            os.execvpe(str(command[0]), [str(word) for word in command], environment)
        threading.Thread(target=self._drain, daemon=True).start()

    def _drain(self):
        try:
            while os.read(self._master, 65536):
                pass
        except OSError:
            pass

    def __enter__(self):
        return self

    def __exit__(self, *_):
        os.kill(self._pid, signal.SIGKILL)
        os.waitpid(self._pid, 0)
        os.close(self._master)


def ours(program):
    """Grapnel as somebody has it who has logged in before."""
    def prepare(login):
        profile = login.directory / "profile"
        secret = login.directory / "password"
        secret.write_text(PASSWORD)
        added = (
            f"/account add {login.address} --host 127.0.0.1 --port {login.relay.port} --ca {login.server.ca_file} "
            f"--password-command 'cat {secret}'" + (" --direct-tls" if login.mode == "direct" else ""))
        command = [program, "--profile", profile]
        for lines in [[added, "/connect", "/disconnect"], ["/connect", "/disconnect"]]:
            words = [word for line in lines for word in ("-c", line)]
            subprocess.run([str(part) for part in [*command, *words]], check=True, stdout=subprocess.DEVNULL)
        return [*command], None
    return prepare


def strophe(program):
    return lambda login: ([program, *login.peer_arguments()], None)


def slixmpp(python):
    return lambda login: ([python, building.PEERS / "login-slixmpp.py", *login.peer_arguments()], None)


def profanity(login):
    home = login.directory / "profanity"
    folder = home / "data/profanity"
    folder.mkdir(parents=True, exist_ok=True)
    policy = "legacy" if login.mode == "direct" else "force"
    (folder / "accounts").write_text(
        f"[alice]\nenabled=true\njid={login.address}\nresource=bench\nserver=127.0.0.1\nport={login.relay.port}\n"
        f"password={PASSWORD}\ntls.policy={policy}\n")
    settings = home / "config/profanity"
    settings.mkdir(parents=True, exist_ok=True)
    (settings / "profrc").write_text(f"[connection]\ntls.certpath={pathlib.Path(login.server.ca_file).parent}\n")
    environment = {
        "HOME": str(home), "XDG_DATA_HOME": str(home / "data"), "XDG_CONFIG_HOME": str(home / "config"),
        "TERM": "xterm", "SSL_CERT_FILE": login.server.ca_file}
    return ["profanity", "--account", "alice"], environment


def run(runs, directory):
    """STARTTLS with Prosody of this Debian, direct TLS with Prosody 13; each peer by the same way in."""
    clients = {
        "Grapnel": ours(building.ours("grapnel", os.environ.get("GRAPNEL_BENCH_CONFIGURATION", "release"))),
        "libstrophe": strophe(building.peer("login-libstrophe.c", directory / "login-libstrophe", "libstrophe")),
        "slixmpp": slixmpp(building.slixmpp_python()),
        "Profanity": profanity,
    }
    for name, mode, options in [("STARTTLS", "starttls", []), ("direct TLS", "direct", ["--newer"])]:
        place = directory / mode
        accounts = ["--account", f"alice:{PASSWORD}", "--module", "login_times"]
        with Server("prosody", place / "server", *accounts, *options) as server:
            relay = Relay(server.ports[mode], DELAY)
            login = Login(server, mode, relay, place)
            commands = {client: prepare(login) for client, prepare in clients.items()}
            figures = {client: [] for client in clients}
            for _ in range(runs):
                for client, command in commands.items():
                    figures[client].append(login.measure(*command))
        yield from rows(f"{name}, {server.name}", figures)


def rows(title, figures):
    medians = {
        client: {what: statistics.median(run[what] for run in taken) for what in taken[0]}
        for client, taken in figures.items()}
    mine = medians.pop("Grapnel")
    for what in mine:
        moment, unit = what.split(", ")
        for client, theirs in medians.items():
            yield f"{moment}: {title}", unit, mine[what], client, theirs[what]
