#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "aggregator/answers/known_portfolio.h"
#include "aggregator/answers/years_ahead.h"
#include "core/money/decimal.h"

namespace regisseur {

// The days [from, to) of a year, and its name.
struct YearSpan {
  std::string name;
  absl::CivilDay from;
  absl::CivilDay to;
};

// A question about years ahead, read.
struct YearsAsked {
  absl::CivilYear first;
  int years = 4;
  std::optional<Decimal> index;  // percent
  std::string provider;          // by today's id

  // INVALID_ARGUMENT, NOT_FOUND as AnswerYearsAhead.
  static absl::StatusOr<YearsAsked> Parse(const YearsAheadQuestion& question,
                                          const KnownPortfolio& known);

  absl::CivilDay end() const { return absl::CivilDay(first + years); }
  std::vector<YearSpan> CalendarYears() const;
  // Of a contract that began on `start`: those that begin in the calendar years
  // asked for.
  std::vector<YearSpan> ContractYears(absl::CivilDay start) const;
};

}  // namespace regisseur
