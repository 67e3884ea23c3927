"""Templates as data: mistakes are told with file and line; words are complete."""

import pathlib
import re
import shutil
import sys
import tempfile
import unittest

HERE = pathlib.Path(__file__).resolve().parent
ACCESS = HERE.parent.parent / "aggregator" / "access" / "method_table.cc"
sys.path.insert(0, str(HERE.parent))

from regisseur_report import (charts, library, messages,  # noqa: E402
                              periods, tables, words)
from regisseur_report.marked_yaml import Mistake  # noqa: E402


GOOD = """\
templates:
  board:
    title: {en: Board, nl: Bestuur}
    period: quarter
    sections:
      - decisions
      - {title: {en: Own, nl: Eigen}, asks: [agenda], tables: [own]}
tables:
  own:
    title: {en: Own table, nl: Eigen tabel}
    rows: agenda.items
    columns: [{field: title, label: {en: What, nl: Wat}, kind: text}]
"""


class OwnTemplates(unittest.TestCase):
    """A folder of a user's own."""

    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="regisseur-test."))
        self.addCleanup(shutil.rmtree, self.folder)

    def read(self, text):
        """The library with this text as a user's file."""
        (self.folder / "own.yaml").write_text(text, encoding="utf-8")
        return library.Library([self.folder])

    def test_is_there_without_rebuilding(self):
        own = self.read(GOOD)
        self.assertEqual(own.questions_of(own.template("board")), ["agenda"])

    def test_mistakes_are_told_with_file_line_and_what_is_right(self):
        for change, line, told in (
                (("period: quarter", "period: fortnight"), 4, "quarter"),
                (("- decisions", "- decision"), 6, "did you mean decisions?"),
                (("asks: [agenda]", "asks: [agendas]"), 7,
                 "did you mean agenda?"),
                (("tables: [own]", "tables: [owns]"), 7, "did you mean own?"),
                (("asks: [agenda], ", ""), 7, "asks: has to name it"),
                (("kind: text", "kind: txt"), 12, "did you mean text?"),
                (("  own:", "  levels:"), 9, "choose another name"),
                (("title: {en: Own, nl: Eigen}", "title: {en: Own}"), 7,
                 "one for each language"),
                (("rows: agenda.items", "row: agenda.items"), 11,
                 "did you mean rows?"),
                (("    rows: agenda.items\n", ""), 9, "has no rows"),
                (("templates:", "template:"), 1, "did you mean templates?"),
                (("tables: [own]}", "tables: [own], view: odd}"), 7,
                 "there is no view 'odd'"),
                (("asks: [agenda]", "asks: [provider_levels, agenda]"), 7,
                 "name it under parameters"),
                (("  board:", "  board: {"), 4, "expected"),
                (("    period: quarter", "    period: month\n"
                  "    period: quarter"), 5, "stands here twice")):
            with self.subTest(told=told):
                self.assertIn(change[0], GOOD)
                with self.assertRaises(Mistake) as caught:
                    self.read(GOOD.replace(change[0], change[1], 1))
                self.assertIn(f"own.yaml:{line}: ", str(caught.exception))
                self.assertIn(told, str(caught.exception))

    def test_question_that_would_change_something_is_refused(self):
        with self.assertRaisesRegex(Mistake, "a report only reads"):
            self.read("questions:\n  x: {method: "
                      "claim.v1.ClaimService/FileClaim}\n")

    def test_view_with_a_mistake_is_told_with_its_line(self):
        (self.folder / "views").mkdir()
        (self.folder / "views" / "own.html").write_text("one\n{% if %}\n")
        with self.assertRaisesRegex(Mistake, r"own\.html:2: "):
            self.read("sections:\n  x: {title: X, view: own}\n")

    def test_folder_that_is_not_there(self):
        with self.assertRaisesRegex(Mistake, "is no folder"):
            library.Library([self.folder / "nowhere"])


class Shared(unittest.TestCase):
    """What a partner signs asks only what a partner may ask."""

    @unittest.skipUnless(ACCESS.is_file(), "not in the source tree")
    def test_review_asks_what_a_partner_may_ask(self):
        source = re.sub(r'"\s*"', "", ACCESS.read_text(encoding="utf-8"))
        rights = dict(re.findall(r'\{"regisseur\.([\w.]+)",\s*"([A-Z.]{10})"',
                                 source))
        books = library.Library()
        for name in books.questions_of(books.template("partner-review")):
            method = books.questions[name]["method"].replace("/", ".")
            self.assertIn("P", rights[method], method)


