#include "core/partnership/sign_off.h"

#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace regisseur {
namespace {

std::string Differences(const SignedFigures& signed_before,
                        const SignedFigures& now) {
  std::vector<std::string> differences;
  for (const auto& [name, figure] : signed_before) {
    const auto found = now.find(name);
    if (found == now.end()) {
      differences.push_back(absl::StrCat(name, " is gone"));
    } else if (found->second != figure) {
      differences.push_back(
          absl::StrCat(name, " was ", figure, " and is ", found->second));
    }
  }
  for (const auto& [name, figure] : now) {
    if (!signed_before.contains(name)) {
      differences.push_back(absl::StrCat(name, " is new, ", figure));
    }
  }
  return absl::StrJoin(differences, "; ");
}

}  // namespace

SignOffState SignOffStanding::State() const {
  if (!customer.has_value() || !provider.has_value()) {
    return SignOffState::kOneSide;
  }
  return *customer == *provider ? SignOffState::kFrozen
                                : SignOffState::kDifferent;
}

absl::Status CheckMaySignOff(const SignOffStanding& standing, Participant side,
                             const SignedFigures& figures) {
  if (standing.State() == SignOffState::kFrozen) {
    return absl::FailedPreconditionError(
        "period: both sides signed it; it is frozen");
  }
  const bool is_provider = side == Participant::kProvider;
  const auto& own = is_provider ? standing.provider : standing.customer;
  const auto& other = is_provider ? standing.customer : standing.provider;
  if (own.has_value() && *own == figures) {
    return absl::FailedPreconditionError(absl::StrCat(
        "period: the ", ParticipantWord(side), " signed these figures before"));
  }
  if (own.has_value() || !other.has_value() || *other == figures) {
    return absl::OkStatus();
  }
  return absl::FailedPreconditionError(absl::StrCat(
      "period: figures changed since the ", ParticipantWord(OtherSide(side)),
      " signed: ", Differences(*other, figures),
      "; that side signs again first"));
}

}  // namespace regisseur
