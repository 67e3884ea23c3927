#pragma once

#include <set>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "aggregator/answers/gap.h"
#include "aggregator/answers/service_levels.h"
#include "aggregator/answers/shared_matters.h"
#include "aggregator/storage/partnership_records.h"

namespace regisseur {

// The figures of a period of one contract as they are now.
struct PeriodFigures {
  std::string provider;
  std::string period;  // its label
  TimeRange range;
  SignedFigures figures;
};
// INVALID_ARGUMENT, NOT_FOUND as AnswerServiceLevels; FAILED_PRECONDITION,
// naming the first, while a window runs and for a figure that is disputed or
// not known: nobody can sign those.
absl::StatusOr<PeriodFigures> ReadFiguresToSign(
    const AnswerContext& context, const Principal& who,
    const ServiceLevelsQuestion& question);

struct SignOffsQuestion {
  std::string provider;  // empty for all
  std::string owner;     // empty for all
  std::string contract;  // empty for all
  std::string period;    // empty for all
  std::string id;        // empty for all
};

struct SignOffRow {
  Matter matter;
  std::string period;
  SignOffState state = SignOffState::kOneSide;
  SignedFigures figures;  // as they were signed last
  SignedFigures now;      // those that are something else today
  std::string customer_name;
  std::string provider_name;
  std::optional<absl::Time> customer_time;
  std::optional<absl::Time> provider_time;
  std::set<std::string> known_names;
};

struct SignOffsAnswer {
  std::vector<SignOffRow> rows;  // the newest period first
  std::vector<Gap> gaps;
};

// NOT_FOUND for an unknown provider or id.
absl::StatusOr<SignOffsAnswer> AnswerSignOffs(const AnswerContext& context,
                                              const Principal& who,
                                              const SignOffsQuestion& question,
                                              AsOf as_of);

}  // namespace regisseur
