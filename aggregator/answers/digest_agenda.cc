#include <map>
#include <utility>

#include "absl/strings/str_cat.h"
#include "aggregator/answers/agenda_acts.h"
#include "aggregator/answers/agenda_closed.h"
#include "aggregator/answers/digest_rules.h"
#include "aggregator/answers/mandates.h"
#include "core/base/status_macros.h"
#include "core/time/instant.h"

namespace regisseur {
namespace {

DigestChange ChangeOf(const char* kind, const AgendaItem& item) {
  DigestChange change;
  change.kind = kind;
  change.sentence = item.title;
  change.agenda_item = item.id;
  change.provider = item.provider;
  change.amount = item.AmountAtStake();
  if (change.amount.has_value()) change.currency = item.currency;
  change.evidence = item.evidence;
  return change;
}

const char* ActRule(const AgendaAct& act) {
  switch (act.move) {
    case MatterMove::kDelegated:
      return "change-act-delegated";
    case MatterMove::kSnoozed:
      return "change-act-snoozed";
    case MatterMove::kReopened:
      return "change-act-reopened";
    default:
      return act.option.empty() ? "change-act-decided"
                                : "change-act-decided-option";
  }
}

void AddActs(DigestDesk& desk, const Matter& matter,
             const std::map<std::string, const AgendaItem*>& items) {
  const auto item = items.find(matter.subject.name);
  for (const AgendaAct& act : AgendaActsOf(matter)) {
    if (act.time <= desk.from || act.time > desk.until) continue;
    DigestChange change;
    change.kind = "agenda_act";
    change.sentence.rule = ActRule(act);
    change.sentence.arguments = {
        {"item", matter.subject.name},
        {"by", act.name.empty() ? act.identity : act.name},
        {"option", act.option},
        {"delegate", act.delegate},
        {"until", act.until.has_value() ? FormatDay(*act.until) : ""},
        {"reason", act.reason}};
    if (item != items.end()) change.detail = item->second->title;
    change.agenda_item = matter.subject.name;
    change.provider = desk.known.CurrentId(matter.subject.provider);
    change.time = act.time;
    change.evidence = {"agenda list --all", "agenda list --closed"};
    desk.changes.push_back(std::move(change));
  }
}

}  // namespace

absl::Status AddAgendaChanges(DigestDesk& desk) {
  const AgendaQuestion question{.provider = desk.question.provider,
                                .owner = desk.question.owner};
  ASSIGN_OR_RETURN(
      const AgendaChange agenda,
      CompareAgendas(desk.context, desk.who, question, desk.from, desk.to));
  for (const Gap& gap : agenda.after.gaps) AddGap(gap, desk.gaps);
  std::map<std::string, const AgendaItem*> items;
  std::map<std::string, const AgendaItem*> before;
  for (const AgendaItem& item : agenda.before.items) before[item.id] = &item;
  for (const AgendaItem& item : agenda.after.items) items[item.id] = &item;
  for (const AgendaItem* item : agenda.came) {
    if (!item->Waits()) continue;  // what was done about it is told
    DigestChange change = ChangeOf("agenda_new", *item);
    change.detail = item->if_nothing;
    change.bad = true;
    desk.changes.push_back(std::move(change));
  }
  for (const AgendaItem& item : agenda.after.items) {
    const auto then = before.find(item.id);
    if (then == before.end() || item.state != AgendaState::kOpen ||
        then->second->state == AgendaState::kOpen || !item.note.has_value()) {
      continue;
    }
    DigestChange change = ChangeOf("agenda_back", item);
    change.detail = item.note;
    change.bad = true;
    desk.changes.push_back(std::move(change));
  }
  for (const ClosedAgendaItem& closed : agenda.went) {
    items.emplace(closed.item.id, &closed.item);
    DigestChange change = ChangeOf("agenda_closed", closed.item);
    change.detail = closed.why;
    change.time = absl::FromCivil(closed.closed_on, desk.zone());
    change.evidence = {absl::StrCat("agenda list --closed --since ",
                                    FormatInstant(desk.from))};
    desk.changes.push_back(std::move(change));
  }
  ASSIGN_OR_RETURN(const std::vector<Matter> matters,
                   desk.context.matters.List(
                       desk.who, {.kind = MatterKind::kDecision}, desk.to));
  for (const Matter& matter : matters) {
    if (desk.Wants(desk.known.CurrentId(matter.subject.provider))) {
      AddActs(desk, matter, items);
    }
  }
  return absl::OkStatus();
}

absl::Status AddInterventionChanges(DigestDesk& desk) {
  ASSIGN_OR_RETURN(const std::vector<InterventionRow> rows,
                   AnswerInterventions(desk.context, desk.who, {}, desk.to));
  std::map<std::string, int> counts;
  for (const InterventionRow& row : rows) {
    const std::string provider = desk.known.CurrentId(row.provider);
    if (row.day < desk.FirstDay() || row.day > desk.LastDay() ||
        !desk.Wants(provider)) {
      continue;
    }
    ++counts[provider];
  }
  for (const auto& [provider, count] : counts) {
    DigestChange change;
    change.kind = "stepped_in";
    change.sentence = {
        count == 1 ? "change-stepped-in-once" : "change-stepped-in",
        {{"provider", provider}, {"count", absl::StrCat(count)}}};
    change.provider = provider;
    change.evidence = {absl::StrCat("mandate list --provider ", provider)};
    desk.changes.push_back(std::move(change));
  }
  return absl::OkStatus();
}

}  // namespace regisseur
