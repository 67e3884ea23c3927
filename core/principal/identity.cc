#include "core/principal/identity.h"

#include "absl/strings/str_cat.h"
#include "core/money/currency.h"

namespace regisseur {
namespace {

using Role = Principal::Role;

}  // namespace

bool MayDecide(Role role) {
  switch (role) {
    case Role::kCio:
    case Role::kContractManager:
    case Role::kController:
    case Role::kOwner:
      return true;
    case Role::kAdministrator:
    case Role::kOperator:
    case Role::kAuditor:
    case Role::kProvider:
    case Role::kEndUser:
    case Role::kSystem:
      return false;
  }
  return false;
}

absl::Status CheckPrincipal(const Principal& who) {
  const std::string role(RoleWord(who.role));
  if (who.name.empty()) {
    return absl::InvalidArgumentError("name: say who it is");
  }
  if (who.role == Role::kSystem) {
    return absl::InvalidArgumentError(
        "role: system is the daemon itself; choose another");
  }
  if (who.kind == Principal::Kind::kSystem) {
    return absl::InvalidArgumentError("kind: choose person or machine");
  }
  const bool scoped = who.role == Role::kProvider || who.role == Role::kOwner;
  const char* field = who.role == Role::kProvider ? "provider" : "owner";
  if (scoped && who.scope.empty()) {
    return absl::InvalidArgumentError(absl::StrCat(
        field, ": the role ", role, " is held to one ", field, "; say which"));
  }
  if (!scoped && !who.scope.empty()) {
    return absl::InvalidArgumentError(
        absl::StrCat("provider, owner: the role ", role,
                     " is held to no provider or owner; leave them out"));
  }
  if (!who.limit.has_value()) return absl::OkStatus();
  if (who.kind != Principal::Kind::kPerson) {
    return absl::InvalidArgumentError(
        "limit: a machine binds nobody; only a person has a limit");
  }
  if (!MayDecide(who.role)) {
    return absl::InvalidArgumentError(absl::StrCat(
        "limit: the role ", role,
        " binds nobody; cio, contract_manager, controller and owner do"));
  }
  if (who.limit->amount.IsNegative() || who.limit->amount.IsZero()) {
    return absl::InvalidArgumentError(
        "limit: has to be more than zero; leave it out for none");
  }
  if (!IsCurrencyCode(who.limit->currency)) {
    return absl::InvalidArgumentError(
        absl::StrCat("limit_currency: \"", who.limit->currency,
                     "\" is no ISO 4217 code, for instance EUR"));
  }
  return absl::OkStatus();
}

}  // namespace regisseur
