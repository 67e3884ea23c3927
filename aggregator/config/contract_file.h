#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "aggregator/config/contract_values.h"
#include "core/contract/check_contract.h"
#include "core/contract/contract.h"
#include "core/contract/contract_reader.h"

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

// The same for whoever wants everything that is wrong, errors and warnings, one
// by one. Without an error there is a contract.
struct LintedContract {
  std::optional<Contract> contract;
  std::vector<ContractFileProblem> problems;  // by line
  // Of a file with errors what could be read, where it could be read which
  // contract and version it is: enough to hold it against others.
  std::optional<Contract> read;
};
LintedContract LintContractFile(absl::string_view name,
                                absl::string_view content,
                                const ContractContext& context);

// Where `problems` stand in the file.
std::vector<ContractFileProblem> LocateProblems(
    absl::string_view name, absl::string_view content,
    const std::vector<ContractProblem>& problems);

// The values of a contract file by their keys, whether they are right or not.
// INVALID_ARGUMENT when it is not YAML at all.
absl::StatusOr<ContractKeyValues> ListContractKeys(absl::string_view name,
                                                   absl::string_view content);

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
