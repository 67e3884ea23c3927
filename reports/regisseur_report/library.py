"""Questions, tables, sections and templates: read from YAML and checked.

Every file may hold any of the four; ours stand in library/, a user's in the
folder of `report_templates:`. All of them share one space of names.
"""

import difflib
import pathlib
import re

import jinja2

from . import HOME, marked_yaml, periods, words
from .marked_yaml import Mapping, Mistake, Sequence

# Kinds of cells; the renderers know no others.
KINDS = ("text", "code", "money", "percent", "number", "integer", "day", "month",
         "time", "word", "flag", "any", "list", "message", "provider", "providers",
         "seconds", "share")
CHARTS = ("columns", "bars", "outlook", "ranges")

_TEXT = "text"
# key: (type, required). A text is for people: a sentence, or one a language.
_SHAPES = {
    "question": {"method": (str, True), "with": (Mapping, False),
                 "frozen": (bool, False), "empty_when": (str, False)},
    "table": {"title": (_TEXT, True), "rows": (str, True),
              "columns": (Sequence, True), "only": (Mapping, False),
              "at_most": (int, False), "empty": (_TEXT, False),
              "first": (Mapping, False), "order": (Sequence, False),
              "paper": (Sequence, False), "largest": (str, False),
              "beside": (str, False)},
    "column": {"field": (str, True), "label": (_TEXT, True),
               "kind": (str, True), "currency": (str, False),
               "unit": (str, False), "rule": (str, False),
               "mark": (bool, False), "paper": (bool, False),
               "wide": (bool, False), "else": (str, False),
               "disputed": (str, False), "told_otherwise": (str, False)},
    "chart": {"kind": (str, True), "title": (_TEXT, True), "rows": (str, True),
              "label": (str, True), "value": (str, True),
              "currency": (str, False), "low": (str, False),
              "high": (str, False), "target": (str, False),
              "label_kind": (str, False), "label_of": (str, False),
              "disputed": (str, False),
              "at_most": (int, False),
              "then": (Mapping, False), "only": (Mapping, False),
              "first": (Mapping, False), "order": (Sequence, False)},
    "then": {"rows": (str, True), "label": (str, True), "value": (str, True),
             "low": (str, False), "high": (str, False)},
    "section": {"title": (_TEXT, True), "asks": (Sequence, False),
                "lead": (_TEXT, False), "view": (str, False),
                "tables": (Sequence, False), "charts": (Sequence, False),
                "new_page": (bool, False), "last": (bool, False)},
    "template": {"title": (_TEXT, True), "period": (str, True),
                 "parameters": (Sequence, False), "contents": (bool, False),
                 "compact": (bool, False), "one_page": (bool, False),
                 "sections": (Sequence, True)},
}
_NAME = re.compile(r"[a-z][a-z0-9_-]*")


class _Absent(jinja2.ChainableUndefined):
    """A field that the API left out: shown as absent, never as a nought."""

    def __str__(self):
        return words.ABSENT

    def __html__(self):
        return words.ABSENT


