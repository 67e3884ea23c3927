#include "core/principal/principal.h"

namespace regisseur {
namespace {

using Role = Principal::Role;
using Kind = Principal::Kind;

constexpr Role kRoles[] = {
    Role::kAdministrator,   Role::kOperator,   Role::kCio,
    Role::kContractManager, Role::kController, Role::kOwner,
    Role::kAuditor,         Role::kProvider,   Role::kEndUser,
    Role::kSystem,
};

}  // namespace

absl::Span<const Role> AllRoles() { return kRoles; }

absl::string_view RoleWord(Role role) {
  switch (role) {
    case Role::kAdministrator:
      return "administrator";
    case Role::kOperator:
      return "operator";
    case Role::kCio:
      return "cio";
    case Role::kContractManager:
      return "contract_manager";
    case Role::kController:
      return "controller";
    case Role::kOwner:
      return "owner";
    case Role::kAuditor:
      return "auditor";
    case Role::kProvider:
      return "provider";
    case Role::kEndUser:
      return "end_user";
    case Role::kSystem:
      return "system";
  }
  return "";
}

std::optional<Role> FindRole(absl::string_view word) {
  for (const Role role : kRoles) {
    if (RoleWord(role) == word) return role;
  }
  return std::nullopt;
}

absl::string_view PrincipalKindWord(Kind kind) {
  switch (kind) {
    case Kind::kPerson:
      return "person";
    case Kind::kMachine:
      return "machine";
    case Kind::kSystem:
      return "system";
  }
  return "";
}

std::optional<Kind> FindPrincipalKind(absl::string_view word) {
  for (const Kind kind : {Kind::kPerson, Kind::kMachine, Kind::kSystem}) {
    if (PrincipalKindWord(kind) == word) return kind;
  }
  return std::nullopt;
}

}  // namespace regisseur
