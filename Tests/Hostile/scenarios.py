"""Which scenario plays a case: one of the class, or the one of the stage at which it begins."""

import re

import copies
import endurance
import given
import handshakes
import logins
import lookups
import managing
import namespace
import second
import syncing
import trials
from absent import missing
from clear import before_handshake, before_tls
from given import Stage
from negotiating import after_login, before_login, during_binding, during_login
from opened import in_session
from outcome import Skipped

STAGES = {
    Stage.CLEAR: before_tls,
    Stage.STARTTLS: before_handshake,
    Stage.SECURED: before_login,
    Stage.LOGIN: during_login,
    Stage.SECOND_LOGIN: second.during_second_login,
    Stage.AUTHENTICATED: after_login,
    Stage.BINDING: during_binding,
    Stage.SESSION: in_session,
}
# Against the class; the first that matches decides.
CLASSES = (
    (r"^cert-pin", handshakes.by_pin),
    (r"^cert-", handshakes.by_certificate),
    (r"^tls-version", handshakes.by_version),
    (r"^tls-cipher", handshakes.by_cipher),
    (r"^tls-truncation", handshakes.truncated),
    (r"^tls-reneg", handshakes.renegotiated),
    (r"^direct-tls", handshakes.by_protocol),
    (r"^verify-off", handshakes.without_verification),
    (r"^0rtt", handshakes.early_data),
    (r"^cb-downgrade", logins.bound_before),
    (r"^mech-downgrade", logins.used_before),
    (r"^saslprep", logins.prepared),
    (r"^escape", logins.escaped),
    (r"^log-leak", logins.kept_secret),
    (r"^reconnect-storm", endurance.storm),
    (r"^slow", endurance.silence),
    (r"^ipv6-fallback|^happy-eyeballs", namespace.two_addresses),
    (r"^sm-kill", trials.torn),
    (r"^sm-ack-order", trials.killed_after_acknowledging),
    (r"^sm-", managing.managed),
    (r"^srv", lookups.by_records),
    (r"^dns-leak", lookups.by_proxy),
    (r"^fast-token", second.weak_token),
    (r"^(?:carbon-|forwarded|mam-forge|origin-id)", copies.in_copies),
    (r"^stanza-id-forge", copies.forged_id),
    (r"^mam-crash", syncing.killed),
    (r"^(?:mam-|rsm-|fin-)", syncing.with_query),
)


def scenario(case, plays_all=False):
    """The scenario for a case.

    Raises Skipped where the case concerns what does not exist here, unless all are to be played, and for an action that
    nobody has taught us.
    """
    reason = missing(case)
    if reason and not plays_all:
        raise Skipped(reason)
    for pattern, play in CLASSES:
        if re.search(pattern, case.kind):
            return play
    if case.is_action:
        raise Skipped(f"the action of the class {case.kind} is not known to this harness")
    return STAGES[given.stage(case)]
