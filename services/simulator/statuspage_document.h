#pragma once

#include <optional>
#include <string>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "services/simulator/partner_history.h"

namespace regisseur::simulator {

// What the partner's page answers at /api/v2/summary.json at `t`, in the shape
// of the Statuspage API v2: components with their groups, incidents that are
// not resolved, maintenance that is planned or running.
std::string RenderSummary(const PartnerHistory& history, absl::Time t);

// One month (UTC) of recorded polls as JSON lines `{polled_at, commit, body}`,
// up to `until`: the first moment of the month, every change, and the last
// moment. Now and then a poll fails and is a line with `body_raw` instead of
// `body`; from `broken_since` on all of them fail. Empty when the month begins
// after `until`.
std::string RenderCaptures(const PartnerHistory& history,
                           absl::CivilMonth month, absl::Time until,
                           std::optional<absl::Time> broken_since);

}  // namespace regisseur::simulator
