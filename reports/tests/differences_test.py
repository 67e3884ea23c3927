"""Two documents of one period: what differs is what their tables show."""

import copy
import io
import json
import pathlib
import sys
import unittest

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent), str(HERE)]

import sample  # noqa: E402
from regisseur_report import (conversation, differences, document,  # noqa: E402
                              library, page, sheets)

BOOKS = library.Library()


def report(data):
    """A report of a document's value."""
    return page.Report(BOOKS, document.read(json.dumps(data).encode()))


class Differences(unittest.TestCase):
    """Of the sample's governance report."""

    def setUp(self):
        self.data = sample.document(3, "nl")
        self.newer = copy.deepcopy(self.data)
        self.budgets = self.newer["answers"]["budgets"]["budgets"]

    def compare(self):
        """What differs between the two."""
        return differences.compare(report(self.data), report(self.newer))

    def test_the_same_has_none_whenever_it_was_asked(self):
        self.newer["asOf"] = "2026-11-09T07:00:00Z"
        for source in self.newer["answers"].get("sources", {}).get("sources", ()):
            source["lastAnswerTime"] = "2026-11-09T06:59:00Z"
        self.assertEqual(self.compare(), [])

    def test_a_figure_is_named_by_table_row_and_column(self):
        was = self.budgets[0]["amount"]
        self.assertEqual(was, "132000.00")
        self.budgets[0]["amount"] = "140000.00"
        found, = self.compare()
        self.assertEqual(found["table"], "Kosten tegenover budget")
        self.assertIn(self.budgets[0]["id"], found["row"])
        self.assertIn("132.000,00", found["from"])
        self.assertIn("140.000,00", found["to"])

    def test_a_row_that_came_or_went_is_one_difference(self):
        gone = self.budgets.pop(0)
        new = {**gone, "id": "budget-new"}
        self.budgets.append(new)
        found = {(each["row"].split(",")[0], each["column"], bool(each["from"]), bool(each["to"]))
                 for each in self.compare()}
        self.assertEqual(found, {(gone["id"], "", True, False),
                                 ("budget-new", "", False, True)})

    def claims(self, *rows):
        """Credits of one figure, by window."""
        return [{"provider": "partner-1", "contract": "c-1",
                 "objective": "availability", "windowLastDay": window,
                 "state": state, "claimBy": by, "amount": "1000.00",
                 "currency": "EUR", "open": "1000.00"}
                for window, state, by in rows]

    def test_a_new_row_before_others_changes_none_of_them(self):
        july = ("2026-07-31", "CLAIM_STATE_EXPIRED", "2026-09-29")
        august = ("2026-08-31", "CLAIM_STATE_EXPIRED", "2026-10-30")
        october = ("2026-10-31", "CLAIM_STATE_TO_BE_CLAIMED", "2026-12-30")
        self.data["answers"]["claims"] = {"claims": self.claims(july, august)}
        self.newer["answers"]["claims"] = {
            "claims": self.claims(october, july, august)}
        found, = self.compare()
        self.assertEqual((found["column"], found["from"]), ("", ""))
        self.assertIn("31 okt", found["row"])
        # The same window is the same row, whatever else became of it.
        self.newer["answers"]["claims"] = {"claims": self.claims(
            (august[0], "CLAIM_STATE_FILED", "2026-10-30"), july)}
        found, = self.compare()
        self.assertIn("31 aug", found["row"])
        self.assertNotEqual(found["column"], "")

    def test_rows_of_one_name_belong_together_by_what_they_say(self):
        incidents = self.data["answers"]["incidents"]["incidents"]
        same = {**incidents[0], "startTime": "2026-10-02T08:00:00Z"}
        later = {**incidents[0], "startTime": "2026-10-03T08:00:00Z"}
        new = {**incidents[0], "startTime": "2026-10-01T08:00:00Z"}
        self.data["answers"]["incidents"]["incidents"] = [same, later]
        self.newer["answers"]["incidents"]["incidents"] = [new, same, later]
        found, = self.compare()
        self.assertEqual((found["column"], found["from"]), ("", ""))

    def test_a_date_beyond_the_calendar_is_compared_too(self):
        incidents = self.data["answers"]["incidents"]["incidents"]
        self.newer["answers"]["incidents"] = copy.deepcopy(
            self.data["answers"]["incidents"])
        incidents[0]["endTime"] = "9999-12-31T23:59:59Z"
        self.newer["answers"]["incidents"]["incidents"][0]["endTime"] = \
            "2026-10-03T08:00:00Z"
        found, = self.compare()
        self.assertEqual(found["from"], "9999-12-31T23:59:59Z")
        self.assertIn("3 okt", found["to"])
        self.assertIn("9999-12-31", page.render(report(self.data)))

    def test_a_revision_shows_them_in_every_format(self):
        self.budgets[0]["amount"] = "140000.00"
        self.newer["revision"] = 2
        self.newer["differences"] = self.compare()
        drawn = report(self.newer)
        html = page.render(drawn)
        self.assertIn("Wat afwijkt van de vorige versie", html)
        self.assertIn("versie 2", html)
        # Sections are numbered as the contents number them.
        self.assertLess(html.index('<a href="#differences">'), html.index('<a href="#headline">'))
        self.assertIn(b"differences.csv", sheets.csv_zip(drawn))
        self.assertGreater(len(sheets.xlsx(drawn)), len(sheets.xlsx(
            report(self.data))))
        self.assertNotIn("Wat afwijkt", page.render(report(self.data)))
        # None is said too.
        self.newer["differences"] = []
        self.assertIn("Geen cijfer wijkt af.", page.render(report(self.newer)))

    def test_a_document_with_nonsense_for_differences_is_refused(self):
        self.newer["differences"] = ["x"]
        with self.assertRaises(document.BadDocument):
            report(self.newer)


class Frames(unittest.TestCase):
    """The two streams."""

    def test_asks_and_reads_what_is_said(self):
        said = io.BytesIO(b'answer - 8\n{"a": 1}problem not_found 4\nnone')
        heard = io.BytesIO()
        gateway = conversation.Gateway(conversation.Conversation(said, heard))
        self.assertEqual(gateway.ask("x.v1.X/GetX", {"id": "é"}),
                         ({"a": 1}, None))
        self.assertEqual(gateway.ask("x.v1.X/GetX", {})[1],
                         {"code": "not_found", "message": "none"})
        first = heard.getvalue().split(b"\n")[0].split()
        self.assertEqual(first[:2], [b"ask", b"x.v1.X/GetX"])
        with self.assertRaises(conversation.Broken):
            gateway.ask("x.v1.X/GetX", {})

    def test_a_difference_is_one_line(self):
        line = conversation.parted({"table": "a\nb", "row": "c\x1fd",
                                    "column": "", "from": "1", "to": "2"})
        self.assertEqual(line, "a b\x1fc d\x1f\x1f1\x1f2")


if __name__ == "__main__":
    unittest.main()
