#!/usr/bin/env python3
"""Who may import whom: each layer only what stands left of it, a plugin GrapnelKit and C libraries alone."""

import re
from project import ROOT, finish, lines, tracked

STANDARD = {"Swift", "Synchronization", "Glibc", "Musl", "Dispatch", "FoundationEssentials"}
LAYERS = ["GrapnelKit", "GrapnelStream", "GrapnelTransport", "GrapnelStore", "GrapnelClient"]

# folder: what its files may import beside STANDARD. Foundation proper stays out of the kit.
ALLOWED = {
    "Sources/Core/GrapnelKit": {"CLibXML2", "CUnicode"},
    "Sources/Core/GrapnelStream": {"GrapnelKit", "COpenSSL", "DequeModule", "Foundation"},
    "Sources/Core/GrapnelTransport": {
        "GrapnelKit", "GrapnelStream", "COpenSSL", "CUnicode", "CAres", "Foundation",
        "NIO", "NIOCore", "NIOPosix", "NIOConcurrencyHelpers", "NIOSOCKS",
    },
    "Sources/Core/GrapnelStore": {"GrapnelKit", "GrapnelStream", "GRDB", "Foundation"},
    "Sources/Core/GrapnelClient": {*LAYERS[:4], "Logging", "Foundation"},
    "Sources/REPL": {*LAYERS, "CReadline", "Foundation"},
    "Sources/grapnel": {*LAYERS, "REPL", "ArgumentParser", "Foundation"},
}

IMPORT = re.compile(
    r"^\s*(?:@\w+(?:\([^)]*\))?\s+)*(?:(?:public|package|internal|fileprivate|private)\s+)?"
    r"import\s+(?:(?:class|enum|func|let|protocol|struct|typealias|var)\s+)?(\w+)"
)
LOADER = re.compile(r"\b(dlopen|dlsym|dlclose)\b")


def imports(path):
    for number, line in lines(path):
        found = IMPORT.match(line)
        if found:
            yield number, found.group(1)


def forbidden_in_layer(folder, module):
    if module in STANDARD or module in ALLOWED[folder]:
        return None
    allowed = ", ".join(sorted(ALLOWED[folder]))
    return f"{folder} may not import {module}: it may import {allowed}. Move the code to the layer that owns {module}."


def forbidden_in_plugin(module):
    if module in STANDARD or module in {"GrapnelKit", "Foundation"} or re.match(r"C[A-Z]", module):
        return None
    return f"a plugin may not import {module}: it imports GrapnelKit and C libraries alone. Use what the kit offers."


def forbidden_in_plugin_tests(plugin, module, plugins):
    if module not in plugins - {plugin}:
        return None
    return f"the tests of {plugin} may not import {module}: a plugin knows no other plugin."


def problem(name, module, plugins):
    """Why this file may not import this module, if so."""
    folder = next((folder for folder in ALLOWED if name.startswith(folder + "/")), None)
    plugin = re.match(r"Plugins/(\w+)/(Sources|Tests)/", name)
    if folder:
        return forbidden_in_layer(folder, module)
    if plugin and plugin[2] == "Sources":
        return forbidden_in_plugin(module)
    if plugin:
        return forbidden_in_plugin_tests(plugin[1], module, plugins)
    return None


def find(root):
    plugins = {path.name for path in (root / "Plugins").glob("*") if path.is_dir()}
    calls = []
    for path in tracked(root, ".swift"):
        name = path.relative_to(root).as_posix()
        for number, module in imports(path):
            why = problem(name, module, plugins)
            if why:
                yield f"{name}:{number}: {why}"
        if re.match(r"Sources/|Plugins/\w+/Sources/", name):
            calls += loader_calls(name, path)
    yield from misplaced_loaders(calls)


def loader_calls(name, path):
    for number, line in lines(path):
        found = LOADER.search(line.split("//")[0])
        if found:
            yield name, number, found.group(1)


def misplaced_loaders(calls):
    home = next((name for name, _, _ in calls if name.startswith("Sources/Core/GrapnelClient/")), None)
    for name, number, function in calls:
        if function == "dlclose":
            yield f"{name}:{number}: dlclose: a Swift image is never unloaded. Drop the references instead."
        elif name != home:
            yield f"{name}:{number}: {function} belongs to one file of GrapnelClient ({home or 'none has it yet'})."


if __name__ == "__main__":
    swift = tracked(ROOT, ".swift")
    finish(list(find(ROOT)), f"{len(swift)} Swift files import only what their layer may")
