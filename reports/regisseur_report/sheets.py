"""Every table as a sheet of a workbook, and as CSV in a zip."""

import csv
import datetime
import io
import re
import zipfile

import xlsxwriter

from . import tables
from .words import decimal_of

# A spreadsheet computes with fifteen digits; what has more stays text.
_DIGITS = 15
# What a cell can hold.
_LONGEST = 32767
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\0")
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")

DIFFERENCE_KEYS = ("table", "row", "column", "from", "to")


def xlsx(report):
    """The workbook's bytes."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {
        "in_memory": True, "strings_to_formulas": False,
        "strings_to_urls": False, "strings_to_numbers": False,
        "default_date_format": "yyyy-mm-dd"})
    as_of = datetime.datetime.fromisoformat(report.document.as_of[:19])
    book.set_properties({
        "title": report.title, "author": report.document.portfolio.get("name", ""),
        "created": as_of, "comments": f"As known on {report.document.as_of}"})
    _Book(book, report).write()
    book.close()
    return out.getvalue()


class _Book:
    def __init__(self, book, report):
        self._book = book
        self._report = report
        self._words = report.words
        self._formats = {}
        self._names = set()

    def write(self):
        self._about()
        for table in self._report.all_tables():
            self._table(table)
        self._gaps()
        if self._report.document.revision > 1:
            self._differences()

    def _format(self, **properties):
        key = tuple(sorted(properties.items()))
        if key not in self._formats:
            self._formats[key] = self._book.add_format(
                {"font_name": "Calibri", "valign": "top", **properties})
        return self._formats[key]

    def _sheet(self, title):
        name = re.sub(r"[\[\]:*?/\\']", " ", title)[:31].strip() or "-"
        base, number = name, 2
        while name.lower() in self._names:
            name = f"{base[:27]} {number}"
            number += 1
        self._names.add(name.lower())
        sheet = self._book.add_worksheet(name)
        sheet.hide_gridlines(2)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        return sheet, name

    def _about(self):
        report, words = self._report, self._words
        sheet, _ = self._sheet(report.title)
        sheet.set_column(0, 0, 24)
        sheet.set_column(1, 1, 70)
        sheet.write_string(0, 0, report.title,
                           self._format(bold=True, font_size=16))
        rows = [("Portfolio", report.document.portfolio.get("name", "")),
                ("Period", words.period(report.document.period.text))]
        rows += [(key.capitalize(), value) for key, value in
                 sorted(report.document.parameters.items())]
        rows += [("As known on", f"{words.time(report.document.as_of)} "
                                 f"({words.zone_name})"),
                 ("Program", f"Regisseur {report.document.program_version}".strip()),
                 ("Missing", str(sum(not g["notice"]
                                     for g in report.gaps())))]
        for index, (label, value) in enumerate(rows, 2):
            sheet.write_string(index, 0, words.text(label),
                               self._format(font_color="#5c6773"))
            sheet.write_string(index, 1, clean(value), self._format())

    def _table(self, table):
        words = self._words
        title = words.text(table.definition["title"])
        sheet, name = self._sheet(title)
        head = self._format(bold=True, bottom=1, text_wrap=True)
        if table.missing:
            sheet.write_string(0, 0, words.text("Not available"), head)
            sheet.write_string(1, 0, clean(str(table.missing["message"])))
            return
        for position, column in enumerate(table.columns):
            label = words.text(column["label"])
            sheet.write_string(0, position, label, head)
            sheet.set_column(position, position, _width(table, position, label,
                                                        self._report.writer))
        for number, row in enumerate(table.rows, 1):
            for position, cell in enumerate(row):
                self._cell(sheet, number, position, cell)
        if table.rows:
            sheet.freeze_panes(1, 0)
            sheet.autofilter(0, 0, len(table.rows), len(table.columns) - 1)
            self._chart(sheet, name, table)

    def _cell(self, sheet, row, position, cell):
        value = cell.value
        if value is None or value == "":
            sheet.write_blank(row, position, None, self._format())
        elif tables.is_number(cell):
            number = decimal_of(value)
            shape = self._number_shape(cell, number)
            if len(number.normalize().as_tuple().digits) > _DIGITS:
                sheet.write_string(row, position, str(value),
                                   self._format(align="right"))
            else:
                sheet.write_number(row, position, number,
                                   self._format(num_format=shape))
        elif cell.kind == "day" and _is_day(value):
            sheet.write_datetime(row, position,
                                 datetime.date.fromisoformat(value),
                                 self._format(num_format="yyyy-mm-dd",
                                              align="left"))
        else:
            text = (str(value) if cell.kind in ("text", "code")
                    else self._report.writer.cell(cell))
            sheet.write_string(row, position, clean(text), self._format(
                text_wrap=bool(cell.column.get("wide"))))

    @staticmethod
    def _number_shape(cell, number):
        places = max(0, -number.as_tuple().exponent)
        if cell.kind == "money":
            places = max(2, places)
            code = f'"{cell.currency}" ' if cell.currency else ""
            plain = "#,##0." + "0" * places
            return f"{code}{plain};{code}-{plain}"
        return "#,##0" + ("." + "0" * places if places else "")

    def _chart(self, sheet, name, table):
        """A native chart beside sums by month."""
        kinds = [column["kind"] for column in table.columns]
        if kinds[:2] != ["month", "money"] or len(table.rows) < 2:
            return
        if not all(tables.is_number(row[1]) for row in table.rows):
            return
        chart = self._book.add_chart({"type": "column"})
        last = len(table.rows)
        chart.add_series({"name": [name, 0, 1], "gap": 60,
                          "categories": [name, 1, 0, last, 0],
                          "values": [name, 1, 1, last, 1],
                          "fill": {"color": "#1f4e79"}})
        chart.set_legend({"none": True})
        chart.set_title({"name": self._words.text(table.definition["title"]),
                         "overlay": False})
        sheet.insert_chart(1, len(table.columns) + 1, chart,
                           {"x_scale": 1.4, "y_scale": 1.1})

    def _gaps(self):
        words = self._words
        sheet, _ = self._sheet(words.text("What is missing"))
        head = self._format(bold=True, bottom=1)
        labels = ("Partner", "Source", "What", "Since", "Rule")
        for position, (label, width) in enumerate(zip(labels,
                                                      (28, 30, 90, 20, 28))):
            sheet.write_string(0, position, words.text(label), head)
            sheet.set_column(position, position, width)
        for row, gap in enumerate(self._report.gaps(), 1):
            values = (self._report.writer.provider(gap["provider"]),
                      gap["source"] or gap["about"], gap["message"],
                      words.time(gap["since"]), gap["rule"])
            for position, value in enumerate(values):
                sheet.write_string(row, position, clean(value), self._format(
                    text_wrap=position == 2))


    def _differences(self):
        words = self._words
        sheet, _ = self._sheet(words.text("Differences"))
        head = self._format(bold=True, bottom=1)
        labels = ("Table", "Row", "Column", "Was", "Is")
        for position, (label, width) in enumerate(zip(labels,
                                                      (28, 50, 28, 28, 28))):
            sheet.write_string(0, position, words.text(label), head)
            sheet.set_column(position, position, width)
        for row, each in enumerate(self._report.document.differences, 1):
            for position, key in enumerate(DIFFERENCE_KEYS):
                sheet.write_string(row, position, clean(str(each.get(key, ""))),
                                   self._format())


def _is_day(value):
    try:
        return datetime.date.fromisoformat(value).year >= 1900
    except (TypeError, ValueError):
        return False


def clean(text):
    """What XML can hold, as long as a cell can be; a text that was cut says so."""
    text = _NO_XML.sub("\ufffd", text)
    # A cell counts in UTF-16.
    if len(text.encode("utf-16-le")) > 2 * _LONGEST:
        text = text.encode("utf-16-le")[:2 * (_LONGEST - 1)].decode(
            "utf-16-le", "ignore") + "…"
    return text


def _width(table, position, label, writer):
    longest = max([len(label) + 3, *(len(writer.cell(row[position]))
                                     for row in table.rows[:200])])
    return min(max(longest + 1, 9), 60 if table.columns[position].get(
        "wide") else 34)


def csv_text(columns, rows):
    """RFC 4180 for machines: (text) cells that begin like a formula get a '."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow(row)
    return out.getvalue()


