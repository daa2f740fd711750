"""The file format: one object per hostile thing, with what must be observed."""

import json
from dataclasses import dataclass

FIELDS = ("layer", "given", "input", "input_kind", "verdict", "expect")


@dataclass(frozen=True)
class Case:
    id: str
    kind: str  # the class of the case
    layer: str
    given: str
    input: str
    input_kind: str
    verdict: str
    expect: str

    @property
    def is_action(self):
        return self.input_kind == "action"


class CaseFileError(Exception):
    """The file is none of this format; says which and why."""


def load(path):
    try:
        with open(path, encoding="utf-8") as file:
            objects = json.load(file)
    except OSError as error:
        raise CaseFileError(f"{path} cannot be read: {error.strerror}.") from error
    except ValueError as error:
        raise CaseFileError(f"{path} is not JSON: {error}.") from error
    if not isinstance(objects, list):
        raise CaseFileError(f"{path} holds no array of cases.")
    return [_case(path, number, value) for number, value in enumerate(objects, start=1)]


def _case(path, number, value):
    if not isinstance(value, dict) or "id" not in value or "class" not in value:
        raise CaseFileError(f"{path}: entry {number} has no 'id' or no 'class'.")
    words = {name: str(value.get(name) or "") for name in FIELDS}
    return Case(id=str(value["id"]), kind=str(value["class"]), **words)
