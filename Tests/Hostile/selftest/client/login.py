"""Logins: SCRAM by SASL and SASL2, tokens, and binding or resuming."""

import base64
import binascii
import hashlib
import hmac
import secrets

from client import DEFECT
from client.wire import CARBONS, FAST, SASL, SASL2, SM, Refused

MECHANISMS = ("SCRAM-SHA-1", "SCRAM-SHA-256", "SCRAM-SHA-512")


def b64(text):
    return base64.b64encode(text.encode()).decode()


def log_in(stream, features, owner):
    """From the features behind TLS to a bound or resumed session; answers what the session has."""
    if features.name != "features":
        raise Refused("not-authorized")
    second = features.first("authentication", SASL2)
    if second is not None:
        return second_login(stream, features, second, owner)
    names = [child.text for child in features.first("mechanisms").children]
    scram = Scram(stream, chosen(names))
    stream.send(f"<auth xmlns='{SASL}' mechanism='{scram.name}'>{b64(scram.first)}</auth>")
    challenge = stream.next()
    if challenge.name != "challenge":
        raise Refused("policy-violation")
    stream.send(f"<response xmlns='{SASL}'>{b64(scram.final(challenge.text))}</response>")
    answer = stream.next()
    scram.check(answer.text if answer.name == "success" else None)
    stream.open()
    return bind(stream, stream.next(), owner)


def chosen(names):
    known = [name for name in MECHANISMS if name in names]
    if not known:
        raise Refused("policy-violation")
    return known[-1]


class Scram:
    def __init__(self, stream, name, header="n,,", data=b""):
        self.stream, self.name = stream, name
        self.digest = name.removeprefix("SCRAM-").removesuffix("-PLUS").replace("-", "").lower()
        self.nonce, self.header, self.data = secrets.token_hex(12), header, data
        self.bare = f"n={stream.user},r={self.nonce}"

    @property
    def first(self):
        return self.header + self.bare

    def final(self, challenge, offer=None):
        try:
            first = base64.b64decode(challenge, validate=True).decode()
            values = dict(part.split("=", 1) for part in first.split(","))
            count = int(values["i"])
            salt = base64.b64decode(values["s"])
        except (KeyError, ValueError, binascii.Error):
            raise Refused("policy-violation") from None
        if not values["r"].startswith(self.nonce) or count < 4096:
            raise Refused("policy-violation")
        if offer is not None and "h" in values and values["h"] != self.offered(offer):
            raise Refused("policy-violation")
        salted = hashlib.pbkdf2_hmac(self.digest, self.stream.password.encode(), salt, count)
        client = hmac.new(salted, b"Client Key", self.digest).digest()
        stored = hashlib.new(self.digest, client).digest()
        final = f"c={base64.b64encode(self.header.encode() + self.data).decode()},r={values['r']}"
        transcript = f"{self.bare},{first},{final}".encode()
        proof = bytes(a ^ b for a, b in zip(client, hmac.new(stored, transcript, self.digest).digest(), strict=True))
        server = hmac.new(hmac.new(salted, b"Server Key", self.digest).digest(), transcript, self.digest).digest()
        self.signature = "v=" + base64.b64encode(server).decode()
        return final + ",p=" + base64.b64encode(proof).decode()

    def offered(self, offer):
        """The hash of what was offered (XEP-0474)."""
        names, channels = offer
        text = "\x1e".join(names if DEFECT == "unsorted" else sorted(names))
        if channels:
            text += "\x1f" + "\x1e".join(channels if DEFECT == "unsorted" else sorted(channels))
        return base64.b64encode(hashlib.new(self.digest, text.encode()).digest()).decode()

    def check(self, told):
        if told is None or (DEFECT != "signature" and told.strip() != b64(self.signature)):
            raise Refused("not-authorized")


