#pragma once

#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "core/contract/contract.h"
#include "core/money/decimal.h"
#include "core/time/time_range.h"

namespace regisseur {

// What a contract promises about the time of a ticket of one priority: within
// four hours in support hours, by the calendar of the objective. A value; the
// contract must outlive it.
struct PromisedTime {
  const Contract* contract = nullptr;
  const Objective* objective = nullptr;  // of the contract, with TicketTerms
  PriorityLevel level;

  // The moment until which it is kept; InfiniteFuture as TicketClock.
  absl::Time DueTime(absl::Time start, absl::Span<const TimeRange> stops) const;
  // The moment at which so much of it is over: of hours on the support clock,
  // of days by the calendar between start and due. 0 is the start; over 100 is
  // beyond what was promised.
  absl::Time TimeOf(const Decimal& percent, absl::Time start,
                    absl::Span<const TimeRange> stops) const;
};

// The promise of that clock which ends first for what begins at `start`: of the
// contracts that are about the service, and only where none of them promises it
// of those that name no service. An empty priority, or one that an objective
// has not, asks for the one that its matrix names first. Absent when nobody
// promises.
std::optional<PromisedTime> FindPromisedTime(
    absl::Span<const Contract* const> contracts, absl::string_view service,
    TicketTerms::Clock clock, absl::string_view priority, absl::Time start,
    absl::Span<const TimeRange> stops);

}  // namespace regisseur
