"""From a case's input to octets: escapes, separate writes, and templates that are never held in memory as a whole."""

import re

BATCH = 65536
SEGMENT = re.compile(r"(?:^|\s*\|\s*)segment\d+=")
ESCAPE = re.compile(r"\\x([0-9A-Fa-f]{2})")
TOKEN = re.compile(r"\{\{(repeat|counter):(\d+):(.*?)\}\}", re.DOTALL)
# A stage direction at the end of an input: what follows is silence.
SILENCE = re.compile(r"\s*\((?:and )?then (?:nothing|silence)[^)]*\)\s*$")


class Material:
    """The segments of one input; each is an iterable of byte strings that can be walked again and again."""

    def __init__(self, text, kind="xml"):
        self.falls_silent = bool(SILENCE.search(text))
        self.text = SILENCE.sub("", text)
        self.kind = kind

    def replacing(self, old, new):
        """The same input with a stand-in (an id, a nonce) replaced by what this run uses."""
        return Material(self.text.replace(old, new), self.kind)

    @property
    def segments(self):
        if self.kind == "bytes":
            parts = [part for part in SEGMENT.split(self.text) if part] or [""]
            return [[unescaped(part)] for part in parts]
        if self.kind == "template":
            return [Template(self.text)]
        return [[encoded(self.text)]]

    @property
    def size(self):
        if self.kind == "template":
            return Template(self.text).size
        return sum(len(chunk) for segment in self.segments for chunk in segment)

    def octets(self, limit):
        """The first `limit` octets, to look at what the input says."""
        found = bytearray()
        for segment in self.segments:
            for chunk in segment:
                found += chunk
                if len(found) >= limit:
                    return bytes(found[:limit])
        return bytes(found)


class Template:
    """Text with {{repeat:N:TEXT}} and {{counter:N:FMT}}, made piece by piece."""

    def __init__(self, text):
        self.parts = []
        end = 0
        for token in TOKEN.finditer(text):
            self.parts.append((None, 1, text[end : token.start()]))
            self.parts.append((token[1], int(token[2]), token[3]))
            end = token.end()
        self.parts.append((None, 1, text[end:]))

    def __iter__(self):
        for kind, count, text in self.parts:
            yield from _counted(count, text) if kind == "counter" else _repeated(count, encoded(text))

    @property
    def size(self):
        return sum(
            count * len(encoded(text)) if kind != "counter" else sum(map(len, _counted(count, text)))
            for kind, count, text in self.parts
        )


def _repeated(count, octets):
    if not octets:
        return
    once = max(1, BATCH // len(octets))
    while count > 0:
        yield octets * min(once, count)
        count -= once


def _counted(count, form):
    once = max(1, BATCH // (len(form) + 8))
    for start in range(0, count, once):
        yield encoded("".join(form % number for number in range(start, min(start + once, count))))


def encoded(text):
    # A lone surrogate in a case is meant to reach the wire as what it is.
    return text.encode("utf-8", "surrogatepass")


def unescaped(text):
    pieces = ESCAPE.split(text)
    return b"".join(bytes([int(piece, 16)]) if index % 2 else encoded(piece) for index, piece in enumerate(pieces))