def second_login(stream, features, second, owner):
    names = [child.text for child in second.all("mechanism")]
    listed = features.first("sasl-channel-binding")
    channels = [child.get("type") for child in listed.children] if listed else []
    inline = second.first("inline")
    fast = inline.first("fast", FAST) if inline else None
    tokens = [child.text for child in fast.children] if fast else []
    binding = inline.first("bind") if inline else None
    more = f"<bind xmlns='urn:xmpp:bind:0'>{wishes(binding, owner)}</bind>" if binding else ""
    more += owner.managed.wish()
    token = owner.setting("token")
    if token and "HT-SHA-256-NONE" in tokens:
        return by_token(stream, token, more, owner)
    scram = Scram(stream, chosen(names))
    is_bound = "tls-unique" in channels and f"{scram.name}-PLUS" in names
    if is_bound:
        data = stream.socket.get_channel_binding("tls-unique")
        scram = Scram(stream, f"{scram.name}-PLUS", "p=tls-unique,,", data)
    # A token that binds nothing is not for who can do better.
    wishes_token = "HT-SHA-256-NONE" in tokens and (not is_bound or DEFECT == "token")
    if wishes_token:
        more += f"<request-token xmlns='{FAST}' mechanism='HT-SHA-256-NONE'/>"
    stream.send(
        f"<authenticate xmlns='{SASL2}' mechanism='{scram.name}'>"
        f"<initial-response>{b64(scram.first)}</initial-response>{more}</authenticate>"
    )
    challenge = stream.next()
    if challenge.name != "challenge":
        raise Refused("policy-violation")
    stream.send(f"<response xmlns='{SASL2}'>{b64(scram.final(challenge.text, (names, channels)))}</response>")
    answer = stream.next()
    data = answer.first("additional-data")
    scram.check(data.text if answer.name == "success" and data else None)
    given = answer.first("token", FAST)
    if given and wishes_token:
        owner.set("token", given.get("token"))
    return succeeded(stream, answer, owner)


def by_token(stream, token, more, owner):
    proof = hmac.new(token.encode(), b"Initiator", hashlib.sha256).digest()
    response = base64.b64encode(stream.user.encode() + b"\0" + proof).decode()
    stream.send(
        f"<authenticate xmlns='{SASL2}' mechanism='HT-SHA-256-NONE'><initial-response>{response}</initial-response>"
        f"{more}<fast xmlns='{FAST}'/></authenticate>"
    )
    return succeeded(stream, stream.next(), owner)


def wishes(offered, owner):
    """What is switched on together with the binding."""
    inline = offered.first("inline")
    names = [child.get("var") for child in inline.children] if inline else []
    owner.has_carbons = CARBONS in names
    chosen_names = [name for name in names if name in (CARBONS, SM)]
    return "".join(f"<enable xmlns='{name}'{RESUMING if name == SM else ''}/>" for name in chosen_names)


RESUMING = " resume='true'"


def succeeded(stream, answer, owner):
    """Whatever a success of SASL2 says beside the proof."""
    if answer.name != "success":
        raise Refused("not-authorized")
    named = answer.first("authorization-identifier")
    if DEFECT != "identity" and (named is None or named.text.partition("/")[0] != stream.account["jid"]):
        raise Refused("not-authorized")
    features = stream.next()
    resumed, failed = answer.first("resumed", SM), answer.first("failed", SM)
    if resumed:
        return owner.managed.resume(resumed.get("h"))
    if failed:
        owner.managed.fail(failed.get("h", None))
    found = answer.first("bound")
    if found is None:
        return bind(stream, features, owner)
    enabled = found.first("enabled", SM)
    if enabled:
        owner.managed.enable(enabled)
    return False


def bind(stream, features, owner):
    """Resumes, or binds and asks for stream management; answers whether the session is the old one."""
    managed = owner.managed
    offers = features.first("sm", SM) is not None
    if offers and managed.name:
        stream.send(managed.wish())
        answer = stream.next()
        if answer.name == "resumed":
            return managed.resume(answer.get("h"))
        managed.fail(answer.get("h", None))
    stream.send("<iq type='set' id='b1'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/></iq>")
    bound = stream.next().first("bind").first("jid").text
    if bound.partition("/")[0] != stream.account["jid"]:
        raise Refused("invalid-from")
    if offers:
        stream.send(f"<enable xmlns='{SM}'{RESUMING}/>")
        managed.enable(stream.next())
    return False
