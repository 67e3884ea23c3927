#include "aggregator/api/identity_wire.h"

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "aggregator/access/method_table.h"
#include "aggregator/api/set_time.h"
#include "core/money/decimal.h"

namespace regisseur {
namespace {

namespace pb = identity::v1;
using Role = Principal::Role;
using Kind = Principal::Kind;

template <typename Wire>
void SetWho(const Principal& who, Wire& wire) {
  wire.set_name(who.name);
  wire.set_role(RoleToWire(who.role));
  wire.set_kind(KindToWire(who.kind));
  if (who.role == Role::kProvider) wire.set_provider(who.scope);
  if (who.role == Role::kOwner) wire.set_owner(who.scope);
  if (who.limit.has_value()) {
    wire.set_limit(who.limit->amount.ToString());
    wire.set_limit_currency(who.limit->currency);
  }
}

pb::IdentityState StateToWire(Identity::State state) {
  switch (state) {
    case Identity::State::kActive:
      return pb::IDENTITY_STATE_ACTIVE;
    case Identity::State::kProposed:
      return pb::IDENTITY_STATE_PROPOSED;
    case Identity::State::kExpired:
      return pb::IDENTITY_STATE_EXPIRED;
    case Identity::State::kRevoked:
      return pb::IDENTITY_STATE_REVOKED;
  }
  return pb::IDENTITY_STATE_UNSPECIFIED;
}

}  // namespace

pb::Role RoleToWire(Role role) {
  switch (role) {
    case Role::kAdministrator:
      return pb::ROLE_ADMINISTRATOR;
    case Role::kOperator:
      return pb::ROLE_OPERATOR;
    case Role::kCio:
      return pb::ROLE_CIO;
    case Role::kContractManager:
      return pb::ROLE_CONTRACT_MANAGER;
    case Role::kController:
      return pb::ROLE_CONTROLLER;
    case Role::kOwner:
      return pb::ROLE_OWNER;
    case Role::kAuditor:
      return pb::ROLE_AUDITOR;
    case Role::kProvider:
      return pb::ROLE_PROVIDER;
    case Role::kEndUser:
      return pb::ROLE_END_USER;
    case Role::kSystem:
      return pb::ROLE_UNSPECIFIED;
  }
  return pb::ROLE_UNSPECIFIED;
}

pb::IdentityKind KindToWire(Kind kind) {
  switch (kind) {
    case Kind::kPerson:
      return pb::IDENTITY_KIND_PERSON;
    case Kind::kMachine:
      return pb::IDENTITY_KIND_MACHINE;
    case Kind::kSystem:
      return pb::IDENTITY_KIND_UNSPECIFIED;
  }
  return pb::IDENTITY_KIND_UNSPECIFIED;
}

pb::Caller CallerToWire(const Principal& who) {
  pb::Caller wire;
  wire.set_identity(who.identity);
  SetWho(who, wire);
  for (const MethodAccess& row : MethodTable()) {
    if (row.Allows(who.role)) wire.add_methods(std::string(row.method));
  }
  return wire;
}

pb::Identity IdentityToWire(const Identity& identity, absl::Time now) {
  pb::Identity wire;
  wire.set_id(identity.who.identity);
  SetWho(identity.who, wire);
  wire.set_certificate(identity.certificate);
  wire.set_state(StateToWire(identity.StateAt(now)));
  if (!identity.configured) {
    SetTime(identity.created, &wire, &pb::Identity::mutable_create_time);
  }
  wire.set_created_by(identity.created_by);
  wire.set_approved_by(identity.approved_by);
  if (identity.expires != absl::InfiniteFuture()) {
    SetTime(identity.expires, &wire, &pb::Identity::mutable_expire_time);
  }
  SetTime(identity.revoked, &wire, &pb::Identity::mutable_revoke_time);
  SetTime(identity.last_used, &wire, &pb::Identity::mutable_last_use_time);
  wire.set_configured(identity.configured);
  return wire;
}

absl::StatusOr<Principal> PrincipalFromWire(
    const pb::CreateIdentityRequest& request) {
  Principal who;
  who.name = request.name();
  bool known = false;
  for (const Role role : AllRoles()) {
    if (role != Role::kSystem && RoleToWire(role) == request.role()) {
      who.role = role;
      known = true;
    }
  }
  if (!known) {
    return absl::InvalidArgumentError(
        "role: say one of administrator, operator, cio, contract_manager, "
        "controller, owner, auditor, provider, end_user");
  }
  switch (request.kind()) {
    case pb::IDENTITY_KIND_PERSON:
      who.kind = Kind::kPerson;
      break;
    case pb::IDENTITY_KIND_MACHINE:
      who.kind = Kind::kMachine;
      break;
    default:
      return absl::InvalidArgumentError("kind: say person or machine");
  }
  if (!request.provider().empty() && !request.owner().empty()) {
    return absl::InvalidArgumentError("provider, owner: give one of them");
  }
  if (!request.provider().empty() && who.role != Role::kProvider) {
    return absl::InvalidArgumentError(
        "provider: only the role provider is held to one; leave it out");
  }
  if (!request.owner().empty() && who.role != Role::kOwner) {
    return absl::InvalidArgumentError(
        "owner: only the role owner is held to one; leave it out");
  }
  if (request.provider().empty() && who.role == Role::kProvider) {
    return absl::InvalidArgumentError(
        "provider: say whose rows it sees; the role provider is held to one, "
        "which `provider list` names");
  }
  if (request.owner().empty() && who.role == Role::kOwner) {
    return absl::InvalidArgumentError(
        "owner: say whose partners it sees; the role owner is held to one");
  }
  who.scope =
      who.role == Role::kProvider ? request.provider() : request.owner();
  if (!request.limit().empty()) {
    const absl::StatusOr<Decimal> amount = Decimal::Parse(request.limit());
    if (!amount.ok()) {
      return absl::InvalidArgumentError(
          absl::StrCat("limit: ", amount.status().message()));
    }
    who.limit = {*amount, request.limit_currency()};
  } else if (!request.limit_currency().empty()) {
    return absl::InvalidArgumentError(
        "limit_currency: stands beside a limit only");
  }
  return who;
}

}  // namespace regisseur
