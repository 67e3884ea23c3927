#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "aggregator/answers/gap.h"
#include "aggregator/answers/known_portfolio.h"
#include "aggregator/storage/matter_store.h"

namespace regisseur {

struct MattersQuestion {
  MatterKind kind = MatterKind::kExclusion;
  std::string provider;  // empty for all
  std::string contract;
  std::string objective;
  // Who answers for the contract or its provider; empty for all.
  std::string owner;
  std::string from;  // that overlap from here; empty for all
  std::string to;
};

struct MattersAnswer {
  std::vector<Matter> matters;  // in the order in which they were begun
  std::vector<Gap> gaps;
};

// What people settle, of one kind. INVALID_ARGUMENT for a range that cannot be
// read, NOT_FOUND for an unknown provider or contract.
absl::StatusOr<MattersAnswer> AnswerMatters(const AnswerContext& context,
                                            const Principal& who,
                                            const MattersQuestion& question,
                                            AsOf as_of);

// Who answers for a contract: itself, else its provider; empty for nobody.
std::string OwnerOfContract(const KnownPortfolio& known,
                            const ContractRegister& contracts,
                            const std::string& contract,
                            const std::string& provider);

}  // namespace regisseur
