#include "services/gcp-status/incident_feed.h"
#include "services/sdk/json_document.h"
#include "tests/fuzz/fuzz_input.h"

// Google Cloud's incidents.json.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace regisseur;
  const auto document = sdk::JsonDocument::Parse(
      std::string(fuzz::TextOf(data, size)), "incidents.json");
  if (!document.ok()) return 0;
  FindingList findings;
  auto feed = gcp_status::ReadFeed(document->root(),
                                   {"incidents.json", "https://a.example/",
                                    absl::FromUnixSeconds(1800000000)},
                                   findings);
  if (!feed.ok()) return 0;
  FactBatch batch;
  batch.observations.push_back(*std::move(feed));
  fuzz::RequireAcceptable(std::move(batch), findings);
  return 0;
}
