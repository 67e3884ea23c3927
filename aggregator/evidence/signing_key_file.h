#pragma once

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "core/evidence/signature.h"

namespace regisseur {

// Reads the key that roots, receipts and exports are signed with; makes it,
// readable by its owner only, when `may_make` and there is none.
// FAILED_PRECONDITION when others could read it, or it holds something else.
absl::StatusOr<std::unique_ptr<SigningKey>> LoadSigningKey(
    const std::string& path, bool may_make);

}  // namespace regisseur
