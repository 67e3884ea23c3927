"""The renderer: every format says what the document says, whatever is in it."""

import csv
import hashlib
import io
import json
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest
import zipfile
from decimal import Decimal

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent), str(HERE)]

import openpyxl  # noqa: E402
import sample  # noqa: E402
from regisseur_report import document as document_of  # noqa: E402
from regisseur_report import library, main  # noqa: E402
from regisseur_report import page as page_of  # noqa: E402

PROGRAM = HERE.parent / "regisseur-report"
BOOKS = library.Library()


def run(arguments, document=None):
    """The program as a person runs it."""
    return subprocess.run(
        [str(PROGRAM), *arguments],
        input=json.dumps(document).encode() if document is not None else b"",
        capture_output=True, check=False, timeout=280)


class Rendering(unittest.TestCase):
    """One temporary folder a test."""

    def setUp(self):
        self.out = pathlib.Path(tempfile.mkdtemp(prefix="regisseur-test."))
        self.addCleanup(shutil.rmtree, self.out)

    _drawn = {}

    def render(self, document, formats="html,pdf,xlsx,csv,json"):
        """The contents by format, drawn here: no process for each of them.

        The same document is drawn once for all tests: a PDF takes seconds.
        """
        text = json.dumps(document, sort_keys=True).encode()
        out, report = {}, None
        for name in formats.split(","):
            key = hashlib.sha256(text).digest(), name
            if key not in self._drawn:
                report = report or page_of.Report(BOOKS, document_of.read(text))
                self._drawn[key] = main.drawn(report, name)
            out[name] = self._drawn[key]
        return out

    def run_program(self, document, formats="html,pdf,xlsx,csv,json", *more):
        """The same by the program; fails with what it said."""
        done = run(["--document", "-", "--out", str(self.out), "--format",
                    formats, *more], document)
        self.assertEqual(done.returncode, 0, done.stderr.decode())
        out = {}
        for path in done.stdout.decode().split():
            out[path.rsplit(".", 1)[1].replace("zip", "csv")] = (
                pathlib.Path(path).read_bytes())
        return out

    def pdf_text(self, content):
        """A PDF's text with the spaces of a language made plain, and without
        the places at which a long word may be broken."""
        done = subprocess.run(["pdftotext", "-layout", "-", "-"], input=content,
                              capture_output=True, check=True)
        return done.stdout.decode().replace("\u00a0", " ").replace("\u200b", "")

    @staticmethod
    def sheet(content, title):
        """The rows of a sheet, by its head."""
        book = openpyxl.load_workbook(io.BytesIO(content))
        rows = list(book[title].values)
        return [dict(zip(rows[0], row)) for row in rows[1:]]

    @staticmethod
    def csv_rows(content, name):
        """The rows of a file of the zip, by its head."""
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            text = archive.read(f"{name}.csv").decode()
        return list(csv.DictReader(io.StringIO(text, newline="")))