class Catalogues(unittest.TestCase):
    """Both languages hold every text."""

    def test_dutch_has_every_text(self):
        dutch = words.Words("nl")
        catalog = words._catalog("nl")
        for text in sorted(messages.texts(library.Library())):
            entry = catalog.get(text)
            self.assertTrue(entry is not None and entry.string, text)
            self.assertEqual(sorted(re.findall(r"\{\w+\}", text)),
                             sorted(re.findall(r"\{\w+\}", entry.string)), text)
        self.assertEqual(dutch.text("Decisions"), "Beslispunten")

    def test_nothing_stands_there_for_nobody(self):
        wanted = messages.texts(library.Library())
        for message in words._catalog("nl"):
            if message.id and not message.context:
                self.assertTrue(message.id in wanted, message.id)

    def test_words_of_the_api_are_in_both(self):
        both = [{m.id for m in words._catalog(language)
                 if m.context == "value"} for language in ("en", "nl")]
        self.assertEqual(both[0], both[1])


    def test_enumerations_are_whole(self):
        """Of an enumeration that has words every value has one."""
        known = {m.id for m in words._catalog("en") if m.context == "value"}
        for path in sorted(HERE.parent.parent.glob("proto/**/*.proto")):
            for name, body in re.findall(r"^enum (\w+) \{(.*?)^\}",
                                         path.read_text(encoding="utf-8"),
                                         re.MULTILINE | re.DOTALL):
                values = {value for value in re.findall(
                    r"^ +([A-Z][A-Z0-9_]+) = \d+", body, re.MULTILINE)
                    if not value.endswith("_UNSPECIFIED")}
                if values & known:
                    self.assertEqual(values - known, set(), name)


class Words(unittest.TestCase):
    """Numbers and dates as the two languages write them."""

    def setUp(self):
        self.nl = words.Words("nl", "Europe/Amsterdam")
        self.en = words.Words("en", "Europe/Amsterdam")

    def test_money(self):
        self.assertEqual(self.nl.money("1234.5", "EUR"), "€\u00a01.234,50")
        self.assertEqual(self.en.money("1234.5", "EUR"), "€1,234.50")
        self.assertEqual(self.en.money("-0.005", "EUR"), "−€0.005")
        self.assertEqual(self.nl.money("-1234567.891", "USD"),
                         "US$\u00a0−1.234.567,891")
        self.assertEqual(self.en.money("100", "JPY"), "JP¥100")
        self.assertEqual(self.nl.money(None, "EUR"), "–")
        self.assertEqual(self.nl.money("0", "EUR"), "€\u00a00,00")

    def test_thirty_digits_are_not_rounded(self):
        self.assertEqual(
            self.en.number("123456789012345678901234567890.0123456789"),
            "123,456,789,012,345,678,901,234,567,890.0123456789")

    def test_dates(self):
        self.assertEqual(self.nl.day("2026-03-01", "long"), "1 maart 2026")
        self.assertEqual(self.en.day("2026-03-01"), "1 Mar 2026")
        self.assertEqual(self.nl.period("2026-Q4"), "4e kwartaal 2026")
        # Winter time begins on 25 October 2026 at 01:00 UTC.
        self.assertEqual(self.nl.time("2026-10-25T00:59:59Z"),
                         "25 okt. 2026 02:59")
        self.assertEqual(self.nl.time("2026-10-25T01:00:00.5Z"),
                         "25 okt. 2026 02:00")

    def test_percentages_and_lengths(self):
        self.assertEqual(self.nl.percent("99.954955"), "99,954955\u00a0%")
        self.assertEqual(self.en.percent("100.000000"), "100.0%")
        self.assertEqual(self.en.seconds("-3661"), "−1:01:01")

    def test_sentence_of_the_daemon_in_dutch(self):
        said = "Notice under koperlijn has to be received by 2026-11-30."
        self.assertEqual(self.nl.said(said), (
            "De opzegging van koperlijn moet uiterlijk op 30 nov. 2026 zijn "
            "ontvangen.", "nl"))
        self.assertEqual(self.nl.said("Something else."),
                         ("Something else.", "en"))

    def test_sentence_within_a_sentence(self):
        text, _ = self.nl.said("Claim 950.00 EUR: beschikbaarheid attained "
                               "99.219576 in 2026-10, below 99.9: 10 % of "
                               "platform, 9500.00 EUR..")
        self.assertIn("Eis 950,00 EUR op: ", text)
        self.assertIn("haalde 99,219576 in okt. 2026, onder 99,9", text)

    def test_what_a_partner_writes_is_no_pattern(self):
        text, _ = self.nl.said("Degraded performance since 2026-11-29 08:04 "
                               "UTC: {since} {parts}.")
        self.assertTrue(text.endswith("{since} {parts}."), text)


