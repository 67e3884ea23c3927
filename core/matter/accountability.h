#pragma once

#include <optional>

#include "absl/strings/string_view.h"
#include "core/contract/objective.h"

namespace regisseur {

// `force_majeure`: the word in files, on the wire and in the chain.
absl::string_view AccountabilityWord(Accountability accountability);
// `supplier` is read as subcontractor (USERS U14).
std::optional<Accountability> FindAccountability(absl::string_view word);

// True where the other side's view has to be known before it counts: the
// customer's own fault, and force majeure.
bool NeedsOtherView(Accountability accountability);

// True when a failure for which that one answers does not count against the
// provider under this objective.
bool IsLeftOut(const Objective& objective, Accountability accountability);

}  // namespace regisseur
