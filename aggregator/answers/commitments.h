#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "aggregator/answers/gap.h"
#include "aggregator/answers/known_portfolio.h"
#include "core/commitment/commitment_standing.h"
#include "core/money/decimal.h"

namespace regisseur {

struct CommitmentsQuestion {
  std::string provider;  // empty for all
  bool all = false;      // those that are over too
  // Discounts for commitments too, for which every charge is read.
  bool with_discounts = true;
};

struct CommitmentRow {
  // Where it is known from: the partner's data set, discounts in its charges,
  // a contract's minimum commitment, a contract's lots bought ahead.
  enum class Kind { kContractCommitment = 1, kDiscount, kMinimum, kPrepaid };
  std::string provider;
  Kind kind = Kind::kContractCommitment;
  std::string id;
  std::string contract;
  std::string description;
  std::optional<absl::CivilDay> first_day;
  std::optional<absl::CivilDay> last_day;
  std::string unit;  // ISO 4217, or a unit
  bool is_money = false;
  std::optional<Decimal> committed;
  std::optional<Decimal> used;
  std::optional<Decimal> unused;
  std::optional<Decimal> balance;
  std::optional<Decimal> utilisation_percent;
  std::optional<Decimal> coverage_percent;
  std::optional<Decimal> burn_per_month;
  std::optional<Decimal> expected;
  std::optional<Decimal> expected_true_up;
  CommitmentOutlook outlook = CommitmentOutlook::kUnknown;
  std::string lifecycle;
  std::optional<absl::CivilDay> exhausted_on;
};

struct CommitmentsAnswer {
  std::vector<CommitmentRow> commitments;  // by provider, kind and id
  std::vector<Gap> gaps;
  absl::CivilDay today;  // UTC
};

// NOT_FOUND for an unknown provider.
absl::StatusOr<CommitmentsAnswer> AnswerCommitments(
    const AnswerContext& context, const Principal& who,
    const CommitmentsQuestion& question, AsOf as_of);

}  // namespace regisseur
