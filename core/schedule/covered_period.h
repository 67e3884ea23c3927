#pragma once

#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"

namespace regisseur {

// What a report is about: a day, an ISO week, a month, a quarter or a year of
// the calendar. A value.
struct CoveredPeriod {
  enum class Kind { kDay, kWeek, kMonth, kQuarter, kYear };

  Kind kind = Kind::kMonth;
  absl::CivilDay first;
  absl::CivilDay last;  // in it

  // The one in which `day` lies.
  static CoveredPeriod Containing(Kind kind, absl::CivilDay day);
  // `2026-10-05`, `2026-W41`, `2026-10`, `2026-Q4` or `2026`. INVALID_ARGUMENT
  // otherwise, also for week 53 of a year that has none.
  static absl::StatusOr<CoveredPeriod> Parse(absl::string_view text);

  // So many periods later.
  CoveredPeriod Later(int periods) const;
  std::string ToText() const;

  friend bool operator==(const CoveredPeriod&, const CoveredPeriod&) = default;
};

// `month`.
absl::string_view CoveredPeriodWord(CoveredPeriod::Kind kind);
std::optional<CoveredPeriod::Kind> FindCoveredPeriod(absl::string_view word);
// `2026-10`: what one of that kind looks like.
absl::string_view CoveredPeriodExample(CoveredPeriod::Kind kind);

// Which period a run is about, seen from its day.
enum class Covers {
  kPrevious,  // the last one that is over
  kRunning,   // the one in which the day lies
  kNext,      // the one after it
};
absl::string_view CoversWord(Covers covers);
CoveredPeriod PeriodOfRun(CoveredPeriod::Kind kind, Covers covers,
                          absl::CivilDay day);

}  // namespace regisseur
