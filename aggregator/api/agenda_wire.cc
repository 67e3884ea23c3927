#include "aggregator/api/agenda_wire.h"

#include <map>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "aggregator/api/gap_wire.h"
#include "core/time/instant.h"
#include "wire/evidence_wire.h"

namespace regisseur {
namespace {

namespace pb = agenda::v1;

// Both number the states alike.
pb::AgendaItemState StateToWire(AgendaState state) {
  return static_cast<pb::AgendaItemState>(state);
}

pb::AgendaChoice ChoiceToWire(const AgendaItem& item,
                              const AgendaChoice& choice) {
  pb::AgendaChoice wire;
  wire.set_id(choice.id);
  wire.set_command(
      !choice.command.empty()
          ? choice.command
          : absl::StrCat("agenda decide ", item.id, " --option ", choice.id));
  *wire.mutable_what() = SentenceToWire(choice.what);
  *wire.mutable_consequence() = SentenceToWire(choice.consequence);
  return wire;
}

pb::AgendaAct ActToWire(const AgendaAct& act) {
  pb::AgendaAct wire;
  wire.set_move(std::string(MatterMoveWord(act.move)));
  *wire.mutable_time() = ToWire(act.time);
  wire.set_identity(act.identity);
  wire.set_name(act.name);
  wire.set_reason(act.reason);
  wire.set_option(act.option);
  wire.set_delegate(act.delegate);
  if (act.until.has_value()) wire.set_until(FormatDay(*act.until));
  if (act.amount_at_stake.has_value()) {
    wire.set_amount_at_stake(act.amount_at_stake->ToString());
    wire.set_currency(act.currency);
  }
  if (act.decide_by.has_value()) wire.set_decide_by(FormatDay(*act.decide_by));
  wire.set_number(act.number);
  return wire;
}

void MoneyToWire(const AgendaItem& item, pb::AgendaItem* wire) {
  if (item.certain.has_value()) wire->set_certain(item.certain->ToString());
  if (item.estimated.has_value()) {
    wire->set_estimated(item.estimated->ToString());
  }
  if (item.exposure.has_value()) wire->set_exposure(item.exposure->ToString());
  if (const std::optional<Decimal> stake = item.AmountAtStake();
      stake.has_value()) {
    wire->set_amount_at_stake(stake->ToString());
    wire->set_currency(item.currency);
  }
}

}  // namespace

pb::AgendaItem AgendaItemToWire(const AgendaItem& item) {
  pb::AgendaItem wire;
  wire.set_id(item.id);
  wire.set_kind(item.kind);
  *wire.mutable_title_sentence() = SentenceToWire(item.title);
  wire.set_title(wire.title_sentence().text());
  wire.set_rule(item.title.rule);
  wire.set_provider(item.provider);
  wire.set_contract(item.contract);
  if (item.decide_by.has_value()) {
    wire.set_decide_by(FormatDay(*item.decide_by));
  }
  wire.set_late(item.late);
  MoneyToWire(item, &wire);
  for (const std::string& evidence : item.evidence) {
    wire.add_evidence(evidence);
  }
  for (const AgendaChoice& choice : item.choices) {
    *wire.add_choices() = ChoiceToWire(item, choice);
    wire.add_options(choice.command.empty()
                         ? wire.choices().rbegin()->what().text()
                         : choice.command);
  }
  *wire.mutable_if_nothing_sentence() = SentenceToWire(item.if_nothing);
  wire.set_if_nothing(wire.if_nothing_sentence().text());
  wire.set_owner(item.owner);
  for (const std::string& function : item.functions) {
    wire.add_functions(function);
  }
  wire.set_state(StateToWire(item.state));
  for (const AgendaAct& act : item.acts) *wire.add_acts() = ActToWire(act);
  if (item.note.has_value()) {
    *wire.mutable_note() = SentenceToWire(*item.note);
  }
  wire.set_first(item.first);
  if (item.since.has_value()) {
    *wire.mutable_since_time() = ToWire(*item.since);
  }
  return wire;
}

pb::ClosedAgendaItem ClosedAgendaItemToWire(const ClosedAgendaItem& closed) {
  pb::ClosedAgendaItem wire;
  *wire.mutable_item() = AgendaItemToWire(closed.item);
  wire.set_closed_on(FormatDay(closed.closed_on));
  *wire.mutable_why() = SentenceToWire(closed.why);
  return wire;
}

void AgendaCountsToWire(
    const std::vector<AgendaItem>& items,
    google::protobuf::RepeatedPtrField<pb::AgendaCount>* wire) {
  std::map<std::pair<std::string, AgendaState>, std::pair<int, int>> counts;
  for (const AgendaItem& item : items) {
    auto& [count, first] = counts[{item.Person(), item.state}];
    ++count;
    if (item.first) ++first;
  }
  for (const auto& [key, count] : counts) {
    pb::AgendaCount* const row = wire->Add();
    row->set_owner(key.first);
    row->set_state(StateToWire(key.second));
    row->set_count(count.first);
    row->set_first(count.second);
  }
}

}  // namespace regisseur
