#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "core/status/operational_state.h"
#include "services/sdk/adapter.h"

namespace regisseur::prometheus {

// From which value on a ratio means a state that is not healthy.
struct StateBound {
  OperationalState state;
  bool below = true;  // the state holds below `bound`; else above it
  double bound = 0;
};

// A query that tells how one component works.
struct ComponentQuery {
  std::string id;
  std::string name;
  // Empty for an up-ness (1 up, 0 down); else the worst state first.
  std::vector<StateBound> bounds;
  std::string promql;
};

// The option `queries`, one a line (README.md). INVALID_ARGUMENT with the line
// and what would be right; also when there is none.
absl::StatusOr<std::vector<ComponentQuery>> ReadQueries(
    const sdk::SourceSpec& source);

// What a value says: unknown for one that is no finite number. An up-ness of 1
// or more is operational, of 0 or less a major_outage, between them (some of
// several are down) a partial_outage. A ratio is the worst state whose bound it
// is beyond, else operational.
OperationalState StateOfValue(const ComponentQuery& query, double value);

}  // namespace regisseur::prometheus
