"""Which scenario plays a case: one of the class, or the one of the stage at which it begins."""

import re

import endurance
import given
import handshakes
import logins
import namespace
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
)


def scenario(case):
    """The scenario for a case.

    Raises Skipped where the case concerns what does not exist here, and for an action that nobody has taught us.
    """
    reason = missing(case)
    if reason:
        raise Skipped(reason)
    for pattern, play in CLASSES:
        if re.search(pattern, case.kind):
            return play
    if case.is_action:
        raise Skipped(f"the action of the class {case.kind} is not known to this harness")
    return STAGES[given.stage(case)]
