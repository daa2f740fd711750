"""Programs of ours: where they are built, and one that runs, line in and line out."""

import contextlib
import subprocess
import sys
import threading
from pathlib import Path

from server import ROOT


def built(options):
    """The folder with the built programs; builds them unless one is given."""
    if options.built:
        return Path(options.built)
    command = ["swift", "build", "--package-path", str(ROOT), "-c", "debug" if options.debug else "release"]
    subprocess.run(command, check=True, stdout=sys.stderr)
    path = subprocess.run([*command, "--show-bin-path"], check=True, stdout=subprocess.PIPE, text=True).stdout
    return Path(path.strip())


class Program:
    """A child whose lines are handed to `told` as they come; what it says on standard error goes to `complaints`."""

    def __init__(self, arguments, told):
        self.process = subprocess.Popen(
            [str(part) for part in arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        self.complaints = []
        self.readers = [
            threading.Thread(target=self._read, args=source, daemon=True)
            for source in ((self.process.stdout, told), (self.process.stderr, self._complain))
        ]
        for reader in self.readers:
            reader.start()

    def _read(self, stream, take):
        for line in stream:
            take(line.decode("utf-8", "replace").rstrip("\n"))

    def _complain(self, line):
        self.complaints.append(line)
        del self.complaints[:-200]

    def say(self, line):
        with contextlib.suppress(OSError):
            self.process.stdin.write(line.encode() + b"\n")
            self.process.stdin.flush()

    @property
    def is_alive(self):
        return self.process.poll() is None

    def kill(self):
        """SIGKILL; everything that it had printed has been handed over when this returns."""
        self.process.kill()
        self.wait()

    def wait(self, timeout=30):
        """Its exit status; it is killed where it does not end in time."""
        with contextlib.suppress(OSError):
            self.process.stdin.close()
        try:
            status = self.process.wait(timeout)
        except subprocess.TimeoutExpired:
            self.process.kill()
            status = self.process.wait()
        for reader in self.readers:
            reader.join(5)
        self.process.stdout.close()
        self.process.stderr.close()
        return status
