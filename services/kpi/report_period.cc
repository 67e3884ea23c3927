#include "services/kpi/report_period.h"

#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"
#include "services/kpi/report_figure.h"

namespace regisseur::kpi {
namespace {

constexpr int kFirstYear = 2000;
constexpr int kLastYear = 2099;

struct MonthName {
  absl::string_view name;
  int month;
};
constexpr MonthName kMonths[] = {
    {"januari", 1},   {"january", 1},   {"jan", 1},    {"februari", 2},
    {"february", 2},  {"feb", 2},       {"maart", 3},  {"march", 3},
    {"mrt", 3},       {"maa", 3},       {"mar", 3},    {"april", 4},
    {"apr", 4},       {"mei", 5},       {"may", 5},    {"juni", 6},
    {"june", 6},      {"jun", 6},       {"juli", 7},   {"july", 7},
    {"jul", 7},       {"augustus", 8},  {"august", 8}, {"aug", 8},
    {"september", 9}, {"sept", 9},      {"sep", 9},    {"oktober", 10},
    {"october", 10},  {"okt", 10},      {"oct", 10},   {"november", 11},
    {"nov", 11},      {"december", 12}, {"dec", 12},
};

bool AllDigits(absl::string_view text) {
  for (const char c : text) {
    if (!absl::ascii_isdigit(static_cast<unsigned char>(c))) return false;
  }
  return !text.empty();
}

int ToInt(absl::string_view digits) {
  int value = 0;
  return absl::SimpleAtoi(digits, &value) ? value : -1;
}

// A year of four digits, or of two from 15 to 79; 0 otherwise.
int YearOf(absl::string_view text) {
  if (absl::StartsWith(text, "'")) text.remove_prefix(1);
  if (!AllDigits(text)) return 0;
  const int value = ToInt(text);
  if (text.size() == 4 && value >= kFirstYear && value <= kLastYear) {
    return value;
  }
  if (text.size() == 2 && value >= 15 && value <= 79) return 2000 + value;
  return 0;
}

int MonthOf(absl::string_view text) {
  if (absl::EndsWith(text, ".")) text.remove_suffix(1);
  for (const MonthName& name : kMonths) {
    if (absl::EqualsIgnoreCase(text, name.name)) return name.month;
  }
  return 0;
}

// A quarter: Q3, K3, 3e, 3.
int QuarterOf(absl::string_view text) {
  if (!text.empty() && (absl::ascii_tolower(text[0]) == 'q' ||
                        absl::ascii_tolower(text[0]) == 'k')) {
    text.remove_prefix(1);
  } else if (absl::EndsWithIgnoreCase(text, "e")) {
    text.remove_suffix(1);
  } else {
    return 0;
  }
  if (text.size() != 1 || text[0] < '1' || text[0] > '4') return 0;
  return text[0] - '0';
}

ReportPeriod Months(int year, int month, int count) {
  const absl::CivilMonth first(year, month);
  return {absl::CivilDay(first), absl::CivilDay(first + count), false};
}

std::vector<absl::string_view> Words(absl::string_view text) {
  return absl::StrSplit(text, absl::ByAnyChar(" -/_,\t"), absl::SkipEmpty());
}

std::optional<ReportPeriod> ParseNamed(absl::string_view text) {
  std::vector<absl::string_view> words = Words(text);
  if (words.size() == 1) {
    if (words[0].size() == 4) {
      if (const int year = YearOf(words[0])) return Months(year, 1, 12);
    }
    return std::nullopt;
  }
  // 3e kwartaal 2026, kwartaal 3 2026: leave the word out.
  if (words.size() == 3) {
    for (size_t i = 0; i < words.size(); ++i) {
      if (!absl::EqualsIgnoreCase(words[i], "kwartaal") &&
          !absl::EqualsIgnoreCase(words[i], "quarter")) {
        continue;
      }
      words.erase(words.begin() + static_cast<std::ptrdiff_t>(i));
      for (size_t q = 0; q < 2; ++q) {
        int quarter = QuarterOf(words[q]);
        if (quarter == 0 && words[q].size() == 1 && words[q][0] >= '1' &&
            words[q][0] <= '4') {
          quarter = words[q][0] - '0';
        }
        const int year = YearOf(words[1 - q]);
        if (quarter != 0 && year != 0) {
          return Months(year, 3 * quarter - 2, 3);
        }
      }
      return std::nullopt;
    }
    return std::nullopt;
  }
  if (words.size() != 2) return std::nullopt;
  for (size_t i = 0; i < 2; ++i) {
    const absl::string_view part = words[i];
    const int year = YearOf(words[1 - i]);
    if (year == 0) continue;
    if (const int month = MonthOf(part)) return Months(year, month, 1);
    if (const int quarter = QuarterOf(part)) {
      return Months(year, 3 * quarter - 2, 3);
    }
    // 2026-09 and 09-2026, never 09-26.
    if (words[1 - i].size() == 4 && part.size() <= 2 && AllDigits(part)) {
      const int month = ToInt(part);
      if (month >= 1 && month <= 12) return Months(year, month, 1);
    }
  }
  return std::nullopt;
}

std::optional<ReportPeriod> ParseRange(absl::string_view text) {
  struct Join {
    absl::string_view word;
    bool inclusive;
  };
  // Longer words before those they hold.
  constexpr Join kJoins[] = {
      {" tot en met ", true}, {" t/m ", true},
      {" through ", true},    {" up to and including ", true},
      {" tot ", false},       {" until ", false},
      {" - ", true},          {" \xE2\x80\x93 ", true},
  };
  const std::string lower = absl::AsciiStrToLower(text);
  for (const Join& join : kJoins) {
    const size_t at = lower.find(std::string(join.word));
    if (at == std::string::npos) continue;
    const auto start = ParseReportDay(text.substr(0, at));
    const auto end = ParseReportDay(text.substr(at + join.word.size()));
    if (!start.has_value() || !end.has_value()) return std::nullopt;
    const absl::CivilDay border = *end + (join.inclusive ? 1 : 0);
    if (border <= *start) return std::nullopt;
    return ReportPeriod{*start, border, false};
  }
  return std::nullopt;
}

}  // namespace

std::optional<absl::CivilDay> ParseReportDay(absl::string_view text) {
  text = TrimBlanks(text);
  // A spreadsheet writes a day with a midnight behind it.
  for (absl::string_view midnight : {" 00:00:00", "T00:00:00", " 00:00"}) {
    if (absl::EndsWith(text, midnight)) {
      text.remove_suffix(midnight.size());
      break;
    }
  }
  const std::vector<absl::string_view> parts =
      absl::StrSplit(text, absl::ByAnyChar("-/. "), absl::SkipEmpty());
  if (parts.size() != 3) return std::nullopt;
  int year = 0, month = 0, day = 0;
  if (parts[0].size() == 4) {
    year = YearOf(parts[0]);
    month = AllDigits(parts[1]) ? ToInt(parts[1]) : 0;
    day = AllDigits(parts[2]) ? ToInt(parts[2]) : 0;
  } else {
    year = YearOf(parts[2]);
    month = AllDigits(parts[1]) ? ToInt(parts[1]) : MonthOf(parts[1]);
    day = AllDigits(parts[0]) ? ToInt(parts[0]) : 0;
  }
  if (year == 0 || month < 1 || month > 12 || day < 1) return std::nullopt;
  const absl::CivilDay civil(year, month, day);
  if (civil.month() != month || civil.day() != day) return std::nullopt;
  return civil;
}

std::optional<ReportPeriod> ParseReportPeriod(absl::string_view text) {
  text = TrimBlanks(text);
  if (text.empty()) return std::nullopt;
  if (auto range = ParseRange(text)) return range;
  if (const auto day = ParseReportDay(text)) {
    const absl::CivilMonth month(*day);
    const absl::CivilDay first(month);
    const absl::CivilDay next(month + 1);
    if (*day == first || *day + 1 == next) {
      return ReportPeriod{first, next, true};
    }
    return ReportPeriod{*day, *day + 1, false};
  }
  return ParseNamed(text);
}

}  // namespace regisseur::kpi
