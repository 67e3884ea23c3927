#include "services/sdk/json_document.h"
#include "services/statuspage/page.h"
#include "tests/fuzz/fuzz_input.h"

// A document of a status page: read or refused, never half.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace regisseur;
  const auto document = sdk::JsonDocument::Parse(
      std::string(fuzz::TextOf(data, size)), "page.json");
  if (!document.ok()) return 0;
  FindingList findings;
  auto page = statuspage::ReadPage(
      document->root(), {"page.json", 0, absl::FromUnixSeconds(1800000000)},
      findings);
  if (!page.ok()) return 0;
  FactBatch batch;
  batch.observations.push_back(std::move(page->observation));
  fuzz::RequireAcceptable(std::move(batch), findings);
  return 0;
}
