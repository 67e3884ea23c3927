#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "aggregator/answers/gap.h"
#include "aggregator/answers/known_portfolio.h"
#include "core/status/timeline.h"

namespace regisseur {

struct StatusHistoryQuestion {
  std::string provider;   // required
  std::string service;    // only its components; empty for all
  std::string component;  // only this one, by the partner's id; empty for all
  std::string from;       // empty: from the first observation
  std::string to;         // empty: now
};

// How long one component was in each state.
struct StatusHistoryRow {
  std::string source;
  Component component;
  StateDurations durations;
  int incidents = 0;  // that name it and overlap the range
};

struct StatusHistoryAnswer {
  TimeRange range;                     // what was answered; never beyond now
  std::vector<StatusHistoryRow> rows;  // by source, group and name
  std::vector<Gap> gaps;
};

// Every component of the provider's sources, mapped or not. A range that ends
// in the future is counted until now, which a notice says. INVALID_ARGUMENT for
// a range that cannot be read or begins in the future; NOT_FOUND for an unknown
// provider, service or component.
absl::StatusOr<StatusHistoryAnswer> AnswerStatusHistory(
    const AnswerContext& context, const Principal& who,
    const StatusHistoryQuestion& question, AsOf as_of);

}  // namespace regisseur
