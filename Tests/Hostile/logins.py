"""Cases about the login that need more than one answer: what was used before, preparation, escaping, and leaks."""

import base64
import re

import given
import scram
from negotiating import before_login
from outcome import Failed, Skipped, require
from server import told
from vocabulary import PROCEED, STARTTLS, header, local, mechanisms

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
    server = attempt.begin()
    session = server.session()
    require(session.sentinel(), "the session does not answer")
    attempt.program.say("/account show alice@example.org")
    require(attempt.program.responds(), "the front does not answer")
    secrets = [server.script.password.encode(), base64.b64encode(server.script.password.encode())]
    for payload in re.findall(rb"<(?:auth|response)[^>]*>([^<]{8,})<", bytes(session.peer.plain)):
        secrets += [payload, base64.b64decode(payload)]
    places = [("the screen", bytes(attempt.program.printed))]
    for path in attempt.directory.rglob("*"):
        if path.is_file() and path.name != "password":
            places.append((path.name, path.read_bytes()))
    for place, octets in places:
        require(not any(secret in octets for secret in secrets), f"a secret of the login stands in {place}")
