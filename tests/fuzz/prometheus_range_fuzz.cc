#include "services/prometheus/range_answer.h"
#include "services/sdk/json_document.h"
#include "tests/fuzz/fuzz_input.h"

// What a server answers to a query, read as up-ness and as a ratio.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace regisseur;
  const auto document = sdk::JsonDocument::Parse(
      std::string(fuzz::TextOf(data, size)), "prometheus");
  if (!document.ok()) return 0;
  const prometheus::TimeGrid grid{
      .from_s = 1790000000, .step_s = 60, .points = 100};
  const prometheus::ComponentQuery upness{.id = "web", .promql = "up"};
  const prometheus::ComponentQuery ratio{
      .id = "web",
      .bounds = {{OperationalState::kMajorOutage, true, 0.5},
                 {OperationalState::kDegradedPerformance, true, 0.99}},
      .promql = "good / all"};
  for (const prometheus::ComponentQuery& query : {upness, ratio}) {
    FindingList findings;
    (void)prometheus::ErrorOf(document->root(), query, "prometheus");
    const auto read = prometheus::ReadRange(document->root(), query, grid,
                                            "prometheus", findings);
    if (read.ok()) {
      fuzz::Require(read->states.size() == static_cast<size_t>(grid.points));
      if (read->last_sample.has_value()) {
        fuzz::Require(*read->last_sample >= 0 &&
                      *read->last_sample < grid.points);
      }
    }
    fuzz::RequireAcceptable(FactBatch(), findings);
  }
  return 0;
}
