"""Cases that begin over TLS and before the session: offers, logins, features and the bound address."""

import re
import time

import given
import scram
from material import Material
from outcome import Failed, require
from peer import told
from session import Session
from vocabulary import BIND, PROCEED, STARTTLS, header, local, mechanisms

WORTHLESS = ("PLAIN", "LOGIN", "ANONYMOUS", "EXTERNAL", "DIGEST-MD5", "CRAM-MD5")


def before_login(attempt):
    """TLS is done; the input stands where the server's features are due."""
    server = attempt.begin()
    peer = server.secured()
    attempt.measure()
    if not given.begins_stream(attempt.case):
        peer.send(header().encode())
    offered = _offered(attempt)
    attempt.send(peer)
    if offered is not None:
        after_offer(attempt, server, peer, offered)
    elif attempt.case.verdict == "bounded":
        attempt.check_bounded(peer)
    elif attempt.case.verdict == "accept":
        peer.send(mechanisms(server.script.offered).encode())
        server.finish_login(peer, server.await_auth(peer))
        server.bind_and_begin(peer)
    else:
        attempt.check_close(peer)
    attempt.check_costs()
    attempt.check_stored(attempt.reading.permitted + attempt.reading.forbidden)
    attempt.check_responsive()
    attempt.check_printed()


def _offered(attempt):
    """The mechanisms that the input lists where it lists any, in its order."""
    if attempt.case.verdict == "bounded":
        return None
    return re.findall(r"<mechanism>([^<]*)</mechanism>", attempt.material.text) or None


def after_offer(attempt, server, peer, offered):
    """The client takes the best of the offer, or nothing."""
    element = peer.element()
    strong = [name for name in scram.STRENGTH if name in offered and not name.endswith("-PLUS")]
    if element is None or local(element) != "auth":
        require(peer.waits_for_close(3), "the client neither logs in nor leaves")
        peer.close()
        require(not strong or attempt.expect.demands_failed_login, f"no login from a sound offer{told(peer)}")
        return
    mechanism = element.get("mechanism")
    require(mechanism not in WORTHLESS, f"the password was sent by {mechanism}")
    require(bool(strong), f"a login by {mechanism} from an offer without anything sound")
    login = server.note_auth(element)
    best = strong[-1]
    require(mechanism == best, f"{mechanism} was taken where {best} is offered")
    server.finish_login(peer, login)
    server.bind_and_begin(peer)


def during_login(attempt):
    """The client has begun a login; the input plays the server's part, made for this login's nonce."""
    case = attempt.case
    user, password = given.credentials(case) or ("alice", "a secret of alice")
    mechanism = given.mechanism(case) or "SCRAM-SHA-256"
    server = attempt.begin(account=f"{user}@example.org", password=password, offered=(mechanism,))
    peer, login = server.authenticating()
    attempt.measure()
    accepted, failed = play_login(attempt, peer, login)
    if case.verdict == "accept":
        require(accepted, f"the login was not accepted{told(peer)}")
        server.bind_and_begin(peer)
    else:
        require(not accepted, "the login was accepted")
        require(peer.waits_for_close(4), "the client neither goes on nor leaves")
        peer.close()
        other_attempts(attempt, server, mechanism, limit=2 if failed else 1)
    attempt.check_costs()
    attempt.check_responsive()
    attempt.check_printed()


def play_login(attempt, peer, login):
    """Each element of the input in its turn; answers whether the client took the login for successful, and whether the
    server refused it."""
    retargeted = scram.Retargeted(given.forced_nonce(attempt.case), login, attempt.case.verdict == "accept")
    failed = False
    opened = headers(peer)
    for name, start, payload, end in login_steps(attempt.material.text):
        if name == "challenge":
            _send(attempt, peer, start + retargeted.challenge(payload) + end)
            answer = peer.element(5)
            if answer is None or local(answer) != "response":
                return False, failed
            final = scram.decoded(answer.text or "") or ""
            login.final = final
            _check_proof(attempt, peer, login, final)
        elif name == "success":
            if attempt.case.verdict == "accept":
                peer.restart()
            _send(attempt, peer, start + retargeted.success(payload) + end)
        else:
            failed = name == "failure"
            _send(attempt, peer, start + payload + end)
    # A client that took the login for successful opens its next stream.
    deadline = time.monotonic() + 1.5
    while headers(peer) == opened and not peer.is_closed and time.monotonic() < deadline:
        peer.pump(deadline)
    return headers(peer) > opened, failed


