"""A private server, started by scripts/server, that ends with this process at the latest."""

import json
import os
import secrets
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = ROOT / "scripts/server"


class Server:
    """Two people have accounts on it: alice, whose client is under test, and bob."""

    def __init__(self, kind, directory, newer=False):
        self.kind, self.directory = kind, Path(directory) / "server"
        self.passwords = {name: secrets.token_hex(8) for name in ("alice", "bob")}
        accounts = Path(directory) / "people"
        accounts.write_text("".join(f"{name}:{password}\n" for name, password in self.passwords.items()))
        command = [SCRIPT, "start", kind, self.directory, "--accounts-file", accounts, "--owner", str(os.getpid())]
        answer = subprocess.run(
            [str(part) for part in command + (["--newer"] if newer else [])], check=True, stdout=subprocess.PIPE, text=True
        )
        told = json.loads(answer.stdout.splitlines()[-1])
        self.version = told["version"]
        self.host, self.domain, self.ca_file = told["host"], told["domain"], told["ca_file"]
        self.port, self.direct_tls_port = told["port"], told["direct_tls_port"]

    def address(self, name):
        return f"{name}@{self.domain}"

    def stop(self):
        subprocess.run([str(SCRIPT), "stop", str(self.directory)], check=True)