class NumbersAreTheApis(Rendering):
    """Read back from every format and held against the document."""

    def test_amounts_of_every_partner_in_every_format(self):
        document = sample.document(7)
        made = self.render(document)
        rows = document["answers"]["cost_by_provider"]["rows"]
        amounts = sorted((Decimal(row["billedCost"]) for row in rows),
                         reverse=True)
        self.assertEqual(
            [Decimal(str(row["Billed, excl. VAT"])) for row in
             self.sheet(made["xlsx"], "Cost by partner")], amounts)
        self.assertEqual(
            [Decimal(row["billedCost"]) for row in
             self.csv_rows(made["csv"], "cost_by_provider")], amounts)
        self.assertEqual(json.loads(made["json"])["answers"],
                         document["answers"])
        text = self.pdf_text(made["pdf"])
        page = made["html"].decode()
        for amount in amounts:
            self.assertIn(f"{amount:,}", text)
            self.assertIn(f"{amount:,}", page)

    def test_dutch_marks_read_back_to_the_same_numbers(self):
        document = sample.document(7, "nl")
        for name in set(document["answers"]) - {"cost_by_provider"}:
            del document["answers"][name]  # the rest is drawn elsewhere
        text = self.pdf_text(self.render(document, "pdf")["pdf"])
        found = {Decimal(n.replace(".", "").replace(",", "."))
                 for n in re.findall(r"\d[\d.]*,\d\d", text)}
        for row in document["answers"]["cost_by_provider"]["rows"]:
            self.assertIn(Decimal(row["billedCost"]), found)

    def test_levels_are_not_rounded(self):
        text = self.pdf_text(self.render(sample.document(7), "pdf")["pdf"])
        for figure in ("99.954955", "99.284116", "99.955257", "99.219576"):
            self.assertIn(figure, text)

    def test_amounts_beyond_fifteen_digits_stay_exact(self):
        document = sample.document(2)
        for name in set(document["answers"]) - {"cost_by_provider"}:
            del document["answers"][name]  # the rest is drawn elsewhere
        long = "12345678901234567890.1234567"
        row = document["answers"]["cost_by_provider"]["rows"][0]
        row["billedCost"] = long
        made = self.render(document)
        cells = self.sheet(made["xlsx"], "Cost by partner")
        self.assertEqual(cells[0]["Billed, excl. VAT"], long)
        self.assertIsInstance(cells[1]["Billed, excl. VAT"], float)
        self.assertEqual(
            self.csv_rows(made["csv"], "cost_by_provider")[0]["billedCost"],
            long)
        self.assertIn("12,345,678,901,234,567,890.1234567",
                      self.pdf_text(made["pdf"]))

    def test_fifteen_digits_are_a_number(self):
        document = sample.document(1)
        row = document["answers"]["cost_by_provider"]["rows"][0]
        row["billedCost"] = "9999999999999.99"
        cell = self.sheet(self.render(document, "xlsx")["xlsx"],
                          "Cost by partner")[0]["Billed, excl. VAT"]
        self.assertEqual(Decimal(repr(cell)), Decimal("9999999999999.99"))


class Hostile(Rendering):
    """What partners write cannot become anything but text."""

    def setUp(self):
        super().setUp()
        document = sample.document(0)
        document["answers"] = sample.answers(len(sample.HOSTILE),
                                             sample.HOSTILE)
        self.made = self.render(document, "html,xlsx,csv")
        self.document = document

    def test_page_holds_no_element_of_theirs(self):
        page = self.made["html"].decode()
        for wrong in ("<script", "<img", "<link", "</style><", "49\n",
                      'href="http'):
            self.assertNotIn(wrong, page)
        self.assertEqual(page.count("<style>"), 1)
        self.assertIn("{{ 7*7 }}", page)

    def test_page_fetches_nothing(self):
        self.assertIn("default-src 'none'", self.made["html"].decode())
        for name in set(self.document["answers"]) - {"overview"}:
            del self.document["answers"][name]  # the page holds all of them
        self.assertIn("<script>alert(1)</script>", self.pdf_text(
            self.render(self.document, "pdf")["pdf"]))

    def test_cells_that_begin_like_formulas_are_text(self):
        book = openpyxl.load_workbook(io.BytesIO(self.made["xlsx"]))
        for sheet in book:
            for row in sheet.iter_rows():
                for cell in row:
                    self.assertNotEqual(cell.data_type, "f", cell.coordinate)
        partners = self.sheet(self.made["xlsx"], "Partners")
        self.assertIn('=HYPERLINK("http://x.example","y")',
                      [row["Partner"] for row in partners])
        with zipfile.ZipFile(io.BytesIO(self.made["csv"])) as archive:
            for name in archive.namelist():
                text = archive.read(name).decode()
                for row in csv.reader(io.StringIO(text, newline="")):
                    for cell in row:
                        if not re.fullmatch(r"-?\d+(\.\d+)?", cell):
                            self.assertNotRegex(cell, r"^[=+\-@\t\r\0]")

    def test_formula_in_a_title_is_quoted_in_csv_and_negative_money_is_not(self):
        document = sample.document(1)
        document["answers"]["incidents"]["incidents"] = [
            {"provider": "partner-1", "title": "=cmd|'/c calc'!A1"}]
        made = self.render(document, "csv")["csv"]
        self.assertEqual(self.csv_rows(made, "incidents")[0]["title"],
                         "'=cmd|'/c calc'!A1")
        self.assertEqual(self.csv_rows(made, "budgets")[0]["roomByForecast"],
                         "-6250.00")

    def test_half_a_surrogate_breaks_nothing(self):
        document = sample.document(1)
        document["answers"]["overview"]["providers"][0]["name"] = "x\ud800y"
        self.render(document, "html,xlsx,csv")

    def test_name_without_end_stays_on_its_page(self):
        document = sample.document(2, template="one-pager")
        document["answers"]["overview"]["providers"][0]["name"] = "W" * 400
        made = self.render(document, "pdf")["pdf"]
        boxes = subprocess.run(["pdftotext", "-bbox", "-", "-"], input=made,
                               capture_output=True, check=True).stdout.decode()
        width = float(re.search(r'<page width="([\d.]+)"', boxes)[1])
        for right in re.findall(r'xMax="([\d.]+)"', boxes):
            self.assertLess(float(right), width)


