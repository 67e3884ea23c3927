#pragma once

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "core/finding/finding.h"
#include "core/status/observation.h"
#include "services/sdk/json_document.h"

namespace regisseur::statuspage {

// What one document of Atlassian Statuspage's API v2 says.
struct Page {
  std::string id;  // empty when the document tells none
  std::string name;
  // True for summary.json, which shows the present whole. False for a document
  // without components (incidents.json), a history.
  bool is_summary = false;
  StatusObservation observation;
};

// Where a document comes from and when it was seen.
struct PageContext {
  std::string file;  // file or address, for findings
  int64_t line = 0;  // of a captures file, from 1; 0 otherwise
  absl::Time observed_time;
};

// Reads a document. Groups are no components: their names become the group of
// their leaves. The page's indicator is not used. What is missing or not known
// is the worst that it can mean, never healthy, and a finding:
//   - a state that is missing is unknown, a word that is not known is a
//     major_outage; an impact that is not known is critical;
//   - a component or incident without id is known by its name;
//   - an incident without start starts at its creation, else at its first
//     update, else when it was seen.
// A partner problem `statuspage-not-statuspage` for a document that lists
// neither components nor incidents; it says what it found instead.
absl::StatusOr<Page> ReadPage(sdk::JsonValue document,
                              const PageContext& context,
                              FindingList& findings);

}  // namespace regisseur::statuspage
