"""What a case's `given` and input say about the state in which it begins."""

import re
from enum import Enum

from archive import Archive
from reading import Trust
from vocabulary import CARBONS, MAM, SASL, SASL2, SID


class Stage(Enum):
    CLEAR = "TCP open, the client's header has come"
    STARTTLS = "the client has asked for TLS"
    SECURED = "TLS done, before any login"
    LOGIN = "the client has begun a login"
    SECOND_LOGIN = "the client has begun a login by SASL2"
    AUTHENTICATED = "logged in, the features are due"
    BINDING = "the client has asked for a resource"
    SESSION = "an open session"


# In this order: the first that matches decides.
PHRASES = (
    (r"has sent <starttls|starttls/?> sent|after <starttls", Stage.STARTTLS),
    (r"resource binding|binding in progress|bind (?:request|iq) sent", Stage.BINDING),
    (r"features after SASL|after (?:SASL|authentication|login)|SASL done|before bind", Stage.AUTHENTICATED),
    (r"auth sent|has sent <auth|SASL (?:in progress|started)", Stage.LOGIN),
    (r"before (?:STARTTLS|TLS)|TCP open|plain TCP|policy TLS|TLS required", Stage.CLEAR),
    (r"authenticated session|in (?:an |the )?(?:open )?session|bound", Stage.SESSION),
    (r"TLS done|after TLS|TLS (?:1\.[23] )?verified|SASL not started|TLS handshake", Stage.SECURED),
)
BYTE_ZERO = re.compile(r"(?:segment\d+=)?(?:\\x[0-9a-fA-F]{2})*\s*<(?:\?xml|stream:stream)")
LOGIN_STEP = re.compile(rf"<(?:challenge|success|failure)\b[^>]*xmlns=['\"]{re.escape(SASL)}['\"]")
SECOND_STEP = re.compile(rf"<(?:challenge|success|failure|continue)\b[^>]*xmlns=['\"]{re.escape(SASL2)}['\"]")
FORCED_NONCE = re.compile(r"client nonce (?:is )?(?:forced to|=)\s*([^\s,;()]+)")
MECHANISM = re.compile(r"\bSCRAM-SHA-(?:1|256|512)(?:-PLUS)?(?![\w-])")
CREDENTIALS = re.compile(r"user \"([^\"]+)\", password \"([^\"]+)\"")
CREDENTIALS_TOO = re.compile(r"(?<![\w/])(\w+)/(\w+); client nonce")
FEATURES = re.compile(r"features: (<stream:features>.*</stream:features>)", re.DOTALL)
QUERY = re.compile(r"MAM query (?:queryid=)?(\w+)")
PENDING = re.compile(r"client has sent (?:an? )?<?iq\b[^>]*?type=\"get\"[^>]*?id=\"([^\"]+)\"[^>]*?to=\"([^\"]+)\"")
PENDING_TOO = re.compile(r"client has sent (?:an? )?iq (?:get|set)?\s*id=\"?([^\"\s]+)\"? to (\S+)")


def stage(case):
    if LOGIN_STEP.search(case.input):
        return Stage.LOGIN
    if SECOND_STEP.search(case.input):
        return Stage.SECOND_LOGIN
    for pattern, found in PHRASES:
        if re.search(pattern, case.given, re.IGNORECASE):
            return found
    return Stage.SESSION


def begins_stream(case):
    """Whether the input stands at byte 0 of the server's stream, so that the server sends no header of its own."""
    if case.input_kind == "doc" or BYTE_ZERO.match(case.input):
        return True
    # "Nothing else" has happened: not even the server's header is out.
    return stage(case) is Stage.CLEAR and "nothing else" in case.given


def forced_nonce(case):
    found = FORCED_NONCE.search(case.given)
    return found[1] if found else None


def credentials(case):
    """User and password that a case names, or None."""
    found = CREDENTIALS.search(case.given) or CREDENTIALS_TOO.search(case.given)
    return (found[1], found[2]) if found else None


def mechanism(case):
    found = MECHANISM.search(case.given)
    return found[0] if found else None


def pending_request(case):
    """The id and the addressee of a request that the client has sent before, or None."""
    found = PENDING.search(case.given) or PENDING_TOO.search(case.given)
    return (found[1], found[2].rstrip(",;")) if found else None


def features(case):
    """The features of the server, where a case writes them out."""
    found = FEATURES.search(case.given)
    return found[1] if found else None


# MARK: What an open session has

ACCOUNT = "alice@example.org"


def services(case):
    """What the server has beside the ordinary, as changes of a Script."""
    changes, names = {}, []
    if "carbons" in case.given:
        names.append(CARBONS)
    has_archive = bool(re.search(r"\bMAM\b", case.given)) or MAM in case.input
    if has_archive or announces_ids(case):
        names += [MAM]
        changes["archives"] = {ACCOUNT: Archive(ACCOUNT)}
    if announces_ids(case):
        names.append(SID)
    rooms = re.findall(r"joined (\S+@[\w.-]+)", case.given)
    return {**changes, "features": tuple(names), "rooms": tuple(rooms)}


def announces_ids(case):
    """Whether the account announces that the stanza-ids of its archive are its own (XEP-0359 §5)."""
    if re.search(r"(?:not|never|n't) announce", case.given + case.expect):
        return False
    return bool(re.search(r"stanza-id|\bMAM\b", case.given)) or MAM in case.input


def trust(case):
    return Trust(ACCOUNT, carbons="carbons enabled" in case.given, announces_ids=announces_ids(case))


def query(case):
    """The name of the archive query that is open, or None."""
    found = QUERY.search(case.given)
    return found[1] if found else None


def page_after(case):
    """The archive id after which the open query asks, where a case names one."""
    found = re.search(r"\bafter=['\"]?([\w-]+)", case.given)
    return found[1] if found else None
