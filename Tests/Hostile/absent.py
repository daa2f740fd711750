"""What does not exist in the client yet, so that cases about it are skipped by name; remove a line when it comes."""

import re

# Against the class of a case.
CLASSES = (
    (r"^(?:receipts|markers|correction|retraction|reaction|fallback|reply-)", "receipts, markers and message editing"),
    (r"^(?:caps-|pep-|bob$|nick-)", "capabilities, personal eventing and avatars"),
)
# Against what is given before it begins.
GIVENS = (
    (r"upload slot|download", "file transfer"),
    (r"OMEMO", "OMEMO"),
    (r"OpenPGP|\bOX\b", "OpenPGP"),
)
# Against the layer.
LAYERS = {
    "omemo": "OMEMO",
    "openpgp": "OpenPGP",
    "file": "file transfer",
}
# What this harness does not drive although the client has it: the tests that do are named.
ELSEWHERE = {
    "plugin": "plugins are loaded by the tests of the plugin host",
    "storage": "storage is driven by GrapnelStoreTests",
    "terminal": "a terminal is driven by REPLTests",
    "muc": "rooms are driven by the tests of the MUC plugin",
}


def missing(case):
    """Why a case is skipped, or None."""
    for pattern, what in CLASSES:
        if re.search(pattern, case.kind):
            return f"needs {what}, which does not exist yet"
    for pattern, what in GIVENS:
        if re.search(pattern, case.given):
            return f"needs {what}, which does not exist yet"
    if case.layer in LAYERS:
        return f"needs {LAYERS[case.layer]}, which does not exist yet"
    return ELSEWHERE.get(case.layer)
