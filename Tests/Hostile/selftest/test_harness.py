"""The harness against a client that keeps the rules and against clients that break one: a verdict that cannot fail says
nothing."""

import sys
import tempfile
import unittest
from dataclasses import replace
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from bench import Bench  # noqa: E402
from cases import load  # noqa: E402
from expectation import Expectation  # noqa: E402
from handshakes import certificate  # noqa: E402
from material import Material  # noqa: E402
from splitting import pieces  # noqa: E402

CASES = {case.id: case for case in load(HERE.parents[1] / "Fixtures/hostile/cases.json")}
# Enough to be refused; the megabytes of the case itself would only measure the model.
CASES["XML-037"] = replace(CASES["XML-037"], input=CASES["XML-037"].input.replace("67108864", "6000000"))
# What the model keeps when it is whole, and which of them each defect must show.
KEPT = "XML-001 XML-008 XML-011 XML-024 XML-033 XML-037 STR-001 STR-007 STR-012 TLS-001 TLS-004 SASL-001 SASL-002"
DEFECTS = {
    "deaf": "XML-011",
    "twice": "XML-011",
    "size": "XML-037",
    "spoof": "STR-007",
    "early": "STR-001",
    "smuggle": "XML-033",
    "plain": "TLS-001",
    "buffered": "TLS-004",
    "signature": "SASL-002",
    "verify": "TLS-029",
}


class Verdicts(unittest.TestCase):
    def setUp(self):
        directory = tempfile.TemporaryDirectory(prefix="hostile.")
        self.addCleanup(directory.cleanup)
        self.bench = Bench(HERE / "model.py", directory.name, HERE.parents[1] / "Fixtures/hostile/cases.json")

    def test_model_passes(self):
        for name in KEPT.split():
            with self.subTest(name):
                result = self.bench.run(CASES[name])
                self.assertEqual(result.word, "PASS", result.reason)

    def test_every_defect_shows(self):
        for defect, name in DEFECTS.items():
            with self.subTest(defect):
                self.bench.environment["MODEL_DEFECT"] = defect
                result = self.bench.run(CASES[name])
                self.assertEqual(result.word, "FAIL", f"{name} does not notice the defect")
                self.assertNotIn("the harness broke", result.reason)


class Words(unittest.TestCase):
    def test_inputs(self):
        self.assertEqual(Material(r"segment1=a\xe2 | segment2=\x82", "bytes").segments, [[b"a\xe2"], [b"\x82"]])
        template = Material("<a>{{repeat:3:x}}{{counter:2:%02d}}</a>", "template")
        self.assertEqual(template.octets(100), b"<a>xxx0001</a>")
        self.assertEqual(template.size, 14)
        self.assertTrue(Material("<message>x  (then nothing for 10 minutes)").falls_silent)

    def test_cuts(self):
        octets = "a€b".encode()
        self.assertEqual(list(pieces([octets], "utf8")), [b"a\xe2", b"\x82", b"\xacb"])
        for plan in ("whole", "1", "7", "utf8"):
            self.assertEqual(b"".join(pieces([octets * 40000, octets], plan)), octets * 40001)

    def test_expectations(self):
        words = Expectation("closed with policy-violation after the limit; RSS peak < limit + 8 MiB")
        self.assertTrue(words.demands_close)
        self.assertEqual(words.conditions, ["policy-violation"])
        self.assertEqual(words.memory, 10 << 20)
        self.assertFalse(Expectation("ignored; request d1 stays open until bob answers").demands_close)

    def test_certificates(self):
        self.assertEqual(certificate("certificate self-signed").issuer, "self")
        self.assertEqual(certificate("valid CA chain, SAN dNSName=evil.example").names, ("DNS:evil.example",))
        self.assertEqual(certificate("CN=example.org, no SAN").names, ())
        self.assertIsNone(certificate("something else"))


if __name__ == "__main__":
    unittest.main()
