"""The DORA register of information: read, held against its rules, written."""

import datetime
import decimal
import io
import json
import re

import xlsxwriter
from babel import Locale

from . import HOME, marked_yaml, sheets
from .collect import Unavailable
from .marked_yaml import Mapping, Mistake, Sequence

_WORDS = Locale.parse("en")
# User-assigned and grouping codes of CLDR that are no countries.
_COUNTRIES = {c for c in _WORDS.territories
              if re.fullmatch("[A-Z]{2}", c)} - {"EU", "EZ", "UN", "XA", "XB",
                                                 "ZZ", "QO"}
_CURRENCIES = set(_WORDS.currencies)
_HEAD = {"entity": "an LEI", "scope": "individual or consolidated",
         "reference_date": "a day such as 2026-12-31",
         "currency": "an ISO 4217 code such as EUR"}


def rules():
    """The rules, as data."""
    return marked_yaml.read(HOME / "register" / "dora.yaml")


def is_lei(text):
    """ISO 17442: twenty characters whose ISO 7064 MOD 97-10 check holds."""
    if not re.fullmatch("[0-9A-Z]{18}[0-9]{2}", text):
        return False
    return int("".join(str(int(c, 36)) for c in text)) % 97 == 1


class Register:
    """A register that was read; complaints say what is wrong with it."""

    def __init__(self, path, answer=None):
        """Of a file; of what the daemon answers where that is given instead.

        Raises Mistake when the file is no register at all.
        """
        self.rules = rules()
        self.path = path
        self.complaints = []
        if answer is None:
            self._read(path)
        else:
            self._take(answer)
        for name, rows in self.tables.items():
            self._check_table(name, rows)

    def _take(self, answer):
        """Complaints about it name what can fill them, not a line."""
        self.head = {"entity": answer.get("entity") or "",
                     "scope": answer.get("scope") or "",
                     "reference_date": answer.get("referenceDate") or "",
                     "currency": answer.get("currency") or ""}
        for key, right in _HEAD.items():
            if not self._is_right(key):
                self._complain("configuration", "register", key,
                               f"is '{self.head[key]}'; right is {right}")
        told = {t["name"]: t.get("rows", ()) for t in answer["templates"]}
        self.tables = {}
        for name, template in self.rules["templates"].items():
            columns = template["columns"]
            self.tables[name] = [
                {"line": row.get("about") or "configuration", "lines": {},
                 "cells": {code: self._code(columns[code]["type"],
                                            self._text(value))
                           for code, value in row["cells"].items()
                           if self._text(value)}}
                for row in told.get(name, ())]

    def _read(self, path):
        data = marked_yaml.read(path)
        head = data.get("register")
        if not isinstance(head, Mapping):
            raise Mistake(path, 1, "has no register: with " +
                          ", ".join(_HEAD))
        self.head = {key: str(value) for key, value in head.items()}
        self._check_head(head)
        tables = data.get("tables")
        if not isinstance(tables, Mapping):
            raise Mistake(path, 1, "has no tables: such as B_02.01")
        for name in tables:
            if name not in self.rules["templates"]:
                raise Mistake(path, tables.lines[name],
                              f"{name} is no template; there are " +
                              ", ".join(self.rules["templates"]))
        self.tables = {name: self._rows(name, tables.get(name))
                       for name in self.rules["templates"]}

    # ------------------------------------------------------------- reading
    def _is_right(self, key):
        checks = {"entity": is_lei,
                  "scope": ("individual", "consolidated").__contains__,
                  "reference_date": lambda t: _day(t) is not None,
                  "currency": _CURRENCIES.__contains__}
        return checks[key](self.head[key])

    def _check_head(self, head):
        for key in head:
            if key not in _HEAD:
                raise Mistake(self.path, head.lines[key],
                              f"register has no key {key}; it has " +
                              ", ".join(_HEAD))
        for key, right in _HEAD.items():
            if key not in head:
                self._complain(head.line, "register", key,
                               f"is missing; right is {right}")
            elif not self._is_right(key):
                self._complain(head.lines[key], "register", key,
                               f"is '{self.head[key]}'; right is {right}")

    def _rows(self, name, rows):
        if rows is None:
            return []
        if not isinstance(rows, Sequence):
            raise Mistake(self.path, 1, f"{name} is a list of rows")
        columns = self.rules["templates"][name]["columns"]
        out = []
        for index, row in enumerate(rows):
            line = rows.lines[index]
            if not isinstance(row, Mapping):
                raise Mistake(self.path, line,
                              f"a row of {name} is a mapping with " +
                              ", ".join(columns))
            for code in row:
                if code not in columns:
                    raise Mistake(self.path, row.lines[code],
                                  f"{name} has no column {code}; it has " +
                                  ", ".join(columns))
            cells = {code: self._text(value) for code, value in row.items()}
            out.append({"line": line, "lines": row.lines,
                        "cells": {c: self._code(columns[c]["type"], v)
                                  for c, v in cells.items() if v}})
        return out

    @staticmethod
    def _text(value):
        if isinstance(value, bool):
            return "yes" if value else "no"
        return "" if value is None else str(value).strip()

    def _code(self, kind, text):
        """A value as the package writes it; words and bare codes are taken."""
        if kind == "country" and text in _COUNTRIES:
            return "eba_GA:" + text
        if kind == "currency" and text in _CURRENCIES:
            return "eba_CU:" + text
        if kind == "activity" and re.fullmatch(r"x\d+", text):
            return "eba_TA:" + text
        known = self.rules["lists"].get(kind)
        if known:
            for code, word in known["codes"].items():
                if text.lower() == word.lower() or text == code:
                    return known["prefix"] + code
        return text

    # ------------------------------------------------------------ checking
    def _complain(self, line, table, column, message):
        self.complaints.append((line, table, column, message))

    def _check_table(self, name, rows):
        template = self.rules["templates"][name]
        columns = template["columns"]
        if not rows and template.get("rows") == 1 and name != "B_99.01":
            self._complain("configuration" if self.path is None else 1, name,
                           "", "has no row; exactly one is expected")
        if len(rows) > template.get("rows", len(rows)):
            self._complain(rows[1]["line"], name, "",
                           "has more than one row; exactly one is expected")
        seen = {}
        keys = [code for code, column in columns.items() if column.get("key")]
        for row in rows:
            for code, column in columns.items():
                self._check_cell(name, row, code, column)
            key = tuple(row["cells"].get(code, "") for code in keys)
            # Codes that are missing are told, and no row repeats nothing.
            if any(key) and key in seen:
                self._complain(row["line"], name, "", (
                    f"repeats the key of {'' if self.path is None else 'line '}"
                    f"{seen[key]}: " +
                    ", ".join(f"{c} {v}" for c, v in zip(keys, key) if v)))
            seen.setdefault(key, row["line"])

    def _check_cell(self, name, row, code, column):
        value = row["cells"].get(code, "")
        line = row["lines"].get(code, row["line"])
        label = f"{code} ({column['name']})"
        if not value:
            why = self._required(row, column.get("required"))
            if why:
                if self.path is None and "said" in column:
                    why += f"; say it as {column['said']}"
                self._complain(line, name, label, f"is missing{why}")
            return
        wrong = self._wrong(row, column, value)
        if wrong:
            self._complain(line, name, label, f"is '{value}'; {wrong}")
        elif "refers" in column and not self._there(column["refers"], value):
            self._complain(line, name, label,
                           f"is '{value}', which {column['refers']} does not "
                           "have; add its row there")
        elif "not_before" in column:
            other = row["cells"].get(column["not_before"], "")
            if other and value < other:
                self._complain(line, name, label,
                               f"is {value}, before {column['not_before']} "
                               f"{other}")

    def _required(self, row, when):
        """'' when a cell may be empty, else why it may not."""
        if when in (None, False):
            return ""
        if when is True:
            return "; it is mandatory"
        cells = row["cells"]
        if "all" in when:
            whys = [self._required(row, each) for each in when["all"]]
            return whys[-1] if all(whys) else ""
        if "listed" in when:
            value = cells.get(when["column"], "")
            return ("; it signed a contract, so that it is mandatory"
                    if value and self._there(when["listed"], value) else "")
        if "through" in when:
            wanted = cells.get(when["through"])
            for other in self.tables[when["table"]]:
                if other["cells"].get(when["match"]) == wanted and _bare(
                        other["cells"].get(when["column"], "")) in when["in"]:
                    return (f"; {wanted} is critical or important, so that it "
                            "is mandatory")
            return ""
        value = _bare(cells.get(when["column"], ""))
        if not value:
            return ""
        if "in" in when and value not in when["in"]:
            return ""
        if "not_in" in when and value in when["not_in"]:
            return ""
        return f"; with {when['column']} {cells[when['column']]} it is mandatory"

    def _there(self, place, value):
        table, column = place.rsplit(".", 1)
        return any(row["cells"].get(column) == value
                   for row in self.tables[table])

    def _wrong(self, row, column, value):
        """'' when a value is what its type says, else what would be right."""
        kind = column["type"]
        if kind in self.rules["lists"]:
            known = self.rules["lists"][kind]
            codes = [known["prefix"] + code for code in known["codes"]]
            words = ", ".join(f"{known['prefix']}{c} ({w})" for c, w in
                              list(known["codes"].items())[:24])
            return "" if value in codes else f"right is one of {words}"
        if kind == "identifier":
            # The type of the code stands beside it.
            by = row["cells"].get(column["by"], "")
            kind = "lei" if by == "eba_qCO:qx2000" else "text"
        checks = {
            "lei": (is_lei, "right is an LEI: 20 characters whose check digits "
                            "hold (ISO 17442)"),
            "text": (lambda v: len(v) <= 2000 and v.isprintable(),
                     "right is a text of one line"),
            "date": (lambda v: _day(v) is not None,
                     "right is a day such as 2026-12-31; 9999-12-31 for none"),
            "natural": (re.compile(r"\d{1,9}").fullmatch,
                        "right is a whole number from 0"),
            "rank": (re.compile(r"[1-9]\d{0,3}").fullmatch,
                     "right is a whole number from 1"),
            "amount": (re.compile(r"-?\d{1,18}(\.\d{1,6})?").fullmatch,
                       "right is an amount such as 120000.00"),
            "country": (lambda v: v[:7] == "eba_GA:" and v[7:] in _COUNTRIES,
                        "right is an ISO 3166-1 alpha-2 code such as NL"),
            "currency": (lambda v: v[:7] == "eba_CU:" and v[7:] in _CURRENCIES,
                         "right is an ISO 4217 code such as EUR"),
            "function": (re.compile(r"F[1-9]\d*").fullmatch,
                         "right is F and a number, such as F1"),
            "activity": (re.compile(r"eba_TA:x\d{1,4}").fullmatch,
                         "right is a code of the licensed activities such as "
                         "eba_TA:x28"),
            "link": (("true", "yes").__contains__, "right is true"),
        }
        holds, right = checks[kind]
        return "" if holds(value) else right

    def told(self):
        """Every complaint as file:line: template column: what."""
        begin = "" if self.path is None else f"{self.path}:"
        return [f"{begin}{line}: {' '.join(p for p in (table, column) if p)}"
                f" {message}" for line, table, column, message in
                sorted(set(self.complaints))]

    # ------------------------------------------------------------- writing
    def _cell(self, name, row, code):
        column = self.rules["templates"][name]["columns"][code]
        return "true" if column["type"] == "link" else row["cells"].get(code, "")

    def csv_files(self):
        """A CSV a template, for people and programs: {name: text}."""
        out = {}
        for name, template in self.rules["templates"].items():
            columns = list(template["columns"])
            out[f"{name.lower()}.csv"] = sheets.csv_text(
                columns, [[sheets.safe(self._cell(name, row, code))
                           for code in columns] for row in self.tables[name]])
        return out

    def package(self):
        """The xBRL-CSV report package; refused while there are complaints."""
        if self.complaints:
            raise ValueError(f"{len(self.complaints)} complaints; a package is "
                             "made of a register without any")
        scope = "CON" if self.head["scope"] == "consolidated" else "IND"
        parameters = [("entityID", f"rs:{self.head['entity']}.{scope}"),
                      ("refPeriod", self.head["reference_date"]),
                      ("baseCurrency", f"iso4217:{self.head['currency']}"),
                      ("decimalsInteger", "0"), ("decimalsMonetary", "-3")]
        files = {
            "META-INF/reportPackage.json": json.dumps({"documentInfo": {
                "documentType": "https://xbrl.org/report-package/2023"}}),
            "reports/report.json": json.dumps({"documentInfo": {
                "documentType": "https://xbrl.org/2021/xbrl-csv",
                "extends": [self.rules["taxonomy"]]}}),
            "reports/parameters.csv": _lines([("name", "value"), *parameters],
                                             "\r\n"),
            "reports/FilingIndicators.csv": _lines(
                [("templateID", "reported"),
                 *((name, "true" if rows else "false")
                   for name, rows in self.tables.items())], "\r\n"),
        }
        for name, rows in self.tables.items():
            if rows:
                files[f"reports/{name.lower()}.csv"] = self._package_table(
                    name, rows)
        folder = (f"{self.head['entity']}.{scope}_DORA_"
                  f"{self.head['reference_date']}")
        return sheets.zipped({f"{folder}/{name}": text for name, text in files.items()})

    def _package_table(self, name, rows):
        template = self.rules["templates"][name]
        order = template.get("package_order", list(template["columns"]))
        out = [order]
        for row in rows:
            out.append([self._cell(name, row, code) or
                        template["columns"][code].get("absent", "")
                        for code in order])
        return _lines(out, "\n")

    def xlsx(self):
        """A sheet a template, the complaints, and what the codes mean."""
        out = io.BytesIO()
        book = xlsxwriter.Workbook(out, {
            "in_memory": True, "strings_to_formulas": False,
            "strings_to_urls": False, "strings_to_numbers": False})
        day = _day(self.head.get("reference_date", "")) or datetime.date(2025, 1, 1)
        book.set_properties({
            "title": "Register of information",
            "created": datetime.datetime(day.year, day.month, day.day)})
        bold = book.add_format({"bold": True, "text_wrap": True, "bottom": 1,
                                "valign": "top"})
        money = book.add_format({"num_format": "#,##0.00"})
        for name, template in self.rules["templates"].items():
            sheet = book.add_worksheet(name)
            sheet.set_column(0, len(template["columns"]) - 1, 22)
            sheet.freeze_panes(2, 0)
            for place, (code, column) in enumerate(template["columns"].items()):
                sheet.write_string(0, place, code, bold)
                sheet.write_string(1, place, column["name"], bold)
                for line, row in enumerate(self.tables[name], 2):
                    self._xlsx_cell(sheet, line, place, column["type"],
                                    self._cell(name, row, code), money)
        self._xlsx_list(book.add_worksheet("Complaints"), bold,
                        ("Line", "Template", "Column", "Complaint"),
                        [tuple(map(str, c)) for c in sorted(self.complaints)])
        self._xlsx_list(book.add_worksheet("Codes"), bold, ("Code", "Meaning"),
                        [(known["prefix"] + code, word)
                         for known in self.rules["lists"].values()
                         for code, word in known["codes"].items()])
        book.close()
        return out.getvalue()

    @staticmethod
    def _xlsx_cell(sheet, line, place, kind, value, money):
        if kind == "amount" and re.fullmatch(r"-?\d+(\.\d+)?", value) and len(
                value.replace(".", "").replace("-", "").lstrip("0")) <= 15:
            sheet.write_number(line, place, decimal.Decimal(value), money)
        elif value:
            sheet.write_string(line, place, sheets.clean(value))

    @staticmethod
    def _xlsx_list(sheet, bold, head, rows):
        for place, label in enumerate(head):
            sheet.write_string(0, place, label, bold)
            sheet.set_column(place, place, 70 if place == len(head) - 1 else 26)
        for line, row in enumerate(rows, 1):
            for place, value in enumerate(row):
                sheet.write_string(line, place, sheets.clean(value))


