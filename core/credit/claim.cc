#include "core/credit/claim.h"

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace regisseur {
namespace {

std::vector<ClaimState> MovesFrom(ClaimState state) {
  switch (state) {
    case ClaimState::kEligible:
      return {ClaimState::kFiled, ClaimState::kNotClaimed};
    case ClaimState::kFiled:
      return {ClaimState::kGranted, ClaimState::kRefused,
              ClaimState::kNotClaimed};
    case ClaimState::kGranted:
    case ClaimState::kDueOnInvoice:
      return {ClaimState::kReceived, ClaimState::kNotClaimed};
    case ClaimState::kRefused:
      // A refusal may be disputed, or accepted.
      return {ClaimState::kFiled, ClaimState::kNotClaimed};
    case ClaimState::kExpired:
    case ClaimState::kReceived:
    case ClaimState::kNotClaimed:
      return {};
  }
  return {};
}

}  // namespace

absl::string_view ClaimStateWord(ClaimState state) {
  switch (state) {
    case ClaimState::kEligible:
      return "eligible";
    case ClaimState::kFiled:
      return "filed";
    case ClaimState::kGranted:
      return "granted";
    case ClaimState::kRefused:
      return "refused";
    case ClaimState::kExpired:
      return "expired";
    case ClaimState::kReceived:
      return "received";
    case ClaimState::kNotClaimed:
      return "not_claimed";
    case ClaimState::kDueOnInvoice:
      return "due_on_invoice";
  }
  return "eligible";
}

absl::Status CheckClaimMove(ClaimState from, ClaimState to) {
  const std::vector<ClaimState> moves = MovesFrom(from);
  if (std::find(moves.begin(), moves.end(), to) != moves.end()) {
    return absl::OkStatus();
  }
  return absl::FailedPreconditionError(absl::StrCat(
      "a claim that is ", ClaimStateWord(from), " cannot become ",
      ClaimStateWord(to),
      moves.empty()
          ? std::string("; it is closed")
          : absl::StrCat("; possible are ",
                         absl::StrJoin(moves, ", ",
                                       [](std::string* out, ClaimState move) {
                                         absl::StrAppend(out,
                                                         ClaimStateWord(move));
                                       }))));
}

ClaimState ClaimStateOn(ClaimState state, absl::CivilDay claim_by,
                        absl::CivilDay day) {
  return state == ClaimState::kEligible && day > claim_by ? ClaimState::kExpired
                                                          : state;
}

}  // namespace regisseur
