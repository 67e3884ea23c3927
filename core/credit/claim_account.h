#pragma once

#include <optional>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "core/credit/claim.h"
#include "core/money/decimal.h"

namespace regisseur {

// What was done about one claim.
struct ClaimStep {
  enum class Kind {
    kFiled,           // amount: what is claimed, frozen from here on
    kGranted,         // amount: what the provider grants
    kDenied,          // by the provider
    kReceived,        // amount: net, what came in
    kWaiverProposed,  // amount: what was open
    kWaived,          // amount: what is given up
    kWaiverRefused,
  };
  Kind kind = Kind::kFiled;
  Decimal amount;  // zero where the kind has none
};

// A claim after its steps: how far it has come, and the money.
struct ClaimAccount {
  ClaimState state = ClaimState::kEligible;
  // What is claimed: frozen when it is filed or the first money comes in;
  // absent before.
  std::optional<Decimal> claimed;
  std::optional<Decimal> granted;
  Decimal received;
  Decimal waived;
  // What of `claimed` did neither come in nor was given up. Zero when closed.
  Decimal unsettled;
  // What of that was not granted, while something else was.
  Decimal not_granted;
  // What is still to come in: of a claim that was granted in part that part,
  // and once it came in the rest, which then counts as refused; else all that
  // is unsettled.
  Decimal open;
  // Somebody proposes to give up what is open; a second person has not
  // answered.
  bool waiver_proposed = false;
};

// The account after `steps`, the oldest first, of a claim that began as
// `begun` (kEligible or kDueOnInvoice) with `amount`. A claim whose money came
// in only partly stays what it was, with the rest open; one that was granted in
// part and paid so far is refused for the rest, which may be filed anew or
// given up. OUT_OF_RANGE when a number cannot be held.
absl::StatusOr<ClaimAccount> FoldClaim(ClaimState begun, const Decimal& amount,
                                       absl::Span<const ClaimStep> steps);

// OK when `step` may follow. FAILED_PRECONDITION says what the claim is and
// what is possible; INVALID_ARGUMENT for an amount that is not above zero, or
// more than what is unsettled.
absl::Status CheckClaimStep(const ClaimAccount& account, const ClaimStep& step);

// What a waiver gives up: what was not granted where something else was, else
// all that is unsettled.
Decimal WaivedBy(const ClaimAccount& account);

// `received` over claims with these open amounts, in order: each gets what it
// lacks until nothing is left. INVALID_ARGUMENT when it is more than all of
// them together, or not above zero.
absl::StatusOr<std::vector<Decimal>> SpreadReceipt(
    const Decimal& received, absl::Span<const Decimal> open);

}  // namespace regisseur
