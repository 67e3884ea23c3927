"""Words, numbers and dates in one language. Numbers stay decimals throughout."""

import datetime
import decimal
import functools
import json
import re
import zoneinfo

from babel import Locale, dates, numbers
from babel.messages import pofile

from . import HOME

LANGUAGES = {"en": "en_GB", "nl": "nl_NL"}
# Wide enough for every amount that the API can give.
_DIGITS = 400
_NUMBERS = ("money", "percent", "integer", "seconds", "share")
_PERIOD = re.compile(r"[0-9]{4}(-(0[1-9]|1[0-2])(-[0-3][0-9])?|-W[0-9]{2}|"
                     r"-Q[1-4])?")
_EXACT = decimal.Context(prec=_DIGITS)
_DECIMAL = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MONTH = re.compile(r"[0-9]{4}-[0-9]{2}")
ABSENT = "–"


@functools.cache
def _catalog(language):
    with open(HOME / "locale" / f"{language}.po", "rb") as file:
        return pofile.read_po(file, locale=language, abort_invalid=True)


@functools.cache
def sentences():
    """What the daemon says, by rule: {"en", "nl"}."""
    for path in (HOME / "locale" / "sentences.json",
                 HOME.parent / "core" / "finding" / "sentences.json"):
        if path.is_file():
            return json.loads(path.read_text(encoding="utf-8"))
    raise FileNotFoundError(2, "is not there", "sentences.json")


@functools.cache
def _patterns():
    """(pattern, {"en", "nl"}) of what the daemon says, the most special first."""
    phrases = [{"en": m.id, "nl": m.string} for m in _catalog("nl")
               if m.context == "phrase"]
    found = sorted((*sentences().values(), *phrases), key=_least_special)
    return [(_pattern(texts["en"]), texts) for texts in found
            if not _fits_anything(texts["en"])]


def _fits_anything(text):
    """Whether a template such as `{column}: {why}.` says too little itself."""
    own = re.sub(r"\{\w+\}|\W", "", text)
    return text.startswith("{") and len(own) < 9


def _least_special(texts):
    """Sorts by the text before the first argument, then by all text."""
    text = texts["en"]
    return (-len(text.split("{")[0]), -len(re.sub(r"\{\w+\}", "", text)), text)


def _pattern(text):
    out, seen = "", set()
    for part in re.split(r"(\{\w+\})", text):
        if not re.fullmatch(r"\{\w+\}", part):
            out += re.escape(part)
        elif part in seen:
            out += f"(?P={part[1:-1]})"
        else:
            seen.add(part)
            out += f"(?P<{part[1:-1]}>.+?)"
    return re.compile(out, re.DOTALL)


def decimal_of(text):
    """The exact value of a decimal text of the API, else None."""
    if isinstance(text, int) and not isinstance(text, bool):
        text = str(text) if abs(text) < 10**_DIGITS else ""
    if isinstance(text, str) and len(text) <= _DIGITS and \
            _DECIMAL.fullmatch(text):
        return decimal.Decimal(text)
    return None


