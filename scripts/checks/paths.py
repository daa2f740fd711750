#!/usr/bin/env python3
"""No tracked file names a place that exists on one machine alone."""

import re
from project import ROOT, finish, lines, tracked

# Written so that this file does not find itself. The homes of alice and bob are examples.
PLACES = re.compile(r"(?<![\w.~}\"'/-])/(?:work|root|opt/swift|home/(?!alice\b|bob\b)[a-z][\w-]*)(?=[/\s\"'`:;,)]|$)")
ABSOLUTE = re.compile(r"[\"'`]/(?:work|root|opt/swift|home/(?!alice\b|bob\b)[a-z][\w-]*)(?=[/\"'`])")


def find(root):
    for path in tracked(root):
        for number, line in lines(path):
            found = PLACES.search(line) or ABSOLUTE.search(line)
            if found:
                name = path.relative_to(root).as_posix()
                place = found.group(0).strip("\"'`")
                yield f"{name}:{number}: {place} exists on one machine only. Find it relative to the file, or through PATH."


if __name__ == "__main__":
    finish(list(find(ROOT)), f"{len(tracked(ROOT))} files name no place of one machine")
