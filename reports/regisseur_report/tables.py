"""Turns a table's definition and the answers into rows of typed cells."""

import dataclasses
import json

from .words import decimal_of

# Kinds whose cells are numbers and stand to the right.
NUMERIC = {"money", "percent", "number", "integer", "seconds", "share"}


@dataclasses.dataclass(frozen=True)
class Cell:
    """One value as the API gave it, and what it needs to be shown."""

    value: object          # None where the field is absent
    column: dict
    currency: str = ""
    unit: str = "%"
    # Somebody says that it is wrong: it never stands without this word.
    disputed: bool = False
    # Somebody else's word gives another verdict or sum of money: the same.
    told_otherwise: bool = False

    @property
    def kind(self):
        """The column's kind."""
        return self.column["kind"]

    @property
    def numeric(self):
        """Whether it stands to the right."""
        return self.kind in NUMERIC


@dataclasses.dataclass(frozen=True)
class Table:
    """A table with its rows; missing says why it has none."""

    name: str
    definition: dict
    columns: list
    rows: list
    missing: dict | None = None
    basis: object = ""  # a text, or a sentence with its rule and arguments

    def paper_columns(self):
        """Positions of the columns that fit on paper."""
        if "paper" in self.definition:
            fields = [column["field"] for column in self.columns]
            return [fields.index(field) for field in self.definition["paper"]]
        return [i for i, column in enumerate(self.columns)
                if column.get("paper", True)]

    def one_unit(self, position):
        """The only currency or unit of a column's cells, else ''."""
        seen = {row[position].currency or row[position].unit
                for row in self.rows
                if row[position].value not in (None, "")}
        return seen.pop() if len(seen) == 1 else ""


def field(row, path, outer=None):
    """The value at a dotted path; None where any part is absent."""
    value = row
    for part in path.split("."):
        if part == "^":
            value = outer
            continue
        value = value.get(part) if isinstance(value, dict) else None
    return value


def select(answers, path):
    """(row, what encloses it) of every element that a rows: path names."""
    rows = [(answers, None)]
    parts = path.split(".")
    for index, part in enumerate(parts):
        opens = part.endswith("[]") or index == len(parts) - 1
        out = []
        for row, outer in rows:
            value = (row.get(part.removesuffix("[]"))
                     if isinstance(row, dict) else None)
            if not opens:
                out.append((value, outer))
            elif isinstance(value, list):
                out.extend((item, row) for item in value
                           if isinstance(item, dict))
        rows = out
    return rows


def beside(rows, key):
    """Rows of both sides of one partner put into one: {the side: its row}.

    key: the field that says the side. The partner's name is the row's own.
    """
    out = {}
    for row, outer in rows:
        whole = out.setdefault(str(row.get("provider")), (
            {"provider": row.get("provider")}, outer))
        whole[0].setdefault(str(row.get(key)), row)
    return list(out.values())


def wanted(row, only, outer=None):
    """Whether a row has the values that only: names; * is any value at all."""
    def has(value, want):
        if want == "*":
            return bool(value)
        return not value if want is False else value == want

    return all(has(field(row, key, outer), value)
               for key, value in (only or {}).items())


def arrange(rows, definition):
    """Rows that are wanted: those of first: ahead, largest: down, order: up.

    Absent values stand last; without either the API's order stays.
    """
    rows = [(row, outer) for row, outer in rows
            if wanted(row, definition.get("only"), outer)]
    order = definition.get("order", ())
    first = definition.get("first", {})
    largest = definition.get("largest")

    def key(pair):
        ranks = []
        for path, values in first.items():
            value = field(*_at(pair, path))
            ranks.append(values.index(value) if value in values
                         else len(values))
        if largest:
            amount = decimal_of(field(*_at(pair, largest)))
            ranks.append((amount is None, -(amount or 0)))
        texts = [field(*_at(pair, path)) for path in order]
        return ranks, [(not text, str(text or "")) for text in texts]

    return sorted(rows, key=key)


def _at(pair, path):
    return pair[0], path, pair[1]


def build(name, definition, document):
    """The table of a definition over a document's answers."""
    answer = definition["rows"].split(".")[0]
    columns = list(definition["columns"])
    if answer not in document.answers:
        return Table(name, definition, columns, [],
                     document.why_missing(answer))
    found = select(document.answers, definition["rows"])
    if "beside" in definition:
        found = beside(found, definition["beside"])
    rows = []
    for row, outer in arrange(found, definition):
        rows.append([_cell(row, outer, column) for column in columns])
    told = document.answers[answer]
    basis = told.get("basis") or told.get("method") or ""
    return Table(name, definition, columns, rows, None, basis)


