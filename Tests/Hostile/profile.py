"""What the client keeps, read from its database as it stands, whatever its columns are called."""

import sqlite3
from pathlib import Path


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
        with sqlite3.connect(f"file:{self.database}?mode=ro", uri=True, timeout=5) as connection:
            connection.text_factory = lambda octets: octets.decode("utf-8", "replace")
            names = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
            return {name: self._rows(connection, name) for name in names if not name.startswith("sqlite_")}

    @staticmethod
    def _rows(connection, table):
        cursor = connection.execute(f'SELECT * FROM "{table}"')
        columns = [column[0] for column in cursor.description]
        return [{name: _text(value) for name, value in zip(columns, row, strict=True)} for row in cursor]

    def bodies(self):
        """What is journalled as said by others, in order."""
        rows = self.tables().get("journal", [])
        return [row["body"] for row in rows if row.get("direction") == "incoming"]

    def state(self):
        """Contacts, requests and whatever else a stranger must not change; conversations and settings aside."""
        kept = {"rosterItem", "rosterGroup", "subscriptionRequest", "workspace", "workspaceConversation", "plugin"}
        return {name: rows for name, rows in self.tables().items() if name in kept}


def _text(value):
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else value