class Same(Rendering):
    """The same document gives the same bytes."""

    def test_bytes_are_equal_twice(self):
        # By processes of their own, as a person runs it twice. Few tables do:
        # it is about what differs from run to run, not about what stands there.
        document = sample.document(1, "nl", "one-pager")
        first = self.run_program(document, "pdf,xlsx")
        second = self.run_program(document, "pdf,xlsx")
        for name, content in first.items():
            self.assertEqual(content, second[name], name)

    def test_dates_of_files_are_the_as_of(self):
        made = self.render(sample.document(7), "xlsx,pdf")
        book = openpyxl.load_workbook(io.BytesIO(made["xlsx"]))
        self.assertEqual(f"{book.properties.created:%Y-%m-%dT%H:%M:%SZ}",
                         sample.AS_OF)
        done = subprocess.run(["pdfinfo", "-isodates", "-"], input=made["pdf"],
                              capture_output=True, check=True)
        self.assertIn(b"2026-11-02T06:30:00Z", done.stdout)


class Missing(Rendering):
    """What could not be asked is shown, never skipped."""

    @staticmethod
    def without_budgets(language):
        """A document in which one question has no answer."""
        document = sample.document(1, language)
        del document["answers"]["budgets"]
        document["missing"] = [{
            "answer": "budgets", "code": "unavailable",
            "method": "budget.v1.BudgetService/ListBudgets",
            "message": "the budgets are away"}]
        return document

    def test_missing_answer_is_named_on_pages(self):
        for language, word in (("en", "Could not be asked"),
                               ("nl", "Kon niet worden gevraagd")):
            made = self.render(self.without_budgets(language), "html")
            self.assertIn(word, made["html"].decode())
            self.assertIn("the budgets are away", made["html"].decode())

    def test_missing_answer_is_named_in_sheets(self):
        made = self.render(self.without_budgets("nl"), "xlsx,csv")
        gaps = self.csv_rows(made["csv"], "gaps")
        self.assertIn("the budgets are away", [gap["message"] for gap in gaps])
        book = openpyxl.load_workbook(io.BytesIO(made["xlsx"]))
        said = [str(cell) for sheet in book for row in sheet.values
                for cell in row]
        self.assertIn("the budgets are away", said)

    def test_answer_that_nobody_explains_is_a_gap_too(self):
        document = sample.document(3)
        del document["answers"]["levels"]
        page = self.render(document, "html")["html"].decode()
        self.assertIn("The document holds no answer to it.", page)

    def test_gap_of_an_answer_is_shown_when_the_document_forgot_it(self):
        document = sample.document(3)
        document["answers"]["claims"]["gaps"] = [{
            "provider": "partner-2", "source": "feed", "rule": "x",
            "message": "the feed of claims stands still", "notice": False}]
        page = self.render(document, "html")["html"].decode()
        self.assertIn("the feed of claims stands still", page)

    def test_absent_is_a_dash_and_not_a_nought(self):
        document = sample.document(1)
        del document["answers"]["overview"]["providers"][0]["cost"]["lastMonth"]
        made = self.render(document, "xlsx,csv")
        self.assertIsNone(self.sheet(made["xlsx"], "Partners")[0]["Last month"])
        self.assertEqual(self.csv_rows(made["csv"], "partners")[0][
            "cost.lastMonth"], "")


