#pragma once

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "aggregator/answers/answer_context.h"
#include "core/contract/contract_diff.h"
#include "core/contract/contract_register.h"

namespace regisseur {

struct ContractDiffQuestion {
  std::string id;
  // Versions by their name or by a day on which they held. `to` empty: the one
  // that holds today. `from` empty: the one before it, or, asked as known on an
  // earlier day, the same.
  std::string from;
  std::string to;
};

struct ContractDiffAnswer {
  // A version with the one after it, null for the last. Points into the
  // register, which it keeps.
  struct Version {
    std::shared_ptr<const ContractRegister> contracts;
    const ContractRegister::Entry* entry = nullptr;  // null: it was not there
    const ContractRegister::Entry* next = nullptr;
  };
  std::string provider;
  Version from;
  Version to;
  std::vector<ContractChange> changes;
};

// What changed between two versions; with an `as_of` that is not now, between
// what was known of a version then and what is known now. `reader` reads the
// files' values. NOT_FOUND for a contract or version that is not there,
// INVALID_ARGUMENT when there is nothing to compare with.
absl::StatusOr<ContractDiffAnswer> AnswerContractDiff(
    const AnswerContext& context, const ContractReader& reader,
    const Principal& who, const ContractDiffQuestion& question, AsOf as_of);

}  // namespace regisseur
