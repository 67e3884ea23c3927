"""Charts as SVG: honest axes from nought, direct labels, readable in grey.

Coordinates are floats, figures never: labels are made from the decimals.
"""

import decimal

from markupsafe import Markup, escape

from . import tables
from .words import decimal_of

INK, MUTED, RULE = "#1b2530", "#5c6773", "#d9dee3"
# Blue and orange stay apart for colour-blind readers; their greys too.
BLUE, PALE, ORANGE = "#1f4e79", "#c3d3e3", "#b8560f"
_WIDTH = 660


def _n(value):
    return f"{float(value):.2f}".rstrip("0").rstrip(".")


class _Svg:
    def __init__(self, height, title):
        self.height = height
        self._parts = [f"<title>{escape(title)}</title>"]
        self._title = title

    def line(self, x1, y1, x2, y2, colour=RULE, width=0.75, dash=""):
        dashes = f' stroke-dasharray="{dash}"' if dash else ""
        self._parts.append(f'<line x1="{_n(x1)}" y1="{_n(y1)}" x2="{_n(x2)}" '
                           f'y2="{_n(y2)}" stroke="{colour}" '
                           f'stroke-width="{_n(width)}"{dashes}/>')

    def rect(self, x, y, width, height, fill, stroke=""):
        edge = f' stroke="{stroke}" stroke-width="0.75"' if stroke else ""
        self._parts.append(f'<rect x="{_n(x)}" y="{_n(y)}" '
                           f'width="{_n(max(width, 0))}" '
                           f'height="{_n(max(height, 0))}" fill="{fill}"'
                           f'{edge}/>')

    def circle(self, x, y, r, fill, stroke=""):
        edge = f' stroke="{stroke}" stroke-width="1.25"' if stroke else ""
        self._parts.append(f'<circle cx="{_n(x)}" cy="{_n(y)}" r="{_n(r)}" '
                           f'fill="{fill}"{edge}/>')

    def text(self, x, y, text, anchor="start", colour=MUTED, size=10,
             weight="400"):
        self._parts.append(f'<text x="{_n(x)}" y="{_n(y)}" '
                           f'text-anchor="{anchor}" fill="{colour}" '
                           f'font-size="{_n(size)}" font-weight="{weight}">'
                           f"{escape(text)}</text>")

    def done(self):
        return Markup(f'<svg class="chart" viewBox="0 0 {_WIDTH} {_n(self.height)}" '
                      f'role="img" aria-label="{escape(self._title)}" '
                      'xmlns="http://www.w3.org/2000/svg" '
                      'font-family="Inter, sans-serif">' +
                      "".join(self._parts) + "</svg>")


def steps(low, high):
    """Round axis values that hold low and high, at most six."""
    low, high = min(low, decimal.Decimal(0)), max(high, decimal.Decimal(0))
    span = high - low or decimal.Decimal(1)
    size = decimal.Decimal(10) ** (span / 4).adjusted()
    for factor in (1, 2, decimal.Decimal("2.5"), 5, 10):
        step = size * factor
        if span / step <= 5:
            break
    first = (low / step).to_integral_value(decimal.ROUND_FLOOR)
    last = (high / step).to_integral_value(decimal.ROUND_CEILING)
    return [step * i for i in range(int(first), int(last) + 1)]


def _short(text, most):
    return text if len(text) <= most else text[:most - 1].rstrip() + "…"


