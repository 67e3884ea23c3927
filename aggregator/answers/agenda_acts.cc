#include "aggregator/answers/agenda_acts.h"

#include <map>
#include <utility>

#include "core/base/status_macros.h"
#include "core/time/instant.h"

namespace regisseur {
namespace {

std::optional<absl::CivilDay> DayOf(const std::string& text) {
  const absl::StatusOr<absl::CivilDay> day = ParseDay(text);
  return day.ok() ? std::optional<absl::CivilDay>(*day) : std::nullopt;
}

// More by over a tenth, or an amount where none was known.
bool IsMoreAtStake(const AgendaItem& item, const AgendaAct& act) {
  const std::optional<Decimal> now = item.AmountAtStake();
  if (!now.has_value() || now->IsZero()) return false;
  if (!act.amount_at_stake.has_value()) return true;
  if (act.currency != item.currency) return false;
  const absl::StatusOr<Decimal> limit =
      Decimal::Multiply(*act.amount_at_stake, Decimal(11, 1));
  return limit.ok() && *now > *limit;
}

// What became worse since the act; absent when nothing did.
std::optional<Sentence> WorseSince(const AgendaItem& item,
                                   const AgendaAct& act) {
  Sentence said;
  said.arguments["act"] = std::string(MatterMoveWord(act.move));
  if (IsMoreAtStake(item, act)) {
    said.rule = act.amount_at_stake.has_value() ? "agenda-more-at-stake"
                                                : "agenda-amount-known";
    said.arguments["now"] = item.AmountAtStake()->ToString();
    said.arguments["currency"] = item.currency;
    if (act.amount_at_stake.has_value()) {
      said.arguments["then"] = act.amount_at_stake->ToString();
    }
    return said;
  }
  if (item.decide_by.has_value() && act.decide_by.has_value() &&
      *item.decide_by < *act.decide_by) {
    said.rule = "agenda-day-nearer";
    said.arguments["now"] = FormatDay(*item.decide_by);
    said.arguments["then"] = FormatDay(*act.decide_by);
    return said;
  }
  return std::nullopt;
}

Sentence Back(const char* rule, const AgendaAct& act) {
  Sentence said{.rule = rule, .arguments = {}};
  said.arguments["until"] = FormatDay(*act.until);
  said.arguments["by"] = act.name;
  said.arguments["delegate"] = act.delegate;
  return said;
}

}  // namespace

std::vector<AgendaAct> AgendaActsOf(const Matter& matter) {
  std::vector<AgendaAct> acts;
  for (const MatterStep& step : matter.steps) {
    AgendaAct& act = acts.emplace_back();
    act.move = step.move;
    act.time = step.act.known_from;
    act.identity = step.act.identity;
    act.name = step.Text("actor");
    act.reason = step.Text(kDecisionReason);
    act.delegate = step.Text(kDecisionDelegate);
    act.option = step.Value(kDecisionOption);
    act.until = DayOf(step.Value(kDecisionUntil));
    act.decide_by = DayOf(step.Value(kDecisionDecideBy));
    act.currency = step.Value(kDecisionCurrency);
    if (const absl::StatusOr<Decimal> amount =
            Decimal::Parse(step.Value(kDecisionAtStake));
        amount.ok()) {
      act.amount_at_stake = *amount;
    }
    act.number = step.act.number;
  }
  return acts;
}

void JudgeItem(absl::CivilDay today, AgendaItem& item) {
  item.state = AgendaState::kOpen;
  item.note.reset();
  if (item.acts.empty()) return;
  const AgendaAct& last = item.acts.back();
  if (item.since.has_value() && last.time < *item.since) return;
  switch (last.move) {
    case MatterMove::kDecided:
      item.state = AgendaState::kDecided;
      item.note = WorseSince(item, last);
      return;
    case MatterMove::kDelegated:
      if (last.until.has_value() && today > *last.until) {
        item.note = Back("agenda-delegate-late", last);
        return;
      }
      item.state = AgendaState::kDelegated;
      item.note = WorseSince(item, last);
      return;
    case MatterMove::kSnoozed:
      if (last.until.has_value() && today >= *last.until) {
        item.note = Back("agenda-snooze-over", last);
        return;
      }
      item.note = WorseSince(item, last);
      if (!item.note.has_value()) item.state = AgendaState::kSnoozed;
      return;
    default:  // reopened
      return;
  }
}

absl::Status JudgeActs(const AnswerContext& context, const Principal& who,
                       AsOf as_of, absl::CivilDay today,
                       std::vector<AgendaItem>& items) {
  if (items.empty()) return absl::OkStatus();
  ASSIGN_OR_RETURN(
      const std::vector<Matter> matters,
      context.matters.List(who, {.kind = MatterKind::kDecision}, as_of));
  if (matters.empty()) return absl::OkStatus();
  std::map<std::string, const Matter*> by_id;
  for (const Matter& matter : matters) by_id[matter.subject.name] = &matter;
  for (AgendaItem& item : items) {
    const auto found = by_id.find(item.id);
    if (found == by_id.end()) continue;
    item.acts = AgendaActsOf(*found->second);
    JudgeItem(today, item);
  }
  return absl::OkStatus();
}

absl::string_view AgendaStateWord(AgendaState state) {
  switch (state) {
    case AgendaState::kOpen:
      return "open";
    case AgendaState::kDecided:
      return "decided";
    case AgendaState::kDelegated:
      return "delegated";
    case AgendaState::kSnoozed:
      return "snoozed";
  }
  return "";
}

}  // namespace regisseur
