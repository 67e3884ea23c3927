#pragma once

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "core/principal/identity.h"
#include "regisseur/identity/v1/identity.pb.h"

namespace regisseur {

identity::v1::Role RoleToWire(Principal::Role role);
identity::v1::IdentityKind KindToWire(Principal::Kind kind);
identity::v1::Caller CallerToWire(const Principal& who);
// With its state at `now`.
identity::v1::Identity IdentityToWire(const Identity& identity, absl::Time now);

// Who the request wants to make, with its limit; without an id.
// INVALID_ARGUMENT naming the field.
absl::StatusOr<Principal> PrincipalFromWire(
    const identity::v1::CreateIdentityRequest& request);

}  // namespace regisseur
