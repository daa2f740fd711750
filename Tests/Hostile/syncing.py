"""Cases about the archive (XEP-0313): what the input makes of a query that the client has open."""

import random
import re
import time

import given
from archive import Archive, Kept, ago, said
from copies import leave
from opened import finish, judge, settle, warm_up
from outcome import Skipped, require
from peer import told
from vocabulary import MAM, SID

# How many messages beyond the page that was asked for a client may take before it gives a query up.
SLACK = 100
# How long ago the last message of the first session was sent, in seconds.
EDGE = 3600
# A flood of results grows the process by no more than this.
ROOM = 12 << 20


def message(name, body, age=EDGE):
    return Kept(name, ago(age), said(body, f"o-{name}"))


# MARK: Given


def with_query(attempt):
    """The client has asked its archive for what it missed; the input comes instead of the answer, or before it."""
    room = re.search(r"open to (\S+@conference\S+)", attempt.case.given)
    if room:
        with_room_query(attempt, room[1])
        return
    _, session, query = opened(attempt)
    archive = session.script.archives[given.ACCOUNT]
    if re.search(r"no progress|last == after", attempt.case.expect):
        archive.answer = lambda session, query: archive.finish(session, query, [query.after or "edge"], False)
    if "expired" in attempt.case.expect:
        # Once nothing of what the client knows is left, so that it cannot tell whether something is missing.
        archive.kept = archive.kept[: 0 if attempt.plan == "whole" else -1]
        archive.kept.append(message("new", "what was missed", EDGE - 600))
    before = attempt.profile.state()
    attempt.measure()
    attempt.start = attempt.program.mark
    start = len(session.stanzas)
    attempt.send(session.peer)
    closed = settle(attempt, session)
    attempt.check_alive()
    if attempt.case.verdict == "bounded":
        stopped(attempt, session, query)
    else:
        follow(attempt)(attempt, session, query)
        judge(attempt, session, closed, before, start)
    finish(attempt)


def opened(attempt):
    """A first session that leaves the client with a place in its archive, and a second in which it asks from there."""
    edge = given.page_after(attempt.case) or "edge"
    kept = [message("earlier", "an earlier one", EDGE + 10), message(edge, "the edge")]
    archive = Archive(given.ACCOUNT, kept)
    archive.edge = kept[-1].stamp
    server = attempt.begin(features=(MAM, SID), archives={given.ACCOUNT: archive})
    session = server.session()
    require(session.serve(8, lambda: bool(archive.queries)), "the client does not ask its archive")
    require(session.sentinel(), "the session does not answer")
    attempt.check_delivered(["an earlier one", "the edge"])
    warm_up(attempt, session)
    leave(attempt, session)
    archive.holds = 1
    attempt.connect()
    session = server.session(20)
    require(session.serve(8, lambda: archive.latest is not None), "the client does not ask its archive again")
    query = archive.latest
    require(bool(query.name), "the query of the client has no queryid")
    require(query.after == edge, f"the client asks after {query.after!r} where {edge!r} was the last that it got")
    retarget(attempt, query)
    return server, session, query


def retarget(attempt, query):
    """The query's name and the id of its request, as this run has them."""
    name = given.query(attempt.case) or "q1"
    text = re.sub(rf"(\bqueryid=['\"]){re.escape(name)}(?=['\"])", rf"\g<1>{query.name}", attempt.material.text)
    text = re.sub(r"<iq\b[^>]*\btype=['\"](?:result|error)['\"][^>]*>", lambda tag: _renamed(tag[0], query.id), text)
    attempt.material = attempt.material.replacing(attempt.material.text, text)
    attempt.trust = given.trust(attempt.case).asking(query.name)


def _renamed(tag, name):
    return re.sub(r"(\bid=['\"])[^'\"]*(?=['\"])", rf"\g<1>{name}", tag)


def with_room_query(attempt, room):
    """The same for the archive of a room; nothing that it says about who somebody is may be believed."""
    archive = Archive(room)
    archive.holds = 1
    server = attempt.begin(rooms=(room,), room_features=(MAM,), archives={room: archive})
    session = server.session()
    warm_up(attempt, session)
    attempt.program.say(f"/join {room}")
    if not session.serve(4, lambda: archive.latest is not None):
        raise Skipped("needs archives of rooms, which the client does not ask")
    retarget(attempt, archive.latest)
    attempt.measure()
    attempt.send(session.peer)
    require(session.sentinel(), "the session does not answer")
    archive.finish(session, archive.latest, ["r1"], True)
    require(session.sentinel(), "the session does not answer")
    for named in re.findall(r"<item\b[^>]*\bjid=['\"]([^'\"]+)", attempt.material.text):
        rows = [row for table in attempt.profile.tables().values() for row in table]
        require(not any(named in str(value) for row in rows for value in row.values()), f"{named} was believed")
    finish(attempt)


# MARK: What follows the input


def follow(attempt):
    for pattern, play in (
        (r"no progress|last == after", without_progress),
        (r"expired", by_time),
        (r"still advanced", with_hole),
    ):
        if re.search(pattern, attempt.case.expect):
            return play
    return ended


