#pragma once

#include <vector>

#include "absl/types/span.h"
#include "core/einvoice/code_list.h"
#include "core/einvoice/rule.h"

namespace regisseur {

enum class CodesIn { kUbl, kCii };

// Wherever a document of the syntax writes such an element, its text or its
// attribute is a code of the list.
struct CodeRule {
  const char* rule;
  CodesIn in;
  const char* path;       // XPath 1.0 on local names
  const char* attribute;  // nullptr: the element's text
  CodeListId list;
};

// `rows` must live as long as the program.
void AddCodeListRules(absl::Span<const CodeRule> rows, RuleSet set,
                      std::vector<Rule>* rules);

}  // namespace regisseur
