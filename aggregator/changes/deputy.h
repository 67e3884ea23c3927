#pragma once

#include <optional>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "core/principal/binding_act.h"
#include "core/principal/identity.h"

namespace regisseur {

// For whom `who` acts, when it says `for_whom`; absent when that is empty: in
// own right. PERMISSION_DENIED when it does not deputise for that identity.
absl::StatusOr<std::optional<Deputy>> FindDeputy(
    const IdentityDirectory& directory, const Principal& who,
    absl::string_view for_whom, absl::Time now);

}  // namespace regisseur
