#include "aggregator/changes/plan_changes.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "aggregator/changes/entered_document.h"
#include "aggregator/changes/room_contract.h"
#include "aggregator/storage/plan_record.h"
#include "core/base/status_macros.h"

namespace regisseur {
namespace {

// By the name that the provider has, or had.
bool IsOf(const PartnershipPlace& place, const std::string& provider) {
  return provider == place.provider ||
         std::find(place.formerly.begin(), place.formerly.end(), provider) !=
             place.formerly.end();
}

// INVALID_ARGUMENT unless every objective of a contract is one of the place.
absl::Status CheckSubjects(const PartnershipPlace& place,
                           const RelationshipPlan& plan) {
  for (size_t i = 0; i < plan.objectives.size(); ++i) {
    const PlanMeasure& measure = plan.objectives[i].measure;
    if (measure.kind != MeasureKind::kServiceLevel) continue;
    const std::pair<std::string, std::string> names =
        absl::StrSplit(measure.subject, absl::MaxSplits('/', 1));
    const bool found =
        std::any_of(place.contracts.begin(), place.contracts.end(),
                    [&](const Contract* contract) {
                      return contract->id == names.first &&
                             std::any_of(contract->objectives.begin(),
                                         contract->objectives.end(),
                                         [&](const Objective& objective) {
                                           return objective.id == names.second;
                                         });
                    });
    if (found) continue;
    return absl::InvalidArgumentError(absl::StrCat(
        "objectives[", i, "].measure.subject: no contract that runs with ",
        place.provider, " has an objective \"", measure.subject,
        "\"; `objective list` shows which there are"));
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<RelationshipPlan> PlanChanges::Read(
    const std::string& text) const {
  if (reader_ == nullptr) {
    return absl::UnimplementedError("document: this server reads none");
  }
  return reader_->ReadPlan(text);
}

absl::StatusOr<std::string> PlanChanges::Propose(const Principal& who,
                                                 const MatterRequest& request,
                                                 const PartnershipPlace& place,
                                                 const RelationshipPlan& plan,
                                                 const std::string& text) {
  RETURN_IF_ERROR(RequireNamedPerson(who, "propose a relationship plan"));
  RETURN_IF_ERROR(CheckText("text", text));
  RETURN_IF_ERROR(CheckPlan(plan));
  RETURN_IF_ERROR(CheckSubjects(place, plan));
  ASSIGN_OR_RETURN(
      const std::vector<std::string> names,
      DoMatterAct(
          matters_.acts, matters_.store, who, request,
          [&](Transaction& transaction) -> absl::StatusOr<MatterAct> {
            ASSIGN_OR_RETURN(
                std::vector<Matter> others,
                matters_.store.List(transaction, {.kind = MatterKind::kPlan},
                                    AsOf{}));
            std::erase_if(others, [&](const Matter& other) {
              return !IsOf(place, other.subject.provider);
            });
            MatterAct act;
            std::string follows;
            absl::Time agreed = absl::InfinitePast();
            std::vector<NewMatterStep> answered;
            for (const Matter& other : others) {
              ASSIGN_OR_RETURN(const PlanRecord record, ReadPlan(other));
              if (record.agreed.has_value() && *record.agreed > agreed) {
                agreed = *record.agreed;
                follows = other.subject.name;
              }
              if (record.state == PlanState::kProposed) {
                answered.push_back(
                    StepBy(who, other.subject, MatterMove::kAnswered));
              }
            }
            act.steps = {StepBy(who,
                                {.kind = MatterKind::kPlan,
                                 .name = request.new_id,
                                 .provider = place.provider,
                                 .contract = "",
                                 .objective = "",
                                 .range = RangeOfDay(place.today)},
                                MatterMove::kProposed,
                                ValuesOfPlan(plan, follows))};
            act.steps.insert(act.steps.end(), answered.begin(), answered.end());
            act.texts = TextsOfPlan(plan);
            act.texts.emplace_back("text", text);
            return act;
          }));
  return names.front();
}

absl::StatusOr<std::string> PlanChanges::Decide(const Principal& who,
                                                const MatterRequest& request,
                                                const std::string& id,
                                                MatterMove move,
                                                const std::string& text) {
  switch (move) {
    case MatterMove::kAccepted:
      RETURN_IF_ERROR(RequireNamedPerson(who, "agree to a relationship plan"));
      RETURN_IF_ERROR(CheckText("text", text));
      break;
    case MatterMove::kRefused:
      RETURN_IF_ERROR(RequireNamedPerson(who, "refuse a relationship plan"));
      RETURN_IF_ERROR(RequireText("text", text, "say why"));
      break;
    default:
      RETURN_IF_ERROR(RequireNamedPerson(who, "take a relationship plan back"));
      RETURN_IF_ERROR(CheckText("text", text));
      break;
  }
  return matters_.Move(
      who, request, MatterKind::kPlan, id,
      [&](const Matter& matter) -> absl::StatusOr<MatterAct> {
        ASSIGN_OR_RETURN(const PlanRecord record, ReadPlan(matter));
        RETURN_IF_ERROR(CheckPlanMove(record.state, record.proposed_by,
                                      ParticipantOf(who), move));
        MatterAct act;
        act.steps = {StepBy(who, matter.subject, move)};
        act.texts = {{"text", text}};
        return act;
      });
}

absl::StatusOr<std::string> PlanChanges::Comment(const Principal& who,
                                                 const MatterRequest& request,
                                                 const std::string& id,
                                                 const std::string& text,
                                                 bool internal) {
  RETURN_IF_ERROR(RequireText("text", text, "say what there is to say"));
  return matters_.Move(who, request, MatterKind::kPlan, id,
                       [&](const Matter& matter) -> absl::StatusOr<MatterAct> {
                         return Remark(who, matter, text, internal);
                       });
}

}  // namespace regisseur
