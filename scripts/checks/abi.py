#!/usr/bin/env python3
"""What plugins link against only grows: the kit's binary interface is compared with docs/abi/GrapnelKit.swiftinterface.

With --update it rewrites that file from the build; that is the way to record additions, and, with a new major version of the
kit, a break made on purpose.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from project import ROOT, finish

MODULE = "GrapnelKit"
BASELINE = Path(f"docs/abi/{MODULE}.swiftinterface")
BUILT = Path(f".build/debug/Modules/{MODULE}.swiftinterface")


def digester(*arguments):
    """Runs swift-api-digester, which lives beside the compiler; the compiler may be reached through a link."""
    tools = Path(os.path.realpath(shutil.which("swift"))).parent
    command = [tools / "swift-api-digester", *arguments]
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True).stdout


def description(interface, module, directory):
    """The digester's description of what an interface promises, written into a directory of its own."""
    directory.mkdir()
    shutil.copy(interface, directory / f"{module}.swiftinterface")
    path = directory / "description.json"
    told = digester(
        "-dump-sdk", "-abi", "-module", module, "-I", directory, "-module-cache-path", directory / "cache",
        "-swift-only", "-avoid-location", "-avoid-tool-args", "-o", path,
    )
    if not path.exists():
        raise RuntimeError(f"{interface} cannot be read as an interface: {told}")
    return path


def breaks(old, new, module):
    """What of the old interface the new one does not keep."""
    with tempfile.TemporaryDirectory() as directory:
        paths = [description(old, module, Path(directory) / "old"), description(new, module, Path(directory) / "new")]
        told = digester("-diagnose-sdk", "-abi", "-input-paths", paths[0], "-input-paths", paths[1]).splitlines()
        return [line for line in told if line and not line.startswith("/*") and "is a new API without" not in line]


def find(root):
    if not (root / BUILT).exists():
        return [f"{BUILT} is missing. Run 'swift build' first."]
    if not (root / BASELINE).exists():
        return [f"{BASELINE} is missing. 'scripts/check --update-abi' writes it."]
    return [
        f"{BASELINE}: {line}. Keep what it was, or raise the kit's major version and run 'scripts/check --update-abi'."
        for line in breaks(root / BASELINE, root / BUILT, MODULE)
    ]


def update(root):
    (root / BASELINE).parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(root / BUILT, root / BASELINE)


if __name__ == "__main__":
    if sys.argv[1:] == ["--update"]:
        update(ROOT)
    finish(find(ROOT), f"{MODULE} keeps all that {BASELINE} promises")
