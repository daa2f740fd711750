#!/usr/bin/env python3
"""Every built plugin shares the one core: it needs libGrapnel.so, finds it beside itself, and defines no one else's Swift."""

import re
import subprocess
from project import ROOT, finish

CORE = "libGrapnel.so"
ENTRY = {"grapnel_plugin_stamp", "grapnel_plugin_make"}


def output(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def dynamic(library):
    """The needed libraries and the run path of a shared library."""
    text = output("readelf", "--dynamic", "--wide", str(library))
    needed = re.findall(r"\(NEEDED\).*\[(.*)\]", text)
    run_path = re.search(r"\((?:RUNPATH|RPATH)\).*\[(.*)\]", text)
    return needed, run_path.group(1).split(":") if run_path else []


def defined(library):
    """The symbols that others can bind to."""
    return re.findall(r" [A-Za-z] (\S+)$", output("nm", "--dynamic", "--defined-only", str(library)), re.MULTILINE)


def foreign(symbols, module):
    """The Swift symbols that mention nothing of the module's own."""
    return [symbol for symbol in symbols if re.match(r"\$[sS]", symbol) and f"{len(module)}{module}" not in symbol]


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
        symbols = defined(library)
        for symbol in ENTRY - set(symbols):
            yield f"{where}: lacks {symbol}, so the host cannot make the plugin. Add the two entry functions."
        for symbol in foreign(symbols, name)[:5]:
            yield f"{where}: defines {symbol}, which is not of {name}. No Swift package may be linked into a plugin."


def libraries(root):
    plugins = sorted(path.parent.name for path in (root / "Plugins").glob("*/Sources"))
    return [(name, root / ".build" / "debug" / f"lib{name}.so") for name in plugins]


if __name__ == "__main__":
    built = libraries(ROOT)
    finish(list(find(ROOT, built)), f"{len(built)} plugins share {CORE}: {', '.join(name for name, _ in built)}")
