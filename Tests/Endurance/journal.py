"""The client's journal, read from its database without any code of the client."""

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Entry:
    number: int
    direction: str
    body: str
    id: str
    state: str


class Journal:
    def __init__(self, profile):
        self.profile = Path(profile)

    @property
    def path(self):
        found = [path for path in self.profile.rglob("*.sqlite*") if not path.name.endswith(("-wal", "-shm"))]
        return max(found, key=lambda path: path.stat().st_size, default=None)

    def _ask(self, query, path=None):
        with closing(sqlite3.connect(f"file:{path or self.path}?mode=ro", uri=True, timeout=20)) as connection:
            return connection.execute(query).fetchall()

    def entries(self):
        """Everything that was said either way, in the order in which it is shown."""
        if self.path is None:
            return []
        columns = "number, direction, body, coalesce(stanzaID, ''), state"
        rows = self._ask(f"SELECT {columns} FROM journal ORDER BY position, number")
        return [Entry(number, way, bytes(body).decode(), id, state) for number, way, body, id, state in rows]

    def incoming(self):
        return [entry for entry in self.entries() if entry.direction == "incoming"]

    def outgoing(self):
        """What was said here, in the order of saying."""
        said = [entry for entry in self.entries() if entry.direction == "outgoing"]
        return sorted(said, key=lambda entry: entry.number)

    def count(self):
        """How many of others' messages there are."""
        return self._ask("SELECT count(*) FROM journal WHERE direction = 'incoming'")[0][0] if self.path else 0

    def faults(self):
        """What SQLite says is wrong with the database; nothing where there is none yet."""
        if self.path is None:
            return []
        found = [text for (text,) in self._ask("PRAGMA integrity_check") if text != "ok"]
        return found + [f"a row of {row[0]} refers to nothing" for row in self._ask("PRAGMA foreign_key_check")]
