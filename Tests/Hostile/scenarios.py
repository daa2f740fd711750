"""Which scenario plays a case: one of the class, or the one of the stage at which it begins."""

import endurance
import given
import handshakes
import logins
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
CLASSES = {
    "cert-chain": handshakes.by_certificate,
    "cert-host": handshakes.by_certificate,
    "cert-pin": handshakes.by_pin,
    "tls-version": handshakes.by_version,
    "tls-cipher": handshakes.by_cipher,
    "tls-truncation": handshakes.truncated,
    "tls-reneg": handshakes.renegotiated,
    "direct-tls": handshakes.by_protocol,
    "verify-off": handshakes.without_verification,
    "0rtt": handshakes.early_data,
    "cb-downgrade": logins.bound_before,
    "mech-downgrade": logins.used_before,
    "saslprep": logins.prepared,
    "escape": logins.escaped,
    "log-leak": logins.kept_secret,
    "reconnect-storm": endurance.storm,
    "slow": endurance.silence,
}


def scenario(case):
    """The scenario for a case.

    Raises Skipped where the case concerns what does not exist here, and for an action that nobody has taught us.
    """
    reason = missing(case)
    if reason:
        raise Skipped(reason)
    if case.kind in CLASSES:
        return CLASSES[case.kind]
    if case.is_action:
        raise Skipped(f"the action of the class {case.kind} is not known to this harness")
    return STAGES[given.stage(case)]