class Library:
    """All definitions by name, with the files that they come from."""

    def __init__(self, folders=()):
        """Reads ours and the users' folders; raises Mistake."""
        self.questions, self.tables = {}, {}
        self.sections, self.templates = {}, {}
        self.views = [pathlib.Path(folder) / "views" for folder in folders]
        self.views.append(HOME / "views")
        self._files = {}
        for folder in (HOME / "library", *folders):
            folder = pathlib.Path(folder)
            if not folder.is_dir():
                raise Mistake(folder, 1, "is no folder with templates")
            for path in sorted(folder.rglob("*.yaml")):
                self._take(path)
            if folder == HOME / "library":
                self._take_register()
        self._check_names()

    def _take_register(self):
        """The templates of the register of information as tables: the rules
        that it is held against name their columns."""
        kinds = {"amount": "number", "natural": "integer", "rank": "integer",
                 "date": "day"}
        path = HOME / "register" / "dora.yaml"
        for name, template in marked_yaml.read(path)["templates"].items():
            self.tables[f"dora_{name.lower().replace('.', '_')}"] = {
                "title": template["title"],
                "rows": "information_register.templates[].rows",
                "only": {"^.name": name},
                "empty": "Nothing fills this template.",
                "columns": [{
                    "field": f"cells.{code}",
                    "label": {"en": f"{code} {column['name']}",
                              "nl": f"{code} {column['nl']}"},
                    "kind": kinds.get(column["type"], "text")}
                    for code, column in template["columns"].items()]}

    def template(self, name):
        """The template; KeyError says which there are."""
        if name not in self.templates:
            raise KeyError(f"there is no template '{name}'; there are " +
                           ", ".join(sorted(self.templates)))
        return self.templates[name]

    def sections_of(self, template):
        """(id, section) in order."""
        for number, entry in enumerate(template["sections"], 1):
            if isinstance(entry, str):
                yield entry, self.sections[entry]
            else:
                yield f"section-{number}", entry

    def questions_of(self, template):
        """The names of all questions of a template, each once, in order."""
        out = []
        for _, section in self.sections_of(template):
            out.extend(n for n in section.get("asks", []) if n not in out)
        return out

    def environment(self, **options):
        """Jinja without access to anything but its own views."""
        from jinja2.sandbox import ImmutableSandboxedEnvironment
        return ImmutableSandboxedEnvironment(
            autoescape=True, undefined=_Absent,
            loader=jinja2.FileSystemLoader([str(v) for v in self.views]),
            trim_blocks=True, lstrip_blocks=True, **options)

    # ------------------------------------------------------------ reading
    def _take(self, path):
        data = marked_yaml.read(path)
        places = {"questions": (self.questions, self._question),
                  "tables": (self.tables, self._table),
                  "sections": (self.sections, self._section),
                  "templates": (self.templates, self._template)}
        for key, entries in data.items():
            if key not in places:
                raise Mistake(path, data.lines[key],
                              _unknown(key, places, "a file of templates"))
            if not isinstance(entries, Mapping):
                raise Mistake(path, data.lines[key],
                              f"{key} holds names with what they mean")
            into, check = places[key]
            for name, entry in entries.items():
                line = entries.lines[name]
                if not _NAME.fullmatch(name):
                    raise Mistake(path, line,
                                  f"'{name}' is no name; right is for "
                                  "instance monthly-brief")
                if name in into:
                    raise Mistake(path, line,
                                  f"there is a {key[:-1]} {name} already, in "
                                  f"{self._files[key, name]}; choose another "
                                  "name")
                check(path, line, name, entry)
                into[name] = entry
                self._files[key, name] = path

    def _question(self, path, line, name, entry):
        _shape(path, line, "question", name, entry)
        if not re.fullmatch(r"[a-z_]+\.v\d+\.[A-Z]\w+/[A-Z]\w+",
                            entry["method"]):
            raise Mistake(path, entry.lines["method"],
                          f"'{entry['method']}' is no method; right is for "
                          "instance agenda.v1.AgendaService/ListAgendaItems")
        method = entry["method"].split("/")[1]
        if not re.match(r"(Get|List|Summarize|Forecast|Diff|Reconcile|Explain|"
                        r"Outlook|Allocate|Convert|Advise|Replay)", method):
            raise Mistake(path, entry.lines["method"],
                          f"{method} is not a question; a report only reads")

    def _table(self, path, line, name, entry):
        _shape(path, line, "table", name, entry)
        for index, column in enumerate(entry["columns"]):
            at = entry["columns"].lines[index]
            _shape(path, at, "column", f"of table {name}", column)
            _one_of(path, column, "kind", KINDS)
        fields = [column["field"] for column in entry["columns"]]
        for index, chosen in enumerate(entry.get("paper", ())):
            if chosen not in fields:
                raise Mistake(path, entry["paper"].lines[index],
                              _unknown(chosen, fields, "the table's fields"))

    def _section(self, path, line, name, entry):
        _shape(path, line, "section", name, entry)
        for index, chart in enumerate(entry.get("charts", ())):
            at = entry["charts"].lines[index]
            _shape(path, at, "chart", f"of section {name}", chart)
            _one_of(path, chart, "kind", CHARTS)
            if "then" in chart:
                _shape(path, chart.lines["then"], "then", "of a chart",
                       chart["then"])
        entry.path = path
        entry.name = name
        view = entry.get("view", "plain")
        for folder in self.views:
            file = folder / f"{view}.html"
            if file.is_file():
                self._view(file)
                return
        known = {f.stem for v in self.views if v.is_dir()
                 for f in v.glob("*.html")} - {"document", "parts"}
        raise Mistake(path, entry.lines.get("view", line),
                      f"there is no view '{view}'; there are " +
                      ", ".join(sorted(known)))

    def _view(self, file):
        try:
            self.environment().parse(
                file.read_text(encoding="utf-8"))
        except jinja2.TemplateSyntaxError as error:
            raise Mistake(file, error.lineno, error.message) from error

    def _template(self, path, line, name, entry):
        _shape(path, line, "template", name, entry)
        _one_of(path, entry, "period", periods.KINDS)
        for index, part in enumerate(entry["sections"]):
            if not isinstance(part, str):
                self._section(path, entry["sections"].lines[index],
                              f"{name} {index + 1}", part)
        entry.name = name

    # ----------------------------------------------------- names of others
    def _check_names(self):
        for name, section in self.sections.items():
            self._check_section(section)
        for name, template in self.templates.items():
            path = self._files["templates", name]
            given = set(template.get("parameters", ())) | _ALWAYS
            for index, part in enumerate(template["sections"]):
                line = template["sections"].lines[index]
                if isinstance(part, str):
                    if part not in self.sections:
                        raise Mistake(path, line,
                                      _unknown(part, self.sections,
                                               "the sections"))
                    part = self.sections[part]
                else:
                    self._check_section(part)
                for ask in part.get("asks", ()):
                    self._check_variables(path, line, ask, given)

    def _check_section(self, section):
        def known(key, entries, what):
            for index, name in enumerate(section.get(key, ())):
                if name not in entries:
                    raise Mistake(section.path, section[key].lines[index],
                                  _unknown(name, entries, what))

        known("asks", self.questions, "the questions")
        known("tables", self.tables, "the tables")
        for index, name in enumerate(section.get("tables", ())):
            answer = self.tables[name]["rows"].split(".")[0]
            if answer not in section.get("asks", ()):
                raise Mistake(section.path, section["tables"].lines[index],
                              f"the table {name} reads the answer {answer}; "
                              "asks: has to name it")

    def _check_variables(self, path, line, ask, given):
        for variable in variables_of(self.questions[ask].get("with", {})):
            answer, dot, _ = variable.partition(".")
            if variable in given or (dot and answer in self.questions):
                continue
            raise Mistake(path, line,
                          f"the question {ask} needs {{{variable}}}; name it "
                          "under parameters:")


