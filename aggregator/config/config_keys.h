#pragma once

#include <string>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"

namespace regisseur {

// One key of the configuration. The table is what the reader refuses unknown
// keys by and what docs/config.md is written from: a key that is not here does
// not exist.
struct ConfigKey {
  // The mapping that it stands in: "" for the top, "providers[]" for each
  // element of a list.
  const char* section;
  const char* key;
  const char* type;  // for people: text, id, length, list, ...
  // Text of the default; nullptr when the key is required, "" when it is
  // optional without one.
  const char* fallback;
  const char* description;
  // SIGHUP does not take it up, a restart does.
  bool needs_restart = false;
};

absl::Span<const ConfigKey> ConfigKeys();

// Keys that a later version brings; refused with "not in this version".
absl::Span<const ConfigKey> LaterConfigKeys();

// docs/config.md.
std::string RenderConfigReference();

}  // namespace regisseur
