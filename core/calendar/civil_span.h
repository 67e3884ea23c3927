#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"

namespace regisseur {

// `day` moved by months; a day that the month lacks is its last day (DESIGN
// 6.3: 31 January + 1 month is 29 February 2024).
absl::CivilDay AddMonths(absl::CivilDay day, int months);

// A length in whole days of the calendar: months first, then days.
struct CivilSpan {
  int months = 0;
  int days = 0;

  absl::CivilDay AddTo(absl::CivilDay day) const;
  absl::CivilDay TakenOff(absl::CivilDay day) const;
  bool IsZero() const { return months == 0 && days == 0; }
  friend bool operator==(const CivilSpan&, const CivilSpan&) = default;
};

// `3 months`, `2 years`, `21 days`, `1 month + 5 days`. INVALID_ARGUMENT
// otherwise, also for hours.
absl::StatusOr<CivilSpan> ParseCivilSpan(absl::string_view text);

// `3 months`, `1 month + 5 days`, `0 days`.
std::string FormatCivilSpan(const CivilSpan& span);

}  // namespace regisseur
