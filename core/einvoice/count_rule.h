#pragma once

#include <cstddef>
#include <limits>
#include <vector>

#include "absl/types/span.h"
#include "core/einvoice/rule.h"

namespace regisseur {

inline constexpr size_t kAnyNumber = std::numeric_limits<size_t>::max();

// In each `in`, seen from the document's element, there are at least and at
// most so many of `counted`. Both are XPath 1.0 on local names.
struct CountRule {
  const char* rule;
  const char* in;
  const char* counted;
  size_t least;
  size_t most;
};

// `rows` must live as long as the program.
void AddCountRules(absl::Span<const CountRule> rows, RuleSet set,
                   std::vector<Rule>* rules);

}  // namespace regisseur
