"""The HTML page: one file that holds everything it shows."""

import functools
import hashlib
import re

from markupsafe import Markup

from . import HOME, charts, periods, register, tables
from .words import Words


# Of a table in which nothing can be read the first ones tell enough.
_MOST_ODD = 20
# A longer text is cut on paper.
_LONGEST = 1500


class Report:
    """A document with its template, ready to be drawn in any format."""

    def __init__(self, library, document):
        """Raises KeyError for an unknown template, ValueError for a language."""
        self.library = library
        self.document = document
        self.template = library.template(document.template)
        # A question whose answer is that there is nothing has one.
        for name in library.questions_of(self.template):
            empty = library.questions[name].get("empty_when")
            if empty and name not in document.answers and (
                    document.why_missing(name).get("code") == empty):
                document.answers = {**document.answers, name: {}}
        self.words = Words(document.language, document.time_zone)
        self.writer = tables.Writer(self.words, tables.names_of(document))

    @property
    def title(self):
        """The template's title in the report's language."""
        return self.words.text(self.template["title"])

    def sections(self):
        """Sections with their tables, in order."""
        for name, section in self.library.sections_of(self.template):
            yield Section(self, name, section)

    def all_tables(self):
        """Every table once, in the order of the sections."""
        seen = {}
        for section in self.sections():
            for table in section.tables:
                seen.setdefault(table.name, table)
        return list(seen.values())

    def gaps(self):
        """Everything that the report could not include, for people."""
        out = []
        for name in self.library.questions_of(self.template):
            if name not in self.document.answers:
                why = self.document.why_missing(name)
                out.append({
                    "provider": "", "source": "", "notice": False,
                    "rule": why.get("code", ""), "language": "en",
                    "message": str(why.get("message", "")),
                    "about": self.library.questions[name]["method"],
                    "since": ""})
        out.extend(self._odd)
        about = self._about()
        for gap in self.document.gaps():
            # What a report about one partner says of another is none of its
            # business, and may be read by that partner.
            if about and gap.get("provider") not in (None, "", about):
                continue
            message, language = self.words.said(gap)
            out.append({
                "provider": gap.get("provider") or "",
                "source": gap.get("source") or "",
                "notice": bool(gap.get("notice")),
                "rule": gap.get("rule") or "", "language": language,
                "message": message, "about": "",
                "since": gap.get("sinceTime") or ""})
        return out

    @functools.cached_property
    def _odd(self):
        """Cells that could not be read, each named; the first of many."""
        out = []
        for table in self.all_tables():
            for provider, message in self.writer.odd(table):
                if len(out) == _MOST_ODD:
                    return out
                out.append({"provider": provider, "source": "", "about": "",
                            "notice": False, "rule": "cell-unread",
                            "language": self.words.language, "since": "",
                            "message": message})
        return out

    def _about(self):
        """The one partner that the report is about; '' for all."""
        contract = self.document.answers.get("contract") or {}
        return (self.document.parameters.get("provider") or
                contract.get("provider") or "")


class Section:
    """One section of a report."""

    def __init__(self, report, name, definition):
        self.id = name
        self.definition = definition
        self.title = report.words.text(definition["title"])
        self.lead = (report.words.text(definition["lead"])
                     if "lead" in definition else "")
        self.view = definition.get("view", "plain")
        self.new_page = definition.get("new_page", False)
        # Stands after what is missing, such as a page to sign.
        self.last = definition.get("last", False)
        self.tables = [
            tables.build(table, report.library.tables[table], report.document)
            for table in definition.get("tables", ())]
        self.charts = definition.get("charts", ())
        # Questions without an answer, each said in the section.
        self.missing = [
            report.document.why_missing(ask)
            for ask in definition.get("asks", ())
            if ask not in report.document.answers]


# How much a page that has to be one is pressed together, at most.
TIGHTEST = 4


def render(report, squeeze=0):
    """The page as text; squeeze, up to TIGHTEST, makes it shorter on paper."""
    words, writer = report.words, report.writer
    drawer = charts.Charts(words, writer, report.document)
    environment = report.library.environment()
    environment.globals.update(
        _=words.text, plural=words.plural, w=words, writer=writer,
        document=report.document, answers=report.document.answers,
        mark=charts.mark, draw=drawer.draw, month_shift=periods.month_shift,
        grouped=grouped, squeeze=squeeze, breakable=breakable,
        shortened=shortened,
        complaints=complaints)
    gaps = report.gaps()
    style = (HOME / "assets" / "report.css").read_text(encoding="utf-8")
    return environment.get_template("document.html").render(
        report=report, gaps=gaps,
        sections=sorted(report.sections(), key=lambda s: s.last),
        missing=[g for g in gaps if not g["notice"]],
        notices=[g for g in gaps if g["notice"]],
        subject=_subject(report), style=Markup(style))


def complaints(answer):
    """What is wrong with the register of information that the daemon answers."""
    return register.Register(None, answer).told()


def breakable(text):
    """A text whose long words may be broken, so that no cell outgrows a page."""
    # A space without width: WeasyPrint does not break at <wbr>.
    return re.sub(r"\S{29,}", lambda word: "\u200b".join(
        re.findall(".{1,8}", word[0])), str(text))


def shortened(text):
    """What goes on for pages, cut with a sign; CSV and JSON hold all of it."""
    return text if len(text) <= _LONGEST else text[:_LONGEST] + "…"


def grouped(gaps):
    """Gaps for paper: one row for what is said of many, with all their names."""
    out = {}
    for gap in gaps:
        group = out.setdefault(gap["message"], {
            "message": gap["message"], "language": gap["language"],
            "since": gap["since"], "providers": [], "sources": []})
        for key, value in (("providers", gap["provider"]),
                           ("sources", gap["source"] or gap["about"])):
            if value not in group[key] and (value or key == "providers"):
                group[key].append(value)
        if gap["since"] and gap["since"] < (group["since"] or "9"):
            group["since"] = gap["since"]
    return list(out.values())


def _subject(report):
    """What a report about one provider or contract is about."""
    parameters = report.document.parameters
    if "provider" in parameters:
        return report.writer.provider(parameters["provider"])
    if "contract" in parameters:
        answer = report.document.answers.get("contract") or {}
        return answer.get("title") or parameters["contract"]
    return ""


def fingerprint(text):
    """Names a page by its content."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()
