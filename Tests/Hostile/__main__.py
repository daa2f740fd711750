"""Runs hostile cases against the real executable; one line per case, and the count at the end."""

import argparse
import subprocess
import sys
import tempfile
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from bench import Bench
from cases import CaseFileError, load
from material import Material

ROOT = Path(__file__).resolve().parents[2]
shared = None


def main():
    options = parsed()
    try:
        cases = load(options.file)
    except CaseFileError as error:
        sys.exit(f"hostile: {error}")
    layers = options.only.split(",") if options.only else None
    chosen = [
        case
        for case in cases
        if (layers is None or case.layer in layers) and (options.case is None or case.id in options.case.split(","))
    ]
    binary = options.binary or built()
    with tempfile.TemporaryDirectory(prefix="hostile.") as directory:
        bench = Bench(binary, directory, Path(options.file).resolve(), options.all)
        bench.environment |= dict(pair.split("=", 1) for pair in options.set)
        results = run_all(bench, chosen, options.jobs)
    words = [result.word for result in results]
    print(f"{words.count('PASS')} passed, {words.count('FAIL')} failed, {words.count('SKIP')} skipped")
    sys.exit(1 if "FAIL" in words else 0)


def parsed():
    parser = argparse.ArgumentParser(prog="scripts/hostile", description=__doc__)
    parser.add_argument("file", help="a case file, as Tests/Fixtures/hostile/cases.json is one")
    parser.add_argument("--only", metavar="LAYER,...", help="cases of these layers")
    parser.add_argument("--case", metavar="ID,...", help="these cases")
    parser.add_argument("--jobs", metavar="N", type=int, default=2, help="cases at a time (2)")
    parser.add_argument("--binary", metavar="PATH", help="the executable; by default the debug build of this tree")
    parser.add_argument("--set", metavar="NAME=VALUE", action="append", default=[], help="the clients' environment")
    parser.add_argument("--all", action="store_true", help="also what this client is known not to have")
    return parser.parse_args()


def built():
    """The debug build's executable, where the build system says it is."""
    command = ["swift", "build", "--package-path", str(ROOT), "--show-bin-path"]
    try:
        found = subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError) as error:
        sys.exit(f"hostile: 'swift build --show-bin-path' failed ({error}); build first, or name --binary PATH.")
    binary = Path(found) / "grapnel"
    if not binary.exists():
        sys.exit(f"hostile: {binary} does not exist; run 'swift build' first.")
    return binary


def run_all(bench, cases, jobs):
    """Runs cases in processes of their own, and tells the results in the order of the file."""
    global shared
    shared = bench
    results = []
    # A case that mostly waits begins first, and needs no processor of its own.
    waiting = [case for case in cases if Material(case.input, case.input_kind).falls_silent]
    with ProcessPoolExecutor(max_workers=max(1, jobs) + bool(waiting)) as pool:
        running = {case.id: pool.submit(one, case) for case in waiting}
        running |= {case.id: pool.submit(one, case) for case in cases if case.id not in running}
        for case in cases:
            result = running[case.id].result()
            results.append(result)
            print(f"{result.word} {case.id} {case.kind}: {result.reason}", flush=True)
    return results


def one(case):
    return shared.run(case)


if __name__ == "__main__":
    main()
