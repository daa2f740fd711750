"""Cases about the login that need more than one answer: what was used before, preparation, escaping, and leaks."""

import base64
import re

import given
import scram
from copies import leave
from negotiating import before_login
from outcome import Failed, Skipped, require
from peer import told
from sasl2 import Offer
from session import Session
from vocabulary import PROCEED, SASL, STARTTLS, header, local, mechanisms

# RFC 4013 §3: what was typed, and what it becomes; None where it is refused.
VECTORS = (
    ("I\u00adX", "IX"),
    ("USER", "USER"),
    ("\u00aa", "a"),
    ("\u2168", "IX"),
    ("\u0007", None),
    ("\u0627\u0031", None),
)


def bound_before(attempt):
    """Without -PLUS in the offer the header says so, and after a login by -PLUS nothing less is taken."""
    if not re.search(r"y,,", attempt.case.expect):
        before_login(attempt)
        return
    server = attempt.begin()
    peer = server.secured()
    peer.send(header().encode())
    attempt.send(peer)
    login = server.await_auth(peer)
    require(login.header == "y,,", f"the gs2 header is {login.header!r}")
    server.finish_login(peer, login)
    peer.close()
    attempt.end()
    attempt.fresh()
    after(attempt, "SCRAM-SHA-1-PLUS", ("tls-exporter",))


def used_before(attempt):
    """SCRAM was used before: an offer of less is refused, and nothing is sent."""
    after(attempt, given.mechanism(attempt.case) or "SCRAM-SHA-256", ())


def after(attempt, mechanism, bindings):
    """A login by `mechanism`, and then, at the next one, the input as the server's offer."""
    server = attempt.begin(offered=(mechanism,), bindings=bindings)
    session = server.session()
    require(session.sentinel(), "the session does not answer")
    attempt.program.say("/disconnect")
    session.serve(3)
    session.say("</stream:stream>")
    session.peer.close()
    attempt.connect()
    peer = server.secured()
    peer.send(header().encode())
    attempt.send(peer)
    element = peer.element()
    sent = element.get("mechanism", local(element)) if element is not None and local(element) == "auth" else None
    require(sent is None, f"after {mechanism} a login by {sent} was tried")
    require(peer.waits_for_close(4), "the client neither logs in nor leaves")
    peer.close()
    attempt.check_responsive()
    attempt.check_printed()


def prepared(attempt):
    """SASLprep of the password: equal texts log in, forbidden ones are never sent."""
    for typed, becomes in VECTORS:
        server = attempt.begin(password=typed)
        server.script.password = becomes or typed
        if becomes is not None:
            peer, login = server.authenticating()
            try:
                server.finish_login(peer, login)
            except Failed as error:
                raise Failed(f"the password {typed!r} is not taken for {becomes!r}: {error}") from error
        else:
            forbidden(server, typed)
        attempt.check_alive()
        attempt.end()
        attempt.fresh()


def forbidden(server, typed):
    """A password that SASLprep prohibits gives no proof, whatever was said before that."""
    peer = server.accept(6)
    if peer is None:
        return
    try:
        server.peers.remove(peer)
        peer, login = rest_of_login(server, peer)
        challenge = scram.encoded(login.server_first())
        peer.send(f"<challenge xmlns='urn:ietf:params:xml:ns:xmpp-sasl'>{challenge}</challenge>".encode())
    except Failed:
        return
    finally:
        server.peers.append(peer)
    element = peer.element(4)
    require(element is None or local(element) != "response", f"the prohibited password {typed!r} was used")


def rest_of_login(server, peer):
    if not peer.has_opened():
        raise Failed("no header")
    peer.send((header() + STARTTLS).encode())
    if peer.element() is None:
        raise Failed(f"no wish for TLS{told(peer)}")
    peer.send(PROCEED.encode())
    peer.restart()
    if not peer.upgrade(server.script.tls) or not peer.has_opened():
        raise Failed("no TLS")
    peer.send((header() + mechanisms(server.script.offered)).encode())
    return peer, server.await_auth(peer)


