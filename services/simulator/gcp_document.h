#pragma once

#include <string>

#include "absl/time/time.h"
#include "services/simulator/partner_history.h"

namespace regisseur::simulator {

// What a Google-Cloud-style page answers at /incidents.json at `t`, in the
// newer generation of its format: every incident since `since` that was told by
// then, newest first; an open one has no `end`; `number` is a text that holds
// an unsigned 64-bit number.
std::string RenderIncidents(const PartnerHistory& history, absl::Time since,
                            absl::Time t);

}  // namespace regisseur::simulator
