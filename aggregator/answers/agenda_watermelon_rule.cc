#include "absl/strings/str_cat.h"
#include "aggregator/answers/agenda_rules.h"
#include "aggregator/answers/experience.h"
#include "aggregator/storage/pulse_store.h"
#include "core/base/status_macros.h"

namespace regisseur {

// Service levels that are met while people are not satisfied (U23: not under
// twenty answers).
absl::Status AddWatermelonItems(AgendaDesk& desk) {
  // Answers have no known time: nothing can be said of an earlier day.
  if (!desk.as_of.IsNow() || desk.context.pulses == nullptr) {
    return absl::OkStatus();
  }
  ASSIGN_OR_RETURN(const std::vector<Pulse> pulses,
                   desk.context.pulses->List(desk.who));
  if (pulses.empty()) return absl::OkStatus();
  ASSIGN_OR_RETURN(const ExperienceAnswer answer,
                   AnswerExperience(desk.context, desk.who, {}));
  for (const ExperienceRow& row : answer.rows) {
    if (!row.Watermelon().value_or(false)) continue;
    AgendaItem item = desk.BeginWith(
        "watermelon", absl::StrCat(row.provider, "/", row.service),
        row.provider, row.service);
    item.title.rule = "agenda-watermelon";
    item.title.arguments["subject"] =
        row.service.empty() ? row.provider
                            : absl::StrCat(row.provider, "/", row.service);
    item.title.arguments["satisfied"] = FormatShare(
        ComputeSatisfiedShare(row.tally.satisfied(), row.tally.answers())
            .share);
    item.title.arguments["answers"] = absl::StrCat(row.tally.answers());
    item.title.arguments["met"] = absl::StrCat(row.levels.met);
    item.if_nothing.rule = "agenda-watermelon-nothing";
    item.evidence = {absl::StrCat("pulse results --provider ", row.provider)};
    item.AddChoice("choice-watermelon-escalate",
                   absl::StrCat("escalation open --provider ", row.provider,
                                " --subject …"));
    item.AddChoice(
        "choice-watermelon-idea",
        absl::StrCat("idea propose --provider ", row.provider, " --title …"));
    desk.items.push_back(std::move(item));
  }
  return absl::OkStatus();
}

}  // namespace regisseur
