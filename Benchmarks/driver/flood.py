"""A server that knows one account, lets it in by SCRAM-SHA-1 over TLS and floods it with chat messages."""
import base64
import hashlib
import hmac
import os
import re
import socket
import ssl
import subprocess
import threading
import time

from .building import ROOT

HEADER = (
    "<?xml version='1.0'?><stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' "
    "from='localhost' id='flood' version='1.0'>")
MESSAGE = (
    "<message from='bob@localhost/desk' to='alice@localhost/bench' id='{0}-4f1c' type='chat'><body>{1}</body>"
    "<active xmlns='http://jabber.org/protocol/chatstates'/><request xmlns='urn:xmpp:receipts'/>"
    "<origin-id xmlns='urn:xmpp:sid:0' id='{0}-4f1c'/></message>")
PASSWORD = b"secret"


def certificates(directory):
    """The authority's file; the server's is server.pem beside it."""
    directory.mkdir()
    make = 'source "$1/say"; source "$1/ca"; ca_create "$2"; ca_issue "$2" 30 localhost'
    subprocess.run(["bash", "-c", make, "flood", ROOT / "scripts/lib", directory], check=True)
    return directory / "ca.crt"


class Flood:
    """Serves one client after the other: `begin`, a pause, `count` messages, `end`."""

    def __init__(self, directory, count):
        self.ca_file = certificates(directory)
        texts = (f"Message number {number}, which says about as much as people say" for number in range(count))
        self._flood = "".join(MESSAGE.format(number, text) for number, text in enumerate(texts)).encode()
        self._tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._tls.load_cert_chain(directory / "server.pem")
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self):
        while True:
            accepted, _ = self._listener.accept()
            try:
                with self._tls.wrap_socket(accepted, server_side=True) as connection:
                    Peer(connection, self._flood).run()
            except (OSError, EOFError):
                pass  # the client has gone: it has measured what it wanted


class Peer:
    """One connection."""

    def __init__(self, connection, flood):
        self._connection, self._flood, self._unread = connection, flood, ""

    def run(self):
        self._open("<mechanisms xmlns='urn:ietf:params:xml:ns:xmpp-sasl'><mechanism>SCRAM-SHA-1</mechanism></mechanisms>")
        self._authenticate()
        self._open("<bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/>")
        while "<presence" not in (stanza := self._until(r"<iq .*?(?:</iq>|/>(?=$|<iq|<presence))|<presence.*?>")):
            self._answer(stanza)
        threading.Thread(target=self._send_flood).start()
        while True:
            self._answer(self._until(r"<iq .*?</iq>"))

    def _send_flood(self):
        try:
            time.sleep(1)
            self._send(MESSAGE.format("first", "begin"))
            time.sleep(0.5)
            self._connection.sendall(self._flood)
            self._send(MESSAGE.format("last", "end"))
        except OSError:
            pass

    def _answer(self, stanza):
        number = re.search(r"\bid=[\"']([^\"']*)", stanza)[1]
        if "xmpp-bind" in stanza:
            result = "<bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'><jid>alice@localhost/bench</jid></bind>"
        elif "jabber:iq:roster" in stanza:
            result = "<query xmlns='jabber:iq:roster'><item jid='bob@localhost' subscription='both'/></query>"
        else:
            result = ""
        if "type='get'" in stanza or "type='set'" in stanza or 'type="get"' in stanza or 'type="set"' in stanza:
            self._send(f"<iq type='result' id='{number}'>{result}</iq>")

    def _open(self, features):
        self._until(r"<stream:stream.*?>")
        self._send(f"{HEADER}<stream:features>{features}</stream:features>")

    def _authenticate(self):
        first = decoded(self._until(r"<auth .*?>([^<]*)</auth>"))
        bare = first.split(",", 2)[2]
        nonce = re.search("r=([^,]*)", bare)[1] + base64.b64encode(os.urandom(9)).decode()
        salt = os.urandom(12)
        challenge = f"r={nonce},s={base64.b64encode(salt).decode()},i=4096"
        self._send(f"<challenge xmlns='urn:ietf:params:xml:ns:xmpp-sasl'>{encoded(challenge)}</challenge>")
        last = decoded(self._until(r"<response .*?>([^<]*)</response>"))
        message = f"{bare},{challenge},{last.rsplit(',p=', 1)[0]}"
        key = hmac.digest(hashlib.pbkdf2_hmac("sha1", PASSWORD, salt, 4096), b"Server Key", "sha1")
        signature = base64.b64encode(hmac.digest(key, message.encode(), "sha1")).decode()
        self._send(f"<success xmlns='urn:ietf:params:xml:ns:xmpp-sasl'>{encoded('v=' + signature)}</success>")

    def _send(self, text):
        self._connection.sendall(text.encode())

    def _until(self, pattern):
        """Reads until a pattern matches; answers its group, or all of it, and forgets what came before."""
        while not (found := re.search(pattern, self._unread, re.DOTALL)):
            octets = self._connection.recv(65536)
            if not octets:
                raise EOFError
            self._unread += octets.decode()
        self._unread = self._unread[found.end():]
        return found[1] if found.re.groups else found[0]


def encoded(text):
    return base64.b64encode(text.encode()).decode()


def decoded(text):
    return base64.b64decode(text).decode()
