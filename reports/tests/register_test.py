"""The DORA register: its rules, its files, and the shape of the package."""

import csv
import io
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest
import zipfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

import openpyxl  # noqa: E402
from regisseur_report import (marked_yaml, register,  # noqa: E402
                              register_draft)

GOOD = (HERE / "register.yaml").read_text(encoding="utf-8")
CORPUS = pathlib.Path(os.environ.get(
    "REGISSEUR_CORPUS", HERE.parents[2] / "shared" / "corpus"))
SAMPLE = CORPUS / "dora" / "xbridge" / "test1_out.zip"


class Registers(unittest.TestCase):
    """One temporary folder a test."""

    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="regisseur-test."))
        self.addCleanup(shutil.rmtree, self.folder)

    def read(self, text):
        """The register of a text."""
        path = self.folder / "register.yaml"
        path.write_text(text, encoding="utf-8")
        return register.Register(path)


class Rules(Registers):
    """A wrong register gives the right complaint, and only that one."""

    def test_good_one_has_no_complaint(self):
        self.assertEqual(self.read(GOOD).told(), [])

    def test_wrong_ones(self):
        provider = "c0030: 529900VOORBEELD00202, c0040: LEI, c0050: F1"
        cases = (
            # A head that is wrong.
            ("entity: 529900VOORBEELD00105", "entity: 529900VOORBEELD00106",
             "register entity is '529900VOORBEELD00106'"),
            ("scope: individual", "scope: solo", "individual or consolidated"),
            ("reference_date: 2026-12-31", "reference_date: 2026-12-32",
             "a day such as"),
            ("currency: EUR}", "currency: EURO}", "ISO 4217"),
            # Mandatory, always.
            ("c0050: DNB, ", "", "c0050 (Competent authority) is missing"),
            (", c0080: NL, c0090", ", c0090",
             "B_05.01 c0080 (Country of its head office) is missing"),
            ("c0070: 2026-04-15, ", "", "B_07.01 c0070 (Last audit) is missing"),
            # Mandatory because of another.
            (', c0110: "1250000000.00"', "",
             "c0110 (Total assets) is missing; with c0040 eba_CT:x309"),
            ("c0030: C-HOSTING, ", "",
             "c0030 (Overarching arrangement) is missing; with c0020 eba_CO:x3"),
            ("c0100: 90, ", "", "F1 is critical or important"),
            (", c0150: NL", "", "c0150 (Data at rest) is missing; with c0140"),
            (", c0180: material", "", "c0180 (Reliance) is missing; F1"),
            (", c0040: BR-OSLO", "", "c0040 (Branch) is missing; with c0030"),
            ("c0090: EUR, c0100", "c0100",
             "c0090 (Currency) is missing; with c0100 126000.00"),
            (", c0060: 529900VOORBEELD00202, c0070: LEI", "",
             "c0060 (Recipient) is missing; with c0050 2"),
            ("c0060: hard to migrate, ", "",
             "c0060 (Reason) is missing; with c0050 eba_ZZ:x960"),
            (", c0120: Nimbaro Cloud", "", "c0120 (Alternatives) is missing"),
            (', c0100: "126000.00"', "",
             "c0100 (Annual expense) is missing; it signed a contract"),
            # Codes and types.
            ("c0030: NL, c0040: insurer or", "c0030: HOLLAND, c0040: insurer or",
             "right is an ISO 3166-1"),
            ("c0040: x309", "c0040: x999", "right is one of eba_CT:x12"),
            ("c0060: S17", "c0060: S20", "right is one of eba_TA:S01"),
            ("c0100: EUR, c0110", "c0100: XXZ, c0110", "ISO 4217"),
            ('c0050: "114000.00"', 'c0050: "114.000,00"', "right is an amount"),
            ("c0070: 2026-01-01, c0080: 2028-12-31",
             "c0070: 01-01-2026, c0080: 2028-12-31", "right is a day"),
            ("c0080: 2028-12-31", "c0080: 2025-12-31", "before c0070 2026-01-01"),
            ("c0100: 90,", "c0100: three months,", "a whole number from 0"),
            ("c0050: 2, c0060", "c0050: 0, c0060", "a whole number from 1"),
            ("{c0010: F2, c0020", "{c0010: Functie-2, c0020", "such as F1"),
            ("c0020: \"eba_TA:x185\", c0030: Werkplek",
             "c0020: insurance, c0030: Werkplek", "licensed activities"),
            ("c0060: 529900VOORBEELD00105, c0070: 2026-12-31",
             "c0060: 529900VOORBEELD00150, c0070: 2026-12-31", "ISO 17442"),
            # Keys and what they point to.
            ("    - {c0010: F2, c0020", "    - {c0010: F1, c0020",
             "repeats the key of line"),
            (provider, provider.replace("F1", "F9"), "B_06.01.c0010 does not"),
            ("    - {c0010: C-HOSTING, c0020: 529900VOORBEELD00105}",
             "    - {c0010: C-HOST, c0020: 529900VOORBEELD00105}",
             "B_02.01.c0010 does not have"),
            ("    - {c0010: BR-OSLO", "    - {c0010: BR-BERGEN",
             "B_01.03.c0010 does not have"),
            ("    - {c0060: Medische gegevens}",
             "    - {c0060: a}\n    - {c0060: b}", "exactly one is expected"),
        )
        self.assertGreaterEqual(len(cases), 30)
        for old, new, told in cases:
            with self.subTest(told=told):
                self.assertIn(old, GOOD)
                text = GOOD.replace(old, new, 1)
                complaints = self.read(text).told()
                self.assertTrue(any(told in c for c in complaints), complaints)
                # Something that points to the row may complain as well.
                self.assertLessEqual(len(complaints), 2, complaints)
                line = next(i for i, (a, b) in enumerate(
                    zip(GOOD.splitlines(), text.splitlines()), 1) if a != b)
                self.assertTrue(any(f"register.yaml:{line}" in c or
                                    "does not have" in c or "exactly one" in c
                                    for c in complaints), complaints)

    def test_what_is_no_register_is_told_with_its_line(self):
        for old, new, told in (("  B_06.01:", "  B_06.02:", "is no template"),
                               ("{c0010: F2,", "{c0011: F2,", "no column c0011"),
                               ("register: {", "registers: {",
                                "has no register"),
                               ("scope:", "scopes:", "has no key scopes")):
            with self.assertRaisesRegex(register.Mistake, told):
                self.read(GOOD.replace(old, new, 1))

    def test_lei_of_others_hold(self):
        # Published LEIs of a bank, a maker of telephones and a data vendor.
        for lei in ("7LTWFZYICNSX8D621K86", "HWUPKR0MPOU8FGXBT394",
                    "5493001KJTIIGC8Y1R12"):
            self.assertTrue(register.is_lei(lei))
            self.assertFalse(register.is_lei(lei[1:] + lei[0]))
            self.assertFalse(register.is_lei(lei.lower()))

    def test_norway_is_a_country(self):
        rows = self.read(GOOD).tables["B_01.03"]
        self.assertEqual(rows[0]["cells"]["c0040"], "eba_GA:NO")


