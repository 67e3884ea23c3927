#pragma once

#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "core/finding/finding.h"
#include "core/status/operational_state.h"

namespace regisseur::upptime {

// What the file of one site says: history/<slug>.yml.
struct SiteFile {
  std::string slug;  // the file's name
  OperationalState state = OperationalState::kUnknown;
  std::optional<absl::Time> updated;  // when it was written
  std::optional<absl::Time> started;  // since when the site is watched
};

// The state of Upptime's word. What is missing is unknown, a word that we do
// not know a major_outage; both are findings at `value`. The code beside it is
// not looked at: a site may expect a 401.
OperationalState StateOfWord(absl::string_view word, absl::string_view file,
                             absl::string_view value, FindingList& findings);

// Reads a site's file: flat `key: value` lines of YAML. nullopt, with a
// finding, for a file without a status, such as another kind of YAML.
std::optional<SiteFile> ReadSiteFile(absl::string_view text,
                                     absl::string_view slug,
                                     absl::string_view file,
                                     FindingList& findings);

}  // namespace regisseur::upptime
