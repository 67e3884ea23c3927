#include "services/kpi/report_figure.h"

#include <algorithm>
#include <cstddef>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

namespace regisseur::kpi {
namespace {

constexpr absl::string_view kNoBreakSpace = "\xC2\xA0";
constexpr absl::string_view kNarrowNoBreakSpace = "\xE2\x80\xAF";

constexpr absl::string_view kNotApplicable[] = {"n.v.t.",
                                                "n.v.t",
                                                "nvt",
                                                "nvt.",
                                                "niet van toepassing",
                                                "n/a",
                                                "n.a.",
                                                "na",
                                                "-",
                                                "\xE2\x80\x93",
                                                "\xE2\x80\x94",
                                                "--",
                                                "not applicable"};

// Units that may follow a number. A letter that is none of them, such as the O
// of `99,7O`, makes the cell unreadable.
constexpr absl::string_view kUnits[] = {"%",
                                        "\xE2\x80\xB0",
                                        "procent",
                                        "percent",
                                        "uur",
                                        "uren",
                                        "u",
                                        "hour",
                                        "hours",
                                        "h",
                                        "min",
                                        "min.",
                                        "minuut",
                                        "minuten",
                                        "minute",
                                        "minutes",
                                        "sec",
                                        "sec.",
                                        "s",
                                        "seconde",
                                        "seconden",
                                        "second",
                                        "seconds",
                                        "ms",
                                        "dag",
                                        "dagen",
                                        "day",
                                        "days",
                                        "werkdag",
                                        "werkdagen",
                                        "business days",
                                        "week",
                                        "weken",
                                        "weeks",
                                        "stuks",
                                        "st.",
                                        "punten",
                                        "points",
                                        "keer",
                                        "x",
                                        "EUR",
                                        "euro",
                                        "Mbit/s",
                                        "Gbit/s",
                                        "GB",
                                        "TB"};

struct OperatorWord {
  absl::string_view word;
  absl::string_view op;
  bool strict;
};
// Longer words before those they start with.
constexpr OperatorWord kOperators[] = {
    {"\xE2\x89\xA5", ">=", false},
    {"\xE2\x89\xA4", "<=", false},
    {">=", ">=", false},
    {"=>", ">=", false},
    {"<=", "<=", false},
    {"=<", "<=", false},
    {">", ">=", true},
    {"<", "<=", true},
    {"minimaal", ">=", false},
    {"minimum", ">=", false},
    {"ten minste", ">=", false},
    {"tenminste", ">=", false},
    {"at least", ">=", false},
    {"min.", ">=", false},
    {"min", ">=", false},
    {"maximaal", "<=", false},
    {"maximum", "<=", false},
    {"ten hoogste", "<=", false},
    {"hoogstens", "<=", false},
    {"at most", "<=", false},
    {"max.", "<=", false},
    {"max", "<=", false},
    {"binnen", "<=", false},
    {"within", "<=", false},
    {"=", "", false},
};

bool IsDigit(char c) {
  return absl::ascii_isdigit(static_cast<unsigned char>(c));
}

// The number of a cell and what stands around it.
struct Split {
  std::string number;      // blanks between groups of three taken out
  absl::string_view unit;  // behind it, trimmed
  bool euro = false;       // a currency sign stood before it
};

// False when the cell has no number at its start.
bool SplitCell(absl::string_view cell, Split& split) {
  cell = TrimBlanks(cell);
  for (absl::string_view sign : {"\xE2\x82\xAC", "EUR"}) {
    if (absl::StartsWith(cell, sign)) {
      split.euro = true;
      cell = TrimBlanks(cell.substr(sign.size()));
      break;
    }
  }
  size_t at = 0;
  if (absl::StartsWith(cell, "\xE2\x88\x92")) {  // a typographic minus
    split.number = "-";
    at = 3;
  } else if (!cell.empty() && (cell[0] == '-' || cell[0] == '+')) {
    split.number = cell[0] == '-' ? "-" : "";
    at = 1;
  }
  const size_t first_digit = at;
  while (at < cell.size()) {
    if (IsDigit(cell[at])) {
      split.number.push_back(cell[at++]);
      continue;
    }
    if ((cell[at] == ',' || cell[at] == '.') && at + 1 < cell.size() &&
        IsDigit(cell[at + 1])) {
      split.number.push_back(cell[at++]);
      continue;
    }
    // A blank between groups of three digits: 1 234.
    size_t width = 0;
    for (absl::string_view blank :
         {absl::string_view(" "), kNoBreakSpace, kNarrowNoBreakSpace}) {
      if (absl::StartsWith(cell.substr(at), blank)) width = blank.size();
    }
    const absl::string_view behind =
        cell.substr(std::min(at + width, cell.size()));
    size_t digits = 0;
    while (digits < behind.size() && IsDigit(behind[digits])) ++digits;
    if (width == 0 || digits != 3) break;
    at += width;
  }
  if (at == first_digit || !IsDigit(cell[first_digit])) return false;
  split.unit = TrimBlanks(cell.substr(at));
  return true;
}

// True when each `sign` has exactly three digits behind it.
bool InGroupsOfThree(absl::string_view number, char sign) {
  const std::vector<absl::string_view> groups = absl::StrSplit(number, sign);
  return std::all_of(groups.begin() + 1, groups.end(),
                     [](absl::string_view group) { return group.size() == 3; });
}

// What one number says about the decimal mark; `ambiguous` when it could be
// read both ways.
DecimalMark MarkOf(absl::string_view number, bool& ambiguous) {
  ambiguous = false;
  const size_t comma = number.rfind(',');
  const size_t point = number.rfind('.');
  const bool has_comma = comma != absl::string_view::npos;
  const bool has_point = point != absl::string_view::npos;
  if (!has_comma && !has_point) return DecimalMark::kUnknown;
  if (has_comma && has_point) {
    return comma > point ? DecimalMark::kComma : DecimalMark::kPoint;
  }
  const DecimalMark self =
      has_comma ? DecimalMark::kComma : DecimalMark::kPoint;
  const DecimalMark other =
      has_comma ? DecimalMark::kPoint : DecimalMark::kComma;
  const size_t mark = has_comma ? comma : point;
  const char sign = has_comma ? ',' : '.';
  if (number.find(sign) != mark) {
    // Several of one sign separate thousands, 1.234.567; else it is a day.
    return InGroupsOfThree(number, sign) ? other : DecimalMark::kUnknown;
  }
  absl::string_view whole = number.substr(0, mark);
  if (absl::StartsWith(whole, "-")) whole.remove_prefix(1);
  const size_t decimals = number.size() - mark - 1;
  if (decimals != 3 || whole.size() > 3 || whole == "0") return self;
  ambiguous = true;
  return DecimalMark::kUnknown;
}

bool KnownUnit(absl::string_view unit, std::string& canonical) {
  if (unit.empty()) return true;
  for (absl::string_view known : kUnits) {
    if (absl::EqualsIgnoreCase(known, unit)) {
      canonical = std::string(known);
      if (known == "procent" || known == "percent") canonical = "%";
      return true;
    }
  }
  return false;
}

}  // namespace

absl::string_view TrimBlanks(absl::string_view text) {
  while (true) {
    text = absl::StripAsciiWhitespace(text);
    bool again = false;
    for (absl::string_view blank : {kNoBreakSpace, kNarrowNoBreakSpace}) {
      if (absl::StartsWith(text, blank)) {
        text.remove_prefix(blank.size());
        again = true;
      }
      if (absl::EndsWith(text, blank)) {
        text.remove_suffix(blank.size());
        again = true;
      }
    }
    if (!again) return text;
  }
}

bool IsNotApplicable(absl::string_view cell) {
  cell = TrimBlanks(cell);
  return std::any_of(std::begin(kNotApplicable), std::end(kNotApplicable),
                     [cell](absl::string_view word) {
                       return absl::EqualsIgnoreCase(word, cell);
                     });
}

DecimalMark EvidenceOf(absl::string_view cell) {
  Split split;
  if (!SplitCell(cell, split)) return DecimalMark::kUnknown;
  // Days and times are no figures: 01.09.2026.
  std::string unit;
  if (!KnownUnit(split.unit, unit)) return DecimalMark::kUnknown;
  bool ambiguous = false;
  return MarkOf(split.number, ambiguous);
}

Figure ParseFigure(absl::string_view cell, DecimalMark mark) {
  Figure figure;
  cell = TrimBlanks(cell);
  if (cell.empty()) return figure;
  if (IsNotApplicable(cell)) {
    figure.kind = Figure::Kind::kNotApplicable;
    return figure;
  }
  figure.kind = Figure::Kind::kUnreadable;
  Split split;
  if (!SplitCell(cell, split) || !KnownUnit(split.unit, figure.unit)) {
    figure.unit.clear();
    return figure;
  }
  if (split.euro) figure.unit = "EUR";
  bool ambiguous = false;
  const DecimalMark own = MarkOf(split.number, ambiguous);
  if (ambiguous && mark == DecimalMark::kUnknown) {
    figure.kind = Figure::Kind::kAmbiguous;
    return figure;
  }
  const DecimalMark used = own != DecimalMark::kUnknown ? own : mark;
  const absl::StatusOr<Decimal> value = Decimal::ParseLocal(
      split.number, /*decimal_comma=*/used != DecimalMark::kPoint);
  if (!value.ok()) return figure;
  figure.kind = Figure::Kind::kNumber;
  figure.value = *value;
  return figure;
}

Norm ParseNorm(absl::string_view cell, DecimalMark mark) {
  Norm norm;
  cell = TrimBlanks(cell);
  if (!IsNotApplicable(cell)) {
    for (const OperatorWord& word : kOperators) {
      if (absl::StartsWithIgnoreCase(cell, word.word)) {
        norm.op = std::string(word.op);
        norm.strict = word.strict;
        cell = TrimBlanks(cell.substr(word.word.size()));
        break;
      }
    }
  }
  norm.figure = ParseFigure(cell, mark);
  return norm;
}

}  // namespace regisseur::kpi