class Files(Registers):
    """What is written."""

    def test_package_has_the_structure_of_the_standard(self):
        made = self.read(GOOD).package()
        self.assertEqual(made, self.read(GOOD).package())
        with zipfile.ZipFile(io.BytesIO(made)) as archive:
            names = {n.split("/", 1)[1]: archive.read(n)
                     for n in archive.namelist()}
        self.assertEqual(len({n.split("/")[0] for n in
                              zipfile.ZipFile(io.BytesIO(made)).namelist()}), 1)
        self.assertEqual(names["reports/parameters.csv"].split(b"\r\n")[1],
                         b"entityID,rs:529900VOORBEELD00105.IND")
        self.assertIn(b"B_02.03,false\r\n", names["reports/FilingIndicators.csv"])
        self.assertNotIn("reports/b_02.03.csv", names)
        self.assertEqual(
            names["reports/b_04.01.csv"],
            b"c0010,c0040,c0020,c0030\n"
            b"C-HOSTING,BR-OSLO,529900VOORBEELD00105,eba_ZZ:x838\n"
            b"C-HOSTING-2,Not Applicable,529900VOORBEELD00105,eba_ZZ:x839\n")

    @unittest.skipUnless(SAMPLE.is_file(), "the EBA's sample is not here")
    def test_package_agrees_with_the_sample_of_the_eba(self):
        text = GOOD.replace("  B_03.01:", (
            "  B_02.03:\n    - {c0010: C-HOSTING, c0020: C-HOSTING-2}\n"
            "  B_03.03:\n    - {c0010: C-HOSTING, c0020: 529900VOORBEELD00105}\n"
            "  B_03.01:"))
        ours, theirs = self._heads(self.read(text).package()), self._heads(
            SAMPLE.read_bytes())
        self.assertEqual(ours, theirs)

    @staticmethod
    def _heads(content):
        out = {}
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for name in archive.namelist():
                text = archive.read(name)
                short = name.split("/", 1)[1]
                # Heads and ends of lines of tables, the rest whole but for
                # the entity and the day.
                if "/b_" in name:
                    out[short] = text.split(b"\n")[0], b"\r" in text
                elif name.endswith(".json"):
                    out[short] = text
                else:
                    out[short] = [row.split(b",")[0]
                                  for row in text.split(b"\r\n")]
        return out

    def test_spreadsheet_and_csv_read_back(self):
        made = self.read(GOOD)
        book = openpyxl.load_workbook(io.BytesIO(made.xlsx()))
        self.assertEqual(len(book.sheetnames), 17)
        sheet = book["B_02.01"]
        self.assertEqual([sheet.cell(3, 1).value, sheet.cell(3, 5).value],
                         ["C-HOSTING", 114000])
        rows = list(csv.DictReader(io.StringIO(
            made.csv_files()["b_02.01.csv"], newline="")))
        self.assertEqual([r["c0050"] for r in rows], ["114000.00", "12000.00"])
        self.assertEqual(made.xlsx(), made.xlsx())

    def test_program(self):
        path = self.folder / "ours.yaml"
        path.write_text(GOOD.replace("c0060: S17", "c0060: S99", 1))
        done = subprocess.run(
            [str(HERE.parent / "regisseur-report"), "--register", str(path),
             "--out", str(self.folder)], capture_output=True, check=False,
            timeout=60)
        self.assertEqual(done.returncode, 7)
        told = done.stderr.decode()
        self.assertIn(f"{path}:14: B_02.02 c0060 (Type of service) is 'S99'; "
                      "right is one of eba_TA:S01", told)
        self.assertTrue((self.folder / "ours.xlsx").is_file())
        self.assertFalse((self.folder / "ours.xbrl.zip").exists())
        path.write_text(GOOD)
        done = subprocess.run(
            [str(HERE.parent / "regisseur-report"), "--register", str(path),
             "--out", str(self.folder)], capture_output=True, check=False,
            timeout=60)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertTrue((self.folder / "ours.xbrl.zip").is_file())


