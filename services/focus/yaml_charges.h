#pragma once

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "services/sdk/input_file.h"

namespace regisseur::focus {

// A list of charges in YAML as CSV with the same columns, so that there is one
// reader: a list of mappings, or one under the key `charges`. A mapping under
// `tags` gives columns `tag:NAME`. Each record stands on the line of its
// mapping, the header on the first. Values are texts as they are written;
// nesting, anchors and aliases are refused.
//
// A partner problem (charges-yaml) with the line and what would be right.
absl::StatusOr<std::string> YamlAsCsv(absl::string_view yaml,
                                      absl::string_view origin);

// True for a file that is named as YAML.
bool IsYaml(absl::string_view name);

// A text as a stream.
std::unique_ptr<sdk::InputStream> OpenText(std::string text);

}  // namespace regisseur::focus