def _machine(cell):
    text = tables.plain(cell)
    if not tables.is_number(cell) and text.startswith(_FORMULA):
        text = "'" + text
    return text.replace("\0", "\ufffd")


def _heads(table):
    """The fields of the API; a currency or unit has a column of its own."""
    heads = []
    for column in table.columns:
        heads.append(column.get("else", column["field"]).replace("^.", ""))
        if column["kind"] == "money":
            heads.append(heads[-1] + ".currency")
    return heads


def csv_zip(report):
    """A zip with one CSV file a table and one with what is missing."""
    files = {}
    for table in report.all_tables():
        rows = []
        for row in table.rows:
            cells = []
            for cell in row:
                cells.append(_machine(cell))
                if cell.kind == "money":
                    cells.append(cell.currency if cell.value is not None
                                 else "")
            rows.append(cells)
        files[table.name] = csv_text(_heads(table), rows)
    gaps = [[safe(gap[key]) for key in
             ("provider", "source", "rule", "message", "since", "about")] +
            ["true" if gap["notice"] else "false"] for gap in report.gaps()]
    files["gaps"] = csv_text(["provider", "source", "rule", "message",
                              "sinceTime", "method", "notice"], gaps)
    if report.document.revision > 1:
        files["differences"] = csv_text(
            list(DIFFERENCE_KEYS),
            [[safe(str(each.get(key, ""))) for key in DIFFERENCE_KEYS]
             for each in report.document.differences])
    return zipped({f"{name}.csv": text for name, text in files.items()})


def zipped(files):
    """A zip of texts by name; the same bytes for the same texts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in sorted(files.items()):
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            archive.writestr(info, text.encode("utf-8", "replace"))
    return out.getvalue()


def safe(text):
    return "'" + text if text.startswith(_FORMULA) else text
