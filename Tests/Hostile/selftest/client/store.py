"""The database, with the columns that the harness reads."""

import contextlib
import sqlite3
import threading


class Store:
    """One caller at a time."""

    def __init__(self, path):
        self.lock = threading.RLock()
        self.connection = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self.execute(
            "CREATE TABLE IF NOT EXISTS journal (number INTEGER PRIMARY KEY, direction TEXT, author TEXT, body BLOB, "
            "stanzaID TEXT, state TEXT, identity TEXT)"
        )
        self.execute("PRAGMA synchronous = OFF")  # it dies by kill -9, never by a power cut
        self.execute("CREATE TABLE IF NOT EXISTS setting (name TEXT PRIMARY KEY, value TEXT)")

    def execute(self, sql, values=()):
        with self.lock:
            return self.connection.execute(sql, values)

    @contextlib.contextmanager
    def transaction(self):
        with self.lock:
            self.connection.execute("BEGIN")
            try:
                yield
            finally:
                self.connection.execute("COMMIT")

    def settled(self, text):
        """A stanza has arrived."""
        for (name,) in self.execute("SELECT stanzaID FROM journal WHERE state = 'pending'").fetchall():
            if f"id='{name}'" in text:
                self.execute("UPDATE journal SET state = 'sent' WHERE stanzaID = ?", (name,))
