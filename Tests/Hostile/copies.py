"""Cases about messages that others bring: carbons, forwarded ones, and the ids that tell copies apart."""

import re
from xml.etree import ElementTree

import given
from archive import Archive, Kept, now, said
from management import stanzas
from opened import finish, judge, settle, warm_up
from outcome import require
from vocabulary import FORWARD, MAM, SID

# What a client may write by itself at any time, whatever came in.
RESTLESS = re.compile(r"stream|archive|settings|sqlite", re.IGNORECASE)


def in_copies(attempt):
    """An open session with all that the case gives, the input, and for each message whether it is there once."""
    case = attempt.case
    attempt.trust = given.trust(case)
    server = attempt.begin(**given.services(case))
    session = server.session()
    warm_up(attempt, session)
    settle_in(attempt, session)
    everything = attempt.settled_tables()
    before = attempt.profile.state()
    attempt.measure()
    attempt.start = attempt.program.mark
    start = len(session.stanzas)
    attempt.send(session.peer)
    closed = settle(attempt, session)
    attempt.check_alive()
    judge(attempt, session, closed, before, start)
    check_untouched(attempt, everything)
    if "warning" in case.expect:
        told = attempt.program.await_output(r"mallory|carbon|forward", 3, attempt.start)
        require(told, "nobody is warned")
    archived(attempt, server, session)
    finish(attempt)


def settle_in(attempt, session):
    """Carbons on, rooms entered, and the messages that the case says to have come before."""
    words = attempt.case.given
    if "carbons enabled" in words:
        require(session.serve(5, lambda: session.has_carbons), "the client did not switch carbons on")
    for room in session.script.rooms:
        attempt.program.say(f"/join {room}")
        require(session.serve(5, lambda name=room: was_entered(session, name)), f"the client did not enter {room}")
    for archive in session.script.archives.values():
        require(session.serve(5, lambda name=archive: bool(name.queries)), "the client does not ask its archive")
    found = re.search(r"message of (\w+) stored with origin-id (\S+)", words)
    if found:
        session.say(
            f"<message from='{found[1]}@example.org/x' type='chat' id='before'><body>the one before</body>"
            f"<origin-id xmlns='{SID}' id='{found[2]}'/></message>"
        )
    require(session.sentinel(), "the session does not answer")


def was_entered(session, room):
    return any(stanza.get("to", "").startswith(f"{room}/") for stanza in session.stanzas)


def check_untouched(attempt, before):
    """An input in which nothing may be read as a message leaves no trace at all."""
    reading = attempt.reading
    if reading.permitted or attempt.case.verdict != "reject":
        return
    after = attempt.profile.tables()
    changed = [name for name in after if after[name] != before.get(name) and not RESTLESS.search(name)]
    require(not changed, f"the input left something in {', '.join(changed)}")


def archived(attempt, server, session):
    """The same message once more, from the archive, where the case says so."""
    found = re.search(r"via MAM with stanza-id (\S+)", attempt.case.given)
    if not found:
        return
    live = [text for text in stanzas(attempt.material.text) if f"{{{FORWARD}}}" not in _tags(text)]
    require(bool(live), "no message of the case comes live")
    session.script.archives[given.ACCOUNT].kept.append(Kept(found[1], now(), live[-1]))
    catch_up(attempt, server, session)
    attempt.check_delivered(attempt.reading.permitted)
    attempt.check_shown_once(attempt.reading.permitted)


def catch_up(attempt, server, session):
    """Off and on again, so that the client asks the archive what it has missed."""
    archive = session.script.archives[given.ACCOUNT]
    asked = len(archive.queries)
    leave(attempt, session)
    attempt.connect()
    session = server.session(20)
    require(session.serve(8, lambda: len(archive.queries) > asked), "the client did not ask the archive")
    require(session.sentinel(), "the session does not answer")
    return session


def leave(attempt, session):
    """An orderly end that the person asks for."""
    attempt.program.say("/disconnect")
    session.serve(3)
    session.say("</stream:stream>")
    session.peer.close()


def forged_id(attempt):
    """A stranger's message brings an id in the archive's name; a later message that really has it is not lost."""
    case = attempt.case
    attempt.trust = given.trust(case)
    services = given.services(case)
    services["features"] = tuple({*services["features"], MAM})
    services["archives"] = {given.ACCOUNT: Archive(given.ACCOUNT)}
    server = attempt.begin(**services)
    session = server.session()
    warm_up(attempt, session)
    found = re.search(r"<stanza-id\b[^>]*\bid=['\"]([^'\"]+)", attempt.material.text)
    require(found is not None, "the id of the case is not understood")
    attempt.measure()
    attempt.send(session.peer)
    require(session.sentinel(), "the session does not answer")
    attempt.check_delivered(attempt.reading.permitted)
    session.script.archives[given.ACCOUNT].kept.append(Kept(found[1], now(), said("the true one", "late")))
    catch_up(attempt, server, session)
    attempt.check_delivered(["the true one", *attempt.reading.permitted])
    finish(attempt)


def _tags(text):
    return " ".join(element.tag for element in ElementTree.fromstring(text).iter())
