"""The document: one JSON with the answers of one moment, and what is missing.

{"document": 1, "template", "title", "language", "period", "parameters",
 "asOf", "portfolio": {"name", "currency", "timeZone", "providers": {id: name}},
 "programVersion", "revision", "differences": [{"table", "row", "column",
 "from", "to"}] from the revision before, "answers": {name: what the API answered},
 "missing": [{"answer", "method", "code", "message"}], "gaps": [...]}
"""

import json
import re

from . import periods


class BadDocument(Exception):
    """The text is no document; says what would be right."""


class Document:
    """A document that was read and checked. Immutable."""

    def __init__(self, data):
        """From JSON's value; raises BadDocument."""
        self.data = data
        if not isinstance(data, dict) or data.get("document") != 1:
            raise BadDocument('the document is a JSON object with "document": 1')
        for key, kind in (("template", str), ("language", str),
                          ("period", str), ("asOf", str),
                          ("portfolio", dict), ("answers", dict)):
            if not isinstance(data.get(key), kind):
                raise BadDocument(f"the document's {key} is absent or no "
                                  f"{'text' if kind is str else 'object'}")
        if not re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z",
                            data["asOf"]):
            raise BadDocument("the document's asOf is no instant such as "
                              "2026-11-01T07:00:00Z")
        try:
            self.period = periods.parse(data["period"])
        except ValueError as error:
            raise BadDocument(str(error)) from error
        names = data["portfolio"].get("providers", {})
        if not isinstance(names, dict) or not all(
                isinstance(name, str) for name in names.values()):
            raise BadDocument("the portfolio's providers are no names by id")
        self.template = data["template"]
        self.language = data["language"]
        self.as_of = data["asOf"]
        self.portfolio = data["portfolio"]
        self.parameters = data.get("parameters") or {}
        self.program_version = data.get("programVersion") or ""
        self.answers = data["answers"]
        self.missing = data.get("missing") or []
        self.revision = data.get("revision") or 1
        self.differences = data.get("differences") or []
        if not isinstance(self.revision, int) or not all(
                isinstance(each, dict) for each in self.differences):
            raise BadDocument("the document's revision is no number, or its "
                              "differences are no objects")

    @property
    def time_zone(self):
        """The portfolio's time zone."""
        return self.portfolio.get("timeZone") or "UTC"

    def gaps(self):
        """Every gap of every answer, each once, what is really missing first."""
        return collect_gaps([{"gaps": self.data.get("gaps")},
                             *(self.answers[n] for n in sorted(self.answers))])

    def why_missing(self, answer):
        """Why a question has no answer: {answer, code, message}."""
        for entry in self.missing:
            if entry.get("answer") == answer:
                return entry
        return {"answer": answer, "code": "absent",
                "message": "The document holds no answer to it."}

    def to_json(self):
        """The same bytes for the same document."""
        return json.dumps(self.data, ensure_ascii=False, indent=1,
                          sort_keys=True).encode("utf-8") + b"\n"


def collect_gaps(answers):
    """The gaps of answers: each once; notices last; by provider and source."""
    seen = {}
    for answer in answers:
        for gap in (answer.get("gaps") or ()) if isinstance(answer, dict) else ():
            key = tuple(str(gap.get(k, "")) for k in
                        ("provider", "source", "rule", "message"))
            seen.setdefault(key, gap)
    return [gap for _, gap in sorted(
        seen.items(), key=lambda kv: (bool(kv[1].get("notice")), kv[0]))]


def read(text):
    """A document from JSON text (bytes); raises BadDocument."""
    try:
        # Numbers of the API's JSON are counts; amounts are texts. A number
        # with a fraction stays its text, so that nothing becomes a float.
        data = json.loads(text.decode("utf-8"), parse_float=str,
                          parse_constant=_no_constant)
        if b"\\ud" in text.lower():
            # Half a surrogate is valid JSON and no text; nothing can hold it.
            whole = json.dumps(data, ensure_ascii=False)
            data = json.loads(whole.encode("utf-16", "surrogatepass")
                              .decode("utf-16", "replace"))
    except UnicodeDecodeError as error:
        raise BadDocument(f"the document is not UTF-8: {error.reason} at byte "
                          f"{error.start}") from error
    except json.JSONDecodeError as error:
        raise BadDocument(f"the document is not JSON: {error.msg} in line "
                          f"{error.lineno}, column {error.colno}") from error
    except RecursionError as error:
        raise BadDocument("the document is nested too deeply") from error
    return Document(data)


def _no_constant(name):
    raise BadDocument(f"the document holds {name}, which is no JSON")
