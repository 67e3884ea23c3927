#include "aggregator/answers/contracts.h"

#include <algorithm>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "aggregator/answers/contract_gaps.h"
#include "core/base/nearest_word.h"
#include "core/base/status_macros.h"
#include "core/time/instant.h"

namespace regisseur {
namespace {

absl::StatusOr<absl::CivilDay> DayAsked(const KnownPortfolio& known,
                                        const std::string& on) {
  if (on.empty()) {
    return absl::ToCivilDay(known.moment(), known.portfolio().time_zone);
  }
  const absl::StatusOr<absl::CivilDay> day = ParseDay(on);
  if (day.ok()) return *day;
  return absl::InvalidArgumentError(
      absl::StrCat("on: '", on, "' is no day; write for instance 2026-10-05"));
}

// What a list and one contract by itself have in common.
ContractAnswer Describe(const KnownPortfolio& known,
                        std::shared_ptr<const ContractRegister> contracts,
                        const ContractRegister::Entry& entry,
                        absl::CivilDay on) {
  ContractAnswer answer;
  answer.contracts = std::move(contracts);
  answer.entry = &entry;
  const Contract& contract = entry.contract;
  answer.provider = known.CurrentId(contract.provider);
  answer.owner =
      contract.owner.empty() ? known.OwnerOf(answer.provider) : contract.owner;
  answer.on = on;
  answer.dates = ComputeNoticeDates(contract.term, on, contract.holidays);
  answer.state = StateOf(contract.term, answer.dates, on);
  return answer;
}

bool AnswersFor(const std::string& owner, const ContractAnswer& contract,
                const KnownPortfolio& known) {
  return owner.empty() || contract.owner == owner ||
         known.OwnerOf(contract.provider) == owner;
}

absl::Status AddValue(const AnswerContext& context, const Principal& who,
                      const KnownPortfolio& known, AsOf as_of,
                      ContractAnswer& answer, std::vector<Gap>& gaps) {
  if (!answer.contract().value.has_value()) return absl::OkStatus();
  ASSIGN_OR_RETURN(answer.value,
                   ReadContractValue(context, who, known, *answer.contracts,
                                     answer.contract(), answer.dates, answer.on,
                                     as_of, gaps));
  return absl::OkStatus();
}

// Checklists that a contract names and nobody has.
void AddUnknownChecklistGaps(const ContractAnswer& answer,
                             std::vector<Gap>& gaps) {
  for (const std::string& name : answer.contract().dossier.checklists) {
    if (answer.contracts->FindChecklist(name) != nullptr) continue;
    Gap gap;
    gap.provider = answer.provider;
    gap.rule = "contract-no-such-checklist";
    gap.arguments = {{"contract", answer.contract().id}, {"value", name}};
    gap.kind = ProblemKind::kConfiguration;
    AddGap(std::move(gap), gaps);
  }
}

// The contracts that a question is about, with nothing computed from facts.
absl::StatusOr<std::vector<ContractAnswer>> Select(
    const AnswerContext& context, const KnownPortfolio& known,
    const ContractsQuestion& question, AsOf as_of, std::vector<Gap>& gaps) {
  ASSIGN_OR_RETURN(const absl::CivilDay on, DayAsked(known, question.on));
  const std::string provider = known.CurrentId(question.provider);
  if (!question.provider.empty()) {
    RETURN_IF_ERROR(known.CheckProvider(question.provider));
  }
  const std::shared_ptr<const ContractRegister> contracts =
      context.contracts.At(as_of.known);
  std::vector<ContractAnswer> selected;
  for (const std::string& id : contracts->ids()) {
    ContractAnswer answer =
        Describe(known, contracts, *contracts->FindEntry(id, on), on);
    if (!provider.empty() && answer.provider != provider) continue;
    if (!AnswersFor(question.owner, answer, known)) continue;
    selected.push_back(std::move(answer));
  }
  AddContractFileGaps(context, known, *contracts, provider, on, as_of, gaps);
  return selected;
}

}  // namespace

absl::StatusOr<ContractsAnswer> AnswerContracts(
    const AnswerContext& context, const Principal& who,
    const ContractsQuestion& question, AsOf as_of) {
  ASSIGN_OR_RETURN(const KnownPortfolio known,
                   KnownPortfolio::Load(context, who, as_of));
  ContractsAnswer answer;
  ASSIGN_OR_RETURN(answer.contracts,
                   Select(context, known, question, as_of, answer.gaps));
  for (ContractAnswer& contract : answer.contracts) {
    RETURN_IF_ERROR(
        AddValue(context, who, known, as_of, contract, answer.gaps));
  }
  return answer;
}

absl::StatusOr<ContractAnswer> AnswerContract(const AnswerContext& context,
                                              const Principal& who,
                                              const ContractQuestion& question,
                                              AsOf as_of) {
  ASSIGN_OR_RETURN(const KnownPortfolio known,
                   KnownPortfolio::Load(context, who, as_of));
  ASSIGN_OR_RETURN(const absl::CivilDay on, DayAsked(known, question.on));
  const std::shared_ptr<const ContractRegister> contracts =
      context.contracts.At(as_of.known);
  const auto no_such_contract = [&] {
    const ContractRegister::Entry* removed =
        contracts->FindRemoved(question.id);
    if (removed != nullptr && (question.provider.empty() ||
                               known.CurrentId(removed->contract.provider) ==
                                   known.CurrentId(question.provider))) {
      return absl::NotFoundError(absl::StrCat(
          "contract '", question.id, "' is not in force: its file ",
          removed->file, " is gone; put it back"));
    }
    const std::string near = NearestWord(question.id, contracts->ids());
    return absl::NotFoundError(absl::StrCat(
        "no contract '", question.id, "'",
        near.empty() ? "; `regisseur contract list` names them"
                     : absl::StrCat("; perhaps '", near, "' is meant")));
  };
  const ContractRegister::Entry* entry = contracts->FindEntry(question.id, on);
  if (entry == nullptr) return no_such_contract();
  ContractAnswer answer = Describe(known, contracts, *entry, on);
  if ((!question.provider.empty() &&
       answer.provider != known.CurrentId(question.provider)) ||
      !AnswersFor(question.owner, answer, known)) {
    return no_such_contract();
  }
  answer.children = contracts->Children(question.id, on);
  answer.clause_gaps =
      FindClauseGaps(answer.contract().dossier, contracts->checklists());
  RETURN_IF_ERROR(AddValue(context, who, known, as_of, answer, answer.gaps));
  if (answer.state == ContractState::kRunning) {
    std::vector<Gap> said;  // by what is unknown of it
    ASSIGN_OR_RETURN(answer.rigidity,
                     RigidityOf(context, who, known, *contracts,
                                answer.contract(), on, as_of, said));
  }
  AddUnknownChecklistGaps(answer, answer.gaps);
  AddContractFileGaps(context, known, *contracts, answer.provider, on, as_of,
                      answer.gaps);
  return answer;
}

absl::StatusOr<ClauseGapsAnswer> AnswerClauseGaps(
    const AnswerContext& context, const Principal& who,
    const ClauseGapsQuestion& question, AsOf as_of) {
  ASSIGN_OR_RETURN(const KnownPortfolio known,
                   KnownPortfolio::Load(context, who, as_of));
  ClauseGapsAnswer answer;
  ASSIGN_OR_RETURN(const std::vector<ContractAnswer> selected,
                   Select(context, known,
                          {.provider = question.provider,
                           .owner = question.owner,
                           .on = question.on},
                          as_of, answer.gaps));
  const std::shared_ptr<const ContractRegister> contracts =
      context.contracts.At(as_of.known);
  std::vector<ClauseChecklist> by = contracts->checklists();
  for (const ClauseChecklist& checklist : by) {
    answer.checklists.push_back(checklist.id);
  }
  if (!question.checklist.empty()) {
    const ClauseChecklist* found = contracts->FindChecklist(question.checklist);
    if (found == nullptr) {
      return absl::NotFoundError(absl::StrCat(
          "no checklist '", question.checklist, "'; there are ",
          answer.checklists.empty() ? "none"
                                    : absl::StrJoin(answer.checklists, ", ")));
    }
    by = {*found};
  }
  for (const ContractAnswer& contract : selected) {
    if (contract.state == ContractState::kEnded) continue;
    for (ClauseGap& gap : FindClauseGaps(contract.contract().dossier, by,
                                         !question.checklist.empty())) {
      answer.clause_gaps.push_back(
          {contract.contract().id, contract.provider, std::move(gap)});
    }
    if (question.checklist.empty()) {
      AddUnknownChecklistGaps(contract, answer.gaps);
    }
  }
  return answer;
}

}  // namespace regisseur