class Unreadable(Rendering):
    """What cannot be shown as its kind stands as it is, and is named."""

    def odd(self, language="en"):
        """A document with cells that are none, wherever a partner writes."""
        document = sample.document(1, language)
        answers = document["answers"]
        answers["incidents"]["incidents"] = [
            {"provider": "partner-1", "title": "=1+1\u0007\u202egnp.exe",
             "state": {"__class__": "object"}, "components": ["a", {"b": 1}],
             "startTime": "9999-12-31T23:59:59Z",
             "endTime": "2026-99-99T00:00:00Z"}]
        answers["contracts"]["contracts"][0].update(
            lastDay="2026-02-30", title="<b>M</b>" * 125000)
        answers["cost_by_month"]["rows"][0]["keys"]["billing_period"] = "2026-13"
        answers["cost_by_provider"]["rows"][0]["billedCost"] = "9" * 1000000
        answers["changes"] = {"changes": [{"sentence": {
            "rule": "", "text": "Known until 2026-13 and 2026-99-99 25:61 UTC."}}]}
        return document

    def test_every_format_is_drawn_and_each_cell_named(self):
        made = self.render(self.odd(), "html,xlsx,csv")
        page = made["html"].decode()
        for said in ("Incidents, Partner 1 Dienstverlening B.V., ",
                     ": Start stands as it was told: 9999-12-31T23:59:59Z",
                     ": End stands as it was told: 2026-99-99T00:00:00Z",
                     ": Last day stands as it was told: 2026-02-30",
                     ': Status stands as it was told: {&#34;__class__&#34;: ',
                     ": Billed, excl. VAT stands as it was told: 999"):
            self.assertIn(said, page)
        self.assertLess(len(page), 200000)  # a megabyte is cut on paper
        self.assertNotIn("<b>M", page)
        whole = csv.field_size_limit(2**21)
        self.addCleanup(csv.field_size_limit, whole)
        row = self.csv_rows(made["csv"], "contract_dates")[0]
        self.assertEqual(len(row["title"]), 1000000)
        cell = self.sheet(made["xlsx"], "Contract dates")[0]["Contract"]
        self.assertEqual((len(cell), cell[-1]), (32767, "…"))

    def test_in_dutch_too(self):
        page = self.render(self.odd("nl"), "html")["html"].decode()
        self.assertIn("Begin staat er zoals het werd verteld: 9999-12-31T23:59:59Z", page)

    def test_good_cells_are_not_named(self):
        for text in (sample.document(7), sample.dossier("nl")):
            report = page_of.Report(BOOKS, document_of.read(
                json.dumps(text).encode()))
            self.assertEqual([gap["message"] for gap in report.gaps()
                              if gap["rule"] == "cell-unread"], [])


