#include "aggregator/changes/idea_changes.h"

#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "aggregator/changes/entered_document.h"
#include "aggregator/changes/room_contract.h"
#include "core/base/status_macros.h"
#include "core/time/instant.h"

namespace regisseur {
namespace {

using Values = std::vector<std::pair<std::string, std::string>>;

// The customer decides what is done and what is not.
bool Decides(MatterMove move) {
  return move == MatterMove::kAccepted || move == MatterMove::kRefused;
}

absl::Status CheckStepText(const IdeaChanges::Step& step) {
  switch (step.move) {
    case MatterMove::kAccepted:
    case MatterMove::kRefused:
      return RequireText("text", step.text, "tell who proposed it why");
    case MatterMove::kCommented:
      return RequireText("text", step.text, "say what there is to say");
    default:
      return CheckText("text", step.text);
  }
}

absl::Status CheckDueOn(const std::string& due_on, absl::CivilDay today) {
  if (due_on.empty()) return absl::OkStatus();
  const absl::StatusOr<absl::CivilDay> day = ParseDay(due_on);
  if (day.ok() && *day >= today) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat("due_on: \"", due_on, "\" is no day to come, such as ",
                   FormatDay(today + 30)));
}

absl::Status CheckEndorsement(const IdeaRecord& record, const Principal& who,
                              MatterMove move) {
  const auto found = record.endorsers.find(ParticipantOf(who));
  const bool endorses =
      found != record.endorsers.end() && found->second.contains(who.identity);
  if (move == MatterMove::kEndorsed && endorses) {
    return absl::FailedPreconditionError(
        "id: you endorse this idea already; each person counts once");
  }
  if (move == MatterMove::kWithdrawn && !endorses) {
    return absl::FailedPreconditionError(
        "take_back: you do not endorse this idea");
  }
  return absl::OkStatus();
}

Values ValuesOfCheck(const IdeaChanges::Check& check) {
  Values values = {
      {"before_from", check.before_from}, {"before_to", check.before_to},
      {"after_from", check.after_from},   {"after_to", check.after_to},
      {"method", check.method},           {"unknown_why", check.unknown_why}};
  if (check.lower_is_better) values.emplace_back(kLowerIsBetter, "yes");
  if (check.before.has_value()) {
    values.emplace_back("before", check.before->ToString());
  }
  if (check.after.has_value()) {
    values.emplace_back("after", check.after->ToString());
  }
  return values;
}

}  // namespace

absl::StatusOr<std::string> IdeaChanges::Propose(const Principal& who,
                                                 const MatterRequest& request,
                                                 const PartnershipPlace& place,
                                                 const NewIdea& idea) {
  RETURN_IF_ERROR(
      RequireLine("title", idea.title, "say in one line what would be better"));
  RETURN_IF_ERROR(CheckText("text", idea.text));
  Values values = {{"service", place.service}};
  if (idea.benefit.has_value()) {
    values.emplace_back("benefit_kind", BenefitKindWord(idea.benefit->kind));
    values.emplace_back("benefit_subject", idea.benefit->subject);
    values.emplace_back("benefit_amount", idea.benefit->amount.ToString());
    values.emplace_back("benefit_currency", idea.benefit->currency);
  }
  MatterAct act;
  act.steps = {StepBy(who,
                      {.kind = MatterKind::kIdea,
                       .name = request.new_id,
                       .provider = place.provider,
                       .contract = "",
                       .objective = "",
                       .range = RangeOfDay(place.today)},
                      MatterMove::kProposed, std::move(values))};
  act.texts = {{"title", idea.title}, {"text", idea.text}};
  return matters_.Begin(who, request, std::move(act));
}

absl::StatusOr<std::string> IdeaChanges::Move(const Principal& who,
                                              const MatterRequest& request,
                                              absl::CivilDay today,
                                              const Step& step) {
  RETURN_IF_ERROR(CheckStepText(step));
  RETURN_IF_ERROR(CheckDueOn(step.due_on, today));
  if (Decides(step.move)) {
    RETURN_IF_ERROR(RequireNoMachine(who, "decide about an idea"));
  }
  if (step.move == MatterMove::kEndorsed) {
    RETURN_IF_ERROR(RequireNoMachine(who, "endorse an idea"));
  }
  return matters_.Move(
      who, request, MatterKind::kIdea, step.id,
      [&](const Matter& matter) -> absl::StatusOr<MatterAct> {
        ASSIGN_OR_RETURN(const IdeaRecord record, ReadIdea(matter));
        RETURN_IF_ERROR(CheckIdeaMove(record.state, step.move));
        RETURN_IF_ERROR(CheckEndorsement(record, who, step.move));
        if (step.move == MatterMove::kCommented) {
          return Remark(who, matter, step.text, step.internal);
        }
        Values values;
        if (!step.due_on.empty()) values = {{"due_on", step.due_on}};
        MatterAct act;
        act.steps = {StepBy(who, matter.subject, step.move, std::move(values))};
        act.texts = {{"text", step.text}};
        return act;
      });
}

absl::StatusOr<std::string> IdeaChanges::KeepCheck(const Principal& who,
                                                   const MatterRequest& request,
                                                   const Check& check) {
  return matters_.Move(
      who, request, MatterKind::kIdea, check.id,
      [&](const Matter& matter) -> absl::StatusOr<MatterAct> {
        ASSIGN_OR_RETURN(const IdeaRecord record, ReadIdea(matter));
        RETURN_IF_ERROR(CheckIdeaMove(record.state, MatterMove::kChecked));
        if (!record.benefit.has_value()) {
          return absl::FailedPreconditionError(
              "id: nothing was expected of this idea that could be checked");
        }
        MatterAct act;
        act.steps = {StepBy(who, matter.subject, MatterMove::kChecked,
                            ValuesOfCheck(check))};
        return act;
      });
}

}  // namespace regisseur
