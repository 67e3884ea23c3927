#include "core/register_sheet/sheet_values.h"

#include <array>
#include <cstring>
#include <map>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "core/base/status_macros.h"
#include "core/time/instant.h"

namespace regisseur {
namespace {

std::string Lower(absl::string_view text) {
  // No-break blanks are blanks.
  return absl::AsciiStrToLower(absl::StripAsciiWhitespace(
      absl::StrReplaceAll(text, {{"\xC2\xA0", " "}, {"\xE2\x80\xAF", " "}})));
}

bool IsOneOf(const std::string& text,
             std::initializer_list<const char*> words) {
  for (const char* word : words) {
    if (text == word) return true;
  }
  return false;
}

absl::Status NotRead(absl::string_view text, absl::string_view right) {
  return absl::InvalidArgumentError(
      absl::StrCat("'", text, "' cannot be read; write ", right));
}

constexpr char kDayExample[] = "31-12-2027 or 2027-12-31, the day first";

// The number of a month by its Dutch or English name; 0 for none.
int MonthOf(absl::string_view word) {
  constexpr std::array<std::array<absl::string_view, 2>, 12> kStarts = {
      {{"jan", "jan"},
       {"feb", "feb"},
       {"maa", "mar"},
       {"apr", "apr"},
       {"mei", "may"},
       {"jun", "jun"},
       {"jul", "jul"},
       {"aug", "aug"},
       {"sep", "sep"},
       {"okt", "oct"},
       {"nov", "nov"},
       {"dec", "dec"}}};
  if (word == "mrt") return 3;
  if (word.size() < 3) return 0;
  for (size_t i = 0; i < kStarts.size(); ++i) {
    for (const absl::string_view start : kStarts[i]) {
      if (absl::StartsWith(word, start)) return static_cast<int>(i) + 1;
    }
  }
  return 0;
}

absl::StatusOr<absl::CivilDay> DayOf(absl::string_view text, int year,
                                     int month, int day) {
  const absl::CivilDay civil(year, month, day);
  // A day that is not there is moved to another month.
  if (civil.year() != year || civil.month() != month || civil.day() != day) {
    return NotRead(text, kDayExample);
  }
  return civil;
}

// A number in words, as in `een jaar`; -1 for none.
int NumberWord(absl::string_view word) {
  static const auto* const words =
      new std::map<std::string, int>{{"een", 1},     {"\xC3\xA9\xC3\xA9n", 1},
                                     {"one", 1},     {"a", 1},
                                     {"twee", 2},    {"two", 2},
                                     {"drie", 3},    {"three", 3},
                                     {"vier", 4},    {"four", 4},
                                     {"vijf", 5},    {"five", 5},
                                     {"zes", 6},     {"six", 6},
                                     {"twaalf", 12}, {"twelve", 12}};
  const auto found = words->find(std::string(word));
  if (found != words->end()) return found->second;
  int number = 0;
  return absl::SimpleAtoi(word, &number) && number >= 0 ? number : -1;
}

// `n` of a unit in words; nothing for a word that is none.
std::optional<CivilSpan> SpanOf(int n, absl::string_view unit) {
  if (n > 1200) return std::nullopt;
  if (IsOneOf(std::string(unit), {"jaar", "jaren", "jr", "jr.", "j", "year",
                                  "years", "yr", "yrs", "y"})) {
    return CivilSpan{12 * n, 0};
  }
  if (IsOneOf(std::string(unit), {"maand", "maanden", "mnd", "mnd.", "mnden",
                                  "m", "mth", "mths", "month", "months"})) {
    return CivilSpan{n, 0};
  }
  if (IsOneOf(std::string(unit),
              {"kwartaal", "kwartalen", "quarter", "quarters"})) {
    return CivilSpan{3 * n, 0};
  }
  if (IsOneOf(std::string(unit), {"week", "weken", "wk", "weeks", "w"})) {
    return CivilSpan{0, 7 * n};
  }
  if (IsOneOf(std::string(unit),
              {"dag", "dagen", "dgn", "d", "day", "days", "kalenderdagen"})) {
    return CivilSpan{0, n};
  }
  return std::nullopt;
}

// Words, numbers parted from the letters behind them: `3mnd` is two.
std::vector<std::string> Words(absl::string_view text) {
  std::vector<std::string> words;
  std::string word;
  const auto end = [&] {
    if (!word.empty()) words.push_back(std::move(word));
    word.clear();
  };
  for (const char c : text) {
    const bool separator = absl::ascii_isspace(c) || c == ',' || c == ';' ||
                           c == '(' || c == ')' || c == ':' || c == '/' ||
                           c == '*' || c == '+';
    if (separator) {
      end();
      if (c == '*') words.push_back("x");
      continue;
    }
    if (!word.empty() &&
        absl::ascii_isdigit(c) != absl::ascii_isdigit(word.back())) {
      end();
    }
    word.push_back(c);
  }
  end();
  return words;
}

// The first span among the words, and where it begins and ends.
struct FoundSpan {
  CivilSpan span;
  size_t from = 0;
  size_t to = 0;
};
std::optional<FoundSpan> FindSpan(const std::vector<std::string>& words,
                                  size_t from = 0) {
  for (size_t i = from; i < words.size(); ++i) {
    const int n = NumberWord(words[i]);
    if (n < 0) continue;
    // `12 x maanden` is none, `12 hele maanden` is.
    for (size_t j = i + 1; j < words.size() && j <= i + 2; ++j) {
      if (words[j] == "x") break;
      if (const auto span = SpanOf(n, words[j])) return FoundSpan{*span, i, j};
      if (NumberWord(words[j]) >= 0) break;
    }
  }
  return std::nullopt;
}

}  // namespace

bool IsBlank(absl::string_view text) {
  const std::string lower = Lower(text);
  return lower.empty() ||
         IsOneOf(lower, {"-", "--", "\xE2\x80\x93", "?", "??", "???",
                         "onbekend", "unknown", "leeg", "tbd", "n.t.b.", "ntb",
                         "nader te bepalen", "nog invullen", "nog onbekend"});
}

bool DoesNotApply(absl::string_view text) {
  return IsOneOf(Lower(text), {"n.v.t.", "n.v.t", "nvt", "nvt.", "n/a", "n.a.",
                               "na", "niet van toepassing", "not applicable"});
}

bool IsIndefinite(absl::string_view text) {
  const std::string lower = Lower(text);
  return absl::StrContains(lower, "onbepaald") ||
         absl::StrContains(lower, "indefinite") ||
         IsOneOf(lower, {"doorlopend", "onbeperkt", "evergreen", "open",
                         "open einde", "open end"});
}

bool IsNone(absl::string_view text) {
  return DoesNotApply(text) ||
         IsOneOf(Lower(text), {"nee", "neen", "n", "geen", "no", "none", "niet",
                               "geen verlenging", "niet verlengbaar", "0"});
}

absl::StatusOr<absl::CivilDay> ParseSheetDay(absl::string_view text) {
  const std::string lower = Lower(text);
  std::vector<std::string> parts =
      absl::StrSplit(lower, absl::ByAnyChar("-/. "), absl::SkipEmpty());
  // A time behind the day says nothing.
  if (parts.size() > 3 && absl::StrContains(parts[3], ":")) parts.resize(3);
  if (parts.size() == 3 && absl::StrContains(parts[2], "t")) {
    parts[2] = parts[2].substr(0, parts[2].find('t'));
  }
  if (parts.size() != 3) return NotRead(text, kDayExample);
  int first = 0;
  int last = 0;
  int month = 0;
  const bool by_name = (month = MonthOf(parts[1])) > 0;
  if (!absl::SimpleAtoi(parts[0], &first) ||
      !absl::SimpleAtoi(parts[2], &last) ||
      (!by_name && !absl::SimpleAtoi(parts[1], &month))) {
    return NotRead(text, kDayExample);
  }
  if (parts[0].size() == 4) return DayOf(text, first, month, last);
  if (parts[2].size() == 2) last += 2000;
  if (last < 1900 || last > 2999) return NotRead(text, kDayExample);
  return DayOf(text, last, month, first);
}

absl::StatusOr<CivilSpan> ParseSheetSpan(absl::string_view text,
                                         absl::string_view unit) {
  const std::vector<std::string> words = Words(Lower(text));
  if (words.size() == 1) {
    const int n = NumberWord(words[0]);
    if (n >= 0) {
      const std::string of = Lower(unit);
      if (const auto span = SpanOf(n, of.empty() ? "maanden" : of))
        return *span;
    }
  }
  if (const auto found = FindSpan(words)) return found->span;
  return NotRead(text, "for instance 3 maanden or 3 months");
}

absl::StatusOr<Decimal> ParseSheetAmount(const SheetCell& cell) {
  if (cell.number) return Decimal::Parse(cell.text);
  std::string text =
      absl::StrReplaceAll(Lower(cell.text), {{"\xE2\x82\xAC", ""},
                                             {"eur", ""},
                                             {"euro", ""},
                                             {" ", ""},
                                             {"excl.btw", ""},
                                             {"exclbtw", ""}});
  for (const char* end : {",-", ".-", ",--", ",\xE2\x80\x93"}) {
    if (absl::EndsWith(text, end)) text.resize(text.size() - std::strlen(end));
  }
  const size_t comma = text.rfind(',');
  const size_t point = text.rfind('.');
  bool decimal_comma = true;
  if (comma != std::string::npos && point != std::string::npos) {
    decimal_comma = comma > point;
  } else if (point != std::string::npos) {
    // `1200.50` has no thousands in it; `1.200` has.
    decimal_comma = text.size() - point - 1 == 3;
  } else if (comma != std::string::npos) {
    decimal_comma = text.size() - comma - 1 != 3;
  }
  const absl::StatusOr<Decimal> amount =
      Decimal::ParseLocal(text, decimal_comma);
  if (amount.ok()) return *amount;
  return NotRead(cell.text, "for instance 1.200.000,00");
}

absl::StatusOr<SheetRenewal> ParseSheetRenewal(absl::string_view text) {
  SheetRenewal renewal;
  if (IsBlank(text)) return renewal;
  if (IsNone(text)) {
    renewal.kind = SheetRenewal::Kind::kNone;
    return renewal;
  }
  const std::string lower = Lower(text);
  if (IsIndefinite(text)) {
    renewal.kind = SheetRenewal::Kind::kIndefinite;
    return renewal;
  }
  const std::vector<std::string> words = Words(lower);
  const std::optional<FoundSpan> span = FindSpan(words);
  // `2 x 1 jaar`, `1 jaar, 2 x`, `2 maal 12 maanden`.
  std::optional<int> times;
  for (size_t i = 0; i + 1 < words.size(); ++i) {
    if (NumberWord(words[i]) > 0 &&
        IsOneOf(words[i + 1], {"x", "maal", "keer", "times", "\xC3\x97"})) {
      times = NumberWord(words[i]);
    }
  }
  const bool option = absl::StrContains(lower, "opti") || times.has_value();
  const bool tacit =
      absl::StrContains(lower, "stilzwijgend") ||
      absl::StrContains(lower, "automatisch") ||
      absl::StrContains(lower, "tacit") || absl::StrContains(lower, "auto") ||
      absl::StrContains(lower, "telkens") ||
      (!words.empty() && IsOneOf(words.front(), {"ja", "j", "yes", "y"}));
  if (span.has_value()) renewal.span = span->span;
  if (option && !tacit) {
    if (!span.has_value()) {
      return NotRead(text, "for instance 2 x 1 jaar");
    }
    renewal.kind = SheetRenewal::Kind::kOptions;
    renewal.times = times.value_or(1);
    return renewal;
  }
  if (tacit || span.has_value()) {
    renewal.kind = SheetRenewal::Kind::kTacit;
    return renewal;
  }
  // A number alone is years or months; which, nobody can tell.
  return NotRead(text, "for instance nee, stilzwijgend 1 jaar or 2 x 1 jaar");
}

}  // namespace regisseur