class Partnership(Rendering):
    """What both sides owe, answer, say and signed (sample.partnership)."""

    def setUp(self):
        super().setUp()
        self.made = self.render(sample.document(7))
        self.page = self.made["html"].decode()

    def section(self, name):
        """The text of a section of the page, without its elements."""
        text = self.page[self.page.index(f'<section id="{name}"'):]
        text = re.sub(r"<svg.*?</svg>", "", text[:text.index("</section>")],
                      flags=re.DOTALL)
        return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text))

    def test_scores_of_both_sides_stand_in_one_row(self):
        row = self.csv_rows(self.made["csv"], "promise_scores")[0]
        self.assertEqual((row["provider"], row["PARTY_CUSTOMER.keptShare"],
                          row["PARTY_PROVIDER.keptShare"]),
                         ("partner-1", "0.7500", ""))
        # 3 of 4 in time, and two hours and a minute; none of the partner's
        # came due, which is no share of nought.
        self.assertIn("Partner 1 Dienstverlening B.V. 4 75.0% 0 2:01 0 – 0 0:00",
                      self.section("promises"))

    def test_times_to_answer_of_both_sides(self):
        # Ours is overdue: it has no median. Theirs: 1:30 and 2:30.
        self.assertIn("Partner 1 Dienstverlening B.V. 1 0 – – 2 1 1:30 2:30",
                      self.section("promises"))

    def test_reviews_show_where_both_differ(self):
        text = self.section("reviews")
        self.assertIn("quarter 3 of 2026 both answered 3.50 4.25", text)
        self.assertIn("Both sides keep the deal. 2 5 −3 −1", text)
        self.assertNotIn("We find each other at once.", text)

    def test_signed_figures_that_changed_are_named(self):
        text = self.section("sign_offs")
        self.assertIn("frozen, signed by both M. Visser P. de Wit", text)
        self.assertIn("99.912000 met 99.700000 breached", text)
        self.assertNotIn("98.1", text)

    def test_watermelon_and_unknown_experience(self):
        text = self.section("experience")
        self.assertIn("hosting 24 41.7 24.5 61.2 dissatisfied met yes", text)
        self.assertIn("0 – – – unknown unknown –", text)

    def test_joint_objectives_and_what_is_unknown_of_them(self):
        text = self.section("plans")
        self.assertIn("2 in force value creation Calm hosting 1 0 1", text)
        self.assertIn("The shop is up 31 Dec 2026 99.9 99.931021 yes", text)
        self.assertIn("It costs less 31 Mar 2027 12,000.00 – –", text)
        self.assertIn("It costs less No cost of 2026-09 is known.", text)

    def test_fund_tells_what_it_does_not_count(self):
        text = self.section("funds")
        # 500 + 150 + 100 - 400 = 350, of which 400 are promised.
        self.assertIn("500.00 150.00 100.00 400.00 350.00 400.00 −50.00 1", text)
        self.assertIn("idea 7 The contract gives no key.", text)

    def test_idea_is_held_against_its_figures(self):
        self.assertIn("1,200.00 1,010.00 190.00 no", self.section("ideas"))

    def test_disputed_figure_never_stands_without_the_word(self):
        # Of partner 3 alone.
        self.assertEqual(self.page.count("99.954955 (disputed)") +
                         self.page.count("99.954955% (disputed)"), 2)
        self.assertIn("disputed", self.pdf_text(self.made["pdf"]))
        rows = self.sheet(self.made["xlsx"], "Service levels")
        self.assertEqual({row["Partner"] for row in rows
                          if row["Disputed"] == "yes"},
                         {"Partner 3 Dienstverlening B.V.",
                          "Partner 7 Dienstverlening B.V."})
        self.assertEqual(self.csv_rows(self.made["csv"], "levels")[0]["disputes"],
                         "false")
        self.assertIn("2 disputed", self.section("headline"))


class Sizes(Rendering):
    """An empty portfolio, and one of five hundred."""

    def test_empty(self):
        made = self.render(sample.document(0, "nl"))
        self.assertIn("Er staan geen beslispunten open.",
                      self.pdf_text(made["pdf"]))

    def test_five_hundred(self):
        document = sample.document(500)
        # What is drawn as often for seven partners is left out.
        for name in set(document["answers"]) - {
                "overview", "agenda", "levels", "cost_by_provider"}:
            del document["answers"][name]
        made = self.render(document, "html,pdf,xlsx,csv")
        self.assertEqual(len(self.sheet(made["xlsx"], "Partners")), 500)
        self.assertEqual(len(self.csv_rows(made["csv"], "partners")), 500)
        text = self.pdf_text(made["pdf"])
        self.assertIn("460 more rows stand in the spreadsheet.", text)
        # Each of the hundred partners that never answered is named.
        page = made["html"].decode()
        gaps = page[page.index('id="gaps"'):]
        self.assertEqual(len(set(re.findall(r"Partner (\d+) Dienst", gaps))), 100)
        done = subprocess.run(["pdfinfo", "-"], input=made["pdf"],
                              capture_output=True, check=True)
        pages = int(re.search(rb"Pages:\s+(\d+)", done.stdout)[1])
        self.assertLess(pages, 40)


