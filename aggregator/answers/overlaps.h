#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "aggregator/answers/gap.h"
#include "aggregator/answers/incidents.h"
#include "aggregator/answers/known_portfolio.h"

namespace regisseur {

struct OverlapsQuestion {
  std::string from;  // a time, a day or a month; empty: 30 days ago
  std::string to;    // empty: now
};

// A stretch in which several providers had an incident.
struct OverlapRow {
  absl::Time from;
  std::optional<absl::Time> to;  // absent while it goes on
  absl::Duration length;         // up to the moment asked
  std::vector<std::string> providers;
  std::vector<IncidentRow> incidents;       // by start
  std::vector<std::string> functions;       // that need more than one of them
  std::vector<std::string> fourth_parties;  // that more than one of them names
};

struct OverlapsAnswer {
  std::vector<OverlapRow> overlaps;  // the newest first
  std::vector<Gap> gaps;
};

// The maximal stretches in which two or more providers had an open incident, by
// their own word: that they coincide is all that is said. INVALID_ARGUMENT for
// a range that cannot be read.
absl::StatusOr<OverlapsAnswer> AnswerOverlaps(const AnswerContext& context,
                                              const Principal& who,
                                              const OverlapsQuestion& question,
                                              AsOf as_of);

}  // namespace regisseur
