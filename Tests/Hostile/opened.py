"""Cases in an open session: the input, then a sentinel that only a live session answers."""

import given
from outcome import Failed, require
from vocabulary import FRIEND, local

# A client that is to be found dead has this long; its own ping is due after some minutes of silence.
SILENT = 20


def in_session(attempt):
    server = attempt.begin()
    session = server.session()
    warm_up(attempt, session)
    material, waiting = pending(attempt, session)
    before = attempt.profile.state()
    attempt.measure()
    start = len(session.stanzas)
    attempt.send(session.peer, material)
    closed = settle(attempt, session)
    attempt.check_alive()
    judge(attempt, session, closed, before, start)
    if waiting is not None:
        if is_answered(attempt, waiting):
            require(attempt.program.await_output(r"\n", 5, attempt.asked), "the true answer was not taken")
        else:
            still_open(attempt, session, waiting)
    finish(attempt)


def finish(attempt):
    attempt.check_responsive()
    attempt.check_printed()


def warm_up(attempt, session):
    """An ordinary message and its row, so that what is measured afterwards is the input alone."""
    session.say(f"<message from='{FRIEND}/x' type='chat' id='warm'><body>all is well</body></message>")
    require(session.sentinel(), "the session does not answer before anything hostile came")
    require("all is well" in attempt.profile.bodies(), "an ordinary message is not kept")


def pending(attempt, session):
    """Where a case builds on a request of the client: the front makes one, and the input gets its id."""
    wanted = given.pending_request(attempt.case)
    if wanted is None:
        return attempt.material, None
    name, to = wanted
    attempt.program.say(f"/ping {to}")
    request = session.await_request(to)
    require(request is not None, f"the client sent no request to {to}")
    attempt.asked = attempt.program.mark
    return attempt.material.replacing(f"id='{name}'", f"id='{request.get('id')}'"), request


def settle(attempt, session):
    """Lets the input take effect; answers whether the client ended the stream."""
    wait = 60 if attempt.material.size > (1 << 20) else 8
    answered = session.sentinel(wait)
    if not answered and not session.peer.is_closed:
        if attempt.expect.demands_close or attempt.reading.offence:
            return False
        raise Failed("the session does not answer any more")
    return session.peer.is_closed


def judge(attempt, session, closed, before, start):
    case, reading, expect = attempt.case, attempt.reading, attempt.expect
    if case.verdict == "accept":
        require(not closed, f"the connection was closed{attempt.sent_instead(session.peer)}")
        attempt.check_delivered(reading.permitted)
        attempt.check_stored(reading.forbidden)
        check_granted(attempt, session, start)
        return
    attempt.check_costs()
    if case.verdict == "bounded":
        attempt.check_condition(session.peer)
        return
    if expect.demands_close:
        if not closed and expect.allows_delivery_instead:
            attempt.check_delivered(reading.permitted + reading.forbidden)
            return
        attempt.check_close(session.peer, 1)
        attempt.check_stored(reading.forbidden)
        return
    if "stream:error" in attempt.material.text:
        require(closed or session.peer.waits_for_close(3), "the stream goes on after its error")
        session.peer.close()
        stays_away(attempt)
    elif not reading.ends_stream:
        require(not closed, f"the connection was closed{attempt.sent_instead(session.peer)}")
        check_replies(attempt, session, start)
        if expect.demands_delivery or expect.demands_once:
            attempt.check_delivered(reading.permitted)
            attempt.check_shown_once(reading.permitted)
    attempt.check_stored(reading.forbidden + (reading.permitted if expect.demands_drop else []))
    attempt.check_not_twice(reading.permitted)
    if expect.demands_unchanged_state or reading.named("iq"):
        require(attempt.profile.state() == before, "contacts or requests changed")


def stays_away(attempt):
    """No fight over a resource: after the stream error nobody comes back by himself."""
    if "no automatic reconnect" in attempt.case.expect or "no reconnect" in attempt.case.expect:
        require(attempt.server.accept(attempt.watch(3)) is None, "the client connected again by itself")


def replies_to(request, session, start):
    name = request.attributes.get("id")
    return [
        stanza
        for stanza in session.stanzas[start:]
        if local(stanza) == "iq" and stanza.get("id") == name and stanza.get("type") in ("result", "error")
    ]


def check_granted(attempt, session, start):
    """Each request of a positive control is answered once, and not by an error."""
    for request in attempt.reading.named("iq"):
        if request.attributes.get("type") in ("get", "set"):
            replies = [reply.get("type") for reply in replies_to(request, session, start)]
            require(replies == ["result"], f"the request was answered by {', '.join(replies) or 'nothing'}")


def check_replies(attempt, session, start):
    """To each request in the input at most one answer, and only one that refuses."""
    for request in attempt.reading.named("iq"):
        replies = replies_to(request, session, start)
        if request.attributes.get("type") not in ("get", "set"):
            require(not replies, "an answer was answered")
            continue
        require(len(replies) <= 1, f"{len(replies)} answers to one request")
        for reply in replies:
            require(reply.get("type") == "error", "the request was granted")
            conditions = [local(child) for error in reply if local(error) == "error" for child in error]
            named = attempt.expect.replies()
            require(
                not named or any(condition in named for condition in conditions),
                f"the answer was {', '.join(conditions)} where {' or '.join(named)} is due",
            )
        if not replies:
            require("exactly one" not in attempt.case.expect or "or none" in attempt.case.expect, "no answer was given")


def is_answered(attempt, request):
    """Whether the input holds the answer of the very one who was asked."""
    return any(
        stanza.attributes.get("from") == request.get("to") and stanza.attributes.get("type") in ("result", "error")
        for stanza in attempt.reading.named("iq")
    )


def still_open(attempt, session, request):
    """The request that the input wanted to answer in another's name is still waiting, until the right one answers."""
    program = attempt.program
    told_before = program.text(attempt.asked)
    require(request.get("to") not in told_before, f"the answer of another was taken: {told_before.strip()[:80]!r}")
    mark = program.mark
    session.say(f"<iq type='result' id='{request.get('id')}' from='{request.get('to')}'/>")
    require(session.sentinel() and program.await_output(r"\n", 5, mark), "the true answer was not taken any more")
