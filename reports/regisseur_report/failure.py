"""A failure in words for people: never what Python says of itself."""

import pathlib
import sys
import traceback

import jinja2

from . import collect, document, marked_yaml

_HERE = pathlib.Path(__file__).resolve().parent


def told(error):
    """One sentence: what failed, where, and what would put it right."""
    from . import conversation
    if isinstance(error, (marked_yaml.Mistake, document.BadDocument,
                          collect.Unavailable, conversation.Broken)):
        return str(error)
    if isinstance(error, (ValueError, KeyError)) and _said_here(error):
        return str(error.args[0] if error.args else error)
    if isinstance(error, OSError) and error.filename:
        return f"{error.filename}: {error.strerror}"
    if isinstance(error, ImportError) and error.name:
        return absent(error.name)
    if isinstance(error, jinja2.exceptions.SecurityError):
        return f"{_view(error) or 'a view'} reaches for what no view may use"
    if isinstance(error, jinja2.TemplateNotFound):
        return f"{_view(error) or 'a view'}: there is no view '{error.name}'"
    if isinstance(error, MemoryError):
        return ("it needs more memory than a report may have; make the "
                "template or its period smaller")
    if _view(error):
        return (f"{_view(error)} cannot be drawn with these answers; hold what "
                "stands there against them (--format json has them)")
    place = traceback.extract_tb(error.__traceback__)
    own = [f for f in place if _HERE in pathlib.Path(f.filename).parents]
    at = f"{pathlib.Path(own[-1].filename).name}:{own[-1].lineno}" if own else (
        "an unknown place")
    return (f"this is a mistake of the program that draws reports, at {at}, not "
            "of what was asked; tell who maintains it")


def absent(module):
    """What to do about a Python module that is not there."""
    return (f"the Python module {module} is not there; install the modules that "
            "the package recommends")


def _said_here(error):
    """Whether a sentence of ours was raised, not one of Python's."""
    last = traceback.extract_tb(error.__traceback__)[-1]
    return (_HERE in pathlib.Path(last.filename).parents and
            "raise " in (last.line or ""))


def _view(error):
    """The view and line in which a template failed; '' when none did."""
    views = [f for f in traceback.extract_tb(error.__traceback__)
             if f.filename.endswith(".html")]
    if not views:
        return ""
    return f"{pathlib.Path(views[-1].filename).name}:{views[-1].lineno}"


def trace(error):
    """All of it on stderr, for who maintains the program."""
    traceback.print_exception(type(error), error, error.__traceback__,
                              file=sys.stderr)
