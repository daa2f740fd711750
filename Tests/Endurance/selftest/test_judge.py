"""What judges the endurance runs: counts, and the pace of the one who talks."""

import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from outcome import Outcome
from peer import Talk
from tally import Tally, tally

SAID = ["1", "2", "3", "4", "5"]


class TallyTests(unittest.TestCase):
    def test_all_that_was_said_once_and_in_order_is_clean(self):
        self.assertTrue(tally(SAID, SAID).is_clean)

    def test_each_fault_is_found_and_named(self):
        found = tally(SAID, ["2", "1", "3", "3", "5", "who?"])
        self.assertEqual(found, Tally(lost=["4"], doubled=["3"], reordered=["1"], strange=["who?"]))
        self.assertEqual(list(found.explain()), ["lost: 4", "doubled: 3", "reordered: 1", "strange: who?"])

    def test_a_late_double_is_no_reordering(self):
        self.assertEqual(tally(SAID, [*SAID, "1"]), Tally(doubled=["1"]))

    def test_one_that_comes_late_counts_and_those_that_passed_it_do_not(self):
        self.assertEqual(tally(SAID, ["2", "3", "4", "5", "1"]).reordered, ["1"])

    def test_both_directions_add_up(self):
        both = tally(SAID, SAID[1:]) + tally(SAID, SAID[:-1])
        self.assertEqual(both.lost, ["1", "5"])

    def test_a_run_is_clean_only_without_other_faults(self):
        self.assertTrue(Outcome({}, tally(SAID, SAID)).is_clean)
        self.assertFalse(Outcome({}, tally(SAID, SAID), ["the database: broken"]).is_clean)
        self.assertEqual(str(Outcome({"server": "prosody", "lost": 0}, Tally())), "server=prosody lost=0")


class TalkTests(unittest.TestCase):
    def said_by(self, talk, moments):
        return sum(talk.next(moment)[1] is not None for moment in moments)

    def test_the_rate_is_kept(self):
        talk = Talk("alice@example.org", 100, rate=10, window=100)
        start = talk.due
        self.assertEqual(self.said_by(talk, [start + tick / 100 for tick in range(100)]), 10)

    def test_it_waits_for_news_and_gives_up_what_is_lost(self):
        talk = Talk("alice@example.org", 100, rate=1000, window=3, patience=10)
        start = talk.due
        soon = [start + tick / 100 for tick in range(1, 100)]
        self.assertEqual(self.said_by(talk, soon), 3)
        talk.note(2)
        self.assertEqual(self.said_by(talk, [moment + 1 for moment in soon]), 2)
        later = [talk.moved + 11 + tick / 100 for tick in range(100)]
        self.assertEqual(self.said_by(talk, later), 3)

    def test_it_ends(self):
        talk = Talk("alice@example.org", 2, rate=1000, window=100)
        self.assertEqual(self.said_by(talk, [talk.due + tick for tick in range(1, 9)]), 2)


if __name__ == "__main__":
    unittest.main()
