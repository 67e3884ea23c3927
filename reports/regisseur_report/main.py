"""The command line: a document from a file or a daemon, out in files."""

import argparse
import concurrent.futures
import json
import os
import pathlib
import re
import resource
import subprocess
import sys
import tempfile

from . import collect, document, failure, library, marked_yaml, page
from .words import LANGUAGES

FORMATS = ("html", "pdf", "xlsx", "csv", "json")
REGISTER_FORMATS = ("xlsx", "csv", "package")
_ENDING = {"csv": "csv.zip"}
_MEMORY = 2 * 2**30
# Formats that are drawn at the same time.
_AT_ONCE = 2
DONE, FAILED, USAGE, UNAVAILABLE, NOT_HELD = 0, 1, 2, 5, 7


def _arguments(arguments):
    parser = argparse.ArgumentParser(
        prog="regisseur-report",
        description="Renders a report document, or asks a running daemon for "
                    "one, as HTML, PDF, XLSX, CSV and JSON.")
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--document", metavar="FILE",
                      help="the document; - reads it from stdin")
    what.add_argument("--server", metavar="HOST:PORT",
                      help="the daemon's http address to ask")
    what.add_argument("--list", action="store_true",
                      help="show the templates there are")
    what.add_argument("--check", action="store_true",
                      help="read all templates and tell the first mistake")
    parser.add_argument("--register", metavar="FILE", nargs="?", const="",
                        help="a DORA register of information, of a file or "
                             "with --server of the portfolio on the last day of "
                             "--period: check it and write it as xlsx, csv and "
                             "package")
    parser.add_argument("--register-draft", action="store_true",
                        help="with --server: begin a register.yaml with what "
                             "the daemon knows")
    parser.add_argument("--template", metavar="ID")
    parser.add_argument("--period", help="2026-10-05, 2026-W41, 2026-10, "
                                         "2026-Q4 or 2026, as the template says")
    parser.add_argument("--language", choices=sorted(LANGUAGES), default="en")
    parser.add_argument("--set", action="append", default=[],
                        metavar="NAME=VALUE", help="a parameter of the template")
    parser.add_argument("--as-of", metavar="TIME",
                        help="as known then; without it, as known now")
    parser.add_argument("--since", metavar="TIME",
                        help="the moment of the report before this one")
    parser.add_argument("--time-zone", default="Europe/Amsterdam")
    parser.add_argument("--token-file", metavar="FILE")
    parser.add_argument("--ca", metavar="FILE")
    parser.add_argument("--format", help="one or more of " + ",".join(FORMATS) +
                        "; of a register: " + ",".join(REGISTER_FORMATS))
    parser.add_argument("--out", metavar="DIR", default=".")
    parser.add_argument("--templates", metavar="DIR", action="append",
                        default=[], help="a folder with templates of your own")
    parser.add_argument("--time-limit", type=int, default=120,
                        metavar="SECONDS", help="for each format")
    parser.add_argument("--one", choices=FORMATS, help=argparse.SUPPRESS)
    return parser.parse_args(arguments)


def say(text):
    """A line for people on stderr."""
    print(f"regisseur-report: {text}", file=sys.stderr)


def tell(text):
    """A line for people that needs no name before it."""
    print(text, file=sys.stderr)


def main(arguments=None):
    """Runs the command line and returns its exit code."""
    try:
        return _main(arguments)
    except KeyboardInterrupt:
        return FAILED
    except Exception as error:  # pylint: disable=broad-except
        # The last line is what a person reads; the rest is for the log.
        failure.trace(error)
        say(failure.told(error))
        return FAILED


def _main(arguments):
    words = sys.argv[1:] if arguments is None else arguments
    if words[:1] == ["daemon"]:
        from . import daemon
        return daemon.run(words[1:])
    options = _arguments(words)
    if options.register is not None or options.register_draft:
        from . import register_command
        return register_command.run(options)
    if not (options.document or options.server or options.list or
            options.check):
        say("say what to do: --document FILE, --server HOST:PORT, --list, "
             "--check or --register FILE")
        return USAGE
    try:
        books = library.Library(options.templates)
    except marked_yaml.Mistake as error:
        say(error)
        return USAGE
    if options.check:
        return DONE
    if options.list:
        for name, template in sorted(books.templates.items()):
            title = template["title"]
            title = title if isinstance(title, str) else title["en"]
            wants = "".join(f" --set {p}=…"
                            for p in template.get("parameters", ()))
            print(f"{name:20} {template['period']:8} {title}{wants}")
        return DONE
    try:
        text = (_read(options.document) if options.document
                else _ask(books, options))
        report = page.Report(books, document.read(text))
    except (document.BadDocument, ValueError, KeyError) as error:
        say(failure.told(error))
        return USAGE
    except collect.Unavailable as error:
        say(error)
        return UNAVAILABLE
    except OSError as error:
        say(f"{error.filename}: {error.strerror}")
        return USAGE
    if options.one:
        return draw(report, options.one)
    return _all(report, text, options)


