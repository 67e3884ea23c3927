#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "aggregator/answers/gap.h"
#include "aggregator/answers/known_portfolio.h"
#include "core/money/exact_sum.h"
#include "core/time/time_range.h"

namespace regisseur {

// What the charges of a provider say of commitments.
struct CommitmentCharges {
  // What was applied to a commitment, by contract and id.
  struct Applied {
    // By currency, and by unit: what is in another is no use of it.
    std::map<std::string, ExactSum> cost;
    std::map<std::string, ExactSum> quantity;
    int64_t count = 0;
  };
  using AppliedKey = std::pair<std::string, std::string>;
  std::map<AppliedKey, Applied> applied;
  int64_t broken = 0;  // charges whose ContractApplied cannot be read
  std::string broken_why;

  // A discount for a commitment, by its id and the currency.
  struct Discount {
    std::string name;
    std::string type;
    ExactSum used;    // EffectiveCost
    ExactSum unused;  // of what was committed and not used
    std::set<absl::CivilMonth> months;
    std::map<std::string, ExactSum> used_by_service;
    int64_t without_status = 0;
  };
  using DiscountKey = std::pair<std::string, std::string>;
  std::map<DiscountKey, Discount> discounts;
  // EffectiveCost of usage by currency and service, without what was unused.
  std::map<std::pair<std::string, std::string>, ExactSum> usage;

  bool lines_missing = false;
  // How far the usage reaches; absent without any.
  std::optional<absl::Time> until;
};

// Of billing periods that start in `range`. Where lines are not kept nothing is
// known, which is a gap.
absl::StatusOr<CommitmentCharges> ReadCommitmentCharges(
    const AnswerContext& context, const Principal& who,
    const KnownPortfolio& known, const std::string& provider, TimeRange range,
    AsOf as_of, std::vector<Gap>& gaps);

}  // namespace regisseur
