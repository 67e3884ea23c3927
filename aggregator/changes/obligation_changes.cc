#include "aggregator/changes/obligation_changes.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "aggregator/changes/room_contract.h"
#include "core/base/status_macros.h"
#include "core/time/instant.h"

namespace regisseur {
namespace {

// Nobody here promises beyond thirty years.
constexpr int kMostDaysAhead = 30 * 365;

constexpr size_t kMostNameBytes = 200;

absl::Status CheckStepText(const ObligationChanges::Step& step) {
  switch (step.move) {
    case MatterMove::kRefused:
      return RequireText("text", step.text, "say why it is not promised");
    case MatterMove::kWaiting:
      return RequireText("text", step.text, "say for what it waits");
    case MatterMove::kReopened:
      return RequireText("text", step.text, "say what is missing");
    case MatterMove::kWithdrawn:
      return RequireText("text", step.text, "say why it is let go");
    case MatterMove::kCommented:
      return RequireText("text", step.text, "say what there is to say");
    default:
      return CheckText("text", step.text);
  }
}

absl::Status CheckResponsible(const std::string& name) {
  return name.empty()
             ? absl::OkStatus()
             : RequireLine("responsible", name, "a name", kMostNameBytes);
}

}  // namespace

absl::StatusOr<std::string> ObligationChanges::Add(
    const Principal& who, const MatterRequest& request,
    const PartnershipPlace& place, const NewObligation& obligation) {
  RETURN_IF_ERROR(RequireText("what", obligation.what,
                              "say what is promised or asked for"));
  RETURN_IF_ERROR(CheckResponsible(obligation.responsible));
  const absl::StatusOr<absl::CivilDay> due = ParseDay(obligation.due_on);
  if (!due.ok()) {
    return absl::InvalidArgumentError(
        absl::StrCat("due_on: \"", obligation.due_on, "\" is no day such as ",
                     FormatDay(place.today)));
  }
  if (*due < place.today) {
    return absl::InvalidArgumentError(absl::StrCat(
        "due_on: ", obligation.due_on, " is over; name today or a later day"));
  }
  if (*due > place.today + kMostDaysAhead) {
    return absl::InvalidArgumentError(
        absl::StrCat("due_on: ", obligation.due_on,
                     " is more than thirty years ahead; name a day until ",
                     FormatDay(place.today + kMostDaysAhead)));
  }
  if (!obligation.review.empty()) {
    const absl::StatusOr<Matter> review =
        matters_.Get(who, MatterKind::kReview, obligation.review);
    if (!absl::IsNotFound(review.status())) RETURN_IF_ERROR(review.status());
    if (!review.ok() || review->subject.provider != place.provider) {
      return absl::NotFoundError(absl::StrCat("review: ", place.provider,
                                              " has none that is called \"",
                                              obligation.review, "\""));
    }
  }
  const bool own = obligation.side == ParticipantOf(who);
  MatterAct act;
  act.steps = {
      StepBy(who,
             {.kind = MatterKind::kObligation,
              .name = request.new_id,
              .provider = place.provider,
              .contract = "",
              .objective = "",
              .range = RangeOfDay(*due)},
             own ? MatterMove::kPromised : MatterMove::kProposed,
             {{"side", std::string(ParticipantWord(obligation.side))},
              {"service", place.service},
              {"due_on", obligation.due_on},
              {"due_end", FormatInstant(absl::FromCivil(*due + 1, place.zone))},
              {"ticket", obligation.ticket},
              {"review", obligation.review}})};
  act.texts = {{"what", obligation.what},
               {"responsible", obligation.responsible}};
  return matters_.Begin(who, request, std::move(act));
}

absl::StatusOr<std::string> ObligationChanges::Move(
    const Principal& who, const MatterRequest& request, absl::Time now,
    const Step& step) {
  RETURN_IF_ERROR(CheckStepText(step));
  RETURN_IF_ERROR(CheckResponsible(step.responsible));
  return matters_.Move(
      who, request, MatterKind::kObligation, step.id,
      [&](const Matter& matter) -> absl::StatusOr<MatterAct> {
        ASSIGN_OR_RETURN(const ObligationRecord record,
                         ReadObligation(matter, now));
        RETURN_IF_ERROR(CheckObligationMove(record.standing.state, record.side,
                                            record.added_by, ParticipantOf(who),
                                            step.move));
        if (step.move == MatterMove::kCommented) {
          return Remark(who, matter, step.text, step.internal);
        }
        MatterAct act;
        act.steps = {StepBy(who, matter.subject, step.move)};
        act.texts = {{"text", step.text}, {"responsible", step.responsible}};
        return act;
      });
}

}  // namespace regisseur
