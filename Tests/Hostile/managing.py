"""Cases about stream management (XEP-0198) not asked for, at other places, after a kill, and on resuming."""

import re

import given
from acknowledging import acknowledging, heights, left, listed, open_managed, returning, said, shifted, speak
from decoy import Decoy
from management import WRAP, Management
from material import Material
from outcome import require
from peer import told
from vocabulary import FRIEND, SM, local


def managed(attempt):
    """The scenario that the words of `given` ask for."""
    words = attempt.case.given
    for pattern, play in (
        (r"SM not enabled", unmanaged),
        (r"SM enabling", relocated),
        (r"SM state loaded", loaded),
        (r"stream (?:is )?then resumed", replayed),
    ):
        if re.search(pattern, words):
            play(attempt)
            return
    acknowledging(attempt)


def unmanaged(attempt):
    """The server never offered it: what belongs to it is ignored, or refused by name."""
    server = attempt.begin()
    session = server.session()
    require(session.sentinel(), "the session does not answer")
    attempt.send(session.peer)
    if not session.sentinel():
        require(session.peer.is_closed, "the session does not answer any more")
        named = {local(part) for fault in session.peer.faults for part in fault}
        require("unexpected-request" in named, f"the connection was closed{attempt.sent_instead(session.peer)}")
        attempt.connect()
        session = server.session(20)
    answered = any(element.tag == f"{{{SM}}}a" for element in session.stanzas)
    require(not answered, "it acknowledged what it did not count")
    attempt.program.say(f"/msg {FRIEND} still here")
    require(session.serve(5, lambda: bool(session.messages())), "no message leaves any more")
    attempt.check_responsive()
    attempt.check_printed()


def loaded(attempt):
    """The counters stand where the case says, messages wait for their acknowledgement, and the input acknowledges."""
    found = re.search(r"outbound count (\d+) and (\d+) unacked", attempt.case.given)
    require(found is not None, "the counters of the case are not understood")
    start, count = int(found[1]), int(found[2])
    server, session, management = open_managed(attempt)
    for _ in range(4 * count):  # so that the two counters cannot be mistaken for each other
        session.say(f"<presence from='{FRIEND}/x' to='{session.address}'/>")
    require(session.sentinel(), "the session does not answer")
    management.acknowledge(session)
    check_counted(session, management)
    attempt.settled_tables()
    settled = management.handled
    kept = speak(attempt, session, count)
    require(management.handled == settled + count, "the client sends more than the messages, so nothing can be counted")
    attempt.kill()
    session.peer.cut()
    attempt.profile.shift_counters(management.name, settled, count, start)
    # The server never saw them: it is where the client's messages begin.
    management.handled, management.base = 0, start
    attempt.revive()
    session = server.session(20)
    require(session.is_resumed, "the client did not resume the stream after it was killed")
    require(session.serve(8, lambda: len(session.messages()) >= count), "not everything was sent again")
    again = [said(message) for message in session.messages()]
    require(again == kept, f"{listed(again)} was sent again where {listed(kept)} had to be")
    # What a client says by itself after a kill, such as its presence, stands before the messages and counts too.
    before = next(at for at, stanza in enumerate(session.stanzas) if local(stanza) == "message")
    text = shifted(attempt.material.text, before)
    attempt.send(session.peer, Material(text, attempt.case.input_kind))
    require(session.sentinel(), f"the session does not answer any more{told(session.peer)}")
    returning(attempt, server, session, left(kept, heights(text), (start + before + count) % WRAP))
    attempt.check_responsive()


def check_counted(session, management):
    """The client's count is the server's; what it asks for meanwhile counts too, so it is asked again."""

    def agrees():
        return management.acknowledged == management.sent

    for _ in range(10):
        session.peer.send(f"<r xmlns='{SM}'/>".encode())
        if session.serve(0.5, agrees):
            return
    require(False, f"the client counted {management.acknowledged} stanzas where {management.sent} were sent")


def replayed(attempt):
    """What was stored before comes again on the resumed stream: it counts, and is kept and shown once."""
    found = re.search(r"message id (\w+)", attempt.case.given)
    require(found is not None, "the message of the case is not understood")
    attempt.trust = given.trust(attempt.case)
    server, session, management = open_managed(attempt, **given.services(attempt.case))
    session.say(attempt.material.text)
    require(session.sentinel(), "the session does not answer")
    attempt.check_delivered(attempt.reading.permitted)
    session.peer.reset()
    attempt.connect()
    session = server.session(20)
    require(session.is_resumed, "the client did not resume the stream")
    attempt.send(session.peer)
    management.count(attempt.material.text)
    require(session.sentinel(), f"the session does not answer any more{told(session.peer)}")
    check_counted(session, management)
    attempt.check_delivered(attempt.reading.permitted)
    attempt.check_shown_once(attempt.reading.permitted)
    attempt.check_responsive()


def relocated(attempt):
    """The answer to <enable/> is the input; whoever stands at the place that it names learns nothing."""
    management = Management()
    with Decoy(attempt) as decoy:
        found = re.search(r"\bid=['\"]([^'\"]+)", decoy.laid.text)
        management.name = found[1] if found else management.name
        management.grant = lambda session: attempt.send(session.peer, decoy.laid)
        server = attempt.begin(management=management)
        session = server.session()
        require(session.sentinel(), "the session does not answer")
        session.peer.reset()
        attempt.connect()
        try:
            session = server.session(30)
        finally:
            decoy.check()
        require(session.sentinel(), "the session does not answer after the loss of the stream")
    attempt.check_responsive()
    attempt.check_printed()
