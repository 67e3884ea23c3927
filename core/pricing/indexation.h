#pragma once

#include <map>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "core/contract/price_component.h"
#include "core/money/decimal.h"

namespace regisseur {

// One figure of a price index, as published.
struct IndexFigure {
  Decimal value;
  // The change against the same period a year before, in percent, as the
  // publisher prints it (CBS takes it from unrounded indices).
  std::optional<Decimal> published_change;
  bool provisional = false;
};

// A series by its period: `2023-Q4`, `2023-10`, `2023`.
using IndexSeries = std::map<std::string, IndexFigure>;

// What a clause makes of a price in a year (USERS U16).
struct IndexedPrice {
  enum class Outcome {
    kApplied,
    kNotDue,         // before the clause's first year
    kNotAnnounced,   // no announcement, or too late: no indexation that year
    kFigureMissing,  // the series has not the figures yet
  };
  Outcome outcome = Outcome::kApplied;
  absl::CivilDay from;         // the day on which it takes effect
  absl::CivilDay announce_by;  // the first day too late
  std::string compare_from;    // periods that are compared
  std::string compare_to;
  std::optional<Decimal> change_percent;  // before cap and floor, six decimals
  Decimal price;  // the price from then on; unchanged unless applied
  bool capped = false;
  bool floored = false;
  bool provisional = false;  // a figure is
};

// Indexes `price`, the one in force before, for `year`. The new price has the
// decimals of the old. `announced` is the day on which the announcement was
// received; without `announce` in the clause none is needed. OUT_OF_RANGE when
// a number cannot be held, FAILED_PRECONDITION when the figure of the base
// period is zero.
absl::StatusOr<IndexedPrice> ComputeIndexedPrice(
    const IndexationClause& clause, const Decimal& price, int year,
    const IndexSeries& series, std::optional<absl::CivilDay> announced);

// How much more a year a billed monthly amount is than the clause allows; zero
// when it is not.
absl::StatusOr<Decimal> YearlyAboveClause(const Decimal& billed_per_month,
                                          const Decimal& allowed_per_month);

}  // namespace regisseur
