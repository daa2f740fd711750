#!/usr/bin/env python3
"""No file of code is longer than 400 lines."""

from project import ROOT, finish, lines, tracked

LIMIT = 400


def find(root):
    for path in code(root):
        length = len(lines(path))
        if length > LIMIT:
            name = path.relative_to(root).as_posix()
            yield f"{name}:{LIMIT + 1}: {length} lines, at most {LIMIT} are allowed. Split it where two ideas live in one file."


def code(root):
    suffixes = {".swift", ".py", ".lua", ".erl", ".h", ".c"}
    return [path for path in tracked(root) if path.suffix in suffixes or path.relative_to(root).parts[0] == "scripts"]


if __name__ == "__main__":
    finish(list(find(ROOT)), f"{len(code(ROOT))} files of at most {LIMIT} lines")
