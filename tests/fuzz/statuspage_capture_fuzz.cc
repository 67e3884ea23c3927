#include "services/statuspage/capture.h"
#include "tests/fuzz/fuzz_input.h"

// A line of a captures file.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace regisseur;
  FindingList findings;
  statuspage::Capture capture =
      statuspage::ReadCapture(fuzz::TextOf(data, size), "c.jsonl", 1, findings);
  const bool good = capture.kind == statuspage::CaptureKind::kGood;
  fuzz::Require(good || !findings.findings().empty());
  FactBatch batch;
  if (good) {
    fuzz::Require(capture.polled_at.has_value());
    batch.observations.push_back(std::move(capture.page.observation));
  }
  fuzz::RequireAcceptable(std::move(batch), findings);
  return 0;
}
