#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "aggregator/answers/gap.h"
#include "aggregator/answers/known_portfolio.h"
#include "core/status/operational_state.h"
#include "core/time/time_range.h"

namespace regisseur {

struct ChainsQuestion {
  std::string function;  // empty for all
  std::string from;      // a time, a day or a month
  std::string to;        // both empty: the last month that is over
};

// How long something worked, of time that counts.
struct ObservedTime {
  absl::Duration agreed;
  absl::Duration down;
  absl::Duration unknown;

  // 100 · (1 − down / (agreed − unknown)) with six decimals, cut off; absent
  // when nothing was observed.
  std::optional<std::string> Attained() const;
  // With all unknown time taken as down, as up; absent without agreed time.
  std::optional<std::string> AttainedAtLeast() const;
  std::optional<std::string> AttainedAtMost() const;
};

struct ChainMember {
  std::string provider;
  std::string service;
  ObservedTime time;
  OperationalState state = OperationalState::kUnknown;  // at the range's end
  bool measured = false;
};

// The chain behind a function.
struct ChainRow {
  std::string function;
  std::string name;
  bool critical = false;
  std::string hours;  // empty: always
  std::vector<ChainMember> members;
  ObservedTime time;  // from end to end
  std::string weakest;
};

struct ChainsAnswer {
  std::vector<ChainRow> chains;  // critical functions first
  TimeRange range;
  std::vector<Gap> gaps;
};

// How the chains of services behind functions did: second by second a chain is
// down when one of its services is (partial or major outage), unknown when none
// is and one was not observed. No product of percentages. INVALID_ARGUMENT for
// a range that cannot be read, NOT_FOUND for an unknown function.
absl::StatusOr<ChainsAnswer> AnswerChains(const AnswerContext& context,
                                          const Principal& who,
                                          const ChainsQuestion& question,
                                          AsOf as_of);

}  // namespace regisseur
