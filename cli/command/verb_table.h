#pragma once

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

}  // namespace regisseur
