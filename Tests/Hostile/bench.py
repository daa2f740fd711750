"""What all attempts of one run share, and how a case is run in all its cuts."""

import shutil
import tempfile
import traceback
from dataclasses import dataclass
from pathlib import Path

import splitting
from attempt import Attempt
from authority import Authority
from material import Material
from outcome import Failed, Skipped
from scenarios import scenario


@dataclass(frozen=True)
class Result:
    word: str  # PASS, FAIL or SKIP
    reason: str


class Bench:
    def __init__(self, binary, directory, file, plays_all=False):
        self.binary = Path(binary)
        self.plays_all = plays_all  # also what the client is known not to have
        self.file = str(file)
        self.environment = {}  # for every client that is started
        self.directory = Path(directory)
        self.authority = Authority(self.directory / "authority")
        self.authority.issue()

    def run(self, case):
        try:
            play = scenario(case, self.plays_all)
        except Skipped as reason:
            return Result("SKIP", str(reason))
        material = Material(case.input, case.input_kind)
        plans = ("whole",) if case.is_action or material.falls_silent else splitting.plans(material)
        for plan in plans:
            result = self._once(case, plan, play)
            if result.word != "PASS":
                cut = "" if plan == "whole" else f" (sent in pieces: {plan})"
                return Result(result.word, result.reason + cut)
        return Result("PASS", f"{case.verdict}, sent {', '.join(plans)}")

    def _once(self, case, plan, play):
        directory = tempfile.mkdtemp(prefix=f"{case.id}-", dir=self.directory)
        attempt = Attempt(case, plan, self, directory)
        try:
            play(attempt)
            return Result("PASS", "")
        except Failed as reason:
            return Result("FAIL", str(reason))
        except Skipped as reason:
            return Result("SKIP", str(reason))
        except Exception as error:  # a fault of the harness is a failure of the case, not the end of the run
            where = traceback.extract_tb(error.__traceback__)[-1]
            return Result("FAIL", f"the harness broke: {error!r} in {Path(where.filename).name}:{where.lineno}")
        finally:
            attempt.end()
            shutil.rmtree(directory, ignore_errors=True)
