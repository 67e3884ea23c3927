#include "aggregator/answers/room_scope.h"

#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "aggregator/answers/proposals.h"
#include "core/base/status_macros.h"
#include "core/contract/notice_dates.h"
#include "core/time/instant.h"

namespace regisseur {
namespace {

absl::Status NoContract(const std::string& contract) {
  return absl::NotFoundError(
      absl::StrCat("contract: none is called \"", contract,
                   "\"; `contract list` shows which there are"));
}

}  // namespace

std::vector<const Contract*> RoomScope::RunningOn(absl::CivilDay day) const {
  std::vector<const Contract*> running;
  for (const Contract* contract : contracts->InForce(day)) {
    if (contract->term.start > day) continue;
    const std::optional<absl::CivilDay> end =
        FindEndOfTerm(contract->term, day, contract->holidays);
    if (end.has_value() && *end <= day) continue;
    if (Holds({.provider = known.CurrentId(contract->provider),
               .contract = contract->id})) {
      running.push_back(contract);
    }
  }
  return running;
}

bool RoomScope::Holds(const MatterSubject& subject) const {
  const std::string provider = known.CurrentId(subject.provider);
  return (question.provider.empty() ||
          provider == known.CurrentId(question.provider)) &&
         (question.contract.empty() || subject.contract == question.contract) &&
         (question.owner.empty() ||
          OwnerOfContract(known, *contracts, subject.contract, provider) ==
              question.owner);
}

absl::StatusOr<RoomScope> OpenRoom(const AnswerContext& context,
                                   const Principal& who,
                                   const RoomQuestion& question, AsOf as_of) {
  ASSIGN_OR_RETURN(KnownPortfolio known,
                   KnownPortfolio::Load(context, who, as_of));
  if (!question.provider.empty()) {
    RETURN_IF_ERROR(known.CheckProvider(question.provider));
  }
  const absl::CivilDay today =
      absl::ToCivilDay(known.moment(), known.portfolio().time_zone);
  RoomScope scope{.known = std::move(known),
                  .contracts = context.contracts.At(as_of.known),
                  .question = question,
                  .today = today,
                  .on = today};
  if (!question.on.empty()) {
    const absl::StatusOr<absl::CivilDay> on = ParseDay(question.on);
    if (!on.ok()) {
      return absl::InvalidArgumentError(absl::StrCat(
          "on: \"", question.on, "\" is no day such as ", FormatDay(today)));
    }
    scope.on = *on;
  }
  if (!question.contract.empty()) {
    const Contract* const found =
        scope.contracts->Find(question.contract, scope.on);
    if (found == nullptr ||
        !scope.Holds({.provider = found->provider, .contract = found->id})) {
      return NoContract(question.contract);
    }
  }
  return scope;
}

absl::StatusOr<std::vector<Matter>> ReadRoomMatters(
    const AnswerContext& context, const Principal& who, const RoomScope& scope,
    MatterKind kind, AsOf as_of) {
  ASSIGN_OR_RETURN(
      std::vector<Matter> matters,
      context.matters.List(
          who, {.kind = kind, .contract = scope.question.contract}, as_of));
  std::erase_if(matters, [&](const Matter& matter) {
    return !scope.Holds(matter.subject);
  });
  for (Matter& matter : matters) {
    matter.subject.provider = scope.known.CurrentId(matter.subject.provider);
  }
  return matters;
}

absl::Status CheckOwnerOfContract(const AnswerContext& context,
                                  const Principal& who,
                                  const std::string& contract,
                                  const std::string& owner) {
  if (owner.empty()) return absl::OkStatus();
  return OpenRoom(context, who, {.contract = contract, .owner = owner}, AsOf{})
      .status();
}

}  // namespace regisseur
