#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "cli/verb/verb.h"

namespace regisseur {

// Every verb of this version, in the order of --help. The one place where a new
// verb is entered.
const std::vector<Verb>& Verbs();

// One line about a noun, for --help.
std::string NounSummary(absl::string_view noun);

// What to say about a noun, or a noun and verb, that a later version brings:
// that it is not there yet and what to use now. Nothing for any other word.
std::optional<std::string> LaterVersion(absl::string_view noun,
                                        absl::string_view verb);

}  // namespace regisseur
