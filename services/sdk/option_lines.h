#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "services/sdk/adapter.h"

namespace regisseur::sdk {

// One thing of an option that lists several, one a line (a block of YAML):
//
//   options:
//     targets: |
//       # what is behind the sign is for people
//       web (Website) https://www.example.org/health
//       mail tcp://mail.example.org:25
struct OptionLine {
  std::string id;    // the component's: no spaces
  std::string name;  // what stands in brackets; the id without them
  std::string rest;  // what it is; never empty
  std::string text;  // the line as it stands, for messages
};

// The lines of `option`, in order; blank ones and those that begin with # are
// left out. INVALID_ARGUMENT, with the line and `form` (how one is written),
// for a line of another form and an id that stands twice; with the option when
// there are more than `max`. An option that is not set has no lines.
absl::StatusOr<std::vector<OptionLine>> ReadOptionLines(
    const SourceSpec& source, absl::string_view option, absl::string_view form,
    size_t max);

}  // namespace regisseur::sdk
