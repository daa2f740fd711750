"""The server's half of SASL2 (XEP-0388) and of what goes inline: Bind 2, stream management, carbons, FAST tokens."""

import base64
import binascii
import hashlib
import hmac
import secrets
from dataclasses import dataclass, field
from xml.sax.saxutils import escape, quoteattr

import scram
from outcome import Failed, require
from peer import told
from session import Session
from vocabulary import BIND2, CARBONS, FAST, SASL, SASL2, SM, channels, header, local, namespace

# What a token's mechanism binds to, and how strong that is (XEP-0484 §5, XEP-0440 §4).
TOKEN_BINDINGS = {"NONE": None, "ENDP": "tls-server-end-point", "UNIQ": "tls-unique", "EXPR": "tls-exporter"}


@dataclass
class Offer:
    """What the server offers by SASL2."""

    mechanisms: tuple = ("SCRAM-SHA-256",)
    bindings: tuple = ()
    binds: bool = True  # Bind 2
    tokens: tuple = ()  # FAST mechanisms
    tempts_early: bool = False  # says that a token may be used in early data
    verbatim: str | None = None  # the features as a case gives them
    issued: dict = field(default_factory=dict)  # token: its mechanism

    def features(self, script):
        if self.verbatim:
            return self.verbatim
        names = "".join(f"<mechanism>{name}</mechanism>" for name in self.mechanisms)
        inline = self._bind(script) if self.binds else ""
        if script.management:
            inline += f"<sm xmlns='{SM}'/>"
        if self.tokens:
            names_too = "".join(f"<mechanism>{name}</mechanism>" for name in self.tokens)
            early = " tls-0rtt='true'" if self.tempts_early else ""
            inline += f"<fast xmlns='{FAST}'{early}>{names_too}</fast>"
        offer = f"<authentication xmlns='{SASL2}'>{names}<inline>{inline}</inline></authentication>"
        classic = f"<mechanisms xmlns='{SASL}'>{names}</mechanisms>"
        return f"<stream:features>{classic}{offer}{channels(self.bindings)}</stream:features>"

    @staticmethod
    def _bind(script):
        names = [name for name in (CARBONS,) if name in script.features] + ([SM] if script.management else [])
        features = "".join(f"<feature var='{name}'/>" for name in names)
        return f"<bind xmlns='{BIND2}'><inline>{features}</inline></bind>"


class Wish:
    """What a client asks for with its <authenticate/>."""

    def __init__(self, element):
        self.element = element
        self.mechanism = element.get("mechanism", "")
        self.payload = (element.findtext(f"{{{SASL2}}}initial-response") or "").strip()
        self.bind = element.find(f"{{{BIND2}}}bind")
        self.resume = element.find(f"{{{SM}}}resume")
        wished = element.find(f"{{{FAST}}}request-token")
        self.token = None if wished is None else wished.get("mechanism", "")
        self.uses_token = element.find(f"{{{FAST}}}fast") is not None

    def asks(self, kind, name="enable"):
        return self.bind is not None and self.bind.find(f"{{{kind}}}{name}") is not None


def offered(server, peer):
    """Makes the offer; the client's <authenticate/> answers it."""
    peer.send((header(server.script.domain) + server.script.sasl2.features(server.script)).encode())
    return read(server, peer, peer.element())


def read(server, peer, element):
    if element is None or local(element) != "authenticate" or namespace(element) != SASL2:
        said = f"; it sent <{local(element)}/>" if element is not None else ""
        raise Failed(f"the client did not log in by SASL2{told(peer)}{said}")
    wish = Wish(element)
    server.script.wishes.append(wish)
    return wish


def session(server, timeout=10):
    """An honest login to an open session, new or resumed; by the old way where the client has no other."""
    peer = server.secured(timeout)
    peer.send((header(server.script.domain) + server.script.sasl2.features(server.script)).encode())
    element = peer.element()
    if element is not None and local(element) == "auth":
        server.finish_login(peer, server.note_auth(element))
        return server.begin(peer, server.offer_bind(peer))
    wish = read(server, peer, element)
    return granted(server, peer, wish, proof(server, peer, wish))


