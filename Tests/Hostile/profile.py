"""What the client keeps, read from its database as it stands, whatever its columns are called."""

import contextlib
import re
import sqlite3
from pathlib import Path

from outcome import Failed


class Profile:
    def __init__(self, directory):
        self.directory = Path(directory)

    @property
    def database(self):
        found = sorted(
            (path for path in self.directory.rglob("*") if path.suffix in (".sqlite", ".sqlite3", ".db")),
            key=lambda path: path.stat().st_size,
        )
        return found[-1] if found else None

    def tables(self):
        """Every row of every table, by table; texts only."""
        if self.database is None:
            return {}
        # Not read-only: what a killed process left half-written is undone by whoever opens the database next.
        with contextlib.closing(sqlite3.connect(self.database, timeout=5)) as connection:
            connection.text_factory = lambda octets: octets.decode("utf-8", "replace")
            names = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
            return {name: self._rows(connection, name) for name in names if not name.startswith("sqlite_")}

    @staticmethod
    def _rows(connection, table):
        cursor = connection.execute(f'SELECT * FROM "{table}"')
        columns = [column[0] for column in cursor.description]
        return [{name: _text(value) for name, value in zip(columns, row, strict=True)} for row in cursor]

    def bodies(self):
        """What is journalled as said by others, in the order in which it is shown."""
        rows = sorted(self.tables().get("journal", []), key=lambda row: row.get("position", 0))
        return [row["body"] for row in rows if row.get("direction") == "incoming"]

    def outgoing(self):
        """What the account said itself, in order: (id of the stanza, body, state)."""
        rows = self.tables().get("journal", [])
        return [(row["stanzaID"], row["body"], row["state"]) for row in rows if row.get("direction") == "outgoing"]

    def shift_counters(self, name, settled, count, start):
        """Moves the outbound counter of a stream, whose id is `name`, and the numbers of what waits.

        Whatever the columns are called: in the table that knows the stream, and in those that refer to it by their
        names, every integer from `settled` to `settled + count` becomes what is as far from `start`, modulo 2^32.
        """
        moved = 0
        with sqlite3.connect(self.database, timeout=5) as connection:
            tables = [table for (table,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
            for table in tables:
                if not re.search(r"stream|unack|resum|outbound|outbox|outgoing", table, re.IGNORECASE):
                    continue
                for column, kind in self._columns(connection, table):
                    if kind == "INTEGER" and not re.search(r"^(?:id|account)$|moment|time|at$", column):
                        moved += connection.execute(
                            f'UPDATE "{table}" SET "{column}" = ("{column}" - ? + ? + 4294967296) % 4294967296 '
                            f'WHERE "{column}" BETWEEN ? AND ?',
                            (settled, start, settled, settled + count),
                        ).rowcount
        connection.close()
        if not moved:
            raise Failed(f"nothing in the database says where the stream {name} stands")

    @staticmethod
    def _columns(connection, table):
        """Name and type of the columns that are not just the number of the row."""
        rows = connection.execute(f'PRAGMA table_info("{table}")').fetchall()
        is_row_number = len([row for row in rows if row[5]]) == 1
        return [(row[1], row[2]) for row in rows if not (row[5] and is_row_number and row[2] == "INTEGER")]

    def state(self):
        """Contacts, requests and whatever else a stranger must not change; conversations and settings aside."""
        kept = {"rosterItem", "rosterGroup", "subscriptionRequest", "workspace", "workspaceConversation", "plugin"}
        return {name: rows for name, rows in self.tables().items() if name in kept}


def _text(value):
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else value
