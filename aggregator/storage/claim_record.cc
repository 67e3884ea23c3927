#include "aggregator/storage/claim_record.h"

#include "absl/strings/str_cat.h"
#include "core/base/status_macros.h"

namespace regisseur {
namespace {

absl::StatusOr<Decimal> ReadAmount(const Matter& claim, const MatterStep& step,
                                   absl::string_view name) {
  const std::string text = step.Value(name);
  if (text.empty()) return Decimal();
  absl::StatusOr<Decimal> amount = Decimal::Parse(text);
  if (amount.ok()) return amount;
  return absl::DataLossError(absl::StrCat("claim ", claim.subject.name,
                                          " has no number under ", name, ": ",
                                          amount.status().message()));
}

}  // namespace

std::optional<ClaimStep::Kind> FindClaimStep(MatterMove move) {
  switch (move) {
    case MatterMove::kFiled:
      return ClaimStep::Kind::kFiled;
    case MatterMove::kGranted:
      return ClaimStep::Kind::kGranted;
    case MatterMove::kDenied:
      return ClaimStep::Kind::kDenied;
    case MatterMove::kReceived:
      return ClaimStep::Kind::kReceived;
    case MatterMove::kWaiverProposed:
      return ClaimStep::Kind::kWaiverProposed;
    case MatterMove::kWaived:
      return ClaimStep::Kind::kWaived;
    case MatterMove::kWaiverRefused:
      return ClaimStep::Kind::kWaiverRefused;
    default:  // moves of other matters
      return std::nullopt;
  }
}

absl::StatusOr<ClaimAccount> AccountOf(const Matter& claim) {
  const MatterStep& first = claim.steps.front();
  const ClaimState begun =
      first.Value(kClaimBegun) == ClaimStateWord(ClaimState::kDueOnInvoice)
          ? ClaimState::kDueOnInvoice
          : ClaimState::kEligible;
  ASSIGN_OR_RETURN(const Decimal due, ReadAmount(claim, first, kClaimDue));
  std::vector<ClaimStep> steps;
  for (const MatterStep& step : claim.steps) {
    const std::optional<ClaimStep::Kind> kind = FindClaimStep(step.move);
    if (!kind.has_value()) {
      return absl::DataLossError(
          absl::StrCat("claim ", claim.subject.name, " was ",
                       MatterMoveWord(step.move), ", which no claim can be"));
    }
    ASSIGN_OR_RETURN(const Decimal amount,
                     ReadAmount(claim, step, kClaimAmount));
    steps.push_back({*kind, amount});
  }
  return FoldClaim(begun, due, steps);
}

}  // namespace regisseur