class Periods(unittest.TestCase):
    """Whole days, both ends in it."""

    def test_ends(self):
        for text, first, last in (("2026-W53", "2026-12-28", "2027-01-03"),
                                  ("2026-02", "2026-02-01", "2026-02-28"),
                                  ("2028-02", "2028-02-01", "2028-02-29"),
                                  ("2026-Q4", "2026-10-01", "2026-12-31"),
                                  ("2026", "2026-01-01", "2026-12-31"),
                                  ("2026-12-31", "2026-12-31", "2026-12-31")):
            period = periods.parse(text)
            self.assertEqual((period.first.isoformat(),
                              period.last.isoformat()), (first, last))

    def test_what_is_none(self):
        for text in ("2026-13", "2025-W53", "2026-Q5", "2026-02-30", "0000",
                     "26-10", "october"):
            with self.assertRaisesRegex(ValueError, "right is"):
                periods.parse(text)
        with self.assertRaisesRegex(ValueError, "right is for instance 2026-10"):
            periods.parse("2026-Q4", "month")


class Tables(unittest.TestCase):
    """Rows out of answers."""

    def test_figure_in_doubt_never_stands_without_the_word(self):
        column = {"field": "attained", "kind": "percent", "unit": "unit",
                  "disputed": "disputes", "told_otherwise": "toldOtherwise"}
        row = {"attained": "99.95", "unit": "%"}
        writer = tables.Writer(words.Words("en"), {})
        for marks, shown in (
                ({}, "99.95%"),
                ({"toldOtherwise": True}, "99.95% (told otherwise)"),
                ({"disputes": [{"id": "o1"}], "toldOtherwise": True},
                 "99.95% (disputed, told otherwise)")):
            cell = tables._cell({**row, **marks}, {}, column)
            self.assertEqual(writer.cell(cell), shown)

    def test_inner_rows_see_the_outer_one(self):
        answers = {"a": {"b": [{"n": 1, "c": [{"m": 2}, {"m": 3}]}]}}
        self.assertEqual(
            [(tables.field(row, "m"), tables.field(row, "^.n", outer))
             for row, outer in tables.select(answers, "a.b[].c")],
            [(2, 1), (3, 1)])

    def test_order_puts_absent_last_and_first_ahead(self):
        rows = [({"v": v, "d": d}, None) for v, d in
                (("good", "2"), ("bad", None), ("good", None), ("good", "1"))]
        out = tables.arrange(rows, {"order": ["d"], "first": {"v": ["bad"]}})
        self.assertEqual([(r["v"], r["d"]) for r, _ in out],
                         [("bad", None), ("good", "1"), ("good", "2"),
                          ("good", None)])


class Charts(unittest.TestCase):
    """Honest axes."""

    def test_axis_holds_nought_and_every_value(self):
        from decimal import Decimal
        for low, high in (("1", "7"), ("-3", "12"), ("0", "0"),
                          ("58000", "81258.26"), ("0.001", "0.0042"),
                          ("-9", "-1")):
            axis = charts.steps(Decimal(low), Decimal(high))
            self.assertIn(0, axis)
            self.assertLessEqual(axis[0], Decimal(low))
            self.assertGreaterEqual(axis[-1], Decimal(high))
            self.assertLessEqual(len(axis), 8)


if __name__ == "__main__":
    unittest.main()
