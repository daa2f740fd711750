#!/usr/bin/env python3
"""Every plugin folder says in manifest.json what it is, and the root Package.swift builds it."""

import json
import re
from project import ROOT, finish

def text(value):
    return isinstance(value, str) and value.strip()


def specifications(value):
    """XEPs with their versions."""
    return isinstance(value, list) and all(
        isinstance(each, dict) and re.fullmatch(r"XEP-\d{4}", each.get("xep", "")) and text(each.get("version"))
        for each in value
    )


# field: what its value must look like.
FIELDS = {
    "id": lambda value: text(value) and re.fullmatch(r"[a-z0-9-]{1,64}", value),
    "name": text,
    "version": lambda value: text(value) and re.fullmatch(r"\d+\.\d+\.\d+(-[\w.]+)?", value),
    "description": text,
    "license": text,
    "implements": specifications,
    "requires": lambda value: isinstance(value, dict) and text(value.get("kit")),
}


def find(root):
    package = (root / "Package.swift").read_text()
    for folder in folders(root):
        name = folder.relative_to(root).as_posix()
        if not re.search(rf'plugin\("{folder.name}"', package):
            yield f'{name}: no target builds it. Add plugin("{folder.name}") to Package.swift.'
        for part in ("README.md", "Sources", "Tests"):
            if not (folder / part).exists():
                yield f"{name}: {part} is missing. docs/ says what a plugin folder holds."
        yield from wrong_fields(folder / "manifest.json", f"{name}/manifest.json")


def wrong_fields(path, name):
    try:
        manifest = json.loads(path.read_text())
    except FileNotFoundError:
        yield f"{name}: is missing. Copy a neighbour's and change it."
    except ValueError as error:
        yield f"{name}:{getattr(error, 'lineno', 1)}: is not JSON ({error})."
    else:
        for field, holds in FIELDS.items():
            if field not in manifest:
                yield f"{name}:1: {field} is missing."
            elif not holds(manifest[field]):
                yield f"{name}:1: {field} cannot be {json.dumps(manifest[field])}."


def folders(root):
    return sorted(path for path in (root / "Plugins").glob("*") if path.is_dir())


if __name__ == "__main__":
    finish(list(find(ROOT)), f"{len(folders(ROOT))} plugins say what they are")
