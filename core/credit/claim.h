#pragma once

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"

namespace regisseur {

// How far a credit has come (USERS U13). The numbers are
// stored: never renumber.
enum class ClaimState {
  kEligible = 1,
  kFiled = 2,
  kGranted = 3,
  kRefused = 4,
  kExpired = 5,
  kReceived = 6,
  kNotClaimed = 7,    // waived, by whom and why
  kDueOnInvoice = 8,  // settled automatically: watched for on the next invoice
};

// `not_claimed`.
absl::string_view ClaimStateWord(ClaimState state);

// OK when a person may move a claim from one state to the other;
// FAILED_PRECONDITION says what is possible. Expiry is not a move: see below.
absl::Status CheckClaimMove(ClaimState from, ClaimState to);

// The state on `day`: an eligible claim whose last day has passed is expired.
ClaimState ClaimStateOn(ClaimState state, absl::CivilDay claim_by,
                        absl::CivilDay day);

}  // namespace regisseur
