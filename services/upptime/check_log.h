#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "core/finding/finding.h"
#include "core/status/operational_state.h"

namespace regisseur::upptime {

// One check that Upptime committed: when a site's state changed, and once a
// day.
struct LoggedCheck {
  absl::Time at;
  std::string site;  // its name
  OperationalState state = OperationalState::kUnknown;
  int64_t line = 0;
};

// Reads the record of checks: lines of a time with its offset, a tab and the
// subject of a commit, in order of time or against it (as git writes them). In
// order of time afterwards. Commits that are no checks (graphs, README) are
// passed over; a line that is no record is a finding, except a header.
std::vector<LoggedCheck> ReadCheckLog(absl::string_view text,
                                      absl::string_view file,
                                      FindingList& findings);

}  // namespace regisseur::upptime