class Brief(Rendering):
    """One page that is read on Monday (USERS U25)."""

    def brief(self, count, language="nl", **changes):
        """The document of a week."""
        return sample.document(count, language, "weekly-brief", "2026-W45",
                               **changes)

    def pages(self, content):
        """How many a PDF has."""
        done = subprocess.run(["pdfinfo", "-"], input=content,
                              capture_output=True, check=True)
        return int(re.search(rb"Pages:\s+(\d+)", done.stdout)[1])

    def test_is_one_page_however_large_the_portfolio(self):
        for count in (7, 500):
            made = self.render(self.brief(count), "pdf")["pdf"]
            self.assertEqual(self.pages(made), 1, count)

    def test_has_at_most_seven_decisions_and_counts_the_rest(self):
        page = self.render(self.brief(40), "html")["html"].decode()
        decisions = page[page.index('<ol class="decision-list">'):]
        decisions = decisions[:decisions.index("</ol>")]
        self.assertEqual(decisions.count("<li>"), 7)
        self.assertIn("Nog 33 zijn aan hun eigenaren", page)

    def test_says_who_is_quiet_by_whose_word(self):
        document = self.brief(0)
        answers = document["answers"] = sample.answers(40)
        rows = answers["overview"]["providers"]
        for number, row in enumerate(rows):
            loud = number >= 33
            row.update(state="OPERATIONAL_STATE_" +
                       ("UNKNOWN" if loud else "OPERATIONAL"),
                       attention=[{"rule": "x", "message": "x"}] if loud else [])
            row["coverage"]["status"] = "COVERAGE_KIND_" + (
                "MEASURED" if number < 21 else "BY_HAND")
        answers["overview"]["totals"].update(providersQuiet=33, providers=40)
        page = self.render(document, "html")["html"].decode()
        self.assertIn("33 van 40", page)
        self.assertIn("21 gemeten, 12 met de hand", page)

    def test_says_what_changed_and_who_owes_whom(self):
        page = self.render(self.brief(7), "html")["html"].decode()
        for text in ("Verminderde werking: Werkplek 1.", "opdrachtgever",
                     "Testgebruikers voor release 2", "Storing 3 duurt te lang"):
            self.assertIn(text, page)

    def test_what_was_decided_waits_for_nobody(self):
        document = self.brief(3)
        items = document["answers"]["agenda"]["items"]
        items[0].update(state="AGENDA_ITEM_STATE_DECIDED", title="Gone.")
        items[1].update(state="AGENDA_ITEM_STATE_SNOOZED", title="Later.")
        page = self.render(document, "html")["html"].decode()
        self.assertEqual(page.count('<div class="what">'), 1)


class Dossier(Rendering):
    """Everything about one contract before its end (USERS U25)."""

    def test_says_each_thing_that_a_renewal_is_decided_by(self):
        made = self.render(sample.dossier("nl"), "html,csv")
        page = made["html"].decode().replace("\u00a0", " ")
        for text in (
                "€ 476.450,00",                       # value left
                "9.310,00 EUR per maand.",             # price history
                "9.500,00 EUR per maand. Verschuldigd in de eerste maand",
                "121.111,11", "−7.288,89",            # replayed alternative
                "950,00", "400,00", "550,00",         # claimed, received, open
                "99,91",                              # settled
                "78,1",                               # use of the mandate
                "1 januari 2028, over 425 dagen",     # flexibility
                "€ 11.413,33", "duurt 5 dagen",
                "1 jun. 2025",                        # exit plan
                "30 dec. 2026"):                      # who decides by when
            self.assertIn(text, page)
        self.assertEqual(self.csv_rows(made["csv"], "contract_proposals")[0][
            "replay.difference"], "-7288.89")

    def test_contract_without_commitments_lacks_no_advice(self):
        page = self.render(sample.dossier("nl"), "html")["html"].decode()
        self.assertIn("Geen afnameverplichting had minder gekost.", page)
        self.assertNotIn("Kon niet worden gevraagd", page)

    def test_advice_that_failed_otherwise_is_missing(self):
        document = sample.dossier("nl")
        document["missing"][0].update(code="unavailable", message="too busy")
        page = self.render(document, "html")["html"].decode()
        self.assertIn("Kon niet worden gevraagd", page)
        self.assertIn("too busy", page)


