"""What differs between two documents: the figures that their tables show."""

from . import tables

# What names a row; the rest is what it says.
_NAMING = {"text", "code", "provider", "providers", "list", "month"}
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
    for key, cells in new.items():
        row = _name(key)
        if key not in old:
            yield _difference(title, row, "", "", _whole(report, cells))
            continue
        for field, cell in cells.items():
            was = old[key].get(field)
            if was is None or tables.plain(was) != tables.plain(cell):
                yield _difference(
                    title, row, report.words.text(cell.column["label"]),
                    _shown(report, was), _shown(report, cell))
    for key, cells in old.items():
        if key not in new:
            yield _difference(title, _name(key), "", _whole(report, cells), "")


def _rows(report, table):
    """Cells that say something, by field, by what names their row."""
    out = {}
    for cells in table.rows if table else ():
        names = tuple(_naming(report, cell) for cell in cells
                      if cell.kind in _NAMING and cell.value)
        if not names:
            names = tuple(_rule(cell) for cell in cells
                          if cell.kind == "message" and cell.value)
        again = 1
        while (*names, again) in out:
            again += 1
        out[(*names, again)] = {
            cell.column["field"]: cell for cell in cells
            if cell.kind not in _NAMING and cell.kind != "message" and
            cell.column["field"].split(".")[-1] not in _MOVING}
    return out


def _naming(report, cell):
    return report.writer.cell(cell)


def _rule(cell):
    value = cell.value
    return str(value.get("rule") or value.get("text") or "") if isinstance(
        value, dict) else str(value)


def _name(key):
    *names, again = key
    return ", ".join(names) + (f" ({again})" if again > 1 else "")


def _shown(report, cell):
    return "" if cell is None or cell.value in (None, "") else \
        report.writer.cell(cell)


def _whole(report, cells):
    return "; ".join(text for text in
                     (_shown(report, cell) for cell in cells.values()) if text)


def _difference(table, row, column, was, now):
    return {"table": table, "row": row, "column": column, "from": was,
            "to": now}
