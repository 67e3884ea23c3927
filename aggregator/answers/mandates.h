#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "aggregator/answers/gap.h"
#include "aggregator/answers/room_scope.h"
#include "core/room/mandate_band.h"

namespace regisseur {

// A band of the mandate of a contract.
struct MandateRow {
  std::string provider;
  std::string contract;
  std::string currency;  // empty where it is not about money
  MandateBand band;
};

// That we stepped in although the partner was inside its mandate.
struct InterventionRow {
  std::string id;
  std::string provider;
  std::string contract;
  absl::CivilDay day;
  std::string what;  // noted, cancelled
  std::string reason;
};

// The same by provider.
struct InterventionCount {
  std::string provider;
  int count = 0;
  int lately = 0;  // in the running month and the one before
};

struct MandatesAnswer {
  std::vector<MandateRow> bands;               // by contract
  std::vector<InterventionRow> interventions;  // the newest first
  // Of every provider with a mandate or one of those, most often first.
  std::vector<InterventionCount> intervention_counts;
  std::vector<Gap> gaps;
};

// Each band of each mandate, with how much of it is used: cost and levels of
// the running month and the one before, the rest in the period that the day
// lies in; and how often we stepped in inside a band in the twelve months
// before. Errors as OpenRoom.
absl::StatusOr<MandatesAnswer> AnswerMandates(const AnswerContext& context,
                                              const Principal& who,
                                              const RoomQuestion& question,
                                              AsOf as_of);

// How often we stepped in inside a band in the twelve months before, the newest
// first: what was noted, and orders within the mandate that we took back.
// Errors as OpenRoom.
absl::StatusOr<std::vector<InterventionRow>> AnswerInterventions(
    const AnswerContext& context, const Principal& who,
    const RoomQuestion& question, AsOf as_of);

}  // namespace regisseur
