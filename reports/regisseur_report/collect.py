"""Asks a running daemon what a template needs, all as known at one moment."""

import json
import re
import ssl
import urllib.error
import urllib.request

from . import periods
from .document import collect_gaps

_LONGEST_ANSWER = 256 * 2**20


class Unavailable(Exception):
    """The daemon cannot be reached or does not let us in."""


class Asking:
    """Somebody who can be asked, with every page of an answer."""

    def ask(self, method, request):
        """(answer, None) or (None, {code, message})."""
        raise NotImplementedError

    def ask_all(self, method, request):
        """Like ask, with every page of the answer put together."""
        answer, problem = self.ask(method, request)
        while not problem and answer.get("nextPageToken"):
            page, problem = self.ask(
                method, {**request, "pageToken": answer["nextPageToken"]})
            if problem:
                break
            for key, value in page.items():
                if key == "gaps":
                    answer[key] = collect_gaps([answer, page])
                elif isinstance(value, list):
                    answer[key] = answer.get(key, []) + value
            answer["nextPageToken"] = page.get("nextPageToken", "")
        return (None, problem) if problem else (answer, None)


class Gateway(Asking):
    """Calls methods of the daemon's HTTP gateway with JSON."""

    def __init__(self, server, token=None, ca=None, timeout=120):
        self._base = server if "://" in server else f"http://{server}"
        self._token = token
        self._timeout = timeout
        context = ssl.create_default_context(cafile=ca)
        # No proxy of the environment: the daemon is a neighbour.
        self._opener = urllib.request.build_opener(
            urllib.request.ProxyHandler({}),
            urllib.request.HTTPSHandler(context=context))

    def ask(self, method, request):
        """(answer, None) or (None, {code, message}); raises Unavailable."""
        headers = {"Content-Type": "application/json"}
        if self._token:
            headers["Authorization"] = f"Bearer {self._token}"
        call = urllib.request.Request(f"{self._base}/regisseur.{method}",
                                      json.dumps(request).encode(), headers)
        try:
            with self._opener.open(call, timeout=self._timeout) as response:
                body = response.read(_LONGEST_ANSWER + 1)
        except urllib.error.HTTPError as error:
            return None, _problem(error)
        except (OSError, urllib.error.URLError) as error:
            reason = getattr(error, "reason", error)
            raise Unavailable(f"{self._base} does not answer: {reason}; is "
                              "regisseurd running, and is this its http=?"
                              ) from error
        if len(body) > _LONGEST_ANSWER:
            return None, {"code": "resource_exhausted",
                          "message": "The answer is too long for a report."}
        return json.loads(body, parse_float=str), None


def _problem(error):
    try:
        told = json.loads(error.read(65536))
        return {"code": str(told.get("code", error.code)),
                "message": str(told.get("message", error.reason))}
    except (ValueError, AttributeError, OSError):
        return {"code": str(error.code), "message": str(error.reason)}


class MissingVariable(Exception):
    """A question needs something that no answer gave."""


def fill(value, variables, answers):
    """A request with its {names} put in."""
    if isinstance(value, dict):
        return {k: fill(v, variables, answers) for k, v in value.items()}
    if isinstance(value, list):
        return [fill(v, variables, answers) for v in value]
    if not isinstance(value, str):
        return value
    return re.sub(r"\{([a-z_.]+)\}",
                  lambda m: _variable(m[1], variables, answers), value)


def _variable(name, variables, answers):
    if name in variables:
        return variables[name]
    value = answers
    for part in name.split("."):
        value = value.get(part) if isinstance(value, dict) else None
    if not isinstance(value, str) or not value:
        raise MissingVariable(name)
    return value


def collect(library, gateway, template_name, period_text, language,
            parameters=None, as_of=None, time_zone="UTC", previous=None,
            program_version=""):
    """The document as JSON's value. Raises Unavailable, KeyError, ValueError."""
    template = library.template(template_name)
    parameters = parameters or {}
    wanted = set(template.get("parameters", ()))
    if set(parameters) != wanted:
        raise ValueError(f"the template {template_name} wants " +
                         (", ".join(f"--set {name}=…" for name in
                                    sorted(wanted)) or "no --set"))
    period = periods.parse(period_text, template["period"])
    overview, problem = gateway.ask(
        "portfolio.v1.PortfolioService/GetOverview",
        {"asKnownOn": as_of} if as_of else {})
    if problem and problem["code"] in ("unauthenticated", "permission_denied",
                                       "invalid_argument"):
        raise Unavailable(f"{problem['code']}: {problem['message']}")
    overview = overview or {}
    # The daemon's own clock, so that every answer is of the same moment.
    as_of = as_of or overview.get("asOf")
    if not as_of:
        raise Unavailable("the daemon does not say what time it is: "
                          f"{problem or 'the overview has no asOf'}")
    cost = (overview.get("totals") or {}).get("cost") or {}
    currency = cost.get("currency") or (
        overview.get("coverage") or {}).get("currency") or ""
    variables = {**period.variables(), **parameters, "currency": currency,
                 "as_of": as_of,
                 "previous_instant": previous or
                 period.variables()["first_instant"]}
    answers, missing = {}, []
    for name in library.questions_of(template):
        question = library.questions[name]
        try:
            request = fill(question.get("with", {}), variables, answers)
        except MissingVariable as error:
            missing.append({"answer": name, "method": question["method"],
                            "code": "failed_precondition",
                            "message": f"It needs {error}, which no answer "
                                       "gave."})
            continue
        if question.get("frozen", True):
            request["asKnownOn"] = as_of
        answer, problem = gateway.ask_all(question["method"], request)
        if problem:
            missing.append({"answer": name, "method": question["method"],
                            **problem})
        else:
            answers[name] = answer
    return {
        "document": 1, "template": template_name, "language": language,
        "period": period_text, "parameters": parameters, "asOf": as_of,
        "portfolio": {"name": overview.get("portfolio", ""),
                      "currency": currency, "timeZone": time_zone,
                      "providers": {p["id"]: p.get("name") or p["id"] for p in
                                    overview.get("providers") or ()}},
        "programVersion": program_version, "answers": answers,
        "missing": missing, "gaps": collect_gaps(answers.values()),
    }
