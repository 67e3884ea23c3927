#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "aggregator/answers/answer_context.h"
#include "core/contract/contract_reader.h"
#include "core/register_sheet/contract_draft.h"

namespace regisseur {

// A draft with what reading it as a contract file comes to.
struct ReadDraft {
  ContractDraft draft;
  // Problems that its missing parts do not explain.
  std::vector<ContractFileProblem> problems;
  bool complete = false;  // nothing is missing and nothing wrong
};

struct ContractDraftsAnswer {
  std::vector<ReadDraft> drafts;  // in the order of the rows
  std::vector<std::string> columns_not_used;
};

// Drafts contract files from a register kept in a spreadsheet, with the
// portfolio as it is now, and lints them beside the register in force. Errors
// as DraftContracts.
absl::StatusOr<ContractDraftsAnswer> AnswerContractDrafts(
    const AnswerContext& context, const ContractReader& reader,
    const std::string& name, const Sheet& sheet);

}  // namespace regisseur
