#!/usr/bin/env python3
"""A small client that keeps the rules, or breaks the one that MODEL_DEFECT names: what the harness is tested against.

It takes the lines that the harness types and keeps a database with the columns that the harness reads; it is no client
for people.
"""

import base64
import hashlib
import hmac
import os
import secrets
import shlex
import socket
import sqlite3
import ssl
import sys
import threading
import time
from pathlib import Path
from xml.parsers import expat

DEFECT = os.environ.get("MODEL_DEFECT", "")
NS = "http://etherx.jabber.org/streams"
RESTRICTED = "restricted-xml"


class Refused(Exception):
    pass


class Node:
    def __init__(self, name, attributes):
        self.namespace, _, self.name = name.rpartition(" ")
        self.attributes, self.children, self.text = attributes, [], ""

    def first(self, name):
        return next((child for child in self.children if child.name == name), None)


class Parser:
    def __init__(self):
        self.parser = expat.ParserCreate("UTF-8", " ")
        self.stack, self.ready, self.size = [], [], 0
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.CharacterDataHandler = self.characters
        if DEFECT != "comments":
            self.parser.CommentHandler = lambda _: self.refuse(RESTRICTED)
        self.parser.ProcessingInstructionHandler = lambda *_: self.refuse(RESTRICTED)
        self.parser.StartDoctypeDeclHandler = lambda *_: self.refuse(RESTRICTED)
        self.parser.XmlDeclHandler = self.declared

    def declared(self, _version, encoding, _standalone):
        if encoding and encoding.upper() != "UTF-8":
            self.refuse("unsupported-encoding")

    def refuse(self, condition):
        raise Refused(condition)

    def start(self, name, attributes):
        node = Node(name, attributes)
        if self.stack:
            self.stack[-1].children.append(node)
        self.stack.append(node)
        if len(self.stack) == 1:
            self.ready.append(node)
        if len(self.stack) > 128:
            self.refuse("policy-violation")

    def characters(self, text):
        if self.stack:
            self.stack[-1].text += text
            self.size += len(text)
            if self.size > 1 << 21 and DEFECT != "size":
                self.refuse("policy-violation")

    def end(self, _name):
        node = self.stack.pop()
        if len(self.stack) == 1:
            self.stack[0].children.clear()
            self.ready.append(node)
            self.size = 0

    def feed(self, octets):
        try:
            self.parser.Parse(octets, False)
        except expat.ExpatError as error:
            raise Refused("restricted-xml" if "entity" in str(error) else "not-well-formed") from error
        finally:
            found, self.ready = self.ready, []
            self.found = found
        return found


class Stream:
    def __init__(self, account):
        self.account = account
        self.socket = socket.create_connection((account["host"], account["port"]))
        self.parser, self.waiting = Parser(), []

    def send(self, text):
        self.socket.sendall(text.encode())

    def open(self):
        self.parser, self.waiting = Parser(), []
        domain = self.account["jid"].partition("@")[2]
        self.send(f"<stream:stream xmlns='jabber:client' xmlns:stream='{NS}' to='{domain}' version='1.0'>")
        header = self.next()
        if header.attributes.get("from") not in (domain, None):
            raise Refused("invalid-from")

    def next(self):
        while not self.waiting:
            octets = self.socket.recv(65536)
            if not octets:
                raise ConnectionError
            try:
                self.waiting += self.parser.feed(octets)
            except Refused:
                self.waiting += self.parser.found
                if not self.waiting:
                    raise
                self.pending = sys.exception()
        return self.waiting.pop(0)

    def next_sound(self):
        if not self.waiting and getattr(self, "pending", None):
            raise self.pending
        return self.next()

    def negotiate(self):
        self.open()
        features = self.next()
        if features.name != "features":
            raise Refused("not-authorized")
        if DEFECT == "plain" and features.first("mechanisms"):
            self.send("<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>AGEAYg==</auth>")
        if not features.first("starttls"):
            raise Refused("policy-violation")
        self.send("<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>")
        if self.next().name != "proceed" or (self.waiting and DEFECT != "buffered"):
            raise Refused("policy-violation")
        context = ssl.create_default_context(cafile=self.account["ca"])
        if DEFECT == "verify":
            context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        self.socket = context.wrap_socket(self.socket, server_hostname=self.account["jid"].partition("@")[2])
        self.open()
        features = self.next()
        if DEFECT == "early" and features.name == "message":
            self.owner.take(features)
            features = self.next()
        self.log_in(features)
        self.open()
        self.next()
        self.send("<iq type='set' id='b1'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/></iq>")
        bound = self.next().first("bind").first("jid").text
        if bound.partition("/")[0] != self.account["jid"]:
            raise Refused("invalid-from")
        self.send("<presence/>")

    def log_in(self, features):
        if features.name != "features":
            raise Refused("not-authorized")
        names = [child.text for child in features.first("mechanisms").children]
        known = [name for name in ("SCRAM-SHA-1", "SCRAM-SHA-256", "SCRAM-SHA-512") if name in names]
        if not known:
            raise Refused("policy-violation")
        name = known[-1]
        digest = name.removeprefix("SCRAM-").replace("-", "").lower()
        nonce, sasl = secrets.token_hex(12), "xmlns='urn:ietf:params:xml:ns:xmpp-sasl'"
        bare = f"n={self.account['jid'].partition('@')[0]},r={nonce}"
        self.send(f"<auth {sasl} mechanism='{name}'>{b64('n,,' + bare)}</auth>")
        challenge = self.next()
        if challenge.name != "challenge":
            raise Refused("policy-violation")
        first = base64.b64decode(challenge.text).decode()
        values = dict(part.split("=", 1) for part in first.split(","))
        if not values["r"].startswith(nonce) or int(values["i"]) < 4096 or "s" not in values:
            raise Refused("policy-violation")
        password = Path(self.account["password"]).read_text().strip()
        salted = hashlib.pbkdf2_hmac(digest, password.encode(), base64.b64decode(values["s"]), int(values["i"]))
        client = hmac.new(salted, b"Client Key", digest).digest()
        stored = hashlib.new(digest, client).digest()
        final = f"c=biws,r={values['r']}"
        transcript = f"{bare},{first},{final}".encode()
        proof = bytes(a ^ b for a, b in zip(client, hmac.new(stored, transcript, digest).digest(), strict=True))
        self.send(f"<response {sasl}>{b64(final + ',p=' + base64.b64encode(proof).decode())}</response>")
        answer = self.next()
        server = hmac.new(hmac.new(salted, b"Server Key", digest).digest(), transcript, digest).digest()
        signature = "v=" + base64.b64encode(server).decode()
        if answer.name != "success" or (DEFECT != "signature" and answer.text != b64(signature)):
            raise Refused("not-authorized")


