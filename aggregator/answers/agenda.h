#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "aggregator/answers/gap.h"
#include "aggregator/answers/known_portfolio.h"
#include "aggregator/answers/service_levels.h"
#include "aggregator/answers/source_freshness.h"
#include "core/contract/contract_words.h"
#include "core/money/decimal.h"

namespace regisseur {

struct AgendaQuestion {
  std::string provider;  // empty for all
  std::string owner;     // empty for all
  // Only what has to be decided until then, a day; what has no day stays.
  std::string until;
};

// A decision that waits (USERS U23).
struct AgendaItem {
  std::string id;  // the same for as long as it is the same decision
  std::string kind;
  Sentence title;
  std::string provider;  // empty for a source about many
  std::string contract;
  std::string owner;
  // The last day on which deciding helps; absent where none is set.
  std::optional<absl::CivilDay> decide_by;
  bool late = false;  // that day is over
  // Money, in `currency`: lost on that day for certain when nobody acts; lost
  // by an estimate; the sum that the decision is about. Absent: none, or not
  // known.
  std::string currency;
  std::optional<Decimal> certain;
  std::optional<Decimal> estimated;
  std::optional<Decimal> exposure;
  Sentence if_nothing;
  std::vector<std::string> evidence;   // lines of the command line, sources
  std::vector<std::string> options;    // lines of the command line
  std::vector<std::string> functions;  // ids that it touches

  // Certain and estimated together, else the exposure.
  std::optional<Decimal> AmountAtStake() const;
};

struct AgendaAnswer {
  // By certain and estimated loss per day left; exposure breaks ties, then the
  // day and the id.
  std::vector<AgendaItem> items;
  std::vector<Gap> gaps;
  absl::CivilDay today;  // in the portfolio's zone
};

// The decisions that wait. INVALID_ARGUMENT for a day that cannot be read,
// NOT_FOUND for an unknown provider.
absl::StatusOr<AgendaAnswer> AnswerAgenda(const AnswerContext& context,
                                          const Principal& who,
                                          const AgendaQuestion& question,
                                          AsOf as_of);

// How many items the agenda has of each provider that has any.
struct AgendaCounts {
  std::map<std::string, int> by_provider;
  // Nothing of it changes by time alone before then.
  absl::Time holds_until = absl::InfiniteFuture();
};

// Counts without sources that fell silent, which change by the second. `open`
// and `records` are of the same moment.
absl::StatusOr<AgendaCounts> CountAgendaItems(const AnswerContext& context,
                                              const Principal& who, AsOf as_of,
                                              OpenBook& open,
                                              const SourceRecords& records);

// Puts the items in that order. Amounts are compared in `portfolio_currency` at
// the last rates known; what cannot be converted counts as no loss.
void RankAgenda(const AnswerContext& context, const KnownPortfolio& known,
                AsOf as_of, absl::CivilDay today,
                std::vector<AgendaItem>& items);

}  // namespace regisseur