# What a question may use without a parameter of its own.
_ALWAYS = set(periods.parse("2026-10").variables()) | {
    "currency", "as_of", "previous_instant"}


def variables_of(value):
    """The {names} in the texts of a request."""
    if isinstance(value, str):
        return re.findall(r"\{([a-z_.]+)\}", value)
    parts = value.values() if isinstance(value, dict) else value
    if isinstance(value, (dict, list)):
        return [name for part in parts for name in variables_of(part)]
    return []


def _unknown(name, known, where):
    near = difflib.get_close_matches(str(name), list(known), 1)
    if near:
        return f"'{name}' is not one of {where}; did you mean {near[0]}?"
    return (f"'{name}' is not one of {where}; there are " +
            ", ".join(sorted(known)))


def _one_of(path, entry, key, known):
    if entry[key] not in known:
        raise Mistake(path, entry.lines[key],
                      _unknown(entry[key], known, f"the values of {key}"))


def _shape(path, line, shape, name, entry):
    keys = _SHAPES[shape]
    if not isinstance(entry, Mapping):
        raise Mistake(path, line, f"the {shape} {name} is a mapping with " +
                      ", ".join(keys))
    for key, value in entry.items():
        at = entry.lines[key]
        if key not in keys:
            raise Mistake(path, at, _unknown(key, keys, f"the keys of a {shape}"))
        wanted = keys[key][0]
        if wanted is _TEXT:
            if not _is_text(value):
                raise Mistake(path, at, f"{key} is a text, or one for each "
                                        "language: {en: …, nl: …}")
        elif not isinstance(value, wanted):
            words = {str: "a text", bool: "true or false", int: "a number",
                     Mapping: "a mapping", Sequence: "a list"}
            raise Mistake(path, at, f"{key} is {words[wanted]}")
    for key, (_, required) in keys.items():
        if required and key not in entry:
            raise Mistake(path, line, f"the {shape} {name} has no {key}")


def _is_text(value):
    if isinstance(value, str):
        return True
    return (isinstance(value, Mapping) and set(value) == {"en", "nl"} and
            all(isinstance(v, str) for v in value.values()))
