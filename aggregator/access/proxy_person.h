#pragma once

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "core/principal/identity_proxy.h"
#include "core/principal/principal.h"

namespace regisseur {

// The person whom the proxy names. `groups` is what the header holds: names
// with commas or semicolons between them. UNAUTHENTICATED for nobody or a name
// that cannot be one; PERMISSION_DENIED, naming the groups, for a person whose
// groups mean nothing here.
absl::StatusOr<Principal> PersonOfProxy(const IdentityProxy& proxy,
                                        absl::string_view user,
                                        absl::string_view groups);

}  // namespace regisseur
