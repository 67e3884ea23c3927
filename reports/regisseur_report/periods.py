"""Days, weeks, months, quarters and years, as templates and people name them."""

import dataclasses
import datetime
import re

_SHAPES = {
    "day": r"(\d{4})-(\d\d)-(\d\d)",
    "week": r"(\d{4})-W(\d\d)",
    "month": r"(\d{4})-(\d\d)",
    "quarter": r"(\d{4})-Q([1-4])",
    "year": r"(\d{4})",
}
_EXAMPLES = {"day": "2026-10-05", "week": "2026-W41", "month": "2026-10",
             "quarter": "2026-Q4", "year": "2026"}
KINDS = tuple(_SHAPES)


def month_shift(month, by):
    """2026-01 shifted by -1 is 2025-12."""
    year, number = int(month[:4]), int(month[5:])
    index = year * 12 + number - 1 + by
    return f"{index // 12:04d}-{index % 12 + 1:02d}"


def _month_days(month):
    first = datetime.date(int(month[:4]), int(month[5:]), 1)
    after = month_shift(month, 1)
    last = (datetime.date(int(after[:4]), int(after[5:]), 1) -
            datetime.timedelta(days=1))
    return first, last


@dataclasses.dataclass(frozen=True)
class Period:
    """A stretch of whole days, both ends in it."""

    text: str
    kind: str
    first: datetime.date
    last: datetime.date

    def months(self):
        """The months that it touches, oldest first."""
        out = [f"{self.first:%Y-%m}"]
        while out[-1] < f"{self.last:%Y-%m}":
            out.append(month_shift(out[-1], 1))
        return out

    def variables(self):
        """What a question may put in its request as {name}."""
        months = self.months()
        return {
            "period": self.text,
            "first_day": self.first.isoformat(),
            "last_day": self.last.isoformat(),
            "next_day": (self.last +
                         datetime.timedelta(days=1)).isoformat(),
            "in_two_weeks": (self.last +
                             datetime.timedelta(days=14)).isoformat(),
            "first_month": months[0],
            "last_month": months[-1],
            # The year that ends with the period, with the same month of the
            # year before it.
            "history_month": month_shift(months[-1], -12),
            "first_instant": f"{self.first.isoformat()}T00:00:00Z",
            "year": f"{self.last.year:04d}",
            "year_end": f"{self.last.year:04d}-12-31",
        }


def parse(text, kind=None):
    """The period that a text names; ValueError says what would be right."""
    for shape, pattern in _SHAPES.items():
        match = re.fullmatch(pattern, text)
        if not match or kind not in (None, shape):
            continue
        parts = [int(part) for part in match.groups()]
        try:
            return Period(text, shape, *_days(shape, parts))
        except ValueError:
            break
    right = _EXAMPLES[kind] if kind else " or ".join(_EXAMPLES.values())
    raise ValueError(f"the period is '{text}'; right is for instance {right}")


def _days(shape, parts):
    if shape == "day":
        day = datetime.date(*parts)
        return day, day
    if shape == "week":
        return (datetime.date.fromisocalendar(parts[0], parts[1], 1),
                datetime.date.fromisocalendar(parts[0], parts[1], 7))
    if shape == "month":
        return _month_days(f"{parts[0]:04d}-{parts[1]:02d}")
    if shape == "quarter":
        first = f"{parts[0]:04d}-{parts[1] * 3 - 2:02d}"
        return _month_days(first)[0], _month_days(month_shift(first, 2))[1]
    return datetime.date(parts[0], 1, 1), datetime.date(parts[0], 12, 31)
