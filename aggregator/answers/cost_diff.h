#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "aggregator/answers/cost_lines.h"
#include "aggregator/answers/gap.h"
#include "aggregator/answers/known_portfolio.h"
#include "core/contract/contract_words.h"

namespace regisseur {

struct CostDiffQuestion {
  AsOf between;          // as known then
  AsOf until;            // and as known then; not before `between`
  std::string provider;  // empty for all
  std::string from;      // billing periods that start from here; empty for all
  std::string to;
  std::string in;  // convert with the rates of either moment; empty: do not
  int lines = 0;   // line changes shown for each; 0: 20, at most 1,000
};

enum class CostChangeCause {
  kCorrection = 1,  // a delivery took the place of another of its scope
  kLateDelivery,
  kWithdrawn,
  kAssignment,
  kBasis,
  kRate,
};

// A line that is only on one side, or has another amount there.
struct CostLineChange {
  std::optional<CostLineRow> before;
  std::optional<CostLineRow> after;
  Decimal difference;
};

// A part of what changed, with one cause. Amounts are BilledCost as delivered,
// tax included, exact; with a conversion rounded once each.
struct CostChange {
  std::string provider;
  std::string billing_period;
  std::string currency;
  CostChangeCause cause = CostChangeCause::kCorrection;
  std::string before;
  std::string after;
  std::string difference;
  std::string tax_difference;  // of the difference
  std::string source;
  std::string delivery_before;  // chain/number
  std::string delivery_after;
  std::optional<absl::Time> known;
  int64_t lines_before = 0;
  int64_t lines_after = 0;
  std::vector<CostLineChange> line_changes;  // the largest first
  int64_t line_changes_left_out = 0;
  bool lines_not_kept = false;
  bool first = false;  // nothing of the provider's period was known before
  std::string other_provider;
  Sentence message;
};

struct CostDiffAnswer {
  // By provider, billing period, currency and cause.
  std::vector<CostChange> changes;
  std::vector<Gap> gaps;
  std::string conversion;  // which rates, for headings; empty without
};

// Explains why `cost summary` says another sum at `until` than at `between`:
// the differences of a provider, period and currency add up to that of the two
// sums. INVALID_ARGUMENT for what cannot be read and moments in the wrong
// order, NOT_FOUND for a provider that is unknown at `until`.
absl::StatusOr<CostDiffAnswer> AnswerCostDiff(const AnswerContext& context,
                                              const Principal& who,
                                              const CostDiffQuestion& question);

}  // namespace regisseur