def scram_login(server, wish):
    first = scram.decoded(wish.payload)
    if wish.mechanism.removesuffix("-PLUS") not in scram.HASHES or first is None:
        raise Failed(f"the client logs in by {wish.mechanism or 'nothing'}")
    return scram.Login(wish.mechanism, server.script.password, first)


def proof(server, peer, wish):
    """The exchange of the mechanism; returns what the success carries."""
    if wish.uses_token:
        return token_proof(server, peer, wish)
    login = scram_login(server, wish)
    peer.send(f"<challenge xmlns='{SASL2}'>{scram.encoded(login.server_first())}</challenge>".encode())
    return scram.encoded("v=" + server.proven(peer, login))


def token_proof(server, peer, wish):
    found = wish.mechanism.rpartition("-")
    kind = TOKEN_BINDINGS.get(found[2], "")
    data = b"" if kind is None else (peer.binding(kind) or b"")
    try:
        user, _, proof_ = base64.b64decode(wish.payload, validate=True).partition(b"\0")
    except (binascii.Error, ValueError):
        raise Failed("the initial response of the token login is no base64") from None
    require(user.decode("utf-8", "replace") == server.script.account.partition("@")[0], f"the token is {user!r}'s")
    for token, mechanism in server.script.sasl2.issued.items():
        if mechanism == wish.mechanism and hmac.compare_digest(keyed(token, b"Initiator" + data), proof_):
            return base64.b64encode(keyed(token, b"Responder" + data)).decode()
    raise Failed(f"the client logs in by {wish.mechanism} with a token that this server did not give")


def keyed(token, octets):
    return hmac.new(token.encode(), octets, hashlib.sha256).digest()


def granted(server, peer, wish, data, success=None):
    """Success with all that was asked for inline; the session that it begins, bound apart where Bind 2 was not used."""
    script = server.script
    opened = Session(peer, script)
    parts, again = inline(server, opened, wish)
    bound = "/core" if wish.bind is not None and not opened.is_resumed else ""
    name = opened.address if opened.is_resumed else script.account + bound
    text = success or (
        f"<success xmlns='{SASL2}'><additional-data>{data}</additional-data>"
        f"<authorization-identifier>{escape(name)}</authorization-identifier>{parts}</success>"
    )
    if opened.is_resumed or bound:
        peer.send(f"{text}<stream:features/>".encode())
        for stanza in again:
            peer.send(stanza.encode())
        if not opened.is_resumed and not opened.await_presence():
            raise Failed(f"the client sent no presence{told(peer)}")
        return opened
    peer.send((text + server.bind_features).encode())
    return server.begin(peer, server.await_bind(peer))


def inline(server, opened, wish):
    """What goes into the success, and what is sent again behind it."""
    script, parts = server.script, ""
    management = script.management
    if management and wish.resume is not None:
        management.wishes += 1
        if management.resumes and management.knows(wish.resume):
            text, again = management.resumed(wish.resume)
            opened.is_resumed = True
            return text + token(script, wish), again
        parts += management.refusal()
    if wish.bind is not None:
        enabled = ""
        if management and wish.asks(SM):
            management.enable()
            enabled = management.enabled
        opened.has_carbons = wish.asks(CARBONS)
        archive = script.archives.get(script.account)
        parts += f"<bound xmlns='{BIND2}'>{archive.metadata() if archive else ''}{enabled}</bound>"
    return parts + token(script, wish), []


def token(script, wish):
    if wish.token is None or wish.token not in script.sasl2.tokens:
        return ""
    value = "secret-token:" + secrets.token_hex(8)
    script.sasl2.issued[value] = wish.token
    return f"<token xmlns='{FAST}' expiry='2049-01-01T00:00:00Z' token={quoteattr(value)}/>"
