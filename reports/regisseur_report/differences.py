"""What differs between two documents: the figures that their tables show."""

from . import tables

# What names a row; the rest is what it says. The window of a figure names it
# too: July is never held against October.
_NAMING = {"text", "code", "provider", "providers", "list", "month"}
_NAMED_BY = {"windowLastDay"}
# When somebody last looked is no figure.
_MOVING = {"lastAnswerTime", "dataUntilTime"}
_MOST = 1000


def compare(older, newer):
    """Differences of two page.Report, in the order of the newer one.

    Each is {table, row, column, from, to}; a whole row has no column.
    """
    out = []
    before = {table.name: table for table in older.all_tables()}
    for table in newer.all_tables():
        out.extend(_table(newer, before.pop(table.name, None), table))
    for table in before.values():
        out.extend(_table(newer, table, None))
    return out[:_MOST]


def _table(report, older, newer):
    known = newer or older
    title = report.words.text(known.definition["title"])
    old, new = _rows(report, older), _rows(report, newer)
    if (older is None or older.missing) != (newer is None or newer.missing) \
            and not old and not new:
        return
    for names, rows in new.items():
        pairs = _paired(old.get(names, []), rows)
        for number, cells in enumerate(rows):
            row = _name(names, number)
            if number not in pairs:
                yield _difference(title, row, "", "", _whole(report, cells))
                continue
            for field, cell in cells.items():
                was = pairs[number].get(field)
                if was is None or tables.plain(was) != tables.plain(cell):
                    yield _difference(
                        title, row, report.words.text(cell.column["label"]),
                        _shown(report, was), _shown(report, cell))
    for names, rows in old.items():
        kept = [id(cells) for cells in
                _paired(rows, new.get(names, [])).values()]
        for number, cells in enumerate(rows):
            if id(cells) not in kept:
                yield _difference(title, _name(names, number), "",
                                  _whole(report, cells), "")


def _paired(old, new):
    """By the number of a new row the old one that it was.

    One row of a name is the same row. Of several those belong together that
    say most of the same; who shares nothing came or went.
    """
    if len(old) == len(new) == 1:
        return {0: old[0]}
    if len(old) * len(new) > _MOST * _MOST:
        return dict(enumerate(old[:len(new)]))
    alike = sorted(((-_same(was, cells), here, there)
                    for here, cells in enumerate(new)
                    for there, was in enumerate(old)))
    out, taken = {}, set()
    for same, here, there in alike:
        if same and here not in out and there not in taken:
            out[here] = old[there]
            taken.add(there)
    return out


def _same(older, newer):
    """How many cells say the same; that none differs counts too."""
    equal = [cell for field, cell in newer.items() if field in older and
             tables.plain(older[field]) == tables.plain(cell)]
    said = sum(1 for cell in equal if cell.value not in (None, ""))
    return said + (len(equal) == len(newer) == len(older))


def _rows(report, table):
    """By what names them, the rows as cells that say something, by field."""
    out = {}
    for cells in table.rows if table else ():
        names = tuple(_naming(report, cell) for cell in cells
                      if _names(cell) and cell.value)
        if not names:
            names = tuple(_rule(cell) for cell in cells
                          if cell.kind == "message" and cell.value)
        out.setdefault(names, []).append({
            cell.column["field"]: cell for cell in cells
            if not _names(cell) and cell.kind != "message" and
            cell.column["field"].split(".")[-1] not in _MOVING})
    return out


def _names(cell):
    return cell.kind in _NAMING or \
        cell.column["field"].split(".")[-1] in _NAMED_BY


def _naming(report, cell):
    return report.writer.cell(cell)


def _rule(cell):
    value = cell.value
    return str(value.get("rule") or value.get("text") or "") if isinstance(
        value, dict) else str(value)


def _name(names, number):
    return ", ".join(names) + (f" ({number + 1})" if number else "")


def _shown(report, cell):
    return "" if cell is None or cell.value in (None, "") else \
        report.writer.cell(cell)


def _whole(report, cells):
    return "; ".join(text for text in
                     (_shown(report, cell) for cell in cells.values()) if text)


def _difference(table, row, column, was, now):
    return {"table": table, "row": row, "column": column, "from": was,
            "to": now}
