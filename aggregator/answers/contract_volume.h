#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "aggregator/answers/gap.h"
#include "aggregator/answers/known_portfolio.h"
#include "core/contract/contract.h"
#include "core/pricing/contract_price.h"

namespace regisseur {

// How much a contract will be used.
struct ContractVolume {
  // What was used, and behind that what is to be expected, for every month from
  // the contract's first.
  PricedUsage usage;
  // Components of which nothing is known; they count as not used.
  std::vector<std::string> unknown;
  // One a component that is used: `component`, how it was forecast, from what.
  std::vector<Gap> assumptions;
};

// Of the months from the start of a version of a contract until `last`, each
// metered component by the forecast of its own months (core/forecast).
absl::StatusOr<ContractVolume> ReadContractVolume(
    const AnswerContext& context, const Principal& who,
    const KnownPortfolio& known, const Contract& contract,
    absl::CivilMonth last, AsOf as_of, std::vector<Gap>& gaps);

}  // namespace regisseur
