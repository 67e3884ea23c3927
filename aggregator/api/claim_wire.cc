#include "aggregator/api/claim_wire.h"

#include <utility>

#include "absl/status/status.h"
#include "aggregator/api/set_time.h"
#include "core/finding/catalogue.h"
#include "core/time/instant.h"

namespace regisseur {
namespace {

namespace pb = claim::v1;

constexpr std::pair<ClaimState, pb::ClaimState> kStates[] = {
    {ClaimState::kEligible, pb::CLAIM_STATE_ELIGIBLE},
    {ClaimState::kFiled, pb::CLAIM_STATE_FILED},
    {ClaimState::kGranted, pb::CLAIM_STATE_GRANTED},
    {ClaimState::kRefused, pb::CLAIM_STATE_REFUSED},
    {ClaimState::kExpired, pb::CLAIM_STATE_EXPIRED},
    {ClaimState::kReceived, pb::CLAIM_STATE_RECEIVED},
    {ClaimState::kNotClaimed, pb::CLAIM_STATE_NOT_CLAIMED},
    {ClaimState::kDueOnInvoice, pb::CLAIM_STATE_DUE_ON_INVOICE},
};

bool IsAboutWaiver(MatterMove move) {
  return move == MatterMove::kWaiverProposed || move == MatterMove::kWaived ||
         move == MatterMove::kWaiverRefused;
}

// The side that told it; what the daemon noted by itself is of neither.
partnership::v1::Party PartyOf(const MatterStep& step) {
  switch (step.act.role) {
    case Principal::Role::kSystem:
      return partnership::v1::PARTY_UNSPECIFIED;
    case Principal::Role::kProvider:
      return partnership::v1::PARTY_PROVIDER;
    default:
      return partnership::v1::PARTY_CUSTOMER;
  }
}

// A partner reads what its own side wrote, and what was written to it.
void StepToWire(const MatterStep& step, bool to_provider, pb::ClaimStep& wire) {
  const bool own = step.act.role == Principal::Role::kProvider;
  wire.set_move(std::string(MatterMoveWord(step.move)));
  SetTime(step.act.known_from, &wire, &pb::ClaimStep::mutable_time);
  if (const std::string amount = step.Value(kClaimAmount); !amount.empty()) {
    wire.set_amount(amount);
  }
  if (const std::string vat = step.Value(kClaimVat); !vat.empty()) {
    wire.set_vat(vat);
  }
  wire.set_document(step.Value(kClaimDocument));
  if (!to_provider || own || !step.Value(kClaimReasonTold).empty()) {
    wire.set_reason(step.Text("reason"));
  }
  wire.set_identity(step.act.identity);
  if (!to_provider || own) wire.set_name(step.Text("actor"));
  if (step.act.via.rfind("deputy of ", 0) == 0) wire.set_via(step.act.via);
  wire.set_chain(step.act.chain);
  if (!to_provider || step.act.chain != "portfolio") {
    wire.set_number(step.act.number);
  }
  wire.set_party(PartyOf(step));
  wire.set_by_machine(step.ByMachine());
}

}  // namespace

pb::ClaimState ClaimStateToWire(ClaimState state) {
  for (const auto& [known, wire] : kStates) {
    if (known == state) return wire;
  }
  return pb::CLAIM_STATE_UNSPECIFIED;
}

absl::StatusOr<std::optional<ClaimState>> ClaimStateFromWire(
    pb::ClaimState wire) {
  if (wire == pb::CLAIM_STATE_UNSPECIFIED) return std::optional<ClaimState>();
  for (const auto& [state, known] : kStates) {
    if (known == wire) return std::optional<ClaimState>(state);
  }
  return absl::InvalidArgumentError(
      "state: say one of eligible, filed, granted, refused, expired, received, "
      "not_claimed, due_on_invoice");
}

pb::Claim ClaimToWire(const ClaimRow& row, absl::CivilDay today,
                      bool to_provider) {
  pb::Claim wire;
  wire.set_id(row.id);
  wire.set_provider(row.provider);
  wire.set_contract(row.contract);
  wire.set_objective(row.objective);
  SetTime(row.window.from, &wire, &pb::Claim::mutable_window_start_time);
  SetTime(row.window.to, &wire, &pb::Claim::mutable_window_end_time);
  wire.set_window_last_day(FormatDay(row.last_day));
  wire.set_currency(row.currency);
  if (row.amount.has_value()) {
    wire.set_amount(row.amount->ToString());
    wire.set_open(row.account.open.ToString());
  }
  wire.set_rule(row.reason.rule);
  wire.set_reason(RenderMessage(row.reason.rule, row.reason.arguments));
  if (row.claim_by.has_value()) {
    wire.set_claim_by(FormatDay(*row.claim_by));
    wire.set_days_left(static_cast<int32_t>(*row.claim_by - today));
  }
  wire.set_state(ClaimStateToWire(row.state));
  for (const ClaimEvidence& evidence : row.evidence) {
    pb::ClaimEvidence& told = *wire.add_evidence();
    told.set_kind(evidence.kind);
    told.set_reference(evidence.reference);
  }
  for (const CreditArrival& arrival : row.arrivals) {
    if (to_provider) break;  // they know what they gave
    pb::CreditArrival& told = *wire.add_arrivals();
    told.set_kind(arrival.seen.kind == SeenCredit::Kind::kInvoice ? "invoice"
                                                                  : "charge");
    told.set_reference(arrival.seen.reference);
    told.set_line(arrival.seen.line);
    told.set_date(FormatDay(arrival.seen.day));
    told.set_amount(arrival.amount.ToString());
    told.set_text(arrival.seen.text);
    told.set_certain(arrival.certain);
  }
  wire.set_received(row.account.received.ToString());
  if (row.account.granted.has_value()) {
    wire.set_granted(row.account.granted->ToString());
  }
  wire.set_waived(row.account.waived.ToString());
  wire.set_waiver_proposed(row.account.waiver_proposed);
  if (row.frozen && row.computed.has_value()) {
    wire.set_computed(row.computed->ToString());
  }
  wire.set_restated(row.restated);
  wire.set_frozen(row.frozen);
  wire.set_automatic(row.automatic);
  if (const std::string percent = row.Basis("percent"); !percent.empty()) {
    wire.set_percent(percent);
  }
  if (const std::string uncapped = row.Basis("uncapped"); !uncapped.empty()) {
    wire.set_uncapped(uncapped);
  }
  wire.set_at_least(row.Basis("at_least") == "yes" && !row.named);
  wire.set_disputed(row.disputed);
  wire.set_told_otherwise(row.told_otherwise);
  if (row.matter.has_value()) {
    for (const MatterStep& step : row.matter->steps) {
      if (to_provider && IsAboutWaiver(step.move)) continue;
      StepToWire(step, to_provider, *wire.add_steps());
    }
  }
  wire.set_owner(row.owner);
  return wire;
}

DueClaim DueClaimOf(const ClaimRow& row) {
  return {.subject = {.kind = MatterKind::kClaim,
                      .name = row.id,
                      .provider = row.provider,
                      .contract = row.contract,
                      .objective = row.objective,
                      .range = row.window},
          .state = row.state,
          .currency = row.currency,
          .amount = row.amount,
          .basis = row.basis,
          .claim_by = row.claim_by.has_value() ? FormatDay(*row.claim_by) : ""};
}

}  // namespace regisseur
