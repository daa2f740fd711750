"""Cases about time: lost connections and how the client comes back, and a server that falls silent."""

import time

from opened import warm_up
from outcome import require

WATCHED = 15
# A minute until the client asks, half a minute until it stops waiting, and a margin.
PATIENCE = 110


def storm(attempt):
    """After a session the server accepts and closes at once: each attempt comes later, and nothing is leaked."""
    server = attempt.begin()
    session = server.session()
    require(session.sentinel(), "the session does not answer")
    before = attempt.program.descriptors()
    session.peer.close()
    moments = [time.monotonic()]
    while (left := moments[0] + WATCHED - time.monotonic()) > 0:
        peer = server.accept(left)
        if peer:
            moments.append(time.monotonic())
            peer.cut()
    attempt.check_alive()
    pauses = [later - earlier for earlier, later in zip(moments, moments[1:], strict=False)]
    require(len(pauses) >= 2, f"only {len(pauses)} attempts in {WATCHED} s")
    require(min(pauses) >= 0.9, f"an attempt came after {min(pauses):.2f} s")
    require(len(pauses) <= WATCHED // 2 + 1, f"{len(pauses)} attempts in {WATCHED} s")
    after = attempt.program.descriptors()
    require(after is None or before is None or after <= before + 2, f"{before} descriptors became {after}")


def silence(attempt):
    """The server stops within a stanza: the client asks, hears nothing, and gives the connection up."""
    server = attempt.begin()
    session = server.session()
    warm_up(attempt, session)
    attempt.measure()
    attempt.send(session.peer)
    require(session.peer.waits_for_close(PATIENCE), f"the connection was not given up after {PATIENCE} s of silence")
    session.peer.close()
    attempt.check_alive()
    attempt.check_costs()
    attempt.check_stored(attempt.reading.permitted + attempt.reading.forbidden)
    require(attempt.profile.bodies() == ["all is well"], "a part of a stanza was taken for a message")
    require(server.accept(8) is not None, "the client does not come back")
