#include "absl/strings/str_cat.h"
#include "aggregator/answers/agenda_rules.h"
#include "aggregator/answers/claims.h"
#include "core/base/status_macros.h"
#include "core/time/instant.h"

namespace regisseur {

absl::Status AddClaimItems(AgendaDesk& desk) {
  if (desk.contracts.empty()) return absl::OkStatus();
  ASSIGN_OR_RETURN(
      const ClaimsAnswer claims,
      AnswerClaims(desk.context, desk.who,
                   {.state = ClaimState::kEligible, .claimable_only = true},
                   desk.as_of, desk.open));
  for (const Gap& gap : claims.gaps) AddGap(gap, desk.gaps);
  for (const ClaimRow& claim : claims.claims) {
    const Contract* const contract =
        desk.contracts.Find(claim.contract, desk.today);
    if (contract == nullptr) continue;
    AgendaItem item = desk.Begin("claim", "", *contract);
    item.id = absl::StrCat("claim:", claim.id);
    item.decide_by = claim.claim_by;
    item.currency = claim.currency;
    item.certain = claim.amount;
    item.title.rule =
        claim.amount.has_value() ? "agenda-claim" : "agenda-claim-unknown";
    item.title.arguments["claim"] = claim.id;
    item.title.arguments["amount"] =
        claim.amount.has_value() ? claim.amount->ToString() : "";
    item.title.arguments["currency"] = claim.currency;
    item.if_nothing.rule =
        claim.claim_by.has_value() ? "agenda-claim-lost" : "agenda-claim-waits";
    if (claim.claim_by.has_value()) {
      item.if_nothing.arguments["day"] = FormatDay(*claim.claim_by);
    }
    item.evidence = {absl::StrCat("credit list --id ", claim.id)};
    for (const ClaimEvidence& evidence : claim.evidence) {
      if (evidence.kind == "figure")
        item.evidence.push_back(evidence.reference);
    }
    item.AddChoice("choice-claim-file", absl::StrCat("credit file ", claim.id));
    item.AddChoice("choice-claim-waive",
                   absl::StrCat("credit waive ", claim.id, " --reason …"));
    desk.items.push_back(std::move(item));
  }
  return absl::OkStatus();
}

}  // namespace regisseur
