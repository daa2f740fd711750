"""The server's half of SCRAM (RFC 5802), and a case's fixed messages made to fit the nonce of this login."""

import base64
import binascii
import hashlib
import hmac
import secrets

HASHES = {"SCRAM-SHA-1": "sha1", "SCRAM-SHA-256": "sha256", "SCRAM-SHA-512": "sha512"}
STRENGTH = [name + suffix for suffix in ("", "-PLUS") for name in HASHES]


class SCRAMError(Exception):
    pass


def fields(message):
    """The attributes of a message; of one that stands twice, the first."""
    found = {}
    for part in message.split(","):
        name, equals, value = part.partition("=")
        if equals and name not in found:
            found[name] = value
    return found


def decoded(text):
    try:
        return base64.b64decode(text, validate=True).decode("utf-8")
    except (binascii.Error, ValueError):
        return None


def encoded(message):
    return base64.b64encode(message.encode()).decode()


class Keys:
    def __init__(self, mechanism, password, salt, iterations):
        self.digest = HASHES[mechanism.removesuffix("-PLUS")]
        salted = hashlib.pbkdf2_hmac(self.digest, password.encode(), salt, iterations)
        self.client = self._hmac(salted, b"Client Key")
        self.stored = hashlib.new(self.digest, self.client).digest()
        self.server = self._hmac(salted, b"Server Key")

    def _hmac(self, key, octets):
        return hmac.new(key, octets, self.digest).digest()

    def signature(self, transcript):
        return base64.b64encode(self._hmac(self.server, transcript.encode())).decode()

    def accepts(self, proof, transcript):
        mask = self._hmac(self.stored, transcript.encode())
        try:
            key = bytes(a ^ b for a, b in zip(base64.b64decode(proof), mask, strict=True))
        except ValueError:
            return False
        return hashlib.new(self.digest, key).digest() == self.stored


class Login:
    """One login as the server sees it, from the client's first message on."""

    def __init__(self, mechanism, password, first):
        self.mechanism, self.password = mechanism, password
        self.first = first
        # gs2-header = gs2-cbind-flag "," [authzid] "," and then the bare message.
        parts = first.split(",", 2)
        if len(parts) != 3:
            raise SCRAMError(f"the client's first message is none: {first!r}")
        self.header, self.bare = ",".join(parts[:2]) + ",", parts[2]
        self.nonce = fields(self.bare).get("r", "")
        self.user = fields(self.bare).get("n", "").replace("=2C", ",").replace("=3D", "=")
        self.challenge = None
        self.final = None

    def server_first(self, salt=None, iterations=4096):
        # Always the same for one account, as servers have it; a client may keep keys instead of the password.
        salt = salt or hashlib.sha256(self.user.encode()).digest()[:16]
        nonce = self.nonce + secrets.token_hex(8)
        self.challenge = f"r={nonce},s={base64.b64encode(salt).decode()},i={iterations}"
        return self.challenge

    @property
    def binding_kind(self):
        return self.header.split(",")[0].removeprefix("p=")

    @property
    def transcript(self):
        return ",".join((self.bare, self.challenge, self.final.rsplit(",p=", 1)[0]))

    def keys(self):
        values = fields(self.challenge)
        return Keys(self.mechanism, self.password, base64.b64decode(values["s"]), int(values["i"]))

    def verify(self, final, binding=b""):
        """Checks everything that the client's last message says; returns the server's signature."""
        self.final = final
        values = fields(final)
        expected = base64.b64encode(self.header.encode() + binding).decode()
        if values.get("c") != expected:
            raise SCRAMError(f"c={values.get('c')} where c={expected} follows from {self.header!r}")
        if values.get("r") != fields(self.challenge).get("r"):
            raise SCRAMError("the client answered with another nonce")
        keys = self.keys()
        if not keys.accepts(values.get("p", ""), self.transcript):
            raise SCRAMError("the client's proof is wrong")
        return keys.signature(self.transcript)


class Retargeted:
    """A case's challenge and success, made for another client nonce; whatever is wrong with them stays wrong."""

    def __init__(self, forced, login, is_sound=False):
        self.forced, self.login, self.is_sound = forced, login, is_sound
        self.original = None  # the challenge as the case has it

    def challenge(self, payload):
        text = decoded(payload)
        if text is None:
            self.login.challenge = None
            return payload
        self.original = text
        self.login.challenge = text.replace(self.forced, self.login.nonce) if self.forced else text
        return encoded(self.login.challenge)

    def success(self, payload):
        """The signature that is right in the case's own exchange becomes the one that is right here."""
        text = decoded(payload) if payload else None
        if text is None or "v" not in fields(text) or self.login.final is None:
            return payload
        stated = fields(text)["v"]
        if not self.is_sound and stated != self._signature():
            return payload
        return encoded(text.replace(stated, self.login.keys().signature(self.login.transcript)))

    def _signature(self):
        """The one that is right in the exchange that the case wrote down, or None."""
        bare = self.login.bare.replace(self.login.nonce, self.forced or self.login.nonce)
        values = fields(self.original or "")
        try:
            salt, count = base64.b64decode(values["s"], validate=True), int(values["i"])
            keys = Keys(self.login.mechanism, self.login.password, salt, count)
        except (KeyError, ValueError):
            return None
        # The case's client sent "n,,"; its signature was made for that.
        return keys.signature(f"{bare},{self.original},c=biws,r={values.get('r')}")
