"""What the checks share: which files the project has, and how a finding is told."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def tracked(root, *suffixes):
    """The files that belong to the project (tracked, or new and not ignored), with one of these suffixes if any are given."""
    command = ["git", "-c", "safe.directory=*", "-C", str(root), "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split("\0")
    paths = (Path(root) / name for name in sorted(set(names)) if name)
    return [path for path in paths if path.is_file() and (not suffixes or path.suffix in suffixes)]


def lines(path):
    """Numbered lines of a text file; a file that is not text has none."""
    try:
        return list(enumerate(path.read_text(encoding="utf-8").splitlines(), start=1))
    except UnicodeDecodeError:
        return []


def finish(findings, summary):
    """Prints the findings, or the one-line summary when there are none, and ends with the status that says which."""
    print("\n".join(findings) if findings else summary)
    sys.exit(1 if findings else 0)
