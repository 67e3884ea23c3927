#include "core/schedule/covered_period.h"

#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_split.h"
#include "core/time/instant.h"

namespace regisseur {
namespace {

using Kind = CoveredPeriod::Kind;

struct KindWord {
  Kind kind;
  absl::string_view word;
  absl::string_view example;
};
constexpr KindWord kKinds[] = {{Kind::kDay, "day", "2026-10-05"},
                               {Kind::kWeek, "week", "2026-W41"},
                               {Kind::kMonth, "month", "2026-10"},
                               {Kind::kQuarter, "quarter", "2026-Q4"},
                               {Kind::kYear, "year", "2026"}};

absl::CivilDay MondayOf(absl::CivilDay day) {
  return absl::PrevWeekday(day + 1, absl::Weekday::monday);
}
// ISO 8601: week 1 is the one with 4 January.
absl::CivilDay FirstWeekOf(absl::civil_year_t year) {
  return MondayOf(absl::CivilDay(year, 1, 4));
}

std::optional<int> Number(absl::string_view text, size_t digits) {
  int number = 0;
  if (text.size() != digits || !absl::ascii_isdigit(text.front()) ||
      !absl::SimpleAtoi(text, &number)) {
    return std::nullopt;
  }
  return number;
}

std::optional<CoveredPeriod> Read(absl::string_view text) {
  if (const auto day = ParseDay(text); day.ok()) {
    return CoveredPeriod::Containing(Kind::kDay, *day);
  }
  if (const auto month = ParseMonth(text); month.ok()) {
    return CoveredPeriod::Containing(Kind::kMonth, absl::CivilDay(*month));
  }
  const std::pair<absl::string_view, absl::string_view> parts =
      absl::StrSplit(text, absl::MaxSplits('-', 1));
  const std::optional<int> year = Number(parts.first, 4);
  if (!year.has_value() || *year == 0) return std::nullopt;
  if (text.size() == 4) {
    return CoveredPeriod::Containing(Kind::kYear, absl::CivilDay(*year));
  }
  if (parts.second.empty()) return std::nullopt;
  const absl::string_view rest = parts.second.substr(1);
  if (parts.second.front() == 'Q') {
    const std::optional<int> quarter = Number(rest, 1);
    if (!quarter.has_value() || *quarter < 1 || *quarter > 4) {
      return std::nullopt;
    }
    return CoveredPeriod::Containing(Kind::kQuarter,
                                     absl::CivilDay(*year, *quarter * 3, 1));
  }
  if (parts.second.front() == 'W') {
    const std::optional<int> week = Number(rest, 2);
    if (!week.has_value() || *week < 1) return std::nullopt;
    const absl::CivilDay monday = FirstWeekOf(*year) + (*week - 1) * 7;
    if (monday >= FirstWeekOf(*year + 1)) return std::nullopt;
    return CoveredPeriod::Containing(Kind::kWeek, monday);
  }
  return std::nullopt;
}

}  // namespace

CoveredPeriod CoveredPeriod::Containing(Kind kind, absl::CivilDay day) {
  CoveredPeriod period{.kind = kind, .first = day, .last = day};
  switch (kind) {
    case Kind::kDay:
      break;
    case Kind::kWeek:
      period.first = MondayOf(day);
      period.last = period.first + 6;
      break;
    case Kind::kMonth:
      period.first = absl::CivilDay(absl::CivilMonth(day));
      period.last = absl::CivilDay(absl::CivilMonth(day) + 1) - 1;
      break;
    case Kind::kQuarter: {
      const absl::CivilMonth first(day.year(), (day.month() - 1) / 3 * 3 + 1);
      period.first = absl::CivilDay(first);
      period.last = absl::CivilDay(first + 3) - 1;
      break;
    }
    case Kind::kYear:
      period.first = absl::CivilDay(absl::CivilYear(day));
      period.last = absl::CivilDay(absl::CivilYear(day) + 1) - 1;
      break;
  }
  return period;
}

absl::StatusOr<CoveredPeriod> CoveredPeriod::Parse(absl::string_view text) {
  if (const std::optional<CoveredPeriod> period = Read(text)) return *period;
  return absl::InvalidArgumentError(absl::StrCat(
      "\"", text,
      "\" is no period; right is for instance 2026-10, 2026-Q4, 2026-W41, 2026 "
      "or 2026-10-05"));
}

CoveredPeriod CoveredPeriod::Later(int periods) const {
  switch (kind) {
    case Kind::kDay:
      return Containing(kind, first + periods);
    case Kind::kWeek:
      return Containing(kind, first + 7 * periods);
    case Kind::kMonth:
      return Containing(kind,
                        absl::CivilDay(absl::CivilMonth(first) + periods));
    case Kind::kQuarter:
      return Containing(kind,
                        absl::CivilDay(absl::CivilMonth(first) + 3 * periods));
    case Kind::kYear:
      return Containing(kind, absl::CivilDay(absl::CivilYear(first) + periods));
  }
  return *this;
}

std::string CoveredPeriod::ToText() const {
  switch (kind) {
    case Kind::kDay:
      return FormatDay(first);
    case Kind::kWeek: {
      // The year that has the week's Thursday.
      const absl::civil_year_t year = (first + 3).year();
      return absl::StrFormat("%04d-W%02d", year,
                             (first - FirstWeekOf(year)) / 7 + 1);
    }
    case Kind::kMonth:
      return FormatMonth(absl::CivilMonth(first));
    case Kind::kQuarter:
      return absl::StrFormat("%04d-Q%d", first.year(),
                             (first.month() - 1) / 3 + 1);
    case Kind::kYear:
      return absl::StrFormat("%04d", first.year());
  }
  return "";
}

absl::string_view CoveredPeriodWord(Kind kind) {
  for (const KindWord& each : kKinds) {
    if (each.kind == kind) return each.word;
  }
  return "";
}

std::optional<Kind> FindCoveredPeriod(absl::string_view word) {
  for (const KindWord& each : kKinds) {
    if (each.word == word) return each.kind;
  }
  return std::nullopt;
}

absl::string_view CoveredPeriodExample(Kind kind) {
  for (const KindWord& each : kKinds) {
    if (each.kind == kind) return each.example;
  }
  return "";
}

absl::string_view CoversWord(Covers covers) {
  switch (covers) {
    case Covers::kPrevious:
      return "previous";
    case Covers::kRunning:
      return "running";
    case Covers::kNext:
      return "next";
  }
  return "";
}

CoveredPeriod PeriodOfRun(CoveredPeriod::Kind kind, Covers covers,
                          absl::CivilDay day) {
  const CoveredPeriod running = CoveredPeriod::Containing(kind, day);
  switch (covers) {
    case Covers::kPrevious:
      return running.Later(-1);
    case Covers::kRunning:
      return running;
    case Covers::kNext:
      return running.Later(1);
  }
  return running;
}

}  // namespace regisseur
