"""The register of information on the command line."""

import pathlib

from . import (collect, failure, main, marked_yaml, periods, register,
               register_draft)


def run(options):
    """Checks and writes it, or begins a file; returns the exit code."""
    if bool(options.server) == bool(options.register):
        main.say("the register is of a file, --register FILE, or of a "
                 "portfolio, --server HOST:PORT --register")
        return main.USAGE
    try:
        if options.register_draft:
            return _draft(options)
        return _register(options)
    except (marked_yaml.Mistake, ValueError) as error:
        main.say(failure.told(error))
        return main.USAGE
    except collect.Unavailable as error:
        main.say(error)
        return main.UNAVAILABLE
    except OSError as error:
        main.say(f"{error.filename}: {error.strerror}")
        return main.USAGE


def _ask(options):
    on = (periods.parse(options.period).last.isoformat() if options.period
          else "")
    return register.ask(main.gateway_of(options), on, options.as_of)


def _draft(options):
    path = pathlib.Path(options.out) / "register.yaml"
    if path.exists():
        main.say(f"{path} is there already; it is yours and is not "
                 "overwritten")
        return main.USAGE
    answer, gaps = _ask(options)
    path.parent.mkdir(parents=True, exist_ok=True)
    main.write(path, register_draft.text(answer).encode("utf-8"))
    print(path)
    return _told(gaps, main.DONE)


def _register(options):
    formats = main.formats_asked(options, main.REGISTER_FORMATS)
    if not formats:
        return main.USAGE
    gaps = []
    if options.server:
        answer, gaps = _ask(options)
        read = register.Register(None, answer)
        base = f"register-{read.head['reference_date']}"
    else:
        read = register.Register(options.register)
        base = pathlib.Path(options.register).stem
    made, complaints = register.write(read, formats)
    out = pathlib.Path(options.out)
    out.mkdir(parents=True, exist_ok=True)
    for ending, content in made.items():
        path = out / f"{base}.{ending}"
        main.write(path, content)
        print(path)
    for told in complaints:
        main.tell(told)
    if complaints:
        main.say(f"{len(complaints)} complaints" +
                 ("; a package is made when there are none"
                  if "package" in formats else ""))
    return _told(gaps, main.NOT_HELD if complaints else main.DONE)


def _told(gaps, code):
    for gap in gaps:
        main.say(f"not in it: {gap.get('provider') or 'portfolio'}: "
                 f"{gap.get('message')}")
    return main.FAILED if gaps and code == main.DONE else code
