#!/usr/bin/env python3
"""Every built plugin shares the one core: it needs libGrapnel.so, finds it beside itself, and defines no one else's Swift."""

import re
import subprocess
from project import ROOT, finish

CORE = "libGrapnel.so"


def output(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def dynamic(library):
    """The needed libraries and the run path of a shared library."""
    text = output("readelf", "--dynamic", "--wide", str(library))
    needed = re.findall(r"\(NEEDED\).*\[(.*)\]", text)
    run_path = re.search(r"\((?:RUNPATH|RPATH)\).*\[(.*)\]", text)
    return needed, run_path.group(1).split(":") if run_path else []


def foreign(library, module):
    """Swift symbols that the library defines and that mention nothing of the module's own."""
    symbols = re.findall(r" [A-Za-z] (\$[sS]\S+)", output("nm", "--dynamic", "--defined-only", str(library)))
    own = f"{len(module)}{module}"
    return [symbol for symbol in symbols if own not in symbol]


def find(root, libraries):
    for name, library in libraries:
        where = library.relative_to(root) if library.is_relative_to(root) else library
        if not library.exists():
            yield f"Plugins/{name}: {where} was not built. Run 'swift build' and see whether Package.swift lists the plugin."
            continue
        needed, run_path = dynamic(library)
        if CORE not in needed:
            yield f"{where}: does not need {CORE}, so it holds a core of its own. Depend on the product, not on a target."
        if "$ORIGIN" not in run_path:
            yield f"{where}: its run path lacks $ORIGIN, so it would not find {CORE} beside itself."
        for symbol in foreign(library, name)[:5]:
            yield f"{where}: defines {symbol}, which is not of {name}. No Swift package may be linked into a plugin."


def libraries(root):
    plugins = sorted(path.parent.name for path in (root / "Plugins").glob("*/Sources"))
    return [(name, root / ".build" / "debug" / f"lib{name}.so") for name in plugins]


if __name__ == "__main__":
    built = libraries(ROOT)
    finish(list(find(ROOT, built)), f"{len(built)} plugins share {CORE}: {', '.join(name for name, _ in built)}")
