"""A network of its own for one case: our name server, addresses that answer, and one where everything vanishes."""

import os
import socket
import subprocess
import sys
import time
from pathlib import Path

from outcome import Failed, Skipped, require

HERE = Path(__file__).resolve().parent
INSIDE = "HOSTILE_NAMESPACE"
NAME, ADDRESS, ELSEWHERE, HOLE = "dual.test", "10.9.8.7", "10.9.8.8", "fd00:9:8::2"
PREPARE = f"""
set -e
ip link set lo up
ip addr add {ADDRESS}/32 dev lo
ip addr add {ELSEWHERE}/32 dev lo
ip -6 addr add {HOLE}/128 dev lo nodad
printf '127.0.0.1 localhost\\n%s {NAME}\\n%s {NAME}\\n' {HOLE} {ADDRESS} >"$0"
mount --bind "$0" /etc/hosts
echo 'nameserver 127.0.0.1' >"$0.resolv"
mount --bind "$0.resolv" "$(readlink -f /etc/resolv.conf)"
shift
exec "$@"
"""
SYN_SENT = "02"


def two_addresses(attempt):
    """The host has an IPv6 address that swallows every packet: the client is there by IPv4 all the same, and soon."""
    if not is_inside(attempt):
        return
    server = attempt.listen(attempt.script(host=NAME, listens=ADDRESS))
    swallowing = hole(server.port)
    attempt.launch(server.script)
    started = time.monotonic()
    attempt.connect()
    session = server.session()
    took = time.monotonic() - started
    require(took < 2, f"it took {took:.1f} s to come to the address that answers")
    require(session.sentinel(), "the session does not answer")
    table = Path("/proc/net/tcp6").read_text().splitlines()[1:]
    require(all(line.split()[3] != SYN_SENT for line in table), "an attempt at the dead address goes on")
    for connection in swallowing:
        connection.close()


def hole(port):
    """A listener whose queue is full: the kernel drops every further SYN without a word."""
    listener = socket.socket(socket.AF_INET6)
    listener.bind((HOLE, port))
    listener.listen(0)
    kept = [listener]
    while True:
        connection = socket.socket(socket.AF_INET6)
        connection.settimeout(0.3)
        try:
            connection.connect((HOLE, port))
        except TimeoutError:
            connection.close()
            return kept
        kept.append(connection)


def is_inside(attempt):
    """Whether we have the network; where not, the case is played once more in a process that has it."""
    if os.environ.get(INSIDE) is None:
        enter(attempt)
        return False
    return True


def enter(attempt):
    """Plays the case once more, in a process that has the network."""
    inner = [sys.executable, str(HERE), attempt.bench.file, "--case", attempt.case.id, "--jobs", "1"]
    hosts = attempt.directory / "hosts"
    inner += ["--all"] if attempt.bench.plays_all else []
    for name, value in attempt.bench.environment.items():
        inner += ["--set", f"{name}={value}"]
    command = ["unshare", "--map-root-user", "--mount", "--net", "bash", "-c", PREPARE, str(hosts), "--", *inner]
    try:
        done = subprocess.run(
            [*command, "--binary", str(attempt.bench.binary)],
            capture_output=True, text=True, check=False, timeout=60, env={**os.environ, INSIDE: "1"},
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired) as error:
        raise Failed(f"the network of its own does not come up: {error}") from error
    line = next((line for line in done.stdout.splitlines() if attempt.case.id in line), "")
    if line.startswith("FAIL"):
        raise Failed(line.partition(": ")[2])
    if line.startswith("SKIP"):
        raise Skipped(line.partition(": ")[2])
    if not line.startswith("PASS"):
        raise Skipped(f"needs a network namespace, which is not to be had here ({done.stderr.strip()[-80:]})")
