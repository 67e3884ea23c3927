#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "aggregator/answers/gap.h"
#include "aggregator/answers/known_portfolio.h"
#include "core/contract/contract_words.h"

namespace regisseur {

struct DatesQuestion {
  std::string provider;  // empty for all
  std::string owner;     // who answers for it; empty for all
  std::string from;      // a day; empty: a month ago
  std::string to;        // a day; empty: two years from now
};

// A day on which somebody has to have acted (Dutch: termijnkalender). Titles
// hold no amounts: they leave the house in people's calendars.
struct DateRow {
  // The same for as long as it is the same date, also when its day moves.
  std::string uid;
  absl::CivilDay day;
  std::string kind;  // notice, claim, …
  Sentence title;
  std::string provider;
  std::string contract;
  std::string subject;  // the objective or the claim
};

struct DatesAnswer {
  std::string portfolio;
  std::vector<DateRow> dates;  // the earliest first
  std::vector<Gap> gaps;
};

// INVALID_ARGUMENT for a day that cannot be read, NOT_FOUND for an unknown
// provider.
absl::StatusOr<DatesAnswer> AnswerDates(const AnswerContext& context,
                                        const Principal& who,
                                        const DatesQuestion& question,
                                        AsOf as_of);

}  // namespace regisseur
