#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "services/probe/probe.h"
#include "services/sdk/adapter.h"
#include "services/sdk/option_lines.h"

namespace regisseur::probe {

// Something that is probed.
struct Target {
  std::string id;
  std::string name;
  std::string address;  // without user, password and query, for messages
  std::shared_ptr<const Probe> probe;
};

// What stands behind the address: `key=value`, a value with spaces in quotes.
using Conditions = std::map<std::string, std::string>;

// The targets that `option` lists, one a line: ID [(NAME)] ADDRESS [KEY=VALUE
// …] (README.md). INVALID_ARGUMENT with the line and what would be right.
absl::StatusOr<std::vector<Target>> ReadTargets(const sdk::SourceSpec& source,
                                                absl::string_view option,
                                                size_t max);

}  // namespace regisseur::probe
