#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "aggregator/answers/gap.h"
#include "aggregator/answers/known_portfolio.h"

namespace regisseur {

struct SlosQuestion {
  std::string provider;  // empty for all
};

// An objective that a partner's document declares.
struct SloRow {
  std::string provider;  // by today's name of it
  ObjectiveRecord record;
};

struct SlosAnswer {
  // By provider and source, then in the order of the documents.
  std::vector<SloRow> slos;
  // Also where a document breaks rules: what it declares is not among them.
  std::vector<Gap> gaps;
};

// NOT_FOUND for a provider that was never known.
absl::StatusOr<SlosAnswer> AnswerSlos(const AnswerContext& context,
                                      const Principal& who,
                                      const SlosQuestion& question, AsOf as_of);

}  // namespace regisseur