def _read(name):
    if name == "-":
        return sys.stdin.buffer.read()
    return pathlib.Path(name).read_bytes()


def _ask(books, options):
    for name in ("template", "period"):
        if not getattr(options, name):
            raise ValueError(f"--server wants --{name} too")
    parameters = {}
    for entry in options.set:
        name, equals, value = entry.partition("=")
        if not equals or not value:
            raise ValueError(f"--set {entry} is not NAME=VALUE")
        parameters[name] = value
    data = collect.collect(
        books, gateway_of(options), options.template, options.period, options.language,
        parameters, options.as_of, options.time_zone, options.since)
    return json.dumps(data, ensure_ascii=False).encode("utf-8")


def gateway_of(options):
    """The daemon that was named."""
    token = None
    if options.token_file:
        token = pathlib.Path(options.token_file).read_text("utf-8").strip()
    return collect.Gateway(options.server, token, options.ca)


def _all(report, text, options):
    """Each format in a child of its own: one that fails leaves the others."""
    formats = formats_asked(options, FORMATS)
    if not formats:
        return USAGE
    out = pathlib.Path(options.out)
    out.mkdir(parents=True, exist_ok=True)
    base = "-".join([report.document.template,
                     *(_file_name(v) for _, v in
                       sorted(report.document.parameters.items())),
                     report.document.period.text, report.document.language])
    code = DONE
    with concurrent.futures.ThreadPoolExecutor(_AT_ONCE) as pool:
        # The longest first; they are told in the order that was asked for.
        made = {name: pool.submit(_child, name, text, options)
                for name in sorted(formats, key=lambda n: n != "pdf")}
        for name in formats:
            path = out / f"{base}.{_ENDING.get(name, name)}"
            try:
                write(path, made[name].result())
                print(path)
            except (_Failed, OSError) as error:
                say(f"{name} failed: {error}")
                code = FAILED
    return code


def formats_asked(options, known):
    """The formats asked for; empty, and said, when one is not there."""
    asked = options.format or ",".join(known)
    formats = [f.strip() for f in asked.split(",") if f.strip()]
    for name in formats:
        if name not in known:
            say(f"there is no format '{name}'; there are " + ", ".join(known))
            return []
    return formats


class _Failed(Exception):
    pass


def _child(name, text, options):
    command = [sys.executable, "-I",
               str(pathlib.Path(__file__).resolve().parent.parent /
                   "regisseur-report"), "--document", "-", "--one", name]
    for folder in options.templates:
        command += ["--templates", str(pathlib.Path(folder).resolve())]
    environment = {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8",
                   "SOURCE_DATE_EPOCH": "0", "PYTHONHASHSEED": "0"}
    with tempfile.TemporaryDirectory(prefix="regisseur-report.") as home:
        environment["HOME"] = environment["TMPDIR"] = home
        try:
            done = subprocess.run(command, input=text, capture_output=True,
                                  timeout=options.time_limit, cwd=home,
                                  env=environment, check=False)
        except subprocess.TimeoutExpired as error:
            raise _Failed(f"it took longer than {options.time_limit} s; raise "
                          "--time-limit or make the template smaller"
                          ) from error
    if done.returncode != 0 or not done.stdout:
        told = done.stderr.decode("utf-8", "replace").strip().splitlines()
        raise _Failed((told[-1].removeprefix("regisseur-report: ") if told else
                       "it ended without a word; it may have needed more "
                       "memory than there is")[:500])
    return done.stdout


def write(path, content):
    """Whole or not at all."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".regisseur-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            os.fchmod(file.fileno(), 0o644)
        os.replace(name, path)
    except OSError:
        os.unlink(name)
        raise


def _file_name(text):
    return re.sub(r"[^A-Za-z0-9_-]+", "_", text)[:60]


def drawn(report, name):
    """The bytes of one format."""
    from . import pdf, sheets
    return {"html": lambda: page.render(report).encode("utf-8", "replace"),
            "pdf": lambda: pdf.render(report),
            "xlsx": lambda: sheets.xlsx(report),
            "csv": lambda: sheets.csv_zip(report),
            "json": report.document.to_json}[name]()


def draw(report, name):
    """Draws one format to stdout, without network and with a limit."""
    confine()
    sys.stdout.buffer.write(drawn(report, name))
    return DONE


def confine():
    """From here on no network, no program, and bounded memory."""
    import seccomp
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    rules = seccomp.SyscallFilter(defaction=seccomp.ALLOW)
    for call in ("socket", "socketpair", "connect", "execve", "execveat",
                 "ptrace"):
        rules.add_rule(seccomp.ERRNO(1), call)
    rules.load()
