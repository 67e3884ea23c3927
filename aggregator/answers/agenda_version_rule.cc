#include <utility>

#include "absl/strings/str_cat.h"
#include "aggregator/answers/agenda_rules.h"
#include "aggregator/answers/version_proposals.h"
#include "core/base/status_macros.h"
#include "core/contract/contract_words.h"
#include "core/time/instant.h"

namespace regisseur {

absl::Status AddVersionItems(AgendaDesk& desk) {
  if (desk.contracts.empty()) return absl::OkStatus();
  ASSIGN_OR_RETURN(
      const VersionProposalsAnswer answer,
      AnswerVersionProposals(desk.context, nullptr, nullptr, desk.who,
                             {.open = true}, desk.as_of));
  for (const VersionProposal& proposal : answer.proposals) {
    const MatterSubject& subject = proposal.matter.subject;
    const Contract* const contract =
        desk.contracts.Find(subject.contract, desk.today);
    // What waits for the partner alone is no decision of ours.
    if (contract == nullptr || proposal.standing.accepted_by_customer) continue;
    AgendaItem item = desk.Begin("contract_proposal", subject.name, *contract);
    item.decide_by = proposal.valid_from;
    item.title.rule = "agenda-contract-proposal";
    item.title.arguments["side"] = SideWord(proposal.side);
    item.title.arguments["day"] = FormatDay(proposal.valid_from);
    item.if_nothing.rule = "agenda-contract-proposal-nothing";
    item.evidence = {absl::StrCat("contract proposals --id ", subject.name)};
    item.AddChoice(
        "choice-version-accept",
        absl::StrCat("contract accept ", subject.name, " --document …"));
    item.AddChoice(
        "choice-version-comment",
        absl::StrCat("contract comment ", subject.name, " --text …"));
    item.AddChoice("choice-version-answer",
                   absl::StrCat("contract propose ", subject.contract,
                                " --answers ", subject.name));
    desk.items.push_back(std::move(item));
  }
  return absl::OkStatus();
}

}  // namespace regisseur
