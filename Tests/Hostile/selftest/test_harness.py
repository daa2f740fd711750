"""The harness against a client that keeps the rules and against clients that break one: a verdict that cannot fail says
nothing."""

import copy
import sys
import tempfile
import unittest
from concurrent.futures import ThreadPoolExecutor
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
# Enough to be refused; the megabytes of the cases themselves would only measure the model.
CASES["XML-037"] = replace(CASES["XML-037"], input=CASES["XML-037"].input.replace("67108864", "6000000"))
CASES["MAM-020"] = replace(CASES["MAM-020"], input=CASES["MAM-020"].input.replace("100000", "3000"))
# What the model keeps when it is whole, and which of them each defect must show.
KEPT = """
    XML-001 XML-008 XML-011 XML-024 XML-033 XML-037 STR-001 STR-007 STR-012 TLS-001 TLS-004 SASL-001 SASL-002
    STR-017 STR-019 STR-021 STR-029 STR-032 STR-033 STR-034 STR-035 STR-036 STR-039 STR-041 STR-042 STR-045
    SASL-024 SASL-031 CAR-001 CAR-011 CAR-013 CAR-014 CAR-015 CAR-016 CAR-020 CAR-021
    MAM-001 MAM-010 MAM-013 MAM-014 MAM-015 MAM-016 MAM-017 MAM-018 MAM-019 MAM-020
"""
DEFECTS = """
    deaf XML-011, twice XML-011, size XML-037, spoof STR-007, early STR-001, smuggle XML-033, plain TLS-001,
    buffered TLS-004, signature SASL-002, verify TLS-029, greedy STR-017, no-wrap STR-019, sign STR-021,
    unasked STR-029, location STR-032, no-ids STR-033, backlog STR-034, forgetful STR-035, ack-early STR-036,
    dot STR-039, txt STR-041, leak-name STR-042, direct STR-042, token STR-045, unsorted SASL-024, identity SASL-031,
    any-carbon CAR-001, direction CAR-011, any-carbon CAR-013, forwarded CAR-014, nested CAR-015, fragile CAR-016,
    event CAR-020, no-ids CAR-021, any-result MAM-001, any-id MAM-010, origin MAM-013, loop MAM-014, no-time MAM-015,
    any-end MAM-016, hole MAM-017, no-ids MAM-018, cursor MAM-019, endless MAM-020
"""
# The words of a failure that is not about the defect.
ACCIDENTS = ("the harness broke", "the client does not start")


class Verdicts(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.directory = tempfile.TemporaryDirectory(prefix="hostile.")
        file = HERE.parents[1] / "Fixtures/hostile/cases.json"
        cls.bench = Bench(HERE / "model.py", cls.directory.name, file, plays_all=True)

    @classmethod
    def tearDownClass(cls):
        cls.directory.cleanup()

    def play(self, pairs):
        """Each case with its defect, a few at a time; most of them wait."""

        def one(pair):
            bench = copy.copy(self.bench)
            bench.environment = {"MODEL_DEFECT": pair[0]} if pair[0] else {}
            return *pair, bench.run(CASES[pair[1]])

        with ThreadPoolExecutor(4) as pool:
            return list(pool.map(one, pairs))

    def skip_without_namespaces(self, result):
        # A case with hosts of its own says so where none may be made.
        if result.word == "SKIP" and result.reason.startswith("needs a network namespace"):
            self.skipTest(result.reason)

    def test_model_passes(self):
        for _, name, result in self.play([(None, name) for name in KEPT.split()]):
            with self.subTest(name):
                self.skip_without_namespaces(result)
                self.assertEqual(result.word, "PASS", result.reason)

    def test_every_defect_shows(self):
        for defect, name, result in self.play([tuple(pair.split()) for pair in DEFECTS.split(",")]):
            with self.subTest(defect=defect, case=name):
                self.skip_without_namespaces(result)
                self.assertEqual(result.word, "FAIL", f"{name} does not notice the defect")
                for words in ACCIDENTS:
                    self.assertNotIn(words, result.reason)


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
