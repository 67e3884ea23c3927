"""What the daemon calls: `regisseur-report daemon …`, nothing for people.

templates          a line each: name, period, parameters, title; parted by tabs
collect            a document, asked over stdin and stdout (conversation.py)
compare OLD NEW    a line for each figure that differs: five texts parted by
                   U+001F
draw FORMAT        a document on stdin, drawn, on stdout
"""

import argparse
import json
import sys

from . import (collect, conversation, document, failure, library, main,
               marked_yaml, page)


def _arguments(arguments):
    parser = argparse.ArgumentParser(prog="regisseur-report daemon")
    parser.add_argument("--templates", action="append", default=[])
    verbs = parser.add_subparsers(dest="verb", required=True)
    verbs.add_parser("templates")
    asks = verbs.add_parser("collect")
    for name in ("template", "period", "language", "time-zone",
                 "program-version"):
        asks.add_argument(f"--{name}", required=True)
    asks.add_argument("--set", action="append", default=[])
    asks.add_argument("--as-of")
    asks.add_argument("--since")
    asks.add_argument("--previous")
    asks.add_argument("--revision", type=int, default=1)
    both = verbs.add_parser("compare")
    both.add_argument("older")
    both.add_argument("newer")
    draws = verbs.add_parser("draw")
    draws.add_argument("format", choices=main.FORMATS)
    draws.add_argument("--language")
    return parser.parse_args(arguments)


def run(arguments):
    """Runs the command line and returns its exit code."""
    options = _arguments(arguments)
    try:
        books = library.Library(options.templates)
        return {"templates": _templates, "collect": _collect,
                "compare": _compare, "draw": _draw}[options.verb](
                    books, options)
    except (marked_yaml.Mistake, document.BadDocument, conversation.Broken,
            collect.Unavailable, ValueError, KeyError) as error:
        print(failure.told(error), file=sys.stderr)
        return main.USAGE
    except Exception as error:  # pylint: disable=broad-except
        # The daemon tells the last line and logs the rest.
        failure.trace(error)
        print(failure.told(error), file=sys.stderr)
        return main.FAILED


def _templates(books, _):
    for name, template in sorted(books.templates.items()):
        title = template["title"]
        title = title if isinstance(title, str) else title["en"]
        print(name, template["period"],
              ",".join(template.get("parameters", ())), title, sep="\t")
    return main.DONE


def _collect(books, options):
    main.confine()
    parameters = dict(entry.split("=", 1) for entry in options.set)
    conversation.hold(books, options, parameters, sys.stdin.buffer,
                      sys.stdout.buffer)
    return main.DONE


def _compare(books, options):
    with open(options.newer, "rb") as file:
        newer = json.loads(file.read())
    for each in conversation.between(books, options.older, newer):
        print(conversation.parted(each))
    return main.DONE


def _draw(books, options):
    data = json.loads(sys.stdin.buffer.read(), parse_float=str)
    if options.language:
        data["language"] = options.language
    text = json.dumps(data, ensure_ascii=False).encode()
    return main.draw(page.Report(books, document.read(text)), options.format)
