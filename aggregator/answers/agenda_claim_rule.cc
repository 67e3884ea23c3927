#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "aggregator/answers/agenda_rules.h"
#include "aggregator/answers/claims.h"
#include "core/base/status_macros.h"
#include "core/time/instant.h"

namespace regisseur {

namespace {

AgendaItem Begin(AgendaDesk& desk, const ClaimRow& claim,
                 const Contract& contract, absl::string_view prefix) {
  AgendaItem item = desk.Begin("claim", "", contract);
  item.id = absl::StrCat(prefix, claim.id);
  item.currency = claim.currency;
  item.certain = claim.amount;
  item.title.arguments["claim"] = claim.id;
  item.title.arguments["amount"] =
      claim.amount.has_value() ? claim.amount->ToString() : "";
  item.title.arguments["currency"] = claim.currency;
  item.disputed = claim.disputed;
  item.told_otherwise = claim.told_otherwise;
  item.evidence = {absl::StrCat("credit list --id ", claim.id)};
  for (const ClaimEvidence& evidence : claim.evidence) {
    if (evidence.kind == "figure") item.evidence.push_back(evidence.reference);
  }
  return item;
}

// What can be claimed.
AgendaItem ItemOfEligible(AgendaDesk& desk, const ClaimRow& claim,
                          const Contract& contract) {
  AgendaItem item = Begin(desk, claim, contract, "claim:");
  item.decide_by = claim.claim_by;
  item.title.rule =
      claim.amount.has_value() ? "agenda-claim" : "agenda-claim-unknown";
  item.if_nothing.rule =
      claim.claim_by.has_value() ? "agenda-claim-lost" : "agenda-claim-waits";
  if (claim.claim_by.has_value()) {
    item.if_nothing.arguments["day"] = FormatDay(*claim.claim_by);
  }
  item.AddChoice("choice-claim-file", absl::StrCat("credit file ", claim.id));
  item.AddChoice("choice-claim-waive",
                 absl::StrCat("credit waive ", claim.id, " --reason …"));
  return item;
}

// What was claimed and refused: it is disputed, or given up.
std::optional<AgendaItem> ItemOfRefused(AgendaDesk& desk, const ClaimRow& claim,
                                        const Contract& contract) {
  const MatterStep* const refused =
      claim.matter.has_value() ? claim.matter->FindLast(MatterMove::kDenied)
                               : nullptr;
  if (refused == nullptr) return std::nullopt;
  AgendaItem item = Begin(desk, claim, contract, "claim-refused:");
  item.title.rule = "agenda-claim-refused";
  item.title.arguments["day"] = FormatDay(absl::ToCivilDay(
      refused->act.known_from, desk.known.portfolio().time_zone));
  item.if_nothing.rule = "agenda-claim-refused-then";
  item.AddChoice("choice-claim-again", absl::StrCat("credit file ", claim.id));
  item.AddChoice("choice-claim-waive",
                 absl::StrCat("credit waive ", claim.id, " --reason …"));
  return item;
}

}  // namespace

absl::Status AddClaimItems(AgendaDesk& desk) {
  if (desk.contracts.empty()) return absl::OkStatus();
  ASSIGN_OR_RETURN(
      const ClaimsAnswer claims,
      AnswerClaims(desk.context, desk.who, {.claimable_only = true}, desk.as_of,
                   desk.open));
  for (const Gap& gap : claims.gaps) AddGap(gap, desk.gaps);
  for (const ClaimRow& claim : claims.claims) {
    const Contract* const contract =
        desk.contracts.Find(claim.contract, desk.today);
    if (contract == nullptr) continue;
    if (claim.state == ClaimState::kEligible) {
      desk.items.push_back(ItemOfEligible(desk, claim, *contract));
    } else if (claim.state == ClaimState::kRefused) {
      if (auto item = ItemOfRefused(desk, claim, *contract)) {
        desk.items.push_back(*std::move(item));
      }
    }
  }
  return absl::OkStatus();
}

}  // namespace regisseur
