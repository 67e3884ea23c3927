#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "aggregator/storage/records.h"

namespace regisseur {

// Who has to act about a failure.
enum class ProblemKind { kNone, kConfiguration, kTransient, kPartner };

// Of a try that failed; kNone for one that answered.
ProblemKind ProblemKindOf(TryOutcome outcome);

// Something that an answer could not include, and why. A rule id and its
// arguments; the words are chosen at the edge (DECISIONS 32).
struct Gap {
  std::string provider;  // empty for the whole portfolio
  std::string source;    // if it is about one
  std::string rule;
  std::map<std::string, std::string> arguments;
  std::optional<absl::Time> since;      // absent: it was never there
  std::optional<absl::Time> last_good;  // when the source last answered well
  ProblemKind kind = ProblemKind::kNone;
  // Nothing that could be known is missing: it says what this version does not
  // compute, or what is not over yet. Does not make an answer incomplete.
  bool notice = false;

  friend bool operator==(const Gap&, const Gap&) = default;
};

// Adds `gap` unless the same one is there.
void AddGap(Gap gap, std::vector<Gap>& gaps);

}  // namespace regisseur
