#include "aggregator/answers/contract_drafts.h"

#include <map>
#include <memory>
#include <utility>

#include "core/base/status_macros.h"

namespace regisseur {

absl::StatusOr<ContractDraftsAnswer> AnswerContractDrafts(
    const AnswerContext& context, const ContractReader& reader,
    const std::string& name, const Sheet& sheet) {
  const std::shared_ptr<const Portfolio> portfolio =
      context.portfolios.At(absl::InfiniteFuture());
  const std::shared_ptr<const ContractRegister> contracts =
      context.contracts.At(absl::InfiniteFuture());
  std::map<std::string, std::string> in_force;
  for (const std::string& id : contracts->ids()) {
    in_force[id] = contracts->VersionEntries(id).back()->file;
  }
  ASSIGN_OR_RETURN(ContractDrafts drafts,
                   DraftContracts(name, sheet, *portfolio, in_force));
  std::vector<ContractText> texts;
  texts.reserve(drafts.drafts.size());
  for (const ContractDraft& draft : drafts.drafts) {
    texts.push_back({draft.file, draft.text});
  }
  std::map<std::string, std::vector<ContractFileProblem>> problems;
  if (!texts.empty()) {
    for (ContractFileProblem& problem : reader.Lint(texts).problems) {
      problems[problem.file].push_back(std::move(problem));
    }
  }
  ContractDraftsAnswer answer;
  answer.columns_not_used = std::move(drafts.columns_not_used);
  for (ContractDraft& draft : drafts.drafts) {
    ReadDraft read;
    std::vector<ContractFileProblem>& found = problems[draft.file];
    read.complete = draft.missing.empty() && found.empty();
    // What is missing is refused where it is marked, and was said already.
    if (draft.missing.empty()) read.problems = std::move(found);
    read.draft = std::move(draft);
    answer.drafts.push_back(std::move(read));
  }
  return answer;
}

}  // namespace regisseur
