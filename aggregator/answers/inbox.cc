#include "aggregator/answers/inbox.h"

#include <utility>

#include "core/base/status_macros.h"

namespace regisseur {
namespace {

// Acts that are read at once.
constexpr int kMostSteps = 500;

// What is only ours, whatever chain it stands in.
bool IsOurs(MatterKind kind) {
  switch (kind) {
    case MatterKind::kDecision:
    case MatterKind::kOutage:
    case MatterKind::kReport:
    case MatterKind::kIntervention:
      return true;
    case MatterKind::kExclusion:
    case MatterKind::kSettlement:
    case MatterKind::kObjection:
    case MatterKind::kClaim:
    case MatterKind::kFigure:
    case MatterKind::kExtra:
    case MatterKind::kHours:
    case MatterKind::kVersion:
    case MatterKind::kEscalation:
    case MatterKind::kObligation:
    case MatterKind::kIdea:
    case MatterKind::kReview:
    case MatterKind::kPlan:
    case MatterKind::kFund:
      return false;
  }
  return true;
}

// By which the customer asks for an answer.
constexpr std::pair<MatterKind, MatterMove> kAsking[] = {
    {MatterKind::kClaim, MatterMove::kFiled},
    {MatterKind::kSettlement, MatterMove::kProposed},
    {MatterKind::kExclusion, MatterMove::kProposed},
    {MatterKind::kVersion, MatterMove::kProposed},
    {MatterKind::kVersion, MatterMove::kAccepted},
    {MatterKind::kExtra, MatterMove::kOrdered},
    {MatterKind::kExtra, MatterMove::kApproved},
    {MatterKind::kEscalation, MatterMove::kOpened},
    {MatterKind::kEscalation, MatterMove::kRaisedHigher},
    {MatterKind::kEscalation, MatterMove::kReopened},
    {MatterKind::kObligation, MatterMove::kWaiting},
    {MatterKind::kIdea, MatterMove::kProposed},
    {MatterKind::kReview, MatterMove::kOpened},
    {MatterKind::kPlan, MatterMove::kProposed},
    {MatterKind::kFund, MatterMove::kProposed},
};

std::optional<Participant> WhoDid(Principal::Role role) {
  if (role == Principal::Role::kSystem) return std::nullopt;
  Principal who;
  who.role = role;
  return ParticipantOf(who);
}

// What the provider asked of us, which calls our people higher and higher.
absl::StatusOr<bool> IsOfProvider(const AnswerContext& context,
                                  const Principal& who,
                                  const MatterSubject& subject) {
  ASSIGN_OR_RETURN(const std::optional<Matter> matter,
                   context.matters.Find(who, subject.kind, subject.name));
  return matter.has_value() &&
         matter->steps.front().act.role == Principal::Role::kProvider;
}

}  // namespace

bool AsksProvider(MatterKind kind, MatterMove move) {
  for (const auto& [asking_kind, asking_move] : kAsking) {
    if (kind == asking_kind && move == asking_move) return true;
  }
  return false;
}

absl::StatusOr<InboxAnswer> AnswerInbox(const AnswerContext& context,
                                        const Principal& who,
                                        absl::string_view provider,
                                        int64_t after) {
  ASSIGN_OR_RETURN(
      const std::vector<ChainedMatterStep> steps,
      context.matters.ListChained(who, provider, after, kMostSteps));
  InboxAnswer answer;
  answer.after = after;
  for (const ChainedMatterStep& step : steps) {
    answer.after = step.number;
    if (IsOurs(step.subject.kind)) continue;
    InboxEntry& entry = answer.entries.emplace_back();
    entry.number = step.number;
    entry.time = step.known_from;
    entry.subject = step.subject;
    entry.move = step.move;
    entry.by = WhoDid(step.role);
    entry.waits = entry.by != Participant::kProvider &&
                  AsksProvider(step.subject.kind, step.move);
    if (entry.waits && !entry.by.has_value()) {
      ASSIGN_OR_RETURN(const bool is_own,
                       IsOfProvider(context, who, step.subject));
      entry.waits = !is_own;
    }
  }
  return answer;
}

}  // namespace regisseur