class Register(Rendering):
    """The register of information as a report."""

    def test_shows_what_it_lacks_and_keeps_rows_for_the_spreadsheet(self):
        answer = {"entity": "", "scope": "individual", "currency": "EUR",
                  "referenceDate": "2026-12-31", "gaps": [], "templates": [
                      {"name": "B_02.01", "rows": [{
                          "about": "contract hosting", "cells": {
                              "c0010": "hosting", "c0050": "114000.00"}}]}]}
        made = self.render(sample.document(
            0, "nl", "dora", "2026",
            answers={"information_register": answer}), "html,xlsx,csv")
        page = made["html"].decode()
        self.assertIn("contract hosting: B_02.01 c0020 (Type) is missing", page)
        self.assertEqual(self.csv_rows(made["csv"], "dora_b_02_01"), [{
            "cells.c0010": "hosting", "cells.c0020": "", "cells.c0030": "",
            "cells.c0040": "", "cells.c0050": "114000.00"}])
        sheet = self.sheet(made["xlsx"], "Contractuele overeenkomsten")
        self.assertEqual(sheet[0]["c0050 Jaarlijkse uitgaven"], 114000)


class Review(Rendering):
    """What both sides sign."""

    def test_names_no_other_partner_and_nothing_of_ours_alone(self):
        answers = sample.answers(3)
        one = answers["overview"]["providers"][1]
        gap = {"provider": "partner-3", "source": "", "rule": "x",
               "message": "Somebody else's.", "notice": False}
        document = sample.document(
            0, "en", "partner-review", "2026-Q3",
            parameters={"provider": "partner-2"},
            portfolio={"name": "Gemeente Voorbeeld", "currency": "EUR",
                       "timeZone": "UTC", "providers": {
                           "partner-2": "Two B.V.", "partner-3": "Three B.V."}},
            answers={"provider": {"id": "partner-2", "name": "Two B.V.",
                                  "owner": "m.visser", "tier": "TIER_TACTICAL",
                                  "overview": one, "gaps": [gap]},
                     "provider_levels": answers["levels"],
                     "provider_claims": answers["claims"]}, gaps=[gap])
        made = self.render(document, "html,xlsx,csv")
        page = made["html"].decode()
        self.assertIn("Two B.V.", page)
        for internal in ("Three B.V.", "Somebody else", "m.visser", "tactical",
                         "1274.45"):
            self.assertNotIn(internal, page)
        for row in self.csv_rows(made["csv"], "gaps"):
            self.assertNotEqual(row["provider"], "partner-3")


