#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "aggregator/config/contract_values.h"
#include "core/contract/check_contract.h"
#include "core/contract/contract.h"

namespace regisseur {

// A contract with what a reader of it should know.
struct ContractFile {
  Contract contract;
  // Warnings: the contract is good and in force all the same.
  std::vector<ContractProblem> warnings;
};

// Reads one version of one contract (docs: the table in contract_keys.cc).
// INVALID_ARGUMENT with one line a mistake: file, line, key, what would be
// right. `name` is for messages.
absl::StatusOr<ContractFile> ParseContractFile(absl::string_view name,
                                               absl::string_view content,
                                               const ContractContext& context);

// Says `problems` as mistakes of the file: one line each, with file, line and
// key. OK when none is an error.
absl::Status RefuseContract(absl::string_view name, absl::string_view content,
                            const std::vector<ContractProblem>& problems);

// Reads a form file, of which only `currency` and `pricing` are required
// (DECISIONS 19); any other key of a contract may stand there too. Errors as
// above.
absl::StatusOr<Contract> ParsePricingForm(absl::string_view name,
                                          absl::string_view content,
                                          const ContractContext& context);

// Reads a list of clauses that contracts should have: `id`, `title` and
// `clauses`, each with `clause` and `source`. Errors as above.
absl::StatusOr<ClauseChecklist> ParseClauseChecklist(absl::string_view name,
                                                     absl::string_view content);

}  // namespace regisseur