def _bare(code):
    return code.split(":", 1)[-1]


def _day(text):
    try:
        return (datetime.date.fromisoformat(text)
                if re.fullmatch(r"\d{4}-\d\d-\d\d", text) else None)
    except ValueError:
        return None


def _lines(rows, end):
    def quoted(cell):
        if re.search('[",\r\n]', cell):
            return '"' + cell.replace('"', '""') + '"'
        return cell
    return "".join(",".join(quoted(c) for c in row) + end for row in rows)


def write(register, formats):
    """{ending: bytes} and the complaints. A package needs none of them."""
    made = {}
    if "xlsx" in formats:
        made["xlsx"] = register.xlsx()
    if "csv" in formats:
        made["csv.zip"] = sheets.zipped(register.csv_files())
    if "package" in formats and not register.complaints:
        made["xbrl.zip"] = register.package()
    return made, register.told()


def ask(gateway, on="", as_of=None):
    """(answer of the daemon, what it could not include). Raises Unavailable."""
    request = {"on": on, **({"asKnownOn": as_of} if as_of else {})}
    answer, problem = gateway.ask(
        "information_register.v1.InformationRegisterService/"
        "GetInformationRegister", request)
    if problem:
        raise Unavailable(f"{problem['code']}: {problem['message']}")
    return answer, [gap for gap in answer.get("gaps") or ()
                    if not gap.get("notice")]
