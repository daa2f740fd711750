"""One connection: found, opened, protected; the login is another file's."""

import ssl
import sys
from pathlib import Path

from client import DEFECT, finding
from client.wire import NS, Parser, Refused


class Stream:
    def __init__(self, account, place=None):
        self.account = account
        self.socket = finding.connect(account, place)
        self.parser, self.waiting, self.pending = Parser(), [], None
        self.is_elsewhere = place is not None

    @property
    def domain(self):
        return self.account["jid"].partition("@")[2]

    @property
    def user(self):
        return self.account["jid"].partition("@")[0]

    @property
    def password(self):
        return Path(self.account["password"]).read_text().strip()

    def send(self, text):
        self.socket.sendall(text.encode())

    def open(self):
        self.parser, self.waiting = Parser(), []
        self.send(f"<stream:stream xmlns='jabber:client' xmlns:stream='{NS}' to='{self.domain}' version='1.0'>")
        header = self.next()
        if header.get("from", None) not in (self.domain, None):
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
                self.pending = sys.exc_info()[1]
        return self.waiting.pop(0)

    def next_sound(self):
        if not self.waiting and self.pending:
            raise self.pending
        return self.next()

    def protect(self, owner):
        """From TCP to the features behind TLS."""
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
        context.maximum_version = ssl.TLSVersion.TLSv1_2  # the last with a channel binding that Python knows
        if DEFECT == "verify" or (DEFECT == "location" and self.is_elsewhere):
            context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        self.socket = context.wrap_socket(self.socket, server_hostname=self.domain)
        self.open()
        features = self.next()
        if DEFECT == "early" and features.name == "message":
            owner.take(features)
            features = self.next()
        return features
