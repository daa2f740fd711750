"""What a case's `given` and input say about the state in which it begins."""

import re
from enum import Enum

from vocabulary import SASL


class Stage(Enum):
    CLEAR = "TCP open, the client's header has come"
    STARTTLS = "the client has asked for TLS"
    SECURED = "TLS done, before any login"
    LOGIN = "the client has begun a login"
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
FORCED_NONCE = re.compile(r"client nonce (?:is )?(?:forced to|=)\s*([^\s,;()]+)")
MECHANISM = re.compile(r"\bSCRAM-SHA-(?:1|256|512)(?:-PLUS)?(?![\w-])")
CREDENTIALS = re.compile(r"user \"([^\"]+)\", password \"([^\"]+)\"")
PENDING = re.compile(r"client has sent (?:an? )?<?iq\b[^>]*?type=\"get\"[^>]*?id=\"([^\"]+)\"[^>]*?to=\"([^\"]+)\"")
PENDING_TOO = re.compile(r"client has sent (?:an? )?iq (?:get|set)?\s*id=\"?([^\"\s]+)\"? to (\S+)")


def stage(case):
    if LOGIN_STEP.search(case.input):
        return Stage.LOGIN
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
    found = CREDENTIALS.search(case.given)
    return (found[1], found[2]) if found else None


def mechanism(case):
    found = MECHANISM.search(case.given)
    return found[0] if found else None


def pending_request(case):
    """The id and the addressee of a request that the client has sent before, or None."""
    found = PENDING.search(case.given) or PENDING_TOO.search(case.given)
    return (found[1], found[2].rstrip(",;")) if found else None
