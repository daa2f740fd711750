"""The client's half of stream management: counters and what waits, in the database."""

from xml.sax.saxutils import quoteattr

from client import DEFECT
from client.wire import SM, Refused

WRAP = 1 << 32
LARGEST = WRAP - 1


class Managed:
    def __init__(self, store):
        self.store = store
        store.execute(
            "CREATE TABLE IF NOT EXISTS stream (previd TEXT, inbound INTEGER, acknowledged INTEGER, location TEXT)"
        )
        store.execute(
            "CREATE TABLE IF NOT EXISTS unacknowledged (place INTEGER PRIMARY KEY, number INTEGER, text TEXT)"
        )
        found = store.execute("SELECT previd, inbound, acknowledged, location FROM stream").fetchone()
        self.name, self.inbound, self.acknowledged, self.location = found or (None, 0, 0, None)
        self.is_enabled = False
        self.backlog = []

    def save(self):
        self.store.execute("DELETE FROM stream")
        if self.name:
            values = (self.name, self.inbound, self.acknowledged, self.location)
            self.store.execute("INSERT INTO stream VALUES (?, ?, ?, ?)", values)

    def waiting(self):
        return self.store.execute("SELECT number, text FROM unacknowledged ORDER BY place").fetchall()

    def wish(self):
        return f"<resume xmlns='{SM}' previd={quoteattr(self.name)} h='{self.inbound}'/>" if self.name else ""

    def enable(self, answer):
        if answer.name != "enabled":
            return
        self.store.execute("DELETE FROM unacknowledged")
        self.name, self.inbound, self.acknowledged = answer.get("id"), 0, 0
        self.location, self.is_enabled = answer.get("location", None), True
        self.save()

    def resume(self, height):
        self.is_enabled = True
        self.acknowledge(height)
        return True

    def fail(self, height):
        """The old stream is gone; what it is known to have taken does not go again."""
        if height is not None:
            self.acknowledge(height)
        self.is_uncertain = height is None and bool(self.waiting())
        self.forget()

    def forget(self):
        self.name, self.is_enabled = None, False
        self.save()
        self.store.execute("DELETE FROM unacknowledged")

    # MARK: Counting

    def note(self, text):
        """What is about to be sent."""
        if self.is_enabled:
            waiting = self.waiting()
            last = waiting[-1][0] if waiting else self.acknowledged
            number = (last + 1) % WRAP
            self.store.execute("INSERT INTO unacknowledged (number, text) VALUES (?, ?)", (number, text))

    def received(self):
        if self.is_enabled:
            self.inbound = (self.inbound + 1) % WRAP
            self.save()

    def acknowledge(self, text):
        if not (text.isascii() and text.isdigit() and int(text) <= LARGEST):
            if DEFECT == "sign":
                self.settle(self.waiting())
            return
        height, waiting = int(text), self.waiting()
        step = height - self.acknowledged if DEFECT == "no-wrap" else (height - self.acknowledged) % WRAP
        if step > len(waiting):
            if DEFECT == "greedy":
                self.settle(waiting)
                return
            sent = waiting[-1][0] if waiting else self.acknowledged
            raise Refused(
                "undefined-condition", f"<handled-count-too-high xmlns='{SM}' h='{height}' send-count='{sent}'/>"
            )
        self.settle(waiting[: max(0, step)])
        if step > 0:
            self.acknowledged = height
            self.save()

    def settle(self, waiting):
        for number, text in waiting:
            self.store.execute("DELETE FROM unacknowledged WHERE number = ?", (number,))
            self.store.settled(text)