def escaped(attempt):
    """The user name in the first message has its comma and its equals sign escaped."""
    found = re.search(r"user(?: ?name)? \"([^\"]+)\"", attempt.case.given)
    if not found:
        raise Skipped("the user name of the case is not understood")
    expected = "n=" + found[1].replace("=", "=3D").replace(",", "=2C") + ",r="
    server = attempt.begin(account=f"{found[1]}@example.org")
    peer, login = server.authenticating()
    require(login.bare.startswith(expected), f"the first message begins {login.bare[:40]!r} and not {expected!r}")
    server.finish_login(peer, login)


def kept_secret(attempt):
    """After a login neither the password nor what was said to prove it stands in any file or on the screen."""
    for changes in (
        {},
        {"offered": ("PLAIN",)},
        {"sasl2": Offer(tokens=("HT-SHA-256-EXPR", "HT-SHA-256-NONE"))},
    ):
        if not any(name in attempt.case.input for name in ("PLAIN", "FAST")) and changes:
            continue
        server = attempt.begin(**changes)
        session = in_clear_within_tls(server) if "offered" in changes else server.session()
        said = bytes(session.peer.plain)
        require(session.sentinel(), "the session does not answer")
        if "sasl2" in changes:
            leave(attempt, session)
            attempt.connect()
            session = server.session(20)
            said += bytes(session.peer.plain)
            used = any(wish.uses_token for wish in server.script.wishes)
            require(used or not server.script.sasl2.issued, "the token was not used")
        if not changes and "change password" in attempt.case.input:
            said += change_password(attempt, server, session)
        attempt.program.say("/account show alice@example.org")
        require(attempt.program.responds(), "the front does not answer")
        check_secrets(attempt, server, said)
        attempt.fresh()


def change_password(attempt, server, session):
    """The client tells the server a new password (XEP-0077 §3.3), and may try it at once; what it says there."""
    changed = "another secret of alice"
    file = attempt.directory / "password-too"
    file.write_text(changed + "\n", encoding="utf-8")
    attempt.program.say(f"/account password {session.account} --password-command 'cat {file}'")

    def has_come():
        return changed.encode() in session.peer.plain

    require(session.serve(8, has_come), "the client does not change its password")
    session.script.password = changed
    session.serve(0.2)
    if not server.is_called(2):
        return b""
    peer, request = server.binding()
    Session(peer, server.script).bind(request)
    peer.waits_for_close(5)
    return bytes(peer.plain)


def in_clear_within_tls(server):
    """A login by PLAIN (RFC 4616)."""
    peer = server.secured()
    peer.send((header() + mechanisms(server.script.offered)).encode())
    element = peer.element()
    mechanism = element.get("mechanism") if element is not None and local(element) == "auth" else None
    require(mechanism == "PLAIN", f"the client does not log in by PLAIN where nothing else is offered{told(peer)}")
    words = base64.b64decode(element.text or "").decode("utf-8", "replace").split("\0")
    require(words[1:] == ["alice", server.script.password], "what the client says by PLAIN is not RFC 4616")
    peer.restart()
    peer.send(f"<success xmlns='{SASL}'/>".encode())
    require(peer.has_opened(), f"the client did not go on after a sound login{told(peer)}")
    return server.begin(peer, server.offer_bind(peer))


def check_secrets(attempt, server, said):
    secrets = [server.script.password.encode(), base64.b64encode(server.script.password.encode())]
    for payload in re.findall(rb"<(?:auth|response|initial-response)\b[^>]*>([^<]{8,})<", said):
        secrets += [payload, base64.b64decode(payload)]
    # A token has to be kept to be used: in the database, and nowhere else.
    tokens = [token.encode() for token in (server.script.sasl2.issued if server.script.sasl2 else ())]
    places = [("the screen", bytes(attempt.program.printed), secrets + tokens)]
    for path in attempt.directory.rglob("*"):
        if path.is_file() and not path.name.startswith("password"):
            is_database = ".sqlite" in path.name
            places.append((path.name, path.read_bytes(), secrets + ([] if is_database else tokens)))
    for place, octets, hidden in places:
        require(not any(secret in octets for secret in hidden), f"a secret of the login stands in {place}")
