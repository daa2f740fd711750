"""What the server says: counted, answered and kept."""

import threading

from client import DEFECT
from client.wire import NS, SASL2, SM, Refused


class Incoming:
    """The part of the client that takes stanzas in."""

    def take(self, node):
        if node.namespace == NS and node.name == "error":
            raise ConnectionError
        if node.namespace == SASL2:
            return
        if node.namespace == SM:
            self.manage(node)
            return
        if DEFECT == "ack-early":
            self.managed.received()
            # So that the acknowledgement leaves before the message is kept.
            threading.Timer(0.3, self.stanza, (node,)).start()
            return
        with self.sending, self.store.transaction():
            self.stanza(node)
            self.managed.received()

    def manage(self, node):
        if node.name == "r" and (self.managed.is_enabled or DEFECT == "unasked"):
            answer = f"<a xmlns='{SM}' h='{self.managed.inbound}'/>"
            if DEFECT == "backlog":
                self.managed.backlog.append(bytearray(500))
                return
            self.stream.send(answer)
        elif node.name == "a" and self.managed.is_enabled:
            with self.sending:
                self.managed.acknowledge(node.get("h"))

    def stanza(self, node):
        kind, sender = node.get("type"), node.get("from")
        body = node.first("body")
        if DEFECT == "deaf" and body is not None:
            raise Refused("policy-violation")
        for inner in [child for child in node.children if child.name == "stream" and DEFECT == "smuggle"]:
            self.take(inner.children[0])
        if node.name == "message":
            if not self.history.take(node) and body is not None and kind != "error":
                self.message(node)
        elif node.name == "iq" and kind in ("get", "set"):
            self.write(
                f"<iq type='error' id='{node.attributes.get('id')}' to='{sender}'><error type='cancel'>"
                "<service-unavailable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>"
            )
        elif node.name == "iq":
            self.answer(node, sender)

    def answer(self, node, sender):
        name = node.get("id")
        expected = self.pinged.get(name)
        if expected and (sender == expected or DEFECT == "spoof"):
            del self.pinged[name]
            print(f"{sender} answered", flush=True)
        is_own = sender in ("", self.account["jid"])
        if name == "disco" and is_own:
            self.history.learn(node)
            self.settle()
        elif name == self.history.query and (is_own or DEFECT == "any-end"):
            self.history.end(node)
            self.settle()

    def settle(self):
        """What was uncertain is known once the archive has been read."""
        with self.sending:
            if self.managed.is_uncertain and self.history.query is None:
                self.managed.is_uncertain = False
                self.empty()

    def message(self, node, archived=None):
        """Keeps a message, once."""
        body, sender = node.first("body"), node.get("from")
        if body is None:
            return
        identity = self.history.identity(node, archived)
        with self.store.lock:
            if sender.partition("/")[0] == self.account["jid"]:
                self.store.settled(f"id='{node.get('id')}'")
                return
            known = self.store.execute("SELECT 1 FROM journal WHERE identity = ?", (identity,)).fetchone()
            if identity and known and DEFECT != "no-ids":
                return
            for _ in range(2 if DEFECT == "twice" else 1):
                self.store.execute(
                    "INSERT INTO journal (direction, author, body, state, identity) "
                    "VALUES ('incoming', ?, ?, 'received', ?)",
                    (sender, body.text.encode(), identity),
                )
        print(f"{sender}: {body.text}", flush=True)
