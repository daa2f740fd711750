"""Copies of messages: carbons, the archive, and the ids that tell copies apart."""

import re

from client import DEFECT
from client.wire import CARBONS, DISCO, MAM, SID

PAGE = 50


class History:
    def __init__(self, client):
        self.client = client
        self.query, self.rows, self.is_open = None, [], False
        self.features, self.repeats, self.number = set(), 0, 0

    @property
    def account(self):
        return self.client.account["jid"]

    def begin(self):
        """A new session: what the server has is asked first."""
        self.query = None
        self.client.write(f"<iq type='get' id='disco' to='{self.account}'><query xmlns='{DISCO}'/></iq>")

    def learn(self, answer):
        self.features = {child.get("var") for child in answer.first("query").all("feature")}
        if CARBONS in self.features and not self.client.has_carbons:
            self.client.has_carbons = True
            self.client.write(f"<iq type='set' id='carbons'><enable xmlns='{CARBONS}'/></iq>")
        if MAM in self.features:
            self.repeats = 0
            self.ask(after=self.client.setting("cursor"))

    def ask(self, after=None, start=None):
        self.number += 1
        self.query, self.rows, self.after, self.start = f"q-{self.number}", [], after, start
        form = ""
        if start:
            form = (
                f"<x xmlns='jabber:x:data' type='submit'><field var='FORM_TYPE'><value>{MAM}</value></field>"
                f"<field var='start'><value>{start}</value></field></x>"
            )
        edge = f"<after>{after}</after>" if after else ""
        self.client.write(
            f"<iq type='set' id='{self.query}'><query xmlns='{MAM}' queryid='{self.query}'>{form}"
            f"<set xmlns='http://jabber.org/protocol/rsm'><max>{PAGE}</max>{edge}</set></query></iq>"
        )

    # MARK: Messages that bring another

    def take(self, node):
        """True for a message that is only the cover of another."""
        for name in ("received", "sent"):
            copy = node.first(name, CARBONS)
            if copy is not None:
                self.copy(node, name, copy)
                return True
        result = node.first("result", MAM)
        if result is not None:
            self.result(node, result)
            return True
        bare = node.first("forwarded")
        if bare is not None and DEFECT == "forwarded":
            self.client.message(bare.first("message"))
        return False

    def copy(self, outer, name, wrapper):
        is_ours = outer.get("from") == self.account
        if not is_ours and DEFECT not in ("any-carbon", "nested"):
            print(f"a carbon of {outer.get('from')} is none", flush=True)
            return
        forwarded = wrapper.first("forwarded")
        inner = forwarded and forwarded.first("message")
        if inner is None and DEFECT != "fragile":
            return
        if name == "sent" and inner.get("from").partition("/")[0] != self.account and DEFECT != "direction":
            return
        if inner.get("type") == "groupchat" and DEFECT != "any-carbon":
            return
        if DEFECT == "nested" and self.take(inner):
            return
        if DEFECT == "event" and inner.first("event"):
            self.client.set("devices", "changed by an event")
        if inner.first("body"):
            self.client.message(inner)

    def result(self, outer, result):
        is_asked = outer.get("from") == self.account and self.query and result.get("queryid") == self.query
        if not is_asked and DEFECT != "any-result":
            return
        forwarded = result.first("forwarded")
        inner = forwarded and forwarded.first("message")
        if DEFECT == "hole" and inner is None:
            raise KeyError("no message")
        if inner is None or not result.get("id"):
            return
        if len(self.rows) > PAGE and DEFECT != "endless":
            self.query = None
            return
        self.rows.append((result.get("id"), inner))
        if DEFECT == "cursor":
            self.client.set("cursor", result.get("id"))
        if DEFECT in ("any-result", "endless"):
            self.client.message(inner, result.get("id"))

    # MARK: The end of a page

    def end(self, answer):
        """The answer to the query that is open."""
        if answer.get("type") == "error":
            self.query = None
            self.client.set("gap", f"before {self.after}")
            if self.after and DEFECT != "no-time":
                self.ask(start="2025-12-31T00:00:00Z")
            return
        fin = answer.first("fin")
        for name, inner in self.rows:
            self.client.message(inner, name)
        edges = fin.first("set")
        last = edges.first("last") if edges else None
        self.query = None
        if last is None:
            return
        is_stuck = last.text == self.after
        self.client.set("cursor", last.text)
        if fin.get("complete") == "true":
            return
        self.repeats += 1 if is_stuck else 0
        if self.repeats >= 2 and DEFECT != "loop":
            self.client.set("gap", f"behind {last.text}")
            return
        self.ask(after=last.text)

    # MARK: Ids

    def identity(self, node, given=None):
        """What two copies of one message have in common, or None."""
        if given:
            return f"archive {given}"
        if DEFECT == "origin" and node.first("origin-id"):
            return f"origin {node.first('origin-id').get('id')}"
        if SID not in self.features and DEFECT != "any-id":
            return None
        ids = [child for child in node.all("stanza-id", SID) if child.get("by") == self.account]
        return f"archive {ids[0].get('id')}" if len(ids) == 1 and DEFECT != "no-ids" else None


def quoted(text):
    return re.sub(r"[&<]", lambda found: {"&": "&amp;", "<": "&lt;"}[found[0]], text)
