#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "aggregator/answers/gap.h"
#include "aggregator/answers/known_portfolio.h"
#include "core/contract/contract_register.h"
#include "core/contract/contract_words.h"
#include "core/rigidity/rigidity.h"

namespace regisseur {

struct RigidityQuestion {
  std::string contract;  // empty for all
  std::string provider;  // empty for all
  std::string on;        // a day; empty for today
  int trend_months = 0;
};

// How rigid a contract is on a day.
struct ContractRigidity {
  std::string contract;
  std::string provider;  // by today's id
  std::string currency;
  // Absent when no month counts.
  std::optional<absl::CivilMonth> first_month;
  std::optional<absl::CivilMonth> last_month;
  std::optional<absl::CivilDay> exit_day;
  Rigidity rigidity;
  std::vector<Sentence> unknown;
};

// Means by cost.
struct RigidityMean {
  std::string provider;  // empty for the portfolio
  int contracts = 0;
  std::vector<std::string> left_out;  // whose cost is not known
  std::string currency;
  std::optional<Decimal> cost;
  std::optional<Decimal> figure_at_least;
  std::optional<Decimal> figure_at_most;
  std::optional<Decimal> fixed_share;
  // Paid outside the contracts for wanting something.
  std::optional<Decimal> surcharge_share;
  std::optional<Decimal> paid_outside;

  std::optional<Decimal> figure() const {
    if (figure_at_least == figure_at_most) return figure_at_least;
    return std::nullopt;
  }
};

struct RigidityTrend {
  absl::CivilMonth month;
  RigidityMean mean;
};

struct RigidityAnswer {
  absl::CivilDay on;
  std::vector<ContractRigidity> contracts;  // by id
  std::vector<RigidityMean> providers;      // by id
  RigidityMean portfolio;
  std::vector<RigidityTrend> trend;  // the oldest first
  std::vector<Gap> gaps;
};

// How rigid contracts are that run on the day, over the twelve whole months
// before it, with their providers and all of them by cost. INVALID_ARGUMENT for
// what cannot be read, NOT_FOUND for an unknown contract or provider.
absl::StatusOr<RigidityAnswer> AnswerRigidity(const AnswerContext& context,
                                              const Principal& who,
                                              const RigidityQuestion& question,
                                              AsOf as_of);

// ---- for questions beside it

// The version that holds on `on`, which has begun then.
absl::StatusOr<ContractRigidity> RigidityOf(const AnswerContext& context,
                                            const Principal& who,
                                            const KnownPortfolio& known,
                                            const ContractRegister& contracts,
                                            const Contract& contract,
                                            absl::CivilDay on, AsOf as_of,
                                            std::vector<Gap>& gaps);

// The contracts that run on `day`, by id.
std::vector<const Contract*> RunningContracts(const ContractRegister& contracts,
                                              absl::CivilDay day);

// The mean by cost of `rows`, of `provider` or, empty, the portfolio, in the
// portfolio's currency; without what was paid outside. Contracts whose cost is
// not known are left out.
absl::StatusOr<RigidityMean> MeanOfRigidity(
    const AnswerContext& context, const KnownPortfolio& known,
    const std::string& provider, const std::vector<ContractRigidity>& rows,
    AsOf as_of, std::vector<Gap>& gaps);

// What was paid to a provider for usage and purchases in [from, to], and what
// of it no price of its contracts is about. `outside` is absent where that
// cannot be told: a contract has prices that no charge is known by.
struct PaidOutside {
  std::optional<Decimal> paid;
  std::optional<Decimal> outside;
};
absl::StatusOr<PaidOutside> ReadPaidOutside(
    const AnswerContext& context, const Principal& who,
    const KnownPortfolio& known, const ContractRegister& contracts,
    const std::string& provider, absl::CivilMonth from, absl::CivilMonth to,
    const std::string& currency, AsOf as_of, std::vector<Gap>& gaps);

}  // namespace regisseur
