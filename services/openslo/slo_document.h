#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "core/finding/finding.h"
#include "core/slo/declared_objective.h"

namespace regisseur::openslo {

// Another object that one names.
struct SloReference {
  std::string kind;  // `SLI`
  std::string name;
  std::string field;  // where it is named
  int64_t line = 0;
};

// One object of a file, held against the rules of its version.
struct SloObject {
  std::string kind;  // `SLO`; empty when nobody knows it
  std::string name;  // empty when it has none that is one
  int64_t line = 0;
  // Of an SLO that keeps the rules; without its delivery. Its document is
  // `file`, or `file#2` for the second object of it.
  std::optional<DeclaredObjective> slo;
  // Of an object that keeps the rules.
  std::vector<SloReference> references;
};

// What a file says.
struct SloFile {
  std::vector<SloObject> objects;
  // True when it breaks off at its very end: somebody may still be writing it.
  bool cut = false;
  // What was wrong and went into no finding.
  int64_t untold = 0;
};

// Reads the OpenSLO objects of a file: v1 by the rules of the reference SDK,
// v1alpha and v2alpha as far as they can be understood. README.md has the
// rules. Never fails: every broken rule is a finding, an object that breaks one
// is not delivered, the others are. References are not followed.
SloFile ReadSloFile(absl::string_view text, absl::string_view file,
                    FindingList& findings);

// Warns of references that lead to no object of `files`, which `names` names in
// the same order, and reports SLOs of one name: the first counts, and no other
// has an `slo` any more.
void CheckAcrossFiles(std::vector<SloFile>& files,
                      const std::vector<std::string>& names,
                      FindingList& findings);

}  // namespace regisseur::openslo
