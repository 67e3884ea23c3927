#include "absl/strings/str_cat.h"
#include "aggregator/answers/agenda_rules.h"
#include "aggregator/answers/ideas.h"
#include "core/base/status_macros.h"

namespace regisseur {
namespace {

// An idea that all of them endorse waits for a yes or a no of ours.
constexpr int kAllParties = 3;

}  // namespace

absl::Status AddIdeaItems(AgendaDesk& desk) {
  ASSIGN_OR_RETURN(const int64_t steps, desk.context.matters.CountSteps(
                                            desk.who, MatterKind::kIdea));
  if (steps == 0) return absl::OkStatus();
  ASSIGN_OR_RETURN(const IdeasAnswer answer,
                   AnswerIdeas(desk.context, desk.who,
                               {.state = IdeaState::kNew}, desk.as_of));
  for (const IdeaRow& row : answer.ideas) {
    if (row.record.HowFar().parties() < kAllParties) continue;
    const MatterSubject& subject = row.matter.subject;
    AgendaItem item = desk.BeginWith("idea_agreed", subject.name,
                                     subject.provider, row.record.service);
    item.title.rule = "agenda-idea-agreed";
    item.title.arguments["provider"] = subject.provider;
    item.title.arguments["title"] = row.matter.steps.front().Text("title");
    item.if_nothing.rule = "agenda-idea-agreed-nothing";
    item.evidence = {absl::StrCat("idea show ", subject.name)};
    item.AddChoice("choice-idea-accept",
                   absl::StrCat("idea accept ", subject.name, " --text …"));
    item.AddChoice("choice-idea-decline",
                   absl::StrCat("idea decline ", subject.name, " --text …"));
    desk.items.push_back(std::move(item));
  }
  return absl::OkStatus();
}

}  // namespace regisseur
