#pragma once

#include <map>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "core/partnership/participant.h"

namespace regisseur {

// The figures of a period by `objective@last day of the window`, each
// `attained verdict`: `99.930000 met`. What two people sign is the same when
// these are.
using SignedFigures = std::map<std::string, std::string>;

enum class SignOffState {
  kOneSide,    // signed
  kFrozen,     // both signed the same figures
  kDifferent,  // both signed, and not the same
};

// What each side signed last.
struct SignOffStanding {
  std::optional<SignedFigures> customer;
  std::optional<SignedFigures> provider;

  SignOffState State() const;
};

// OK when `side` may sign `figures` now. FAILED_PRECONDITION when the period is
// frozen, when the side signed the same before, and, naming them, when the
// other side signed other figures and `side` has not signed yet: that one signs
// anew first, or the figures are settled.
absl::Status CheckMaySignOff(const SignOffStanding& standing, Participant side,
                             const SignedFigures& figures);

}  // namespace regisseur
