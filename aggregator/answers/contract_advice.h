#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "aggregator/answers/gap.h"
#include "aggregator/answers/known_portfolio.h"
#include "core/contract/contract_words.h"
#include "core/money/decimal.h"

namespace regisseur {

struct AdviceQuestion {
  std::string provider;
  std::string contract;  // empty: the only one of the provider that runs
  // Percent off the price of what is reserved; empty: nothing is offered.
  std::string discount_percent;
  // Minimum amounts that are offered, with the percent off all use.
  std::map<std::string, std::string> offers;
  std::string per;   // of a minimum; empty: month
  std::string from;  // months; empty: the last twelve that were delivered whole
  std::string to;
};

// The best level of one thing to commit to.
struct CommitmentAdvice {
  struct Regret {
    Decimal usage;  // factor
    Decimal cost;
    Decimal cost_without;
    Decimal best_cost;
    Decimal regret;
  };
  std::string kind;
  std::string component;
  Decimal level;
  std::string per;
  std::optional<Decimal> level_now;
  Decimal cost;
  Decimal cost_without;
  std::optional<Decimal> cost_now;
  Decimal saving;
  std::vector<Regret> regrets;
};

struct AdviceAnswer {
  std::string provider;
  std::string contract;
  std::string currency;
  std::vector<absl::CivilMonth> months;  // that count, ascending
  std::vector<CommitmentAdvice> advice;
  Sentence method;
  std::vector<Gap> gaps;
};

// What to commit to by the usage seen, and what one would regret. Amounts are
// rounded to the minor unit, each by itself. INVALID_ARGUMENT naming the field;
// NOT_FOUND for an unknown provider or contract; FAILED_PRECONDITION when no
// month is known whole, or nothing could be committed to.
absl::StatusOr<AdviceAnswer> AnswerContractAdvice(
    const AnswerContext& context, const Principal& who,
    const AdviceQuestion& question, AsOf as_of);

}  // namespace regisseur