def b64(text):
    return base64.b64encode(text.encode()).decode()


class Client:
    def __init__(self, profile):
        profile.mkdir(parents=True, exist_ok=True)
        self.database = sqlite3.connect(profile / "model.sqlite", check_same_thread=False, isolation_level=None)
        self.database.execute("CREATE TABLE IF NOT EXISTS journal (direction TEXT, author TEXT, body BLOB)")
        self.account, self.pinged, self.stream = None, {}, None

    def line(self, line):
        words = shlex.split(line)
        if words[:2] == ["/account", "add"]:
            options = dict(zip(words[3::2], words[4::2], strict=False))
            self.account = {
                "jid": words[2], "host": options["--host"], "port": int(options["--port"]), "ca": options["--ca"],
                "password": options["--password-command"].split()[-1],
            }  # fmt: skip
            print("added", flush=True)
        elif words[:1] == ["/connect"]:
            threading.Thread(target=self.run, daemon=True).start()
        elif words[:1] == ["/ping"]:
            self.pinged["p1"] = words[1]
            self.stream.send(f"<iq type='get' id='p1' to='{words[1]}'><ping xmlns='urn:xmpp:ping'/></iq>")
        elif words[:1] == ["/quit"]:
            os._exit(0)
        else:
            print("yes", flush=True)

    def run(self):
        while True:
            try:
                self.stream = Stream(self.account)
                self.stream.owner = self
                self.stream.negotiate()
                print("online", flush=True)
                while True:
                    self.take(self.stream.next_sound())
            except Refused as error:
                self.leave(str(error))
                return
            except (ConnectionError, OSError) as error:
                print(f"lost: {type(error).__name__}", flush=True)
                return

    def leave(self, condition):
        print(f"refused: {condition}", flush=True)
        text = f"<stream:error><{condition} xmlns='urn:ietf:params:xml:ns:xmpp-streams'/></stream:error>"
        try:
            self.stream.send(text)
            self.stream.socket.close()
        except OSError:
            pass

    def take(self, node):
        kind, sender = node.attributes.get("type"), node.attributes.get("from", "")
        if node.namespace == NS and node.name == "error":
            raise ConnectionError
        body = node.first("body")
        if DEFECT == "deaf" and body is not None:
            raise Refused("policy-violation")
        for inner in [child for child in node.children if child.name == "stream" and DEFECT == "smuggle"]:
            self.take(inner.children[0])
        if node.name == "message" and body is not None:
            if DEFECT == "twice":
                self.keep(sender, body.text)
            self.keep(sender, body.text)
        elif node.name == "iq" and kind in ("get", "set"):
            self.stream.send(
                f"<iq type='error' id='{node.attributes.get('id')}' to='{sender}'><error type='cancel'>"
                "<service-unavailable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>"
            )
        elif node.name == "iq":
            expected = self.pinged.get(node.attributes.get("id"))
            if expected and (sender == expected or DEFECT == "spoof"):
                del self.pinged[node.attributes["id"]]
                print(f"{sender} answered", flush=True)

    def keep(self, sender, body):
        self.database.execute("INSERT INTO journal VALUES ('incoming', ?, ?)", (sender, body.encode()))
        print(f"{sender}: {body}", flush=True)


if __name__ == "__main__":
    client = Client(Path(sys.argv[2]))
    for typed in sys.stdin:
        client.line(typed)
    time.sleep(0.1)
    os._exit(0)
