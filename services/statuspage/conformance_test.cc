#include "services/sdk/conformance/adapter_conformance.h"

#include "absl/time/time.h"
#include "core/base/fake_clock.h"
#include "gtest/gtest.h"
#include "services/statuspage/statuspage_adapter.h"

namespace regisseur::sdk {
namespace {

// The clock stands still, so that even a page that shows the present answers
// the same twice.
std::unique_ptr<Adapter> MakeAdapter() {
  static const FakeClock clock(absl::FromUnixSeconds(1800000000));
  return statuspage::MakeStatuspageAdapter(clock);
}

INSTANTIATE_TEST_SUITE_P(
    Statuspage, AdapterConformance,
    ::testing::Values(ConformanceCase{.name = "Summary",
                                      .make_adapter = MakeAdapter,
                                      .options = {{"path", "summary.json"}}},
                      ConformanceCase{.name = "History",
                                      .make_adapter = MakeAdapter,
                                      .options = {{"path", "incidents.json"}}},
                      ConformanceCase{
                          .name = "Captures",
                          .make_adapter = MakeAdapter,
                          .options = {{"path", "captures.*.jsonl"}}},
                      ConformanceCase{.name = "SavedPages",
                                      .make_adapter = MakeAdapter,
                                      .options = {{"path", "*.json"}}}),
    ConformanceName);

}  // namespace
}  // namespace regisseur::sdk
