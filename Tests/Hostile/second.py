"""Cases about SASL2: a login whose last words the input plays, downgrade protection, identities and tokens."""

import re

import given
import sasl2
import scram
from material import Material
from negotiating import login_steps, other_attempts
from outcome import Failed, require
from peer import told
from sasl2 import Offer
from session import Session
from vocabulary import SASL2, local

# The signature that is right in the exchange of RFC 5802 §5, which cases quote where they write down no exchange.
QUOTED = "rmF9pqV8S7suAoZWja4dJRkFsKQ="
TOKEN = re.compile(r"<token\b[^>]*\btoken=['\"]([^'\"]+)")


def during_second_login(attempt):
    """The client logs in by SASL2; the input answers it, behind honest answers where it begins further on."""
    case = attempt.case
    user, password = given.credentials(case) or ("alice", "a secret of alice")
    mechanism = given.mechanism(case)
    offer = Offer(mechanisms=(mechanism or "SCRAM-SHA-256",), binds=False, verbatim=given.features(case))
    if offer.verbatim:
        offer.mechanisms = tuple(re.findall(r"<mechanism>([^<]+)</mechanism>", offer.verbatim))
    server = attempt.begin(account=f"{user}@example.org", password=password, sasl2=offer)
    peer = server.secured()
    wish = sasl2.offered(server, peer)
    login = sasl2.scram_login(server, wish)
    attempt.measure()
    play(attempt, server, peer, login)
    if case.verdict == "accept":
        require(not peer.is_closed, f"the login was not accepted{told(peer)}")
        success(attempt, server, peer, wish, login)
    else:
        peer.send(f"{server.bind_features}".encode())
        peer.drain(1)
        went_on = [local(element) for element in peer.elements if local(element) in ("iq", "presence", "message")]
        require(not went_on, f"the login was accepted: the client went on with <{', '.join(went_on)}>")
        require(peer.waits_for_close(4), "the client neither goes on nor leaves")
        peer.close()
        other_attempts(attempt, server, login.mechanism, limit=1)
    attempt.check_costs()
    attempt.check_responsive()
    attempt.check_printed()


def play(attempt, server, peer, login):
    """Each element of the input in its turn, in the exchange of this run."""
    retargeted = scram.Retargeted(given.forced_nonce(attempt.case), login, attempt.case.verdict == "accept")
    steps = list(login_steps(attempt.material.text))
    if all(name != "challenge" for name, *_ in steps):
        peer.send(f"<challenge xmlns='{SASL2}'>{scram.encoded(login.server_first())}</challenge>".encode())
        server.proven(peer, login)
    for name, start, payload, end in steps:
        if name == "challenge":
            attempt.send(peer, Material(start + retargeted.challenge(payload) + end))
            if attempt.case.verdict != "accept":
                answer = peer.element(3)
                require(answer is None or local(answer) != "response", "the client answered the challenge")
                return
            server.proven(peer, login)
        else:
            attempt.send(peer, Material(start + sound(payload, login) + end))


def sound(payload, login):
    """The content of a success with the signature that is right here, where it quotes the one that is right there."""

    def signed(found):
        if scram.decoded(found[2].strip()) != f"v={QUOTED}":
            return found[0]
        return found[1] + scram.encoded("v=" + login.keys().signature(login.transcript)) + found[3]

    return re.sub(r"(<additional-data>)([^<]*)(</additional-data>)", signed, payload)


def success(attempt, server, peer, wish, login):
    """The rest of a login that is to be accepted, as far as the input does not play it."""
    if "<success" in attempt.material.text:
        peer.send(server.bind_features.encode())
        server.begin(peer, server.await_bind(peer))
    else:
        signature = scram.encoded("v=" + login.keys().signature(login.transcript))
        sasl2.granted(server, peer, wish, signature)


def weak_token(attempt):
    """A login that is bound to the channel, and a token for a mechanism that is not: it is neither kept nor used."""
    mechanism = given.mechanism(attempt.case) or "SCRAM-SHA-256-PLUS"
    offer = Offer(
        mechanisms=(mechanism.removesuffix("-PLUS"), mechanism), bindings=("tls-exporter", "tls-unique"),
        tokens=("HT-SHA-256-NONE",),
    )  # fmt: skip
    server = attempt.begin(sasl2=offer)
    peer = server.secured()
    wish = sasl2.offered(server, peer)
    require(wish.mechanism == mechanism, f"the client logs in by {wish.mechanism} where {mechanism} is offered")
    require(wish.token is None or wish.token in offer.tokens, f"a token for {wish.token} was not offered")
    login = sasl2.scram_login(server, wish)
    peer.send(f"<challenge xmlns='{SASL2}'>{scram.encoded(login.server_first())}</challenge>".encode())
    server.proven(peer, login)
    token = TOKEN.search(attempt.material.text)
    require(token is not None, "the token of the case is not understood")
    attempt.measure()
    for _, start, payload, end in login_steps(attempt.material.text):
        attempt.send(peer, Material(start + bound(sound(payload, login), wish) + end))
    session = resumed_or_bound(server, peer, wish)
    require(session.sentinel(), f"the session does not answer{told(peer)}")
    unused(attempt, server, session, token[1])
    attempt.check_responsive()
    attempt.check_printed()


def bound(payload, wish):
    """With the resource that the client asked for together with the login, where it did."""
    if wish.bind is None:
        return payload
    named = re.sub(r"(</authorization-identifier>)", r"/core\1", payload)
    return named + "<bound xmlns='urn:xmpp:bind:0'/>"


def resumed_or_bound(server, peer, wish):
    if wish.bind is None:
        peer.send(server.bind_features.encode())
        return server.begin(peer, server.await_bind(peer))
    peer.send(b"<stream:features/>")
    session = Session(peer, server.script)
    if not session.await_presence():
        raise Failed(f"the client sent no presence{told(peer)}")
    return session


def unused(attempt, server, session, token):
    """The next login is not by the token, and no file of the profile has it."""
    attempt.program.say("/disconnect")
    session.serve(3)
    session.say("</stream:stream>")
    session.peer.close()
    for path in attempt.program.profile.rglob("*"):
        if path.is_file():
            require(token.encode() not in path.read_bytes(), f"the token stands in {path.name}")
    attempt.connect()
    peer = server.secured(20)
    wish = sasl2.offered(server, peer)
    require(not wish.uses_token, f"the client logs in by {wish.mechanism} with that token")
    peer.cut()
