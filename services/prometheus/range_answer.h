#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "core/finding/finding.h"
#include "core/status/operational_state.h"
#include "services/prometheus/component_query.h"
#include "services/sdk/json_document.h"

namespace regisseur::prometheus {

// The moments that a range is asked at: multiples of the step, so that the same
// moments are asked whenever one asks.
struct TimeGrid {
  int64_t from_s = 0;  // of the first, in seconds since 1970
  int64_t step_s = 60;
  int64_t points = 0;

  int64_t at(int64_t point) const { return from_s + point * step_s; }
};

// What an answer says about one component.
struct RangeStates {
  std::vector<OperationalState> states;  // one a moment of the grid
  std::optional<int64_t> last_sample;    // the last point of it with one
};

// Reads an answer of query_range. A moment without a sample is unknown, and so
// is one whose sample is no finite number. Of several series the worst that has
// a sample counts, moment by moment: one that went away says nothing from then
// on. What cannot be read is left out, with a finding. A partner problem
// `prometheus-not-a-range` for anything that is no matrix.
absl::StatusOr<RangeStates> ReadRange(sdk::JsonValue document,
                                      const ComponentQuery& query,
                                      const TimeGrid& grid,
                                      absl::string_view origin,
                                      FindingList& findings);

// Why the server did not answer a query, when `document` says so: a
// configuration problem for a query that cannot be computed, transient for a
// server that could not just now. OK when it tells no error.
absl::Status ErrorOf(sdk::JsonValue document, const ComponentQuery& query,
                     absl::string_view origin);

}  // namespace regisseur::prometheus
