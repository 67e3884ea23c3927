#include "core/principal/binding_act.h"

#include "absl/strings/str_cat.h"
#include "core/principal/identity.h"

namespace regisseur {
namespace {

absl::Status Denied(const BindingAct& act, absl::string_view why) {
  return absl::PermissionDeniedError(
      absl::StrCat(act.what, " binds the organisation: ", why));
}

std::string Words(const Principal::MoneyLimit& money) {
  return absl::StrCat(money.amount.ToString(), " ", money.currency);
}

}  // namespace

absl::Status CheckMayApprove(const BindingAct& act, const Principal& who,
                             const std::optional<Deputy>& deputy,
                             absl::Time now) {
  if (!who.IsNamedPerson()) {
    return Denied(act,
                  absl::StrCat("it needs the yes of a named person, and \"",
                               who.name, "\" is none"));
  }
  const Principal& authority = deputy.has_value() ? deputy->for_whom : who;
  if (deputy.has_value()) {
    if (now >= deputy->until) {
      return Denied(act, absl::StrCat("the time in which \"", who.name,
                                      "\" deputises for \"", authority.name,
                                      "\" is over"));
    }
    if (!authority.IsNamedPerson()) {
      return Denied(act, "a deputy stands in for a named person only");
    }
  }
  if (!MayDecide(authority.role)) {
    return Denied(act, absl::StrCat("the role ", RoleWord(authority.role),
                                    " does not decide; cio, contract_manager, "
                                    "controller and owner do"));
  }
  for (const std::string& proposer : {act.proposed_by, act.proposed_for}) {
    if (proposer.empty()) continue;
    if (proposer == who.identity || proposer == authority.identity) {
      return Denied(act,
                    "who proposed it does not approve it; ask another "
                    "person");
    }
  }
  if (!act.amount.has_value()) return absl::OkStatus();
  if (!authority.limit.has_value()) {
    return Denied(act,
                  absl::StrCat("\"", authority.name, "\" has no limit, and ",
                               Words(*act.amount),
                               " is at stake; the first person with a limit "
                               "stands in the configuration and approves "
                               "others (docs/identity.md)"));
  }
  if (authority.limit->currency != act.amount->currency) {
    return Denied(
        act,
        absl::StrCat(Words(*act.amount), " is at stake, and the limit of \"",
                     authority.name, "\" is in ", authority.limit->currency));
  }
  if (authority.limit->amount < act.amount->amount) {
    return Denied(
        act,
        absl::StrCat(Words(*act.amount), " is at stake, and the limit of \"",
                     authority.name, "\" is ", Words(*authority.limit)));
  }
  return absl::OkStatus();
}

}  // namespace regisseur
