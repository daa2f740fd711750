"""The scripted server: listens on loopback, and takes a client as far as a case's `given` says."""

import select
import socket
from dataclasses import dataclass, field

import sasl2
import scram
from outcome import Failed
from peer import Peer, told
from session import Session
from vocabulary import (
    BIND,
    BIND_FEATURE,
    MANAGED_BIND,
    PROCEED,
    SASL,
    SM,
    STARTTLS,
    header,
    local,
    mechanisms,
    namespace,
)


@dataclass
class Login:
    """What one login left behind."""

    mechanism: str
    user: str = ""
    header: str = ""
    payload: str = ""


@dataclass
class Script:
    """How this server behaves up to the point where the case begins."""

    tls: object  # a TLSPlan
    account: str = "alice@example.org"
    password: str = "a secret of alice"
    host: str | None = "127.0.0.1"  # what the client is told; None where it has to find out
    listens: str = "127.0.0.1"
    direct: bool = False
    offered: tuple = ("SCRAM-SHA-256",)
    bindings: tuple = ()
    sasl2: object = None  # an Offer where the server has SASL2
    management: object = None  # a Management where the server has XEP-0198
    features: tuple = ()  # what the server and the account announce beside the ordinary
    archives: dict = field(default_factory=dict)  # an Archive by its address
    rooms: tuple = ()
    room_features: tuple = ()
    logins: list = field(default_factory=list)
    wishes: list = field(default_factory=list)  # by SASL2

    @property
    def domain(self):
        return self.account.partition("@")[2]


class Server:
    def __init__(self, script, port=0):
        self.script = script
        self.listener = socket.create_server((script.listens, port), backlog=64)
        self.port = self.listener.getsockname()[1]
        self.peers = []

    def accept(self, timeout=10):
        """The next connection, or None."""
        self.listener.settimeout(timeout)
        try:
            connection, _ = self.listener.accept()
        except TimeoutError:
            return None
        self.peers.append(Peer(connection))
        return self.peers[-1]

    def is_called(self, timeout):
        """Whether somebody waits to be accepted."""
        return bool(select.select([self.listener], [], [], timeout)[0])

    def expect_connection(self, timeout=40):
        peer = self.accept(timeout)
        if peer is None:
            raise Failed("the client did not connect")
        return peer

    def close(self):
        for peer in self.peers:
            peer.cut()
        self.listener.close()

    # MARK: The steps of a negotiation, each a point where a case may begin

    def opened(self, timeout=10):
        """TCP is open and the client has sent its stream header, in clear."""
        peer = self.expect_connection(timeout)
        if not peer.has_opened():
            raise Failed("the client sent no stream header")
        return peer

    def asked_for_tls(self, timeout=10):
        """The client has sent <starttls/>."""
        peer = self.opened(timeout)
        peer.send((header(self.script.domain) + STARTTLS).encode())
        element = peer.element()
        if element is None or local(element) != "starttls":
            raise Failed(f"the client did not ask for TLS{told(peer)}")
        return peer

    def secured(self, timeout=10):
        """TLS is done, and the client has sent its header through it; nothing else."""
        if self.script.direct:
            peer = self.expect_connection(timeout)
        else:
            peer = self.asked_for_tls(timeout)
            peer.send(PROCEED.encode())
        peer.restart()
        if not peer.upgrade(self.script.tls):
            raise Failed(f"the client refused the TLS handshake{told(peer)}")
        if not peer.has_opened():
            raise Failed(f"the client sent no stream header over TLS{told(peer)}")
        return peer

    def authenticating(self, offered=None, timeout=10):
        """The server has made its offer and the client has begun a login, which is returned with the connection."""
        peer = self.secured(timeout)
        offer = mechanisms(offered or self.script.offered, self.script.bindings)
        peer.send((header(self.script.domain) + offer).encode())
        return peer, self.await_auth(peer)

    def await_auth(self, peer, timeout=20):
        element = peer.element(timeout)
        if element is None or local(element) != "auth" or namespace(element) != SASL:
            raise Failed(f"the client did not log in{told(peer)}")
        return self.note_auth(element)

    def note_auth(self, element):
        mechanism = element.get("mechanism", "")
        self.script.logins.append(Login(mechanism, payload=element.text or ""))
        first = scram.decoded(element.text or "")
        if mechanism.removesuffix("-PLUS") not in scram.HASHES or first is None:
            raise Failed(f"the client logs in by {mechanism or 'nothing'}")
        login = scram.Login(mechanism, self.script.password, first)
        self.script.logins[-1].user, self.script.logins[-1].header = login.user, login.header
        return login

    def finish_login(self, peer, login):
        """An honest login to its end."""
        challenge = scram.encoded(login.server_first())
        peer.send(f"<challenge xmlns='{SASL}'>{challenge}</challenge>".encode())
        signature = self.proven(peer, login)
        peer.restart()
        peer.send(f"<success xmlns='{SASL}'>{scram.encoded('v=' + signature)}</success>".encode())
        if not peer.has_opened():
            raise Failed(f"the client did not go on after a sound login{told(peer)}")

    def proven(self, peer, login):
        """The client's last message, checked; returns the server's signature for it."""
        element = peer.element()
        if element is None or local(element) != "response":
            raise Failed(f"the client gave no proof{told(peer)}")
        try:
            final = scram.decoded(element.text or "") or ""
            return login.verify(final, peer.binding(login.binding_kind) or b"")
        except scram.SCRAMError as error:
            raise Failed(f"the login is not what RFC 5802 says: {error}") from error

    def authenticated(self, timeout=10):
        """The login is over and the client has sent its third header."""
        peer, login = self.authenticating(timeout=timeout)
        self.finish_login(peer, login)
        return peer

    def binding(self):
        """The client has asked for a resource; its request is returned with the connection."""
        peer = self.authenticated()
        return peer, self.offer_bind(peer)

    @property
    def bind_features(self):
        return MANAGED_BIND if self.script.management else BIND_FEATURE

    def offer_bind(self, peer):
        peer.send((header(self.script.domain) + self.bind_features).encode())
        return self.await_bind(peer)

    def bind_and_begin(self, peer):
        """From the third header to an open session."""
        return self.begin(peer, self.offer_bind(peer))

    def await_bind(self, peer):
        """The request to bind, or the wish to resume that is granted."""
        element = peer.element()
        management = self.script.management
        if management and element is not None and element.tag == f"{{{SM}}}resume":
            management.wishes += 1
            if management.resumes and management.knows(element):
                return element
            peer.send(management.refusal().encode())
            element = peer.element()
        if element is None or local(element) != "iq" or element.find(f"{{{BIND}}}bind") is None:
            raise Failed(f"the client did not bind{told(peer)}")
        return element

    def session(self, timeout=10):
        """Bound, with roster and presence; or resumed."""
        if self.script.sasl2:
            return sasl2.session(self, timeout)
        peer = self.authenticated(timeout)
        return self.begin(peer, self.offer_bind(peer))

    def begin(self, peer, request):
        session = Session(peer, self.script)
        if local(request) == "resume":
            session.is_resumed = True
            text, again = self.script.management.resumed(request)
            peer.send((text + "".join(again)).encode())
            return session
        session.bind(request)
        if not session.await_presence():
            raise Failed(f"the client sent no presence{told(peer)}")
        return session
