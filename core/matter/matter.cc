#include "core/matter/matter.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "core/base/word_table.h"

namespace regisseur {
namespace {

constexpr std::pair<MatterKind, absl::string_view> kKinds[] = {
    {MatterKind::kExclusion, "exclusion"},
    {MatterKind::kSettlement, "settlement"},
    {MatterKind::kObjection, "objection"},
    {MatterKind::kClaim, "claim"},
    {MatterKind::kFigure, "figure"},
    {MatterKind::kExtra, "extra"},
    {MatterKind::kHours, "hours"},
    {MatterKind::kVersion, "version"},
    {MatterKind::kIntervention, "intervention"},
    {MatterKind::kDecision, "decision"},
    {MatterKind::kOutage, "outage"},
    {MatterKind::kReport, "report"},
    {MatterKind::kEscalation, "escalation"},
    {MatterKind::kObligation, "obligation"},
    {MatterKind::kIdea, "idea"},
    {MatterKind::kReview, "review"},
    {MatterKind::kPlan, "plan"},
    {MatterKind::kFund, "fund"},
};
constexpr std::pair<MatterMove, absl::string_view> kMoves[] = {
    {MatterMove::kProposed, "proposed"},
    {MatterMove::kApproved, "approved"},
    {MatterMove::kRefused, "refused"},
    {MatterMove::kWithdrawn, "withdrawn"},
    {MatterMove::kRaised, "raised"},
    {MatterMove::kSettled, "settled"},
    {MatterMove::kEntered, "entered"},
    {MatterMove::kFiled, "filed"},
    {MatterMove::kGranted, "granted"},
    {MatterMove::kDenied, "denied"},
    {MatterMove::kReceived, "received"},
    {MatterMove::kWaiverProposed, "waiver_proposed"},
    {MatterMove::kWaived, "waived"},
    {MatterMove::kWaiverRefused, "waiver_refused"},
    {MatterMove::kOrdered, "ordered"},
    {MatterMove::kDelivered, "delivered"},
    {MatterMove::kCommented, "commented"},
    {MatterMove::kNoted, "noted"},
    {MatterMove::kAccepted, "accepted"},
    {MatterMove::kAnswered, "answered"},
    {MatterMove::kDecided, "decided"},
    {MatterMove::kDelegated, "delegated"},
    {MatterMove::kSnoozed, "snoozed"},
    {MatterMove::kReopened, "reopened"},
    {MatterMove::kDeclared, "declared"},
    {MatterMove::kAware, "aware"},
    {MatterMove::kClassified, "classified"},
    {MatterMove::kReported, "reported"},
    {MatterMove::kTold, "told"},
    {MatterMove::kClosed, "closed"},
    {MatterMove::kIssued, "issued"},
    {MatterMove::kSent, "sent"},
    {MatterMove::kFailed, "failed"},
    {MatterMove::kMissed, "missed"},
    {MatterMove::kOpened, "opened"},
    {MatterMove::kAcknowledged, "acknowledged"},
    {MatterMove::kRaisedHigher, "raised_higher"},
    {MatterMove::kLinked, "linked"},
    {MatterMove::kPromised, "promised"},
    {MatterMove::kWaiting, "waiting"},
    {MatterMove::kResumed, "resumed"},
    {MatterMove::kFulfilled, "fulfilled"},
    {MatterMove::kEndorsed, "endorsed"},
    {MatterMove::kStarted, "started"},
    {MatterMove::kRealised, "realised"},
    {MatterMove::kChecked, "checked"},
    {MatterMove::kScored, "scored"},
    {MatterMove::kSigned, "signed"},
};

}  // namespace

absl::string_view MatterKindWord(MatterKind kind) {
  return WordIn(kKinds, kind);
}
std::optional<MatterKind> FindMatterKind(absl::string_view word) {
  return FindIn<MatterKind>(kKinds, word);
}
absl::string_view MatterMoveWord(MatterMove move) {
  return WordIn(kMoves, move);
}
std::optional<MatterMove> FindMatterMove(absl::string_view word) {
  return FindIn<MatterMove>(kMoves, word);
}

ProposalState FoldProposal(absl::Span<const MatterMove> moves) {
  ProposalState state = ProposalState::kProposed;
  for (const MatterMove move : moves) {
    if (move == MatterMove::kApproved) state = ProposalState::kApproved;
    if (move == MatterMove::kRefused) state = ProposalState::kRefused;
    if (move == MatterMove::kWithdrawn) state = ProposalState::kWithdrawn;
    if (move == MatterMove::kSettled) state = ProposalState::kSettled;
  }
  return state;
}

absl::Status CheckProposalMove(MatterKind kind, ProposalState state,
                               MatterMove move) {
  const bool decides =
      move == MatterMove::kApproved || move == MatterMove::kRefused;
  if (state == ProposalState::kProposed) {
    if (move == MatterMove::kWithdrawn) return absl::OkStatus();
    if (move == MatterMove::kSettled && kind == MatterKind::kObjection) {
      return absl::OkStatus();
    }
    if (decides && kind != MatterKind::kObjection &&
        kind != MatterKind::kFigure) {
      return absl::OkStatus();
    }
  }
  if (state == ProposalState::kApproved && kind == MatterKind::kExclusion &&
      move == MatterMove::kWithdrawn) {
    return absl::OkStatus();
  }
  if (kind == MatterKind::kObjection && decides) {
    return absl::FailedPreconditionError(
        "an objection is not approved or refused: settle the figure, or let "
        "who raised it withdraw it");
  }
  if (kind == MatterKind::kSettlement && state == ProposalState::kApproved) {
    return absl::FailedPreconditionError(
        "a settled figure is frozen; settle another one for the same period, "
        "which takes its place");
  }
  if (kind == MatterKind::kFigure && decides) {
    return absl::FailedPreconditionError(
        "a figure from paper is not approved or refused: object to it, settle "
        "another one, or take it back");
  }
  return absl::FailedPreconditionError(absl::StrCat(
      kind == MatterKind::kHours
          ? "these hours are "
          : absl::StrCat("this ", MatterKindWord(kind), " is "),
      ProposalStateWord(state), " and cannot be ", MatterMoveWord(move)));
}

absl::string_view ProposalStateWord(ProposalState state) {
  switch (state) {
    case ProposalState::kProposed:
      return "proposed";
    case ProposalState::kApproved:
      return "approved";
    case ProposalState::kRefused:
      return "refused";
    case ProposalState::kWithdrawn:
      return "withdrawn";
    case ProposalState::kSettled:
      return "settled";
  }
  return "";
}

}  // namespace regisseur
