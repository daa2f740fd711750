"""How a run ended: its counts on one line, and whether nothing was lost, doubled or out of order."""

import sys
import time
from dataclasses import dataclass, field


@dataclass
class Outcome:
    counts: dict
    tally: object
    faults: list = field(default_factory=list)  # whatever else went wrong, as sentences

    @property
    def is_clean(self):
        return self.tally.is_clean and not self.faults

    def __str__(self):
        return " ".join(f"{name}={value}" for name, value in self.counts.items())


class Progress:
    """Says on standard error how far a run is, not more often than every five seconds."""

    def __init__(self, name):
        self.name, self.began, self.shown = name, time.monotonic(), time.monotonic()

    @property
    def seconds(self):
        return time.monotonic() - self.began

    def show(self, text, now=False):
        if now or time.monotonic() - self.shown >= 5:
            self.shown = time.monotonic()
            print(f"{self.name} {self.seconds:.0f} s: {text}", file=sys.stderr)


class Quiet:
    """Notices that nothing has changed for a while."""

    def __init__(self, limit):
        self.limit, self.seen, self.since = limit, None, time.monotonic()

    def note(self, state):
        if state != self.seen:
            self.seen, self.since = state, time.monotonic()

    @property
    def seconds(self):
        return time.monotonic() - self.since

    @property
    def is_reached(self):
        return self.seconds >= self.limit
