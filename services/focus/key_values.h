#pragma once

#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace regisseur::focus {

// What a text in FOCUS's Key-Value Format was found to be.
struct KeyValues {
  // True for a flat JSON object with unique keys whose values are strings,
  // numbers, true, false or null.
  bool conforms = false;
  // E-mail-like values, or keys, that were taken out.
  int personal_values = 0;
  // The text to keep: the input itself, or `scratch` where something was taken
  // out. Empty when nothing can be kept.
  absl::string_view text;
};

// Reads `text`, a tag column. Unless `keep_personal`, a value that holds an
// e-mail address becomes null, a key that holds one goes with its value, and of
// a text that does not conform nothing is kept when it holds one anywhere.
KeyValues ReadKeyValues(absl::string_view text, bool keep_personal,
                        std::string& scratch);

// True when `text` holds something like `name@example.org`.
bool HoldsEmailAddress(absl::string_view text);

// Appends `text` as a JSON string, quotes included.
void AppendJsonString(absl::string_view text, std::string& out);

}  // namespace regisseur::focus