class Words:
    """One language and time zone. Immutable."""

    def __init__(self, language, time_zone="UTC"):
        if language not in LANGUAGES:
            raise ValueError(f"the language is '{language}'; right is " +
                             " or ".join(LANGUAGES))
        self.language = language
        self.locale = Locale.parse(LANGUAGES[language])
        self.zone_name = time_zone
        try:
            self._zone = zoneinfo.ZoneInfo(time_zone)
        except (zoneinfo.ZoneInfoNotFoundError, ValueError) as error:
            raise ValueError(f"the time zone is '{time_zone}'; right is for "
                             "instance Europe/Amsterdam") from error

    # --------------------------------------------------------------- texts
    def text(self, message, **arguments):
        """A text for people: ours by the catalogue, a user's by language."""
        if isinstance(message, dict):
            message = message[self.language]
        elif self.language != "en":
            entry = _catalog(self.language).get(message)
            if entry is not None and entry.string:
                message = entry.string
        return message.format(**arguments) if arguments else message

    def plural(self, one, many, count):
        """The text for one or many, with {count} in it."""
        text = one if count == 1 else many
        return self.text(text, count=self.number(count))

    def word(self, value):
        """A value of an enumeration for people; itself when nobody named it."""
        if not value or str(value).endswith("_UNSPECIFIED"):
            return ABSENT
        entry = _catalog(self.language).get(value, "value")
        return entry.string if entry is not None and entry.string else value

    def said(self, message, names=None):
        """What the daemon said, in our language: (text, its language).

        A text, or a message with its rule and arguments, which another
        language needs no English for. names: of providers, by id.
        """
        rule, given = "", None
        if isinstance(message, dict):
            rule = message.get("rule") or ""
            given = message.get("arguments")
            message = str(message.get("text") or message.get("message") or "")
        texts = sentences().get(rule)
        if self.language != "en" and texts and isinstance(given, dict):
            if names and given.get("provider") in names:
                given = {**given, "provider": names[given["provider"]]}
            return self._filled(texts, given), self.language
        if names and texts and isinstance(given, dict):
            # English as the daemon worded it, but for the partner's name.
            match = _pattern(texts["en"]).fullmatch(message)
            if match and match.groupdict().get("provider") in names:
                found = match.groupdict()
                return self._filled(
                    texts, {**found, "provider": names[found["provider"]]}), "en"
        whole = self._recognised(message)
        if whole is not None:
            return whole, self.language
        # Several sentences one after the other, as of a price.
        parts = [self._recognised(part) for part in
                 re.split(r"(?<=\.) (?=[A-Z0-9])", message)]
        if len(parts) > 1 and None not in parts:
            return " ".join(parts), self.language
        return message, "en"

    def _recognised(self, message):
        for pattern, texts in _patterns():
            match = pattern.fullmatch(message)
            if match:
                return self._filled(texts, match.groupdict())
        return None

    def _filled(self, texts, given):
        arguments = {name: self._argument(str(value))
                     for name, value in given.items()}
        return re.sub(r"\{(\w+)\}", lambda m: arguments.get(m[1], "?"),
                      texts[self.language])

    def basis(self, text):
        """On what a figure rests: a sentence, or phrases with commas."""
        if isinstance(text, dict):
            return self.said(text)[0].rstrip(".")
        if self.language == "en":
            return text
        return "".join(self._basis_part(part)
                       for part in re.split(r"([,;] )", text))

    def _basis_part(self, part):
        entry = _catalog(self.language).get(part, "basis")
        return entry.string if entry is not None else self.said(part)[0]

    def _argument(self, text):
        if _DAY.fullmatch(text):
            return self.day(text)
        if _MONTH.fullmatch(text):
            return self.month(text)
        if re.fullmatch(r"-?\d+\.\d+", text):
            return self.number(text)
        match = re.fullmatch(r"(\d{4}-\d\d-\d\d) (\d\d:\d\d) UTC", text)
        if match:
            return self.time(f"{match[1]}T{match[2]}:00Z")
        return self.said(text)[0] if " " in text else text

    # -------------------------------------------------------------- numbers
    def number(self, text, least_decimals=0):
        """An exact number with the language's marks; never rounded."""
        value = decimal_of(text)
        if value is None:
            return str(text) if text else ABSENT
        places = max(least_decimals, -value.as_tuple().exponent)
        pattern = "#,##0" + ("." + "0" * places if places > 0 else "")
        with decimal.localcontext(_EXACT):
            out = numbers.format_decimal(value, pattern, self.locale,
                                         decimal_quantization=False)
        return _true_minus(out)

    def money(self, text, currency=""):
        """An amount: at least the currency's digits, more when it has more."""
        value = decimal_of(text)
        if value is None:
            return str(text) if text else ABSENT
        digits = numbers.get_currency_precision(currency) if currency else 2
        out = self.number(text, digits)
        if not currency:
            return out
        symbol = numbers.get_currency_symbol(currency, self.locale)
        if self.language == "nl" or symbol == currency:
            return f"{symbol}\u00a0{out}"
        return (f"\u2212{symbol}{out[1:]}" if out.startswith("\u2212")
                else f"{symbol}{out}")

    def compact(self, value):
        """An axis label: 12k, 1,5 mln; only for axes, never a figure."""
        value = decimal.Decimal(value)
        for size, unit in ((10**9, self.text("bn")), (10**6, self.text("m")),
                           (1000, "k")):
            if abs(value) >= size:
                return self.number(str((value / size).normalize() + 0)
                                   if value % size else
                                   str(value // size)) + "\u00a0" + unit
        return self.number(format(value.normalize(), "f"))

    def percent(self, text, sign="%"):
        """A percentage, exact, without noughts that say nothing."""
        value = decimal_of(text)
        if value is None:
            return str(text) if text else ABSENT
        shown = format(value, "f")
        if "." in shown:
            whole, part = shown.split(".")
            shown = whole + "." + (part.rstrip("0") or "0")
        if not sign:
            return self.number(shown)
        return self.number(shown) + ("\u00a0%" if self.language == "nl"
                                     else "%")

    def share(self, text):
        """A part of one as a percentage, exact."""
        value = decimal_of(text)
        return (self.percent(text) if value is None
                else self.percent(format(value.scaleb(2, _EXACT), "f")))

    def seconds(self, text):
        """A length of time in hours and minutes, seconds when they matter."""
        value = decimal_of(text)
        if value is None:
            return str(text) if text else ABSENT
        sign = "\u2212" if value < 0 else ""
        total = abs(value)
        hours, rest = divmod(int(total), 3600)
        minutes, left = divmod(rest, 60)
        fraction = total - int(total)
        out = f"{self.number(hours)}:{minutes:02d}"
        if left or fraction:
            out += f":{left:02d}"
            if fraction:
                out += self.number(str(fraction)).lstrip("0")
        return sign + out

    # ---------------------------------------------------------------- dates
    def day(self, text, shape="medium"):
        """An ISO day."""
        if not text:
            return ABSENT
        try:
            value = datetime.date.fromisoformat(text)
        except ValueError:
            return str(text)
        pattern = {"medium": "d MMM y", "long": "d MMMM y"}[shape]
        return dates.format_date(value, pattern, self.locale)

    def month(self, text, shape="medium"):
        """An ISO month; whatever else a period can be stays as it is."""
        if not text:
            return ABSENT
        if not _MONTH.fullmatch(text):
            return self.period(text, shape)
        try:
            value = datetime.date(int(text[:4]), int(text[5:]), 1)
        except ValueError:
            return text  # as it stands
        pattern = {"medium": "MMM y", "long": "MMMM y", "short": "MMM"}[shape]
        return dates.format_date(value, pattern, self.locale)

    def period(self, text, shape="long"):
        """A day, week, month, quarter or year for people."""
        if _DAY.fullmatch(text):
            return self.day(text, "long")
        if _MONTH.fullmatch(text):
            return self.month(text, shape)
        match = re.fullmatch(r"(\d{4})-([WQ])(\d{1,2})", text)
        if match:
            name = "week {n} of {year}" if match[2] == "W" else "quarter {n} of {year}"
            return self.text(name, n=int(match[3]), year=match[1])
        return text

    def time(self, text, shape="medium"):
        """An RFC 3339 instant in the report's time zone."""
        if not text:
            return ABSENT
        match = re.fullmatch(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.\d+)?Z", text)
        if not match:
            return str(text)
        try:
            utc = datetime.datetime.fromisoformat(match[1] + "+00:00")
            local = utc.astimezone(self._zone)
        except (ValueError, OverflowError):
            return str(text)  # no calendar holds it there: as it stands
        return f"{self.day(local.date().isoformat(), shape)} {local:%H:%M}"

    def holds(self, kind, value):
        """Whether a value can be shown as its kind; else it stands as it is."""
        if value is None or value == "":
            return True
        if kind in _NUMBERS:
            return decimal_of(value) is not None
        if kind in ("day", "time", "month"):
            # What could be read was put into this language's shape.
            return isinstance(value, str) and (
                _PERIOD.fullmatch(value) is not None if kind == "month"
                else getattr(self, kind)(value) != value)
        return isinstance(value, (str, bool, int)) or kind in (
            "message", "list", "providers", "any")

    def list(self, items):
        """Names one after the other."""
        return ", ".join(str(item) for item in items) if items else ABSENT


def _true_minus(text):
    return "\u2212" + text[1:] if text.startswith("-") else text
