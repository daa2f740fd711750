"""A certificate authority of this run, and certificates with whatever is wrong with them."""

import hashlib
import os
import ssl
import subprocess
import threading
from dataclasses import dataclass
from pathlib import Path

DOMAIN = "example.org"
SOUND = ("basicConstraints=critical,CA:FALSE", "keyUsage=critical,digitalSignature", "extendedKeyUsage=serverAuth")


@dataclass(frozen=True)
class Certificate:
    chain: str
    key: str

    @property
    def fingerprint(self):
        pem = Path(self.chain).read_text().split("-----END CERTIFICATE-----")[0] + "-----END CERTIFICATE-----\n"
        return hashlib.sha256(ssl.PEM_cert_to_DER_cert(pem)).hexdigest()


@dataclass(frozen=True)
class Request:
    """What a certificate says; the default is the one that a client accepts."""

    names: tuple = (f"DNS:{DOMAIN}",)
    common_name: str = DOMAIN
    extensions: tuple = SOUND
    key: tuple = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256")
    digest: str = "sha256"
    valid: tuple | None = None  # two moments as YYYYMMDDHHMMSSZ
    issuer: str = "authority"  # or "self", "stranger", "intermediate", "leaf"
    sends_intermediate: bool = True


class Authority:
    def __init__(self, directory):
        self.directory = Path(directory)
        self.directory.mkdir(parents=True, exist_ok=True)
        self.issued = {}
        self.lock = threading.Lock()
        self.ca = self._root("authority")

    @property
    def file(self):
        return self.ca.chain

    def issue(self, request=Request(), tag=""):
        """The certificate for a request; asking again gives the same one, another tag another key."""
        known = (request, tag)
        with self.lock:
            if known not in self.issued:
                self.issued[known] = self._issue(request, f"leaf{os.getpid()}-{len(self.issued)}")
            return self.issued[known]

    def _issue(self, request, name):
        if request.issuer == "self":
            return self._made(request, name, None)
        if request.issuer == "authority":
            return self._made(request, name, self.ca)
        if request.issuer == "stranger":
            return self._made(request, name, self._root(f"{name}-stranger"))
        between = Request(
            names=(), common_name="Between", extensions=self._between(request.issuer), issuer="authority"
        )
        signer = self._made(between, f"{name}-between", self.ca)
        made = self._made(request, name, signer)
        if request.sends_intermediate:
            with open(made.chain, "a", encoding="ascii") as chain:
                chain.write(Path(signer.chain).read_text())
        return made

    @staticmethod
    def _between(issuer):
        if issuer == "leaf":  # a certificate that is no authority signs another
            return SOUND
        return ("basicConstraints=critical,CA:TRUE", "keyUsage=critical,keyCertSign")

    def _root(self, name):
        request = Request(
            names=(), common_name=f"Hostile {name}", issuer="self",
            extensions=("basicConstraints=critical,CA:TRUE", "keyUsage=critical,keyCertSign"),
        )  # fmt: skip
        return self._made(request, name, None)

    def _made(self, request, name, signer):
        key, csr, chain = (self.directory / f"{name}.{suffix}" for suffix in ("key", "csr", "crt"))
        self._openssl(
            "req", "-new", "-nodes", *request.key, "-subj", f"/CN={request.common_name}", "-keyout", key, "-out", csr
        )
        lines = list(request.extensions)
        if request.names:
            lines.append("subjectAltName=" + ",".join(request.names))
        settings = self.directory / f"{name}.cnf"
        database = self.directory / f"{name}.index"
        database.write_text("")
        settings.write_text("\n".join([*CA_SETTINGS, f"database={database}", "[leaf]", *lines, "", *ANY_NAME]))
        valid = request.valid or ("20240101000000Z", "20491231235959Z")
        who = ("-selfsign", "-keyfile", key) if signer is None else ("-cert", signer.chain, "-keyfile", signer.key)
        self._openssl(
            "ca", "-batch", "-notext", "-config", settings, "-extensions", "leaf", "-in", csr, "-out", chain,
            "-startdate", valid[0], "-enddate", valid[1], "-md", request.digest, *who,
        )  # fmt: skip
        return Certificate(str(chain), str(key))

    def _openssl(self, *arguments):
        command = ["openssl", *map(str, arguments)]
        result = subprocess.run(command, cwd=self.directory, capture_output=True, text=True, check=False)
        if result.returncode:
            raise RuntimeError(f"{' '.join(command)}: {result.stderr.strip()}")


CA_SETTINGS = (
    "[ca]",
    "default_ca=here",
    "[here]",
    "new_certs_dir=.",
    "rand_serial=yes",
    "unique_subject=no",
    "policy=any",
    "copy_extensions=none",
    "string_mask=utf8only",
)
ANY_NAME = ("[any]", "commonName=supplied")
