"""Building what is measured: ours in release, peers in C, and slixmpp in an environment of its own."""
import os
import pathlib
import shlex
import shutil
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
PEERS = ROOT / "Benchmarks/peers"
SLIXMPP = "slixmpp==1.17.0"


class Missing(Exception):
    """What is not there, and what to do about it."""


def output(*command, **options):
    words = [str(part) for part in command]
    return subprocess.run(words, check=True, stdout=subprocess.PIPE, text=True, **options).stdout


def ours(product, configuration="release"):
    build = ["swift", "build", "--package-path", ROOT, "-c", configuration, "--product", product]
    subprocess.run([str(part) for part in build], check=True, stdout=sys.stderr)
    return pathlib.Path(output(*build, "--show-bin-path").strip()) / product


def peer(source, target, package):
    """A program of Benchmarks/peers that links a library which pkg-config knows."""
    found = subprocess.run(["pkg-config", "--cflags", "--libs", package], stdout=subprocess.PIPE, text=True)
    if found.returncode:
        raise Missing(f"{package} is not there: install its -dev package of Debian, then try again.")
    output("clang", "-O2", "-o", target, PEERS / source, *shlex.split(found.stdout))
    return target


def slixmpp_python():
    """A Python that has slixmpp, made once in the cache directory from PyPI."""
    cache = pathlib.Path(os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache")
    place = cache / "grapnel" / SLIXMPP.replace("==", "-")
    if not place.exists():
        partial = place.with_name(f"{place.name}.partial.{os.getpid()}")
        try:
            output(sys.executable, "-m", "venv", partial)
            output(partial / "bin/python", "-m", "pip", "-q", "install", SLIXMPP)
            partial.rename(place)
        finally:
            shutil.rmtree(partial, ignore_errors=True)
    return place / "bin/python"