class Charts:
    """Draws the charts of a section."""

    def __init__(self, words, writer, document):
        self._words = words
        self._writer = writer
        self._document = document

    def draw(self, chart):
        """SVG, or '' when there is nothing to draw."""
        points = self._points(chart, chart)
        if not points:
            return ""
        title = self._words.text(chart["title"])
        kind = chart["kind"]
        if kind == "bars":
            return self._bars(chart, title, points)
        if kind == "ranges":
            return self._ranges(chart, title, points)
        later = (self._points(chart, chart["then"]) if "then" in chart else [])
        known = {p["key"] for p in points}
        return self._columns(title, points,
                             [p for p in later if p["key"] not in known])

    def _points(self, chart, part):
        out = []
        rows = tables.arrange(
            tables.select(self._document.answers, part["rows"]), chart)
        for row, outer in rows:
            values = {key: decimal_of(tables.field(row, part[key], outer))
                      for key in ("value", "low", "high", "target")
                      if key in part}
            if all(v is None for k, v in values.items() if k != "target"):
                continue
            key = str(tables.field(row, part["label"], outer) or "")
            currency = tables.field(row, chart.get("currency", "currency"),
                                    outer) or ""
            out.append({"key": key, "currency": currency, "of": tables.field(
                row, part.get("label_of", ""), outer),
                "disputed": bool("disputed" in part and tables.field(
                    row, part["disputed"], outer)), **values})
        return out

    def _label(self, chart, point, most=36):
        key, kind = point["key"], chart.get("label_kind", "")
        if kind == "provider":
            key = self._writer.provider(key)
        elif kind == "day":
            key = self._words.day(key)
        if point["of"]:
            whose = self._writer.provider(point["of"])
            whose = _short(whose, max(most - len(key) - 3, most // 3))
            key = f"{whose} · {key}"
        return _short(key, most)

    # ------------------------------------------------------------- columns
    def _columns(self, title, points, later):
        every = points + later
        values = [p["value"] for p in every if p.get("value") is not None]
        values += [p["high"] for p in later if p.get("high") is not None]
        axis = steps(min(values), max(values))
        svg = _Svg(190, title)
        left, right, top, bottom = 52, _WIDTH - 4, 18, 158
        currency = points[0]["currency"]

        def y(value):
            return bottom - float((value - axis[0]) / (axis[-1] - axis[0])) * (
                bottom - top)

        for value in axis:
            svg.line(left, y(value), right, y(value),
                     INK if value == 0 else RULE, 0.9 if value == 0 else 0.6)
            svg.text(left - 6, y(value) + 3.5, self._words.compact(value), "end")
        svg.text(left - 6, top - 8, currency, "end")
        slot = (right - left) / len(every)
        wide = min(slot * 0.66, 46)
        for index, point in enumerate(every):
            x = left + slot * index + slot / 2
            value = point.get("value")
            if index < len(points):
                svg.rect(x - wide / 2, min(y(value), y(0)), wide,
                         abs(y(0) - y(value)), BLUE)
            else:
                self._expected(svg, x, wide, point, y)
            label = self._words.month(point["key"], "short") if len(
                point["key"]) == 7 else point["key"]
            svg.text(x, bottom + 14, label, "middle")
            if len(point["key"]) == 7 and (index == 0 or
                                           point["key"].endswith("-01")):
                svg.text(x, bottom + 26, point["key"][:4], "middle")
        last = len(points) - 1
        value = points[last]["value"]
        if value is not None:
            svg.text(left + slot * last + slot / 2, min(y(value), y(0)) - 5,
                     self._words.money(str(value)), "middle", INK, 9.5, "600")
        if later and later[0].get("value") is not None:
            x = left + slot * len(points)
            svg.line(x, top - 12, x, bottom, MUTED, 0.6, "2 2")
            svg.text(x + 4, top - 6, self._words.text("Forecast"))
        return svg.done()

    def _expected(self, svg, x, wide, point, y):
        low, high = point.get("low"), point.get("high")
        if point.get("value") is None:
            return
        if low is not None and high is not None:
            svg.rect(x - wide / 2, y(high), wide, y(low) - y(high), PALE)
        svg.line(x - wide / 2, y(point["value"]), x + wide / 2,
                 y(point["value"]), BLUE, 1.75)

    # ---------------------------------------------------------------- bars
    def _bars(self, chart, title, points):
        points = [p for p in points if p["value"] is not None]
        most = chart.get("at_most", 15)
        points.sort(key=lambda p: (-p["value"], p["key"]))
        shown, left_out = points[:most], max(0, len(points) - most)
        if not shown:
            return ""
        low = min(decimal.Decimal(0), min(p["value"] for p in shown))
        high = max(decimal.Decimal(0), max(p["value"] for p in shown))
        span = (high - low) or decimal.Decimal(1)
        svg = _Svg(18 * len(shown) + (20 if left_out else 6), title)
        left, right = 190, _WIDTH - 96

        def x(value):
            return left + float((value - low) / span) * (right - left)

        for index, point in enumerate(shown):
            y = 18 * index + 3
            svg.text(left - 8, y + 9.5,
                     self._label(chart, point), "end", INK)
            a, b = sorted((x(decimal.Decimal(0)), x(point["value"])))
            svg.rect(a, y, b - a, 12, BLUE if point["value"] >= 0 else ORANGE)
            svg.text(b + 5, y + 9.5,
                     self._words.money(str(point["value"]), point["currency"]),
                     "start", INK)
        svg.line(x(decimal.Decimal(0)), 0, x(decimal.Decimal(0)),
                 18 * len(shown), INK, 0.9)
        if left_out:
            svg.text(left, 18 * len(shown) + 12, self._words.plural(
                "One more row stands in the spreadsheet.",
                "{count} more rows stand in the spreadsheet.",
                left_out))
        return svg.done()

    # -------------------------------------------------------------- ranges
    def _ranges(self, chart, title, points):
        shown = points[:chart.get("at_most", 20)]
        left_out = len(points) - len(shown)
        floor = min(v for p in shown for v in
                    (p.get("low"), p.get("value"), p.get("target"))
                    if v is not None)
        # The axis does not begin at nought; it says so by its own numbers.
        for start in ("99.5", "99", "98", "95", "90", "75", "50", "0"):
            if decimal.Decimal(start) <= floor:
                break
        start = decimal.Decimal(start)
        svg = _Svg(18 * len(shown) + (62 if left_out else 48), title)
        left, right, end = 190, _WIDTH - 96, decimal.Decimal(100)

        def x(value):
            return left + float((min(value, end) - start) /
                                (end - start)) * (right - left)

        bottom = 18 * len(shown) + 4
        for index in range(5):
            value = start + (end - start) * index / 4
            svg.line(x(value), 0, x(value), bottom)
            svg.text(x(value), bottom + 13,
                     self._words.percent(format(value, "f")), "middle")
        for index, point in enumerate(shown):
            self._range(svg, chart, point, 18 * index + 9, x)
        self._legend(svg, left, bottom + 32, any(p["disputed"] for p in shown))
        if left_out:
            svg.text(left, bottom + 48, self._words.plural(
                "One more row stands in the spreadsheet.",
                "{count} more rows stand in the spreadsheet.",
                left_out))
        return svg.done()

    def _legend(self, svg, x, y, disputed):
        svg.line(x + 2, y - 7, x + 2, y + 3, INK, 1.5)
        svg.text(x + 9, y + 1.5, self._words.text("Norm"))
        svg.circle(x + 84, y - 2, 3.6, BLUE, BLUE)
        svg.text(x + 92, y + 1.5, self._words.text("Attained"))
        svg.rect(x + 180, y - 5, 22, 6, PALE)
        svg.text(x + 207, y + 1.5,
                 self._words.text("Between the bounds of unknown time"))
        if disputed:
            svg.text(182, y + 1.5, "* " + self._words.text("disputed"), "end")

    def _range(self, svg, chart, point, y, x):
        svg.text(182, y + 3.5, self._label(chart, point), "end", INK)
        low, high = point.get("low"), point.get("high")
        if low is not None and high is not None:
            svg.rect(x(low), y - 3, max(x(high) - x(low), 1), 6, PALE)
        target, value = point.get("target"), point.get("value")
        star = "*" if point["disputed"] else ""
        if target is not None:
            svg.line(x(target), y - 7, x(target), y + 7, INK, 1.5)
        if value is not None:
            missed = target is not None and value < target
            svg.circle(x(value), y, 3.6, "#fff" if missed else BLUE,
                       ORANGE if missed else BLUE)
            svg.text(_WIDTH - 84, y + 3.5,
                     self._words.percent(format(value, "f")) + star, "start",
                     INK)
        else:
            svg.text(_WIDTH - 84, y + 3.5, self._words.text("unknown") + star)


# ------------------------------------------------------------------- marks
_MARKS = {
    "good": '<circle cx="5" cy="5" r="4" fill="#1f4e79"/>',
    "warn": '<circle cx="5" cy="5" r="3.5" fill="#fff" stroke="#b8560f" '
            'stroke-width="1"/><path d="M5 1.5a3.5 3.5 0 0 1 0 7z" '
            'fill="#b8560f"/>',
    "bad": '<path d="M5 .8 9.6 9H.4z" fill="#b8560f"/>',
    "unknown": '<circle cx="5" cy="5" r="3.5" fill="#fff" stroke="#5c6773" '
               'stroke-width="1" stroke-dasharray="1.6 1.2"/>',
}
_MARK_OF = {
    "OPERATIONAL_STATE_OPERATIONAL": "good",
    "OPERATIONAL_STATE_DEGRADED_PERFORMANCE": "warn",
    "OPERATIONAL_STATE_UNDER_MAINTENANCE": "warn",
    "OPERATIONAL_STATE_PARTIAL_OUTAGE": "bad",
    "OPERATIONAL_STATE_MAJOR_OUTAGE": "bad",
    "VERDICT_MET": "good", "VERDICT_ON_TRACK": "good",
    "VERDICT_AT_RISK": "warn", "VERDICT_BREACHED": "bad",
    "RECONCILIATION_STATE_MATCHED": "good",
    "RECONCILIATION_STATE_DIFFERENT": "bad",
    "RECONCILIATION_STATE_UNMATCHED": "unknown",
    "EXPERIENCE_STATE_GREEN": "good", "EXPERIENCE_STATE_AMBER": "warn",
    "EXPERIENCE_STATE_RED": "bad",
    "LEVEL_STATE_GREEN": "good", "LEVEL_STATE_RED": "bad",
}


def mark(value):
    """A small sign beside a word, by shape first; never healthy unless said."""
    shape = _MARKS[_MARK_OF.get(value, "unknown")]
    return Markup('<svg class="mark" viewBox="0 0 10 10" aria-hidden="true">'
                  f"{shape}</svg>")
