#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "core/finding/finding.h"
#include "core/status/observation.h"
#include "services/sdk/json_document.h"

namespace regisseur::gcp_status {

// Where a feed comes from and when it was seen.
struct FeedContext {
  std::string file;  // file or address, for findings
  // What a relative `uri` starts from; empty keeps it as it is told.
  std::string base_url;
  absl::Time observed_time;
};

// Reads Google Cloud's incidents.json, of both generations (README.md):
//   - a component is a product, by its id, named by its newest title; a product
//     that was renamed within the feed is told under each older title too, so
//     that the history of a name can be asked; an incident without products is
//     one of its service;
//   - the state follows from status_impact, where that is missing from
//     severity; what is missing or not known is a major_outage and a finding;
//   - an incident with an end is over, whatever its last update says.
// Components have no state; they are operational outside of incidents from the
// earliest one on. A partner problem `gcp-not-an-array` for anything that is no
// list of incidents.
absl::StatusOr<StatusObservation> ReadFeed(sdk::JsonValue document,
                                           const FeedContext& context,
                                           FindingList& findings);

}  // namespace regisseur::gcp_status