class Failing(Rendering):
    """A failure says what failed and leaves the rest."""

    def test_time_limit_leaves_other_formats(self):
        (self.out / "own").mkdir()
        (self.out / "own" / "views").mkdir()
        (self.out / "own" / "views" / "slow.html").write_text(
            "{% for a in range(99999) %}{% for b in range(99999) %}"
            "{% for c in range(99999) %}{% endfor %}{% endfor %}{% endfor %}")
        (self.out / "own" / "slow.yaml").write_text(
            "templates:\n  slow:\n    title: Slow\n    period: month\n"
            "    sections: [{title: Slow, view: slow}]\n")
        done = run(["--document", "-", "--out", str(self.out), "--format",
                    "html,json", "--templates", str(self.out / "own"),
                    "--time-limit", "5"], sample.document(1, template="slow"))
        self.assertEqual(done.returncode, 1)
        self.assertIn("html failed: it took longer than 5 s",
                      done.stderr.decode())
        self.assertTrue((self.out / "slow-2026-10-en.json").is_file())
        self.assertFalse((self.out / "slow-2026-10-en.html").exists())

    def test_view_cannot_reach_python(self):
        own = self.out / "own"
        (own / "views").mkdir(parents=True)
        (own / "views" / "reach.html").write_text(
            "{{ w.__class__.__mro__[1].__subclasses__() }}")
        (own / "t.yaml").write_text(
            "templates:\n  reach:\n    title: R\n    period: month\n"
            "    sections: [{title: R, view: reach}]\n")
        done = run(["--document", "-", "--out", str(self.out), "--format",
                    "html", "--templates", str(own)],
                   sample.document(1, template="reach"))
        self.assertEqual(done.returncode, 1)
        self.assertIn("reach.html:1 reaches for what no view may use",
                      done.stderr.decode())

    def test_page_that_wants_an_address_gets_nothing(self):
        own = self.out / "own"
        (own / "views").mkdir(parents=True)
        (own / "views" / "fetch.html").write_text(
            '<img alt="none" src="file:///etc/passwd">'
            '<img alt="none" src="http://127.0.0.1:9/x">kept')
        (own / "t.yaml").write_text(
            "templates:\n  fetch:\n    title: F\n    period: month\n"
            "    sections: [{title: F, view: fetch}]\n")
        made = self.run_program(sample.document(1, template="fetch"), "pdf",
                                "--templates", str(own))
        self.assertIn("kept", self.pdf_text(made["pdf"]))
        self.assertNotIn("root:", self.pdf_text(made["pdf"]))

    def test_child_cannot_connect(self):
        done = subprocess.run(
            ["/usr/bin/python3", "-I", "-c",
             f"import sys; sys.path.insert(0, {str(HERE.parent)!r})\n"
             "from regisseur_report import main\nmain.confine()\n"
             "import socket\n"
             "for family in (socket.AF_INET, socket.AF_INET6, socket.AF_UNIX):\n"
             "    try: socket.socket(family)\n"
             "    except PermissionError: print('refused')\n"],
            capture_output=True, check=True, timeout=60)
        self.assertEqual(done.stdout.split(), [b"refused"] * 3)

    def test_nobody_reads_what_python_says(self):
        own = self.out / "own"
        (own / "views").mkdir(parents=True)
        (own / "views" / "wrong.html").write_text("one\n{{ 1 // 0 }}")
        (own / "t.yaml").write_text(
            "templates:\n  wrong:\n    title: W\n    period: month\n"
            "    sections: [{title: W, view: wrong}]\n")
        done = run(["--document", "-", "--out", str(self.out), "--format",
                    "html", "--templates", str(own)],
                   sample.document(1, template="wrong"))
        self.assertEqual(done.returncode, 1)
        said = done.stderr.decode()
        self.assertIn("html failed: wrong.html:2 cannot be drawn with these answers", said)
        for word in ("Error", "Traceback", "Exception"):
            self.assertNotIn(word, said)

    def test_bad_documents_are_told(self):
        for text, told in ((b"{", "not JSON"), (b"[]", '"document": 1'),
                           (b"\xff", "not UTF-8"), (b'{"document": NaN}', "NaN"),
                           (b"[" * 100000, "nested too deeply")):
            with self.assertRaises(document_of.BadDocument) as caught:
                document_of.read(text)
            self.assertIn(told, str(caught.exception))
        for change, told in (({"language": "fr"}, "right is en or nl"),
                             ({"template": "gov"}, "there is no template 'gov'"),
                             ({"period": "2026-13"}, "right is for instance"),
                             ({"asOf": "now"}, "no instant")):
            with self.assertRaises(
                    (document_of.BadDocument, ValueError, KeyError)) as caught:
                page_of.Report(BOOKS, document_of.read(
                    json.dumps(sample.document(1, **change)).encode()))
            self.assertIn(told, str(caught.exception))
        # A person is told the same, with a code for what has to be mended.
        done = run(["--document", "-"], sample.document(1, template="gov"))
        self.assertEqual(done.returncode, 2)
        self.assertIn("regisseur-report: there is no template 'gov'",
                      done.stderr.decode())


if __name__ == "__main__":
    unittest.main()
