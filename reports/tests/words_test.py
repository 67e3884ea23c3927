"""The Dutch of the daemon's sentences: whole, current, and in their places."""

import pathlib
import re
import sys
import unittest

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
CATALOGUE = ROOT / "core" / "finding" / "catalogue.cc"
sys.path.insert(0, str(HERE.parent))

from regisseur_report import words  # noqa: E402


def _unescaped(text):
    out = re.sub(rb"\\x([0-9A-F]{2})", lambda m: bytes.fromhex(m[1].decode()),
                 text.encode("utf-8"))
    return out.decode("utf-8").replace('\\"', '"').replace("\\\\", "\\")


def _catalogue():
    """The daemon's messages: rule to English template."""
    source = CATALOGUE.read_text(encoding="utf-8")
    entries = re.findall(
        r'\{\s*"([a-z0-9-]+)",\s*((?:"(?:[^"\\]|\\.)*"\s*)+)\}', source)
    return {rule: _unescaped("".join(re.findall(r'"((?:[^"\\]|\\.)*)"', text)))
            for rule, text in entries}


@unittest.skipUnless(CATALOGUE.is_file(), "not in the source tree")
class Sentences(unittest.TestCase):
    """core/finding/sentences.json against the catalogue."""

    def setUp(self):
        self.catalogue = _catalogue()
        self.assertGreater(len(self.catalogue), 500)

    def test_every_message_has_dutch(self):
        lacking = sorted(set(self.catalogue) - set(words.sentences()))
        self.assertEqual(lacking, [], "put them into core/finding/"
                                      "sentences.json")

    def test_english_is_the_catalogues(self):
        for rule, texts in words.sentences().items():
            self.assertEqual(texts["en"], self.catalogue.get(rule),
                             f"{rule} was changed: see whether its Dutch still "
                             "says the same, and take the English over")

    def test_dutch_knows_no_other_arguments(self):
        for rule, texts in words.sentences().items():
            english, dutch = (set(re.findall(r"\{\w+\}", texts[key]))
                              for key in ("en", "nl"))
            self.assertLessEqual(dutch, english, rule)

    def test_rules_stand_in_order(self):
        rules = list(words.sentences())
        self.assertEqual(rules, sorted(rules))


class Said(unittest.TestCase):
    """By rule and arguments, else by the English."""

    def setUp(self):
        self.nl = words.Words("nl", "Europe/Amsterdam")
        self.en = words.Words("en", "Europe/Amsterdam")

    def test_rule_and_arguments_need_no_english(self):
        said = {"rule": "agenda-notice", "text": "Worded anew by 2026-11-30!",
                "arguments": {"contract": "koperlijn", "day": "2026-11-30"}}
        self.assertEqual(self.nl.said(said), (
            "De opzegging van koperlijn moet uiterlijk op 30 nov. 2026 zijn "
            "ontvangen.", "nl"))
        self.assertEqual(self.en.said(said),
                         ("Worded anew by 2026-11-30!", "en"))

    def test_a_time_that_no_calendar_holds_stands_as_it_is(self):
        # Amsterdam is an hour ahead, and there is no year 10000.
        self.assertEqual(self.en.time("9999-12-31T23:59:59Z"),
                         "9999-12-31T23:59:59Z")
        west = words.Words("en", "America/New_York")
        self.assertEqual(west.time("0001-01-01T00:00:00Z"),
                         "0001-01-01T00:00:00Z")
        self.assertEqual(self.en.time("2026-13-41T25:00:00Z"),
                         "2026-13-41T25:00:00Z")
        self.assertEqual(self.en.time("2026-12-31T23:59:59Z"),
                         "1 Jan 2027 00:59")

    def test_gap_is_a_message_too(self):
        gap = {"rule": "source-missing", "arguments": {}, "message": "No more."}
        self.assertEqual(self.nl.said(gap), (
            "De bron heeft nog nooit geantwoord; er is niets van bekend.",
            "nl"))

    def test_argument_that_is_missing_is_a_question_mark(self):
        text, _ = self.nl.said({"rule": "agenda-notice", "arguments": {},
                                "text": "x"})
        self.assertIn("?", text)

    def test_partner_is_called_by_its_name(self):
        said = {"rule": "choice-obligation-refuse-then", "text": "p1 reads why.",
                "arguments": {"provider": "p1"}}
        names = {"p1": "Een B.V."}
        self.assertEqual(self.nl.said(said, names)[0], "Een B.V. leest waarom.")
        self.assertEqual(self.en.said(said, names)[0], "Een B.V. reads why.")

    def test_rule_that_nobody_put_over_is_english(self):
        self.assertEqual(
            self.nl.said({"rule": "a-remote-one", "arguments": {"a": "b"},
                          "text": "Said by an adapter."}),
            ("Said by an adapter.", "en"))

    def test_template_that_says_nothing_itself_recognises_nothing(self):
        for text in ("Anything: at all.", "Somebody in Amsterdam."):
            self.assertEqual(self.nl.said(text), (text, "en"))

    def test_sentences_one_after_the_other_are_recognised_each(self):
        self.assertEqual(
            self.nl.said("9500.00 EUR each month. Due in the first month of "
                         "the period.")[0],
            "9.500,00 EUR per maand. Verschuldigd in de eerste maand van de "
            "periode.")

    def test_what_a_partner_writes_stays_as_it_is(self):
        text, _ = self.nl.said({
            "rule": "attention-degraded", "text": "",
            "arguments": {"since": "2026-11-29 08:04 UTC",
                          "parts": "{since} {parts}"}})
        self.assertEqual(text, "Verminderde werking sinds 29 nov. 2026 09:04: "
                               "{since} {parts}.")


if __name__ == "__main__":
    unittest.main()
