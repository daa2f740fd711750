"""Cases about what survives: connections torn and processes killed while messages are under way."""

import random
import re
import time

import given
from archive import Archive, Kept, now
from management import Management
from acknowledging import said
from opened import finish
from outcome import require
from peer import told
from vocabulary import CLIENT, FRIEND, MAM, SID, SM

# The short form of 10,000 messages and 500 kills, which scripts/endure stream plays.
TEARS, EACH = 12, 10
MESSAGES = TEARS * EACH
# For how long a black hole swallows everything before the connection is reset, so that nobody waits for minutes.
SWALLOWED = 0.7
FAULTS = ("RST", "FIN", "black-hole", "half-close")
ROUNDS, BURST = 5, 30


def torn(attempt):
    """Messages leave while connections are torn; in the end the server has each once and in order."""
    share = re.search(r"item-not-found in (\d+)%", attempt.case.input)
    share = int(share[1]) / 100 if share else 0.3
    faults = [name for name in FAULTS if name in attempt.case.input] or FAULTS
    management, archive = Management(), Archive(given.ACCOUNT)
    server = attempt.begin(management=management, features=(MAM, SID), archives={given.ACCOUNT: archive})
    session = server.session()
    received = []
    refusals = resumptions = 0
    for number in range(TEARS):
        speak(attempt, number, range(EACH // 2))
        # Half of the time what came last was handled, and nobody was told.
        management.answers = number % 2 == 0
        session.serve(random.uniform(0.02, 0.4))
        # These are on their way when the connection ends.
        speak(attempt, number, range(EACH // 2, EACH))
        time.sleep(random.uniform(0, 0.1))
        tear(session, faults[number % len(faults)], is_handled=number % 2 == 1)
        keep(archive, received, session)
        management.resumes = int((number + 1) * share) == refusals
        refusals += 0 if management.resumes else 1
        # A refusal that does not say what was handled leaves the archive to say it.
        management.tells_handled = refusals % 2 == 1
        management.answers = True
        session = again(attempt, server)
        resumptions += session.is_resumed
    require(resumptions > 0, "the client never resumed a stream")
    management.resumes = True
    session.serve(20, lambda: len(received) + len(session.messages()) >= MESSAGES)
    for _ in range(2):
        require(session.sentinel(), f"the session does not answer{told(session.peer)}")
        management.acknowledge(session)
    require(session.sentinel(), f"the session does not answer{told(session.peer)}")
    keep(archive, received, session)
    weigh(attempt, received)
    finish(attempt)


def again(attempt, server):
    """The next session, without the pauses that a client makes before it comes back by itself."""
    for _ in range(10):
        attempt.connect()
        if server.is_called(2):
            break
    return server.session(10)


def speak(attempt, number, places):
    for place in places:
        attempt.program.say(f"/msg {FRIEND} message {number * EACH + place}")


def tear(session, fault, is_handled):
    """The end of a connection, behind the server's handling of what came or before it."""
    peer = session.peer
    if is_handled:
        peer.drain(0.1)
        session.rest()
    if fault == "half-close":
        peer.half_close()
        require(peer.waits_for_close(10), "the client keeps a connection that the server has closed its end of")
        peer.cut()
    elif fault == "FIN":
        peer.close()
    else:
        if fault == "black-hole":
            time.sleep(SWALLOWED)
        peer.reset()


def keep(archive, received, session):
    """What the server handled on this connection stands in its archive."""
    for message in session.messages():
        name, body = said(message)
        received.append((name, body))
        stanza = (
            f"<message xmlns='{CLIENT}' from='{session.address}' to='{FRIEND}' type='chat' id='{name}'>"
            f"<body>{body}</body></message>"
        )
        archive.kept.append(Kept(f"a{len(archive.kept)}", now(), stanza))


def weigh(attempt, received):
    bodies = [body for _, body in received]
    expected = [f"message {number}" for number in range(MESSAGES)]
    lost = [body for body in expected if body not in bodies]
    require(not lost, f"{len(lost)} messages are lost, as {lost[:1]}")
    require(len(bodies) == len(set(bodies)), f"{len(bodies) - len(set(bodies))} messages arrived twice")
    require(bodies == expected, "the messages arrived in another order")
    require(len({name for name, _ in received}) == MESSAGES, "two messages have one id")
    deadline = time.monotonic() + 5
    while (waiting := unsettled(attempt)) and time.monotonic() < deadline:
        time.sleep(0.1)
    require(not waiting, f"{len(waiting)} messages that arrived count as waiting or failed")


def unsettled(attempt):
    return [body for _, body, state in attempt.profile.outgoing() if state in ("pending", "failed")]


def killed_after_acknowledging(attempt):
    """Whatever the client acknowledged before it was killed stands in its database; in the end all of it does, once."""
    management = Management()
    server = attempt.begin(management=management)
    expected = []
    for number in range(ROUNDS):
        session = server.session(20)
        require(management.is_enabled, "the client did not switch stream management on where it is offered")
        require(session.sentinel(), f"the session does not answer{told(session.peer)}")
        bodies = [f"burst {number}, message {at}" for at in range(BURST)]
        before = (management.acknowledged, management.sent)
        for at, body in enumerate(bodies):
            session.say(f"<message from='{FRIEND}/x' type='chat' id='b{number}-{at}'><body>{body}</body></message>")
            session.peer.send(f"<r xmlns='{SM}'/>".encode())
        goal = before[1] + random.randint(1, BURST)
        require(
            session.serve(8, lambda goal=goal: management.acknowledged >= goal), "the client does not acknowledge"
        )
        attempt.kill()
        # What it said before it died is in the socket.
        session.peer.drain(0.2)
        session.rest()
        stored = attempt.profile.bodies()
        for body in bodies[: max(0, management.acknowledged - before[1])]:
            require(body in stored, f"“{body}” was acknowledged and is not in the database")
        session.peer.cut()
        expected += bodies
        attempt.revive()
    session = server.session(20)
    require(session.sentinel(), f"the session does not answer{told(session.peer)}")
    stored = [body for body in attempt.profile.bodies() if body.startswith("burst")]
    require(stored == expected, f"{len(stored)} messages are there, of {len(expected)}, or in another order")
    finish(attempt)
