"""Cases about stream management (XEP-0198): what is counted, acknowledged, resumed, and sent again."""

import re
import threading
import time

import given
from decoy import Decoy
from management import WRAP, Management
from material import Material
from outcome import require
from peer import told
from vocabulary import FRIEND, SM, local

ACKNOWLEDGEMENT = re.compile(r"(<a\b[^>]*\bh=['\"])(\d{1,10})(?=['\"])")
# How much longer than the case says the front may take: a debug build, two cases at once.
SLACK = 2
# A flood grows the process by no more than this, whatever it asks for.
QUEUE = 8 << 20


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


def open_managed(attempt, **changes):
    """A session with stream management in which everything so far is acknowledged, and nothing more will be."""
    name = re.search(r"SM enabled \(id (\w+)", attempt.case.given)
    management = Management(name[1] if name else "sm1")
    server = attempt.begin(management=management, **changes)
    session = server.session()
    require(session.sentinel(), "the session does not answer")
    require(management.is_enabled, "the client did not switch stream management on where it is offered")
    management.acknowledge(session)
    management.answers = False
    return server, session, management


def speak(attempt, session, count):
    """The client sends messages, which arrive and stay unacknowledged; answers (id, body) of each."""
    bodies = [f"unacknowledged {number}" for number in range(1, count + 1)]
    for body in bodies:
        attempt.program.say(f"/msg {FRIEND} {body}")
    require(session.serve(10, lambda: len(session.messages()) >= count), f"not all of {count} messages arrived")
    sent = [said(message) for message in session.messages()]
    require([body for _, body in sent] == bodies, "the messages arrived in another order or form")
    return sent


def said(message):
    return message.get("id"), next(child.text for child in message if local(child) == "body")


def counts(case):
    """How many stanzas were sent and acknowledged before."""
    found = re.search(r"(\d+) stanzas? sent, (\d+) acked", case.given)
    return (int(found[1]), int(found[2])) if found else (8, 3)


# MARK: Acknowledgements


def acknowledging(attempt):
    """Some stanzas are not acknowledged yet; whatever the input says, what it does not acknowledge is sent again."""
    sent, acknowledged = counts(attempt.case)
    server, session, management = open_managed(attempt)
    kept = speak(attempt, session, sent - acknowledged)
    shift = management.height - sent
    text = ACKNOWLEDGEMENT.sub(lambda found: f"{found[1]}{int(found[2]) + shift}", attempt.material.text)
    material = Material(text, attempt.case.input_kind)
    attempt.measure()
    if attempt.case.verdict == "bounded":
        flood(attempt, session, material)
    else:
        attempt.send(session.peer, material)
        session.sentinel()
    attempt.check_alive()
    judge(attempt, session, management, heights(text), sent + shift)
    kept = left(kept, heights(text), sent + shift)
    returning(attempt, server, session, kept)
    attempt.check_responsive()
    attempt.check_printed()


def heights(text):
    return [int(height) for _, height in ACKNOWLEDGEMENT.findall(text)]


def judge(attempt, session, management, told_heights, count):
    peer = session.peer
    if any((height - count) % WRAP < WRAP // 2 and height != count for height in told_heights):
        attempt.check_close(peer)
        if "handled-count-too-high" in attempt.case.expect:
            parts = [part for fault in peer.faults for part in fault if local(part) == "handled-count-too-high"]
            require(bool(parts), "the stream error does not say <handled-count-too-high/>")
            told_back = (parts[0].get("h"), parts[0].get("send-count"))
            require(told_back == (str(told_heights[-1]), str(count)), f"it says h and send-count {told_back}")
    elif peer.is_closed:
        require(bool(peer.errors), f"the connection was closed without a stream error{told(peer)}")
        require("stream error" in attempt.case.expect, f"the connection was closed{attempt.sent_instead(peer)}")


def left(kept, told_heights, count):
    """What the heights do not acknowledge, of messages that end at `count`."""
    for height in told_heights:
        if (count - height) % WRAP <= len(kept):
            kept = kept[len(kept) - (count - height) % WRAP :]
    return kept


def returning(attempt, server, session, kept):
    """The stream is lost and cannot be resumed, and nobody says what arrived: exactly what is kept comes again."""
    management = server.script.management
    management.resumes = management.tells_handled = False
    management.answers = True
    session.peer.cut()
    time.sleep(0.1)
    attempt.connect()
    again = server.session(20)
    again.serve(5, lambda: len(again.messages()) >= len(kept))
    require(again.sentinel(), "the session does not answer after the loss of the stream")
    found = [said(message) for message in again.messages()]
    require(found == kept, f"{_names(found)} came again where {_names(kept)} had to")


def _names(messages):
    return ", ".join(f"“{body}” ({name})" for name, body in messages) or "nothing"


def flood(attempt, session, material):
    """Sent to a client that cannot get rid of its answers, while the front is asked again and again."""
    is_over = threading.Event()
    waits = []

    def probe():
        while not is_over.is_set():
            before = time.monotonic()
            attempt.program.responds(30)
            waits.append(time.monotonic() - before)
            is_over.wait(0.1)

    asking = threading.Thread(target=probe)
    asking.start()
    try:
        peer = session.peer
        peer.is_deaf = True
        deadline = time.monotonic() + 60
        for segment in material.segments:
            for piece in attempt.pieces(segment):
                # Whoever takes nothing more in because its answers are not taken has bounded its queue.
                if not peer.send(piece, 1.5) and peer.is_deaf:
                    break
        peer.is_deaf = False
        require(session.sentinel(max(1, deadline - time.monotonic())), "the session does not answer any more")
    finally:
        is_over.set()
        asking.join()
    grown = attempt.program.peak() - attempt.peak
    require(grown <= QUEUE, f"memory grew by {grown / (1 << 20):.1f} MiB where {QUEUE >> 20} MiB are allowed")
    limit = attempt.expect.latency
    waits.sort()
    require(
        limit is None or not waits or waits[len(waits) // 2] <= SLACK * limit,
        f"the front took {waits[len(waits) // 2] * 1000:.0f} ms for an answer in the middle of {len(waits)}",
    )


# MARK: Not enabled, elsewhere, loaded, replayed


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
    require(again == kept, f"{_names(again)} was sent again where {_names(kept)} had to be")
    attempt.send(session.peer)
    require(session.sentinel(), f"the session does not answer any more{told(session.peer)}")
    returning(attempt, server, session, left(kept, heights(attempt.material.text), (start + count) % WRAP))
    attempt.check_responsive()


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
    session.peer.send(f"<r xmlns='{SM}'/>".encode())
    require(
        session.serve(5, lambda: management.acknowledged == management.sent),
        f"the client counted {management.acknowledged} stanzas where {management.sent} were sent",
    )
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
