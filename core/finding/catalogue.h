#pragma once

#include <map>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"

namespace regisseur {

// One message for people: a rule id and an English template with {names}.
struct CatalogueEntry {
  absl::string_view rule;
  absl::string_view text;
};

// Every message for people (DECISIONS 32): one visible table in catalogue.cc,
// ordered by rule id. A folder that needs another message adds its row there;
// the test says when it is misplaced or malformed. A template says what was
// wrong and what would be right. FindingList::Add fills {field}, {value} and
// {line}; every other name is an argument that the caller gives.
absl::Span<const CatalogueEntry> Catalogue();

// The rule's template with the arguments in place; one that is missing shows as
// `?`.
//
// A rule that is not in the table (a remote adapter's own) is rendered as its
// id and arguments; nothing is ever dropped.
std::string RenderMessage(absl::string_view rule,
                          const std::map<std::string, std::string>& arguments);

// True when the table has the rule.
bool IsKnownRule(absl::string_view rule);

}  // namespace regisseur
