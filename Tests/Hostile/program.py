"""The client under test as a process: what it is told, what it prints, and what it costs."""

import contextlib
import os
import re
import subprocess
import threading
import time
from pathlib import Path

TICK = os.sysconf("SC_CLK_TCK")


class Program:
    def __init__(self, binary, directory, environment):
        self.directory = Path(directory)
        self.profile = self.directory / "profile"
        command = [str(binary), "--profile", str(self.profile)]
        surroundings = {"PATH": os.environ.get("PATH", ""), "HOME": str(self.directory), "LC_ALL": "C.UTF-8"}
        for name in ("LD_LIBRARY_PATH",):
            if name in os.environ:
                surroundings[name] = os.environ[name]
        surroundings.update(environment)
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=surroundings,
            cwd=self.directory,
        )  # fmt: skip
        self.printed = bytearray()
        self.grown = threading.Condition()
        self.readers = [
            threading.Thread(target=self._read, args=(stream,), daemon=True)
            for stream in (self.process.stdout, self.process.stderr)
        ]
        for reader in self.readers:
            reader.start()

    def _read(self, stream):
        while octets := os.read(stream.fileno(), 65536):
            with self.grown:
                self.printed += octets
                self.grown.notify_all()

    def say(self, line):
        with contextlib.suppress(BrokenPipeError):
            self.process.stdin.write(line.encode() + b"\n")
            self.process.stdin.flush()

    def await_output(self, pattern, timeout=20, start=0):
        """Waits until what was printed since `start` matches."""
        pattern = re.compile(pattern.encode(), re.IGNORECASE)
        with self.grown:
            return self.grown.wait_for(lambda: pattern.search(self.printed, start), timeout) is not None

    def text(self, start=0):
        return bytes(self.printed[start:]).decode("utf-8", "replace")

    @property
    def mark(self):
        """Where the output stands now."""
        return len(self.printed)

    @property
    def is_alive(self):
        return self.process.poll() is None

    def responds(self, timeout=20):
        """Whether the front still takes a line and answers it."""
        start = self.mark
        self.say("/account list")
        return self.await_output(r"\n", timeout, start)

    # MARK: What it costs

    def peak(self):
        """The largest resident size so far, in octets."""
        return self._status("VmHWM")

    def forget_peak(self):
        """Starts the peak anew where the kernel lets us; then it is the present size."""
        with contextlib.suppress(OSError):
            Path(f"/proc/{self.process.pid}/clear_refs").write_text("5")
        return self.peak()

    def _status(self, name):
        with contextlib.suppress(OSError):
            found = re.search(rf"{name}:\s*(\d+) kB", Path(f"/proc/{self.process.pid}/status").read_text())
            return int(found[1]) * 1024 if found else 0
        return 0

    def cpu(self):
        """Seconds of processor time so far."""
        with contextlib.suppress(OSError):
            values = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
            return (int(values[11]) + int(values[12])) / TICK
        return 0.0

    def descriptors(self):
        with contextlib.suppress(OSError):
            return len(os.listdir(f"/proc/{self.process.pid}/fd"))
        return None

    def end(self):
        """Asks it to leave, then makes it."""
        if self.is_alive:
            self.say("/quit")
            with contextlib.suppress(BrokenPipeError):
                self.process.stdin.close()
            deadline = time.monotonic() + 2
            while self.is_alive and time.monotonic() < deadline:
                time.sleep(0.02)
        self.kill()

    def kill(self):
        """Ends it where it stands."""
        if self.is_alive:
            self.process.kill()
        self.process.wait()
        for reader in self.readers:
            reader.join(1)
        for stream in (self.process.stdin, self.process.stdout, self.process.stderr):
            with contextlib.suppress(BrokenPipeError):
                stream.close()
