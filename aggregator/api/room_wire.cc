#include "aggregator/api/room_wire.h"

#include <optional>
#include <string>

#include "aggregator/api/objective_wire.h"
#include "core/calendar/civil_span.h"
#include "core/contract/contract_words.h"
#include "core/money/currency.h"
#include "core/room/hour_balance.h"
#include "core/room/hour_record.h"
#include "core/time/instant.h"

namespace regisseur {
namespace {

namespace pb = room::v1;

pb::ExtraState StateToWire(ExtraState state) {
  switch (state) {
    case ExtraState::kProposed:
      return pb::EXTRA_STATE_PROPOSED;
    case ExtraState::kOrdered:
      return pb::EXTRA_STATE_ORDERED;
    case ExtraState::kDelivered:
      return pb::EXTRA_STATE_DELIVERED;
    case ExtraState::kRefused:
      return pb::EXTRA_STATE_REFUSED;
    case ExtraState::kCancelled:
      return pb::EXTRA_STATE_CANCELLED;
  }
  return pb::EXTRA_STATE_UNSPECIFIED;
}

pb::HoursState HoursStateToWire(const Matter& hours) {
  switch (FoldProposal(hours.Moves())) {
    case ProposalState::kProposed:
    case ProposalState::kSettled:
      return pb::HOURS_STATE_BOOKED;
    case ProposalState::kApproved:
      return pb::HOURS_STATE_ACCEPTED;
    case ProposalState::kRefused:
      return pb::HOURS_STATE_REFUSED;
    case ProposalState::kWithdrawn:
      return pb::HOURS_STATE_WITHDRAWN;
  }
  return pb::HOURS_STATE_UNSPECIFIED;
}

objective::v1::Side SideToWire(const std::string& word) {
  return word == "provider" ? objective::v1::SIDE_PROVIDER
                            : objective::v1::SIDE_CUSTOMER;
}

std::string SpanText(const CivilSpan& span) {
  return span.IsZero() ? "" : FormatCivilSpan(span);
}

// Ours, unless the partner made the step itself.
bool IsOurReason(const MatterStep& step) {
  return step.act.role != Principal::Role::kProvider &&
         step.move != MatterMove::kWithdrawn &&
         step.move != MatterMove::kDelivered &&
         step.move != MatterMove::kRefused;
}

}  // namespace

void RoomStepsToWire(
    const Matter& matter, bool for_partner,
    google::protobuf::RepeatedPtrField<objective::v1::Step>* wire) {
  if (!for_partner) return StepsToWire(matter, wire);
  Matter shared = matter;
  std::erase_if(shared.steps, [](const MatterStep& step) {
    return step.act.chain == "portfolio";
  });
  if (shared.steps.empty()) return;
  StepsToWire(shared, wire);
  const bool our_order = matter.subject.kind == MatterKind::kExtra &&
                         matter.steps.front().Value(kExtraSide) != "provider";
  for (size_t i = 0; i < shared.steps.size(); ++i) {
    objective::v1::Step& step = wire->at(static_cast<int>(i));
    if (IsOurReason(shared.steps[i])) step.clear_reason();
    // How many persons of ours it took is ours.
    if (our_order && shared.steps[i].move == MatterMove::kApproved) {
      step.set_move(std::string(MatterMoveWord(MatterMove::kOrdered)));
    }
  }
}

pb::Extra ExtraToWire(const ExtraRow& row, bool for_partner) {
  pb::Extra wire;
  const MatterSubject& subject = row.matter.subject;
  const MatterStep& first = row.matter.steps.front();
  wire.set_id(subject.name);
  wire.set_provider(subject.provider);
  wire.set_contract(subject.contract);
  wire.set_extra(subject.objective);
  wire.set_quantity(first.Value(kExtraQuantity));
  wire.set_unit(first.Value(kExtraUnit));
  wire.set_price(first.Value(kExtraPrice));
  wire.set_amount(row.amount.ToString());
  wire.set_currency(first.Value(kExtraCurrency));
  wire.set_state(StateToWire(row.state));
  if (row.ordered_on.has_value()) {
    wire.set_ordered_on(FormatDay(*row.ordered_on));
  }
  if (row.due_on.has_value()) wire.set_due_on(FormatDay(*row.due_on));
  if (row.delivered_on.has_value()) {
    wire.set_delivered_on(FormatDay(*row.delivered_on));
  }
  wire.set_overdue(row.overdue);
  wire.set_side(SideToWire(first.Value(kExtraSide)));
  if (!for_partner || row.OfPartner()) wire.set_reason(first.Text("reason"));
  wire.set_buys(first.Value(kExtraBuys));
  if (!for_partner) wire.set_overridden_clause(first.Value(kExtraOverridden));
  wire.set_within_mandate(row.within_mandate);
  if (row.bill.has_value()) {
    pb::ExtraBill& bill = *wire.mutable_bill();
    bill.set_invoice(row.bill->invoice);
    if (row.bill->charge_month.has_value()) {
      bill.set_charge_month(FormatMonth(*row.bill->charge_month));
    }
    bill.set_line(row.bill->line);
    bill.set_amount(row.bill->amount.ToString());
    bill.set_difference(row.bill->difference.ToString());
  }
  RoomStepsToWire(row.matter, for_partner, wire.mutable_steps());
  return wire;
}

pb::AvailableExtra AvailableExtraToWire(const AvailableExtra& available) {
  pb::AvailableExtra wire;
  wire.set_provider(available.provider);
  wire.set_contract(available.contract->id);
  wire.set_extra(available.extra->name);
  wire.set_price(available.extra->price.ToString());
  wire.set_currency(available.contract->currency);
  wire.set_unit(available.extra->unit);
  wire.set_lead_time(SpanText(available.extra->lead_time));
  const ExtraVerdict& verdict = available.verdict;
  wire.set_within_mandate(verdict.within_mandate);
  wire.set_refused(verdict.IsRefused());
  wire.set_refused_by(verdict.Clauses());
  wire.set_why(verdict.Why());
  return wire;
}

pb::Hours HoursToWire(const Matter& hours, bool for_partner) {
  pb::Hours wire;
  const MatterStep& first = hours.steps.front();
  wire.set_id(hours.subject.name);
  wire.set_provider(hours.subject.provider);
  wire.set_contract(hours.subject.contract);
  wire.set_component(hours.subject.objective);
  wire.set_day(first.Value(kHoursDay));
  const absl::StatusOr<Decimal> told = ParseHours(first.Value(kHoursHours));
  wire.set_hours(told.ok() ? told->ToString() : first.Value(kHoursHours));
  wire.set_factor(first.Value(kHoursFactor));
  wire.set_state(HoursStateToWire(hours));
  wire.set_side(SideToWire(first.Value(kHoursSide)));
  wire.set_document(first.Value(kHoursDocument));
  wire.set_document_sha256(first.Value(kHoursDocumentSha256));
  wire.set_remark(first.Text("remark"));
  RoomStepsToWire(hours, for_partner, wire.mutable_steps());
  return wire;
}

pb::HourBalance HourBalanceToWire(const HourBalanceRow& row) {
  pb::HourBalance wire;
  const HourBalance& balance = row.balance;
  wire.set_provider(row.provider);
  wire.set_contract(row.contract->id);
  wire.set_component(row.component->component);
  wire.set_form(PriceFormWord(row.component->form));
  wire.set_on(FormatDay(row.on));
  wire.set_currency(row.contract->currency);
  wire.set_bought(balance.bought.ToString());
  wire.set_used(balance.used.ToString());
  wire.set_by_charges(balance.by_charges.ToString());
  wire.set_left(balance.left.ToString());
  wire.set_left_amount(balance.left_amount.ToString());
  wire.set_lapsed(balance.lapsed.ToString());
  wire.set_lapsed_amount(balance.lapsed_amount.ToString());
  wire.set_beyond(balance.beyond.ToString());
  if (balance.beyond_amount.has_value()) {
    wire.set_beyond_amount(balance.beyond_amount->ToString());
  }
  wire.set_waiting(row.waiting.ToString());
  for (const HourLot& lot : balance.lots) {
    if (lot.lapsed && lot.left.IsZero()) continue;
    pb::HourLot& added = *wire.add_lots();
    added.set_bought_on(FormatDay(lot.bought_on));
    added.set_last_day(FormatDay(lot.last_day));
    added.set_bought(lot.bought.ToString());
    added.set_used(lot.used.ToString());
    added.set_left(lot.left.ToString());
    added.set_left_amount(lot.left_amount.ToString());
    added.set_lapsed(lot.lapsed);
  }
  if (const std::optional<HourLot> next = balance.NextLapse();
      next.has_value()) {
    wire.set_next_lapse(FormatDay(next->last_day));
    wire.set_next_lapse_hours(next->left.ToString());
    wire.set_next_lapse_amount(next->left_amount.ToString());
  }
  return wire;
}

pb::MandateBand MandateBandToWire(const MandateRow& row) {
  pb::MandateBand wire;
  const MandateBand& band = row.band;
  wire.set_provider(row.provider);
  wire.set_contract(row.contract);
  wire.set_kind(std::string(BandKindWord(band.kind)));
  wire.set_subject(band.subject);
  wire.set_from(FormatDay(band.first));
  wire.set_to(FormatDay(band.last));
  if (band.plan.has_value()) wire.set_plan(band.plan->ToString());
  wire.set_limit(band.limit.ToString());
  if (band.used.has_value()) wire.set_used(band.used->ToString());
  if (band.used_percent.has_value()) {
    wire.set_used_percent(band.used_percent->ToString());
  }
  wire.set_outside(band.outside);
  wire.set_currency(row.currency);
  return wire;
}

pb::Intervention InterventionToWire(const InterventionRow& row) {
  pb::Intervention wire;
  wire.set_id(row.id);
  wire.set_provider(row.provider);
  wire.set_contract(row.contract);
  wire.set_day(FormatDay(row.day));
  wire.set_what(row.what);
  wire.set_reason(row.reason);
  return wire;
}

}  // namespace regisseur
