#include "core/credit/claim_account.h"

#include <algorithm>
#include <string>

#include "absl/strings/str_cat.h"
#include "core/base/status_macros.h"

namespace regisseur {
namespace {

using Kind = ClaimStep::Kind;

// The state of CheckClaimMove that a step leads to; absent when it leaves the
// state as it is.
std::optional<ClaimState> Target(Kind kind) {
  switch (kind) {
    case Kind::kFiled:
      return ClaimState::kFiled;
    case Kind::kGranted:
      return ClaimState::kGranted;
    case Kind::kDenied:
      return ClaimState::kRefused;
    case Kind::kReceived:
      return ClaimState::kReceived;
    case Kind::kWaiverProposed:
    case Kind::kWaived:
      return ClaimState::kNotClaimed;
    case Kind::kWaiverRefused:
      return std::nullopt;
  }
  return std::nullopt;
}

absl::Status CheckAboveZero(const Decimal& amount) {
  if (amount > Decimal()) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat(
      "amount: ", amount.ToString(), " is not above zero; say how much it is"));
}

// Of what is unsettled, what was not granted: claimed less granted, less what
// of that was given up or came in all the same.
absl::Status FindNotGranted(ClaimAccount& account) {
  account.not_granted = Decimal();
  if (!account.granted.has_value() || !account.claimed.has_value()) {
    return absl::OkStatus();
  }
  ASSIGN_OR_RETURN(Decimal rest,
                   Decimal::Subtract(*account.claimed, *account.granted));
  ASSIGN_OR_RETURN(rest, Decimal::Subtract(rest, account.waived));
  account.not_granted = std::max(Decimal(), std::min(rest, account.unsettled));
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<ClaimAccount> FoldClaim(ClaimState begun, const Decimal& amount,
                                       absl::Span<const ClaimStep> steps) {
  ClaimAccount account;
  account.state = begun;
  account.open = account.unsettled = amount;
  for (const ClaimStep& step : steps) {
    switch (step.kind) {
      case Kind::kFiled:
        account.state = ClaimState::kFiled;
        account.claimed = step.amount;
        account.granted.reset();
        break;
      case Kind::kGranted: {
        account.state = ClaimState::kGranted;
        // What came in before was granted with it.
        ASSIGN_OR_RETURN(account.granted,
                         Decimal::Add(account.received, step.amount));
        break;
      }
      case Kind::kDenied:
        account.state = ClaimState::kRefused;
        break;
      case Kind::kReceived: {
        if (!account.claimed.has_value()) account.claimed = amount;
        ASSIGN_OR_RETURN(account.received,
                         Decimal::Add(account.received, step.amount));
        break;
      }
      case Kind::kWaiverProposed:
        account.waiver_proposed = true;
        break;
      case Kind::kWaived: {
        if (!account.claimed.has_value()) account.claimed = amount;
        account.waiver_proposed = false;
        ASSIGN_OR_RETURN(account.waived,
                         Decimal::Add(account.waived, step.amount));
        break;
      }
      case Kind::kWaiverRefused:
        account.waiver_proposed = false;
        break;
    }
    ASSIGN_OR_RETURN(const Decimal settled,
                     Decimal::Add(account.received, account.waived));
    ASSIGN_OR_RETURN(
        account.unsettled,
        Decimal::Subtract(account.claimed.value_or(amount), settled));
    // More may have come in before it was filed anew for less.
    account.unsettled = std::max(account.unsettled, Decimal());
    RETURN_IF_ERROR(FindNotGranted(account));
    ASSIGN_OR_RETURN(account.open,
                     Decimal::Subtract(account.unsettled, account.not_granted));
    if (account.open == Decimal() && account.not_granted > Decimal()) {
      account.state = ClaimState::kRefused;
      account.open = account.unsettled;
    }
    if (account.claimed.has_value() && account.unsettled == Decimal()) {
      account.state = account.received > Decimal() ? ClaimState::kReceived
                                                   : ClaimState::kNotClaimed;
      account.waiver_proposed = false;
    }
  }
  return account;
}

absl::Status CheckClaimStep(const ClaimAccount& account,
                            const ClaimStep& step) {
  if (step.kind == Kind::kWaived || step.kind == Kind::kWaiverRefused) {
    if (!account.waiver_proposed) {
      return absl::FailedPreconditionError(
          "nobody proposes to waive this claim; `credit waive` proposes it");
    }
    return absl::OkStatus();
  }
  if (account.waiver_proposed) {
    return absl::FailedPreconditionError(
        "somebody proposes to waive this claim; `credit approve` or `credit "
        "keep` answers that first");
  }
  // Whoever pays has granted it.
  const bool pays_at_once =
      step.kind == Kind::kReceived && account.state == ClaimState::kFiled;
  if (!pays_at_once) {
    const std::optional<ClaimState> target = Target(step.kind);
    if (target.has_value()) {
      RETURN_IF_ERROR(CheckClaimMove(account.state, *target));
    }
  }
  switch (step.kind) {
    case Kind::kDenied:
    case Kind::kWaiverProposed:
    case Kind::kWaived:
    case Kind::kWaiverRefused:
      return absl::OkStatus();
    case Kind::kFiled:
      return CheckAboveZero(step.amount);
    case Kind::kGranted:
    case Kind::kReceived:
      break;
  }
  RETURN_IF_ERROR(CheckAboveZero(step.amount));
  if (step.amount > account.unsettled) {
    return absl::InvalidArgumentError(
        absl::StrCat("amount: ", step.amount.ToString(), " is more than the ",
                     account.unsettled.ToString(), " that is open"));
  }
  return absl::OkStatus();
}

Decimal WaivedBy(const ClaimAccount& account) {
  return account.not_granted > Decimal() ? account.not_granted
                                         : account.unsettled;
}

absl::StatusOr<std::vector<Decimal>> SpreadReceipt(
    const Decimal& received, absl::Span<const Decimal> open) {
  RETURN_IF_ERROR(CheckAboveZero(received));
  std::vector<Decimal> shares;
  Decimal left = received;
  Decimal all;
  for (const Decimal& lacks : open) {
    const Decimal share = std::min(lacks, left);
    ASSIGN_OR_RETURN(left, Decimal::Subtract(left, share));
    ASSIGN_OR_RETURN(all, Decimal::Add(all, lacks));
    shares.push_back(share);
  }
  if (left > Decimal()) {
    return absl::InvalidArgumentError(
        absl::StrCat("amount: ", received.ToString(), " is more than the ",
                     all.ToString(), " that is open on these claims"));
  }
  return shares;
}

}  // namespace regisseur