def ended(attempt, session, query):
    """The archive itself says one more message and ends the page: whatever the input was, that is taken."""
    archive = session.script.archives[given.ACCOUNT]
    last = message("last", "the true last", 0)
    archive.kept.append(last)
    session.say(archive.result(session, query, last))
    archive.finish(session, query, ["last"], True)
    require(session.sentinel(), f"the session does not answer{told(session.peer)}")
    attempt.check_delivered(["the true last"])


def without_progress(attempt, session, query):
    """Every further page is the same: the client asks once more at most, leaves a gap, and the session goes on."""
    archive = session.script.archives[given.ACCOUNT]
    asked = archive.queries.index(query) + 1
    session.serve(attempt.watch(3))
    require(session.sentinel(), "the session does not answer")
    repeated = [further for further in archive.queries[asked:] if further.after == query.after]
    require(len(repeated) <= 1, f"the client asked {len(repeated)} times more for a page that leads nowhere")
    require(len(archive.queries) - asked <= 4, f"{len(archive.queries) - asked} further queries")
    check_gap(attempt)


def by_time(attempt, session, query):
    """The id is not known any more: the client asks by time, from before what it has, and has everything once."""
    archive = session.script.archives[given.ACCOUNT]
    asked = archive.queries.index(query) + 1

    def by_moment():
        return [later for later in archive.queries[asked:] if later.after is None]

    require(session.serve(8, lambda: bool(by_moment())), "the client does not ask by time")
    start = (by_moment()[0].form.get("start") or [""])[0]
    require(bool(start), "the client asks without a time")
    require(start <= archive.edge, f"it asks from {start} on, which is later than what it has")
    require(session.sentinel(), "the session does not answer")
    attempt.check_delivered(["an earlier one", "the edge", "what was missed"])
    if attempt.plan == "whole":
        check_gap(attempt)


def with_hole(attempt, session, query):
    """The page ends further on although some of it was unreadable: the client goes on from there."""
    archive = session.script.archives[given.ACCOUNT]
    archive.kept += [message("further", "further on", 0), message("end", "the end", 0)]
    asked = len(archive.queries)
    archive.finish(session, query, ["further"], False)
    require(
        session.serve(5, lambda: any(later.after == "further" for later in archive.queries[asked:])),
        "the client does not go on behind what it could not read",
    )
    require(session.sentinel(), "the session does not answer")
    attempt.check_delivered(["the end"])


def check_gap(attempt):
    """The place where something may be missing is written down: a table, a column or a key speaks of gaps."""
    deadline = time.monotonic() + 3
    while not (is_noted := _speaks_of_gaps(attempt.profile.tables())) and time.monotonic() < deadline:
        time.sleep(0.1)
    require(is_noted, "no gap is recorded")


def _speaks_of_gaps(tables):
    for table, rows in tables.items():
        for row in rows:
            words = [table, *(column for column in row if row[column]), *(str(value) for value in row.values())]
            if any(re.search(r"\bgaps?\b|[a-z]Gap|gap[A-Z]", word) for word in words):
                return True
    return False


def stopped(attempt, session, query):
    """More than was asked for: given up soon after, and neither memory nor the journal pays for the rest."""
    body = (attempt.reading.permitted or ["m"])[0]
    kept = attempt.profile.bodies().count(body)
    require(kept <= query.most + SLACK, f"{kept} messages were kept where {query.most} were asked for")
    grown = attempt.program.peak() - attempt.peak
    require(grown <= ROOM, f"memory grew by {grown / (1 << 20):.1f} MiB where {ROOM >> 20} MiB are allowed")


# MARK: Killed

MESSAGES, KILLS = 400, 4


def killed(attempt):
    """Killed at some page of a long catch-up, again and again: in the end everything is there once and in order."""
    archive = Archive(given.ACCOUNT, [message("edge", "the edge")])
    server = attempt.begin(features=(MAM, SID), archives={given.ACCOUNT: archive})
    session = server.session()
    require(session.serve(8, lambda: bool(archive.queries)), "the client does not ask its archive")
    require(session.sentinel(), "the session does not answer")
    leave(attempt, session)
    bodies = [f"archived {at}" for at in range(MESSAGES)]
    archive.kept += [message(f"k{at}", body, EDGE - 1 - at) for at, body in enumerate(bodies)]
    attempt.connect()
    for _ in range(KILLS):
        session = server.session(20)
        goal = len(archive.queries) + random.randint(1, 2)
        session.serve(5, lambda goal=goal: len(archive.queries) >= goal)
        attempt.kill()
        session.peer.cut()
        attempt.revive()
    session = server.session(20)

    def kept():
        return [body for body in attempt.profile.bodies() if body.startswith("archived")]

    session.serve(30, lambda: bodies[-1] in kept())
    require(session.sentinel(), "the session does not answer")
    require(len(set(kept())) == MESSAGES, f"{MESSAGES - len(set(kept()))} messages are lost")
    require(len(kept()) == MESSAGES, f"{len(kept()) - MESSAGES} messages are there twice")
    require(kept() == bodies, "the messages are not in the order of the archive")
    finish(attempt)
