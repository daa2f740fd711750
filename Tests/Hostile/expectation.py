"""What an `expect` demands, as far as it is said in words that every case uses."""

import re

CONDITIONS = (
    "bad-format bad-namespace-prefix connection-timeout host-gone host-unknown improper-addressing "
    "internal-server-error invalid-from invalid-namespace invalid-xml not-authorized not-well-formed policy-violation "
    "remote-connection-failed resource-constraint restricted-xml see-other-host system-shutdown "
    "undefined-condition unsupported-encoding unsupported-feature unsupported-stanza-type unsupported-version"
).split()
UNITS = {"KB": 1e3, "KIB": 1024, "MB": 1e6, "MIB": 1 << 20}
CLOSES = re.compile(r"(?i)\bclosed?\b(?! to)|\bdisconnect|stream error|connection (?:is )?(?:stopped|refused)")
STAYS = re.compile(r"(?i)stays? (?:open|alive|up)|(?:session|stream) (?:continues|goes on)|n(?:ot|ever) closed")
# "same order" of the proposals: what a debug build, its allocator and the pages of its libraries move by themselves.
NOISE = 6 << 20


class Expectation:
    def __init__(self, text):
        self.text = text

    @property
    def conditions(self):
        """The stream errors that are named, any of which may be sent.

        Where not-well-formed is named, restricted-xml will do: RFC 6120 §4.9.3.18 names entity references among what
        it means. `reset` and `conflict` are left out because they are also plain words.
        """
        named = [name for name in CONDITIONS if re.search(rf"(?<![\w-]){name}(?![\w-])", self.text)]
        return named + ["restricted-xml"] if named == ["not-well-formed"] else named

    @property
    def demands_close(self):
        if STAYS.search(self.text):
            return False
        return bool(CLOSES.search(self.text) or self.conditions)

    @property
    def allows_delivery_instead(self):
        return "must still be delivered" in self.text

    @property
    def demands_unchanged_state(self):
        return bool(re.search(r"no \w* ?(?:state |roster )?change|ignored|unchanged|not processed", self.text))

    @property
    def demands_failed_login(self):
        return bool(re.search(r"\bFAILED\b|authentication failed|refused|login fails|identity mismatch", self.text))

    @property
    def memory(self):
        """How many octets the process may grow, or None."""
        plus = re.search(r"limit \+ (\d+) (MiB|MB)", self.text)
        if plus:
            return (2 << 20) + int(plus[1]) * int(UNITS[plus[2].upper()])
        found = re.search(r"RSS[^;.]*?< ?(\d+(?:\.\d+)?) ?([KM]i?B)", self.text)
        if not found:
            return None
        return max(NOISE, int(float(found[1]) * UNITS[found[2].upper()]))

    @property
    def processor(self):
        """Seconds of processor time that the input may cost, or None."""
        found = re.search(r"< ?(\d+) ?(ms|s) CPU", self.text) or re.search(r"CPU ?< ?(\d+) ?(ms|s)", self.text)
        return int(found[1]) / (1000 if found[2] == "ms" else 1) if found else None

    @property
    def latency(self):
        """Seconds that the front may take for an answer, or None."""
        found = re.search(r"responsive \(< ?(\d+) ms\)", self.text)
        return int(found[1]) / 1000 if found else None

    @property
    def demands_once(self):
        return bool(re.search(r"\bonce\b|one row", self.text))

    def replies(self):
        """The stanza errors that a reply may carry."""
        names = (
            "service-unavailable forbidden feature-not-implemented not-acceptable bad-request not-allowed "
            "item-not-found not-authorized jid-malformed"
        ).split()
        named = [name for name in names if name in self.text]
        # What a client does not know at all it refuses with this (RFC 6120 §8.4), whatever its knowing answer would be.
        return named and [*named, "service-unavailable"]

    @property
    def demands_drop(self):
        return bool(re.search(r"stanza dropped|message dropped|no row|nothing stored|not stored|not shown", self.text))

    @property
    def demands_delivery(self):
        return bool(re.search(r"delivered|message exists|body \"|never used alone for de-", self.text))