def _cell(row, outer, column):
    value = field(row, column["field"], outer)
    if value in (None, "") and "else" in column:
        value = field(row, column["else"], outer)
    if column["kind"] == "any":
        value = bool(value)
    currency, unit = "", "%"
    if column["kind"] == "money":
        currency = field(row, column.get("currency", "currency"), outer) or ""
    if "unit" in column:
        unit = field(row, column["unit"], outer) or ""
    marks = {mark: bool(mark in column and field(row, column[mark], outer))
             for mark in ("disputed", "told_otherwise")}
    return Cell(value, column, currency, unit, **marks)


class Writer:
    """Cells as text for people, in one language."""

    def __init__(self, words, names):
        """names: of providers, by id."""
        self._words = words
        self._names = names

    def provider(self, name):
        """A provider's name for its id."""
        if name == "unassigned":
            return self._words.text("Not assigned")
        return self._names.get(name) or name or self._words.text("Portfolio")

    def providers(self, names):
        """Providers' names one after the other."""
        return self._words.list([self.provider(name) for name in names])

    def cell(self, cell, show_unit=True):
        """The text of a cell, with its currency or unit or without."""
        shown = self._figure(cell, show_unit)
        marks = []
        if cell.disputed:
            marks.append(self._words.text("disputed"))
        if cell.told_otherwise:
            marks.append(self._words.text("told otherwise"))
        return f"{shown} ({', '.join(marks)})" if marks else shown

    def _figure(self, cell, show_unit):
        words, value, kind = self._words, cell.value, cell.kind
        if not words.holds(kind, value):
            return plain(cell)  # as it stands; the report says so (odd)
        if kind == "provider":
            return self.provider(value)
        if kind in ("flag", "any"):
            return words.text("yes") if value is True else (
                words.text("no") if value is False else words.word(None))
        if value is None or value == "":
            return words.word(None)
        if kind == "money":
            return words.money(value, cell.currency if show_unit else "")
        if kind == "percent":
            if cell.unit == "%" or not show_unit:
                return words.percent(value, "%" if show_unit else "")
            return f"{words.number(value)} {cell.unit}".strip()
        if kind == "share":
            return words.share(value)
        if kind in ("number", "integer"):
            return words.number(value)
        if kind == "providers":
            return self.providers(value)
        if kind == "list":
            return words.list(value if isinstance(value, list) else [value])
        if kind == "message":
            return words.said(value, self._names)[0]
        shown = {"day": words.day, "month": words.month, "time": words.time,
                 "seconds": words.seconds, "word": words.word}.get(kind, str)
        return shown(str(value)) if kind != "seconds" else shown(value)

    def odd(self, table):
        """(partner, sentence) for each cell that stands as it was given."""
        words = self._words
        for row in table.rows:
            for cell in row:
                if words.holds(cell.kind, cell.value):
                    continue
                names = [self.cell(one) for one in row
                         if one.kind in ("provider", "text", "code") and
                         isinstance(one.value, str) and one.value]
                partner = next((one.value for one in row
                                if one.kind == "provider"), "")
                yield partner or "", words.text(
                    "{table}, {row}: {column} stands as it was told: {value}",
                    table=words.text(table.definition["title"]),
                    row=", ".join(names)[:200] or words.text("one row"),
                    column=words.text(cell.column["label"]),
                    value=plain(cell)[:80])

    def language_of(self, cell):
        """The language of a cell's text: the daemon's where nobody put it over."""
        if cell.kind == "message" and cell.value:
            return self._words.said(cell.value)[1]
        return self._words.language

    def head(self, table, position):
        """(label, whether cells carry their currency or unit)."""
        column = table.columns[position]
        label = self._words.text(column["label"])
        if column["kind"] not in ("money", "percent"):
            return label, True
        unit = table.one_unit(position)
        if not unit:
            return label, True
        return (label if label.endswith(unit) else f"{label}, {unit}"), False


def names_of(document):
    """Names of providers by id: the portfolio's, else an answer's."""
    out = dict(document.portfolio.get("providers") or {})
    for answer in document.answers.values():
        for entry in (answer.get("providers") or ()) if isinstance(
                answer, dict) else ():
            if isinstance(entry, dict) and entry.get("id"):
                out[entry["id"]] = entry.get("name") or entry["id"]
        if isinstance(answer, dict) and answer.get("overview") and \
                answer.get("id"):
            out[answer["id"]] = answer.get("name") or answer["id"]
    return out


def plain(cell):
    """A cell for machines: exactly what the API gave, as text."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return "; ".join(item if isinstance(item, str) else _json(item)
                         for item in value)
    if isinstance(value, dict):
        # A sentence with its rule and arguments.
        if cell.kind != "message":
            return _json(value)
        return str(value.get("text") or value.get("message") or "")
    return str(value)


def _json(value):
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def is_number(cell):
    """Whether a cell holds an exact number."""
    return cell.numeric and decimal_of(cell.value) is not None
