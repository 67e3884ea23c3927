#pragma once

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "services/simulator/http_server.h"
#include "services/simulator/simulated_world.h"

namespace regisseur::simulator {

// What the partners' sites answer at `t`: `/<partner>/api/v2/summary.json`,
// `/cloud/incidents.json` with everything since `since`, and a list of them at
// `/`. The workplace partner's page is out of order from the scene's
// page_broken_since() on: by turns, each minute, garbage with code 200, an
// error 500 and an empty body with code 200.
//
// Beside what a partner tells stands what it runs: `/<partner>/<component>`
// (its name in small letters, words joined by -) answers 200, and 503 while an
// outage lasts, from its real start on, not only once the partner tells of it.
// 404 for anything else.
HttpAnswer AnswerAsPartner(const SimulatedWorld& world, absl::Time since,
                           absl::Time t, absl::string_view path);

}  // namespace regisseur::simulator
