"""Cases that begin before TLS: nothing that comes in clear may bring in more than the wish for TLS."""

import re
import socket

from given import begins_stream
from outcome import require
from vocabulary import PROCEED, STARTTLS, header, local, mechanisms


def before_tls(attempt):
    """The client's header has come; the input answers it."""
    server = attempt.begin()
    repeats = 2 if "every reconnect" in attempt.case.expect or "repeated" in attempt.case.expect else 1
    with Trap(attempt) as trap:
        for number in range(repeats):
            if number:
                attempt.connect()
            peer = server.opened()
            attempt.measure()
            if not begins_stream(attempt.case):
                peer.send(header().encode())
            attempt.send(peer, trap.laid)
            offers = b"urn:ietf:params:xml:ns:xmpp-tls" in attempt.material.octets(65536)
            if offers or attempt.case.verdict == "accept":
                if not offers:
                    peer.send(STARTTLS.encode())
                upgraded(attempt, server, peer)
                return
            if attempt.case.verdict == "bounded":
                attempt.check_bounded(peer)
            else:
                attempt.check_close(peer)
            attempt.check_no_credentials_in_clear(peer)
            attempt.check_costs()
            attempt.check_stored(attempt.reading.permitted + attempt.reading.forbidden)
            attempt.check_responsive()
        trap.check()
    attempt.check_printed()


def upgraded(attempt, server, peer):
    """The input offers TLS: that is taken, and whatever else stood beside the offer is forgotten."""
    element = peer.element()
    require(element is not None and local(element) == "starttls", "the client did not ask for TLS first")
    attempt.check_no_credentials_in_clear(peer)
    peer.send(PROCEED.encode())
    peer.restart()
    require(peer.upgrade(server.script.tls) and peer.has_opened(), "the client did not go on to TLS")
    peer.send((header() + mechanisms(server.script.offered)).encode())
    login = server.await_auth(peer)
    require(login.mechanism in server.script.offered, f"{login.mechanism} was taken from the offer in clear")
    server.finish_login(peer, login)
    server.bind_and_begin(peer)
    attempt.check_responsive()


def before_handshake(attempt):
    """The client has asked for TLS; the input answers that."""
    server = attempt.begin()
    peer = server.asked_for_tls()
    attempt.measure()
    attempt.send(peer)
    if re.search(r"<proceed\b", attempt.material.text):
        # Whatever the client makes of the rest, TLS comes next or the end does.
        peer.restart()
        ready = peer.upgrade(server.script.tls, timeout=4)
        require(not ready or peer.is_closed, "the handshake went through although data was slipped in before it")
        require(peer.waits_for_close(4), "the connection stays open")
        peer.close()
    else:
        attempt.check_close(peer)
    attempt.check_no_credentials_in_clear(peer)
    attempt.check_stored(attempt.reading.permitted + attempt.reading.forbidden)
    attempt.check_responsive()
    attempt.check_printed()
    retry = server.accept(0.5)
    if retry:
        retry.drain(0.5)
        attempt.check_no_credentials_in_clear(retry)


class Trap:
    """A second port, put in the place of the host that an input points to: no connection may ever arrive there."""

    REDIRECT = re.compile(r"(?:[a-z0-9-]+\.)+[a-z]+:5222")

    def __init__(self, attempt):
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.listener.settimeout(attempt.watch(2.5))
        port = self.listener.getsockname()[1]
        text = attempt.material.text
        found = self.REDIRECT.search(text)
        self.is_laid = found is not None
        self.laid = attempt.material.replacing(found[0], f"127.0.0.1:{port}") if found else attempt.material

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.listener.close()

    def check(self):
        """Only where the input does redirect; waits for the client's next attempt."""
        if not self.is_laid:
            return
        try:
            self.listener.accept()[0].close()
        except TimeoutError:
            return
        require(False, "the client followed a redirect that nobody vouches for")

