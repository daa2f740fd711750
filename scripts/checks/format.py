#!/usr/bin/env python3
"""Every Swift file is formatted as .swift-format says."""

import subprocess
from project import ROOT, finish, tracked


def find(root):
    files = [path.relative_to(root).as_posix() for path in tracked(root, ".swift")]
    command = ["swift", "format", "lint", "--strict", "--parallel", *files]
    result = subprocess.run(command, cwd=root, capture_output=True, text=True)
    if result.returncode == 0:
        return []
    return [*result.stderr.strip().splitlines(), "'swift format --in-place FILE' repairs most of this."]


if __name__ == "__main__":
    finish(find(ROOT), f"{len(tracked(ROOT, '.swift'))} Swift files as .swift-format says")
