#include "aggregator/changes/escalation_changes.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "aggregator/changes/room_contract.h"
#include "core/base/status_macros.h"

namespace regisseur {
namespace {

using Values = std::vector<std::pair<std::string, std::string>>;

absl::StatusOr<std::string> ReadPriority(const std::string& text) {
  if (text.empty()) return std::string("P3");
  if (text.size() == 2 && text[0] == 'P' && text[1] >= '1' && text[1] <= '5') {
    return text;
  }
  return absl::InvalidArgumentError(
      absl::StrCat("priority: \"", text, "\" is none of P1 to P5"));
}

// To the nearest one: the moment of an act differs by microseconds from when it
// was asked for.
int64_t WholeSeconds(absl::Duration length) {
  return absl::ToInt64Seconds(length + absl::Milliseconds(500));
}

Side SideCalled(Participant opened_by) {
  return opened_by == Participant::kProvider ? Side::kCustomer
                                             : Side::kProvider;
}

// What holds from `place.now` on when `opened_by` calls the other side.
absl::StatusOr<EscalationRound> PlanNow(const PartnershipPlace& place,
                                        Participant opened_by,
                                        const EscalationTerms& terms,
                                        int level) {
  return PlanEscalation(EscalationLadder::Of(place.contracts, place.service,
                                             SideCalled(opened_by)),
                        terms, level, place.now);
}

absl::Status CheckStepText(const EscalationChanges::Step& step) {
  switch (step.move) {
    case MatterMove::kAnswered:
      return RequireText("text", step.text, "say what is answered");
    case MatterMove::kRaisedHigher:
      return RequireText("text", step.text, "say why the next rung is called");
    case MatterMove::kCommented:
      return RequireText("text", step.text, "say what there is to say");
    case MatterMove::kReopened:
      return RequireText("text", step.text, "say what is still to be answered");
    default:
      return CheckText("text", step.text);
  }
}

}  // namespace

absl::StatusOr<std::string> EscalationChanges::Open(
    const Principal& who, const MatterRequest& request,
    const PartnershipPlace& place, const NewEscalation& escalation) {
  RETURN_IF_ERROR(RequireLine("subject", escalation.subject,
                              "say in one line what it is about"));
  RETURN_IF_ERROR(CheckText("text", escalation.text));
  ASSIGN_OR_RETURN(const std::string priority,
                   ReadPriority(escalation.priority));
  const EscalationTerms terms =
      FindEscalationTerms(place.contracts, place.service, priority, place.zone);
  ASSIGN_OR_RETURN(const EscalationRound round,
                   PlanNow(place, ParticipantOf(who), terms, escalation.level));
  Values values = {{"service", place.service},
                   {"priority", priority},
                   {"hours", terms.hours.ToText()}};
  for (const Values& more :
       {ValuesOfRound(round), ValuesOfLinks(escalation.links)}) {
    values.insert(values.end(), more.begin(), more.end());
  }
  MatterAct act;
  act.steps = {StepBy(who,
                      {.kind = MatterKind::kEscalation,
                       .name = request.new_id,
                       .provider = place.provider,
                       .contract = "",
                       .objective = "",
                       .range = RangeOfDay(place.today)},
                      MatterMove::kOpened, std::move(values))};
  act.texts = {{"subject", escalation.subject}, {"text", escalation.text}};
  return matters_.Begin(who, request, std::move(act));
}

absl::StatusOr<std::string> EscalationChanges::Move(
    const Principal& who, const MatterRequest& request,
    const PartnershipPlace& place, const Step& step) {
  RETURN_IF_ERROR(CheckStepText(step));
  if (step.move == MatterMove::kLinked && step.links.empty()) {
    return absl::InvalidArgumentError(
        "links: are missing; name an incident, an objective or an invoice");
  }
  return matters_.Move(
      who, request, MatterKind::kEscalation, step.id,
      [&](const Matter& matter) -> absl::StatusOr<MatterAct> {
        ASSIGN_OR_RETURN(const EscalationRecord record,
                         ReadEscalation(matter, place.now, step.target));
        RETURN_IF_ERROR(CheckEscalationMove(record.standing, record.opened_by,
                                            ParticipantOf(who), step.move));
        if (step.move == MatterMove::kCommented) {
          return Remark(who, matter, step.text, step.internal);
        }
        const EscalationTerms terms = FindEscalationTerms(
            place.contracts, record.service, record.priority, place.zone);
        Values values;
        switch (step.move) {
          case MatterMove::kAcknowledged:
          case MatterMove::kAnswered:
            values = {{"seconds",
                       absl::StrCat(WholeSeconds(CountedBetween(
                           terms, record.standing.round.opened, place.now)))}};
            break;
          case MatterMove::kRaisedHigher:
            values = {{"level", absl::StrCat(record.standing.Above()->level)}};
            break;
          case MatterMove::kReopened: {
            ASSIGN_OR_RETURN(
                const EscalationRound round,
                PlanNow(place, record.opened_by, terms, /*level=*/0));
            values = ValuesOfRound(round);
            break;
          }
          case MatterMove::kLinked:
            values = ValuesOfLinks(step.links);
            break;
          default:
            break;
        }
        MatterAct act;
        act.steps = {StepBy(who, matter.subject, step.move, std::move(values))};
        act.texts = {{"text", step.text}};
        return act;
      });
}

absl::StatusOr<int> EscalationChanges::KeepEscalatedRungs(
    const Principal& who, absl::Time now,
    const std::map<std::string, EscalationTarget>& targets) {
  ASSIGN_OR_RETURN(
      const std::vector<Matter> escalations,
      matters_.store.List(who, {.kind = MatterKind::kEscalation}, AsOf{}));
  int kept = 0;
  for (const Matter& matter : escalations) {
    std::optional<EscalationTarget> target;
    if (const auto found = targets.find(matter.subject.name);
        found != targets.end()) {
      target = found->second;
    }
    ASSIGN_OR_RETURN(const EscalationRecord record,
                     ReadEscalation(matter, now, std::move(target)));
    for (const EscalatedRung& rung : record.standing.called) {
      if (!IsByTime(rung.reason)) continue;
      const Values values = ValuesOfEscalatedRung(rung, record.target);
      const bool known = std::any_of(
          matter.steps.begin(), matter.steps.end(), [&](const MatterStep& s) {
            return IsByTime(s) && s.Value("at") == values[1].second &&
                   s.Value("level") == values[0].second;
          });
      if (known) continue;
      const std::string id = absl::StrCat(matter.subject.name, "@",
                                          values[1].second, "/", rung.level);
      MatterAct act;
      act.steps = {
          StepBy(who, matter.subject, MatterMove::kRaisedHigher, values)};
      RETURN_IF_ERROR(matters_
                          .Begin(who,
                                 {.method = "daemon.RaiseEscalation",
                                  .id = id,
                                  .content = id,
                                  .new_id = ""},
                                 std::move(act))
                          .status());
      ++kept;
    }
  }
  return kept;
}

}  // namespace regisseur
