#pragma once

#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "core/principal/principal.h"

namespace regisseur {

// An act that binds the organisation (settling a figure, waiving a credit,
// granting somebody a limit) before it is approved (U19). Anybody may propose,
// machines too; a yes is a person's yes.
struct BindingAct {
  // What it is, for people: `granting a limit`.
  std::string what;
  // The money at stake; absent where the act has no amount.
  std::optional<Principal::MoneyLimit> amount;
  // The identity that proposed it, and the one for whom it did so as a deputy;
  // empty for none.
  std::string proposed_by;
  std::string proposed_for;
};

// Somebody acts for another, in own name.
struct Deputy {
  // For whom; the limit and the role are this person's.
  Principal for_whom;
  absl::Time until;
};

// OK when `who` may approve the act at `now`. PERMISSION_DENIED, saying which
// rule does not hold, unless all of these do:
// - who approves is a named person, not a machine and not everybody on
//   loopback;
// - whose authority it is (the person's own, or that of whom the person
//   deputises for) has a role that decides, and a limit in the currency of the
//   amount that covers it;
// - a deputy's time is not over, and a deputy stands in for a person;
// - neither the approver nor whose authority it is proposed it.
absl::Status CheckMayApprove(const BindingAct& act, const Principal& who,
                             const std::optional<Deputy>& deputy,
                             absl::Time now);

}  // namespace regisseur