def login_steps(text):
    """The top-level elements of a login, as (name, start tag, content, end tag)."""
    for found in re.finditer(r"<(\w+)([^>]*?)(/>|>(.*?)</\1\s*>)", text, re.DOTALL):
        name, attributes, rest, content = found.groups()
        if rest == "/>":
            yield name, f"<{name}{attributes}/>", "", ""
        else:
            yield name, f"<{name}{attributes}>", content, f"</{name}>"


def _check_proof(attempt, peer, login, final):
    if attempt.case.verdict != "accept":
        return
    try:
        login.verify(final, peer.binding(login.binding_kind) or b"")
    except scram.SCRAMError as error:
        raise Failed(f"the client's answer is not what RFC 5802 says: {error}") from error


def headers(peer):
    return peer.plain.count(b"<stream:stream")


def _send(attempt, peer, text):
    attempt.send(peer, Material(text))


def other_attempts(attempt, server, mechanism, limit):
    """After a refusal: no weaker mechanism, and not the same password again and again."""
    while (peer := server.accept(attempt.watch(2.5))) is not None:
        if not peer.has_opened(2):
            continue
        peer.send((header() + STARTTLS).encode())
        if peer.element(2) is None:
            continue
        peer.send(PROCEED.encode())
        peer.restart()
        if not peer.upgrade(server.script.tls) or not peer.has_opened():
            continue
        peer.send((header() + mechanisms(("PLAIN", "SCRAM-SHA-1", "SCRAM-SHA-256"))).encode())
        element = peer.element(2)
        require(
            element is None or element.get("mechanism") in scram.STRENGTH, "a weaker mechanism was tried afterwards"
        )
        limit -= 1
        require(limit > 0, "the same password was tried again and again")
        peer.close()


def after_login(attempt):
    """Logged in; the input stands where the second features are due."""
    server = attempt.begin()
    peer = server.authenticated()
    attempt.measure()
    if not given.begins_stream(attempt.case):
        peer.send(header().encode())
    attempt.send(peer)
    if attempt.case.verdict == "bounded":
        attempt.check_bounded(peer)
    elif BIND in attempt.material.text and not attempt.expect.demands_close:
        server.begin(peer, server.await_bind(peer))
        require(b"<compress" not in peer.plain, "compression was asked for")
    else:
        attempt.check_close(peer)
    attempt.check_costs()
    attempt.check_stored(attempt.reading.permitted + attempt.reading.forbidden)
    attempt.check_responsive()
    attempt.check_printed()


def during_binding(attempt):
    """The client has asked for a resource; the input answers with the client's own id."""
    server = attempt.begin()
    peer, request = server.binding()
    attempt.measure()
    found = re.search(r"<iq\b[^>]*\bid=['\"]([^'\"]+)['\"]", attempt.material.text)
    material = attempt.material
    if found and not re.search(r"wrong id|other id|unknown id", attempt.case.expect + attempt.case.given):
        material = material.replacing(found[0], found[0].replace(found[1], request.get("id", "")))
    attempt.send(peer, material)
    if attempt.case.verdict == "accept":
        session = Session(peer, server.script)
        require(session.await_presence(), f"the client did not begin its session{told(peer)}")
    else:
        attempt.check_close(peer)
        require(b"<presence" not in peer.plain, "the client went on as another account")
    attempt.check_responsive()
    attempt.check_printed()
