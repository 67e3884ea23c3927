#pragma once

#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "core/finding/finding.h"
#include "core/status/operational_state.h"
#include "services/sdk/json_document.h"

namespace regisseur::upptime {

// One site of history/summary.json.
struct SummarySite {
  std::string slug;
  std::string name;
  OperationalState state = OperationalState::kUnknown;
  // Minutes that it was down, by day (UTC); days without are not listed.
  std::map<absl::CivilDay, int64_t> minutes_down;
};

// Reads a summary, in its order. Rows that share a slug share their files, so
// that they are one site: the first name, the worse state, of a day the larger
// number (a finding). A row without a slug is known by its name. A partner
// problem `upptime-not-a-summary` for anything that is no list of sites.
absl::StatusOr<std::vector<SummarySite>> ReadSummary(sdk::JsonValue document,
                                                     absl::string_view file,
                                                     FindingList& findings);

}  // namespace regisseur::upptime
