"""Cases about what a stream acknowledges (XEP-0198 §4): counters that are right, wrong or no numbers, and floods."""

import re
import threading
import time

from management import WRAP, Management
from material import Material
from outcome import require
from peer import told
from vocabulary import FRIEND, local

ACKNOWLEDGEMENT = re.compile(r"(<a\b[^>]*\bh=['\"])(\d{1,10})(?=['\"])")
# How much longer than the case says the front may take: a debug build, two cases at once.
SLACK = 2
# A flood grows the process by no more than this, whatever it asks for.
QUEUE = 8 << 20


def acknowledging(attempt):
    """Some stanzas are not acknowledged yet; whatever the input says, what it does not acknowledge is sent again."""
    sent, acknowledged = counts(attempt.case)
    server, session, management = open_managed(attempt)
    kept = speak(attempt, session, sent - acknowledged)
    shift = management.height - sent
    text = shifted(attempt.material.text, shift)
    material = Material(text, attempt.case.input_kind)
    attempt.measure()
    if attempt.case.verdict == "bounded":
        flood(attempt, session, material)
    else:
        attempt.send(session.peer, material)
        session.sentinel()
    attempt.check_alive()
    judge(attempt, session.peer, heights(text), sent + shift)
    kept = left(kept, heights(text), sent + shift)
    returning(attempt, server, session, kept)
    attempt.check_responsive()
    attempt.check_printed()


def shifted(text, by):
    """The same with every valid `h` moved, modulo 2^32."""
    return ACKNOWLEDGEMENT.sub(lambda found: f"{found[1]}{(int(found[2]) + by) % WRAP}", text)


def heights(text):
    return [int(height) for _, height in ACKNOWLEDGEMENT.findall(text)]


def judge(attempt, peer, told_heights, count):
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


# MARK: Before and after


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
    require(found == kept, f"{listed(found)} came again where {listed(kept)} had to")


def listed(messages):
    return ", ".join(f"“{body}” ({name})" for name, body in messages) or "nothing"
