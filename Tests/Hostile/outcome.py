"""How a scenario ends early: with a verdict that is told, never with a bare assertion."""


class Failed(Exception):
    """The client did what the case forbids, or did not do what it demands."""


class Skipped(Exception):
    """The case concerns something that does not exist here; says what."""


def require(condition, reason):
    if not condition:
        raise Failed(reason)
