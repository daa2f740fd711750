#!/usr/bin/env python3
"""What plugins link against only grows: GrapnelKit's public ABI is compared with docs/abi/GrapnelKit.json.

With --update it rewrites that file from the build; that is the way to record additions, and, with a new major version of the
kit, a break made on purpose.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from project import ROOT, finish

BASELINE = Path("docs/abi/GrapnelKit.json")
BUILT = Path(".build/debug/Modules/GrapnelKit.abi.json")


def public(node):
    """The node without what plugins cannot see (package declarations) and without places in source files."""
    if isinstance(node, list):
        return [public(child) for child in node if not (isinstance(child, dict) and child.get("isInternal"))]
    if isinstance(node, dict):
        return {key: public(value) for key, value in node.items() if key not in {"ConstValues", "location"}}
    return node


def described(root):
    """The public ABI of the kit as it was built."""
    return public(json.loads((root / BUILT).read_text()))


def digester():
    """swift-api-digester lives beside the compiler, which may be reached through a link."""
    swift = shutil.which("swift")
    return str(Path(os.path.realpath(swift)).parent / "swift-api-digester") if swift else "swift-api-digester"


def breaks(old, new):
    """What the digester says has changed, without what is merely new."""
    command = [digester(), "-diagnose-sdk", "-abi", "-input-paths", str(old), "-input-paths", str(new)]
    result = subprocess.run(command, check=True, capture_output=True, text=True)
    text = (result.stdout + result.stderr).splitlines()
    return [line for line in text if line and not line.startswith("/*") and "is a new API without" not in line]


def find(root):
    if not (root / BUILT).exists():
        return [f"{BUILT} is missing. Run 'swift build' first."]
    if not (root / BASELINE).exists():
        return [f"{BASELINE} is missing. 'scripts/check --update-abi' writes it."]
    with tempfile.TemporaryDirectory() as directory:
        new = Path(directory) / "new.json"
        new.write_text(json.dumps(described(root)))
        return [
            f"{BASELINE}: {line}. Keep the old symbol, or raise the kit's major version and run 'scripts/check --update-abi'."
            for line in breaks(root / BASELINE, new)
        ]


def update(root):
    (root / BASELINE).parent.mkdir(parents=True, exist_ok=True)
    (root / BASELINE).write_text(json.dumps(described(root), indent=1, sort_keys=True) + "\n")


if __name__ == "__main__":
    if sys.argv[1:] == ["--update"]:
        update(ROOT)
    finish(find(ROOT), f"GrapnelKit keeps every symbol of {BASELINE}")
