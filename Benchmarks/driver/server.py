"""A private server for one benchmark, by scripts/server."""
import json
import os
import shutil
import subprocess

from .building import ROOT, output


class Server:
    """A context; in it the server answers."""

    def __init__(self, kind, directory, *options):
        self._directory = directory
        answer = output(
            ROOT / "scripts/server", "start", kind, directory, "--owner", os.getpid(), "--tls", "1.3", *options)
        said = json.loads(answer.splitlines()[-1])
        self.name = f"{kind} {said['version'].split('-')[0]}"
        self.domain, self.ca_file = said["domain"], said["ca_file"]
        self.ports = {"starttls": said["port"], "direct": said["direct_tls_port"]}
        self.data = os.path.join(directory, "data")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        subprocess.run([str(ROOT / "scripts/server"), "stop", str(self._directory)], check=True)
        shutil.rmtree(os.path.realpath(self._directory), ignore_errors=True)
