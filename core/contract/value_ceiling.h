#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "absl/types/span.h"
#include "core/calendar/civil_span.h"
#include "core/money/decimal.h"

namespace regisseur {

// What may be bought under a contract at most, and how long a tender takes
// (USERS U5). Net, options and bonuses included.
struct ValueCeiling {
  Decimal maximum;
  Decimal used_elsewhere;
  // Shares of the maximum, ascending: 0.7 is 70 %.
  std::vector<Decimal> warn_at;
  CivilSpan procurement_lead;
  std::string procedure;  // european_tender, multiple_private, single_private
  std::string reference;
  // All extras together, in percent of the maximum: beyond that the contract is
  // no longer the one that was tendered.
  std::optional<Decimal> extras_at_most_percent{};

  friend bool operator==(const ValueCeiling&, const ValueCeiling&) = default;
};

// Spend that is realised, ordered or forecast in a month.
struct MonthlySpend {
  absl::CivilMonth month;
  Decimal amount;
};

// How much of the ceiling is left, and when it is gone.
struct CeilingUse {
  Decimal used;  // used elsewhere included
  Decimal left;  // negative beyond the maximum
  // The highest of warn_at that is reached; absent below the first.
  std::optional<Decimal> warning;
  // The day on which the forecast passes the maximum, each month's amount
  // spread over its days; absent when the forecast does not reach it. `on`
  // when it is reached already.
  std::optional<absl::CivilDay> exhausted_on;
  // What gives the date by which the tender must start: the earlier of
  // exhausted_on and the last possible end; absent without either.
  std::optional<absl::CivilDay> needed_by;
  std::optional<absl::CivilDay> tender_start;
  bool tender_late = false;  // tender_start lies before `on`

  // What an extra of `amount` would leave; negative: it passes the maximum.
  absl::StatusOr<Decimal> LeftAfter(const Decimal& amount) const {
    return Decimal::Subtract(left, amount);
  }
};

// `spent` is everything realised and ordered up to `on`; `forecast` ascends by
// month and begins after it. OUT_OF_RANGE when a sum cannot be held.
absl::StatusOr<CeilingUse> ComputeCeilingUse(
    const ValueCeiling& ceiling, const Decimal& spent,
    absl::Span<const MonthlySpend> forecast,
    std::optional<absl::CivilDay> last_possible_end, absl::CivilDay on);

}  // namespace regisseur
