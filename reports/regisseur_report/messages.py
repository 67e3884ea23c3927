"""Which texts for people there are: what the catalogues have to hold."""

import re

from . import HOME


def texts(library):
    """Every text of our tables, sections, templates, views and code."""
    out = set()
    for table in library.tables.values():
        # What has a text for each language needs no catalogue.
        out.update(text for text in (
            table["title"], table.get("empty", ""),
            *(column["label"] for column in table["columns"]))
            if isinstance(text, str))
    for section in library.sections.values():
        out.update((section["title"], section.get("lead", "")))
        out.update(chart["title"] for chart in section.get("charts", ()))
    out.update(t["title"] for t in library.templates.values())
    for path in sorted((HOME / "views").glob("*.html")):
        out |= _called(path.read_text(encoding="utf-8"), r"(?:\b_|plural)")
    for path in sorted((HOME / "regisseur_report").glob("*.py")):
        out |= _called(path.read_text(encoding="utf-8"), r"\.(?:text|plural)")
    out |= {"Portfolio", "Period", "As known on", "Program", "Missing",
            "Provider", "Contract", "Rule", "week {n} of {year}",
            "quarter {n} of {year}", "There is nothing to show."}
    return {text for text in out if isinstance(text, str) and text}


def _called(source, name):
    """The constant texts at the start of calls of a function."""
    out = set()
    for call in re.finditer(name + r"\(\s*", source):
        rest = source[call.end():]
        while match := re.match(r'"([^"]*)"\s*,?\s*|\'([^\']*)\'\s*,?\s*',
                                rest):
            out.add(match[1] or match[2])
            rest = rest[match.end():]
    return out
