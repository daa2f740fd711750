"""Lines in, lines out, and one connection at a time; it is no client for people."""

import json
import os
import shlex
import sys
import threading
import time

from client import DEFECT, login
from client.history import History, quoted
from client.incoming import Incoming
from client.managed import Managed
from client.store import Store
from client.stream import Stream
from client.wire import SM, Refused


class Client(Incoming):
    def __init__(self, profile):
        profile.mkdir(parents=True, exist_ok=True)
        self.store = Store(profile / "model.sqlite")
        self.managed = Managed(self.store)
        self.history = History(self)
        account = self.setting("account")
        self.account = json.loads(account) if account else None
        self.pinged, self.stream, self.is_ready, self.has_carbons, self.is_leaving = {}, None, False, False, False
        self.sending = threading.RLock()
        self.running = None
        self.number = int(self.setting("number") or 0)
        if self.account:
            self.connect()

    def setting(self, name):
        found = self.store.execute("SELECT value FROM setting WHERE name = ?", (name,)).fetchone()
        return found[0] if found else None

    def set(self, name, value):
        self.store.execute("INSERT OR REPLACE INTO setting VALUES (?, ?)", (name, value))

    # MARK: Lines

    def line(self, line):
        words = shlex.split(line)
        if words[:2] == ["/account", "add"]:
            self.add(words)
        elif words[:1] == ["/connect"]:
            self.connect()
        elif words[:1] == ["/disconnect"]:
            self.leave_politely()
        elif words[:1] == ["/join"]:
            room = f"<presence to='{words[1]}/alice'><x xmlns='http://jabber.org/protocol/muc'/></presence>"
            self.write(room)
        elif words[:1] == ["/msg"]:
            self.say(words[1], line.rstrip("\n").split(None, 2)[2])
        elif words[:1] == ["/ping"]:
            self.pinged["p1"] = words[1]
            self.write(f"<iq type='get' id='p1' to='{words[1]}'><ping xmlns='urn:xmpp:ping'/></iq>")
        elif words[:1] == ["/quit"]:
            os._exit(0)
        else:
            print("yes", flush=True)

    def add(self, words):
        switches = [word for word in words if word == "--direct-tls"]
        words = [word for word in words if word not in switches]
        options = dict(zip(words[3::2], words[4::2], strict=False))
        proxy = options.get("--proxy", "").removeprefix("socks5://").rpartition(":")
        self.account = {
            "jid": words[2], "host": options.get("--host"), "port": int(options.get("--port", 0)),
            "ca": options["--ca"], "password": options["--password-command"].split()[-1],
            "proxy": (proxy[0], int(proxy[2])) if proxy[0] else None,
        }  # fmt: skip
        self.set("account", json.dumps(self.account))
        print("added", flush=True)

    # MARK: The connection

    def connect(self):
        if self.running is None or not self.running.is_alive():
            self.is_leaving = False
            self.running = threading.Thread(target=self.run, daemon=True)
            self.running.start()

    def run(self):
        place = None
        while True:
            try:
                self.once(place)
            except Refused as error:
                self.refuse(error)
                return
            except (ConnectionError, OSError) as error:
                print(f"lost: {type(error).__name__} {error}", flush=True)
                if self.is_leaving or not (self.was_ready or place):
                    return
                place = self.elsewhere() if place is None else None
            finally:
                self.is_ready = False
            time.sleep(0.2)

    def elsewhere(self):
        if DEFECT != "location" or not self.managed.location:
            return None
        host, _, port = self.managed.location.rpartition(":")
        return (host, int(port))

    def once(self, place):
        self.was_ready = self.managed.is_enabled = self.has_carbons = self.managed.is_uncertain = False
        self.stream = Stream(self.account, place)
        features = self.stream.protect(self)
        is_resumed = login.log_in(self.stream, features, self)
        with self.sending:
            if is_resumed:
                for _, text in self.managed.waiting():
                    self.stream.send(text)
            else:
                self.write("<presence/>")
                self.history.begin()
            self.is_ready = self.was_ready = True
            if is_resumed or not self.managed.is_uncertain:
                self.empty()
        print("online", flush=True)
        while True:
            self.take(self.stream.next_sound())

    def refuse(self, error):
        print(f"refused: {error}", flush=True)
        text = f"<stream:error><{error} xmlns='urn:ietf:params:xml:ns:xmpp-streams'/>{error.more}</stream:error>"
        try:
            self.stream.send(text)
            self.stream.socket.close()
        except OSError:
            pass

    def leave_politely(self):
        self.is_leaving = True
        self.managed.forget()
        self.stream.send("</stream:stream>")
        self.running.join(3)
        print("offline", flush=True)

    # MARK: Out

    def write(self, text):
        with self.sending:
            self.managed.note(text)
            self.stream.send(text)

    def say(self, to, body):
        with self.sending:
            self.number += 1
            self.set("number", self.number)
            self.store.execute(
                "INSERT INTO journal (direction, author, body, stanzaID, state) "
                "VALUES ('outgoing', ?, ?, ?, 'pending')",
                (to, body.encode(), f"m{self.number}"),
            )
            if self.is_ready and not self.managed.is_uncertain:
                self.empty()

    def empty(self):
        """The outbox: what the stream has taken already waits for its acknowledgement there."""
        taken = " ".join(text for _, text in self.managed.waiting())
        rows = self.store.execute(
            "SELECT author, body, stanzaID FROM journal WHERE state = 'pending' ORDER BY number"
        ).fetchall()
        for to, body, name in rows:
            if f"id='{name}'" in taken:
                continue
            if DEFECT == "forgetful":
                self.store.execute("UPDATE journal SET state = 'sent' WHERE stanzaID = ?", (name,))
            text = f"<message type='chat' to='{to}' id='{name}'><body>{quoted(body.decode())}</body></message>"
            try:
                self.write(text)
                if not self.managed.is_enabled:
                    self.store.settled(text)
                else:
                    self.stream.send(f"<r xmlns='{SM}'/>")
            except OSError:
                return


def main(profile):
    client = Client(profile)
    for typed in sys.stdin:
        client.line(typed)
    time.sleep(0.1)
    os._exit(0)