class FakeDaemon:
    """Answers as the gateway would: the register of GOOD."""

    def __init__(self):
        told = marked_yaml.read(HERE / "register.yaml")
        head = told["register"]
        self.answer = {
            "entity": head["entity"], "scope": head["scope"],
            "referenceDate": str(head["reference_date"]),
            "currency": head["currency"],
            "templates": [
                {"name": name, "rows": [
                    {"cells": {c: str(v) for c, v in row.items()},
                     "about": f"contract {row.get('c0010', '')}"}
                    for row in rows]}
                for name, rows in told["tables"].items()],
            "gaps": [{"provider": "p", "message": "It never answered."},
                     {"message": "Good to know.", "notice": True}]}
        self.asked = []

    def ask(self, method, request):
        """(answer, problem)."""
        self.asked.append((method, request))
        return self.answer, None

    def rows(self, name):
        """The rows of a template."""
        return next(t for t in self.answer["templates"]
                    if t["name"] == name)["rows"]


class Live(Registers):
    """The register of a portfolio that runs."""

    def test_is_held_and_written_as_the_file_of_the_same_content(self):
        daemon = FakeDaemon()
        answer, gaps = register.ask(daemon, "2026-12-31")
        self.assertEqual(daemon.asked, [(
            "information_register.v1.InformationRegisterService/"
            "GetInformationRegister", {"on": "2026-12-31"})])
        self.assertEqual([g["message"] for g in gaps], ["It never answered."])
        live = register.Register(None, answer)
        self.assertEqual(live.told(), [])
        self.assertEqual(live.package(), self.read(GOOD).package())

    def test_complaint_names_what_can_fill_it_and_where(self):
        daemon = FakeDaemon()
        del daemon.rows("B_02.02")[0]["cells"]["c0060"]
        self.assertIn(
            "contract C-HOSTING: B_02.02 c0060 (Type of service) is missing; it "
            "is mandatory; say it as register.services[].type in its file",
            register.Register(None, daemon.answer).told())

    def test_what_is_missing_in_many_rows_is_told_once(self):
        daemon = FakeDaemon()
        for row in daemon.rows("B_05.01"):
            row["about"] = "provider x"
            del row["cells"]["c0010"]
        told = [t for t in register.Register(None, daemon.answer).told()
                if "B_05.01" in t and "provider x" in t]
        self.assertEqual(len(told), len(set(told)))
        self.assertFalse(any("repeats" in t for t in told), told)

    def test_nothing_at_all_is_told_too(self):
        told = register.Register(None, {"templates": []}).told()
        self.assertTrue(any("configuration: register entity is ''" in t
                            for t in told))
        self.assertTrue(any("B_01.01 has no row" in t for t in told))

    def test_draft_is_a_file_of_the_same_content(self):
        text = register_draft.text(FakeDaemon().answer)
        self.assertIn("# contract C-HOSTING", text)
        self.assertEqual(self.read(text).package(), self.read(GOOD).package())


if __name__ == "__main__":
    unittest.main()
