#include "services/sdk/conformance/adapter_conformance.h"

#include "absl/time/time.h"
#include "core/base/fake_clock.h"
#include "gtest/gtest.h"
#include "services/upptime/upptime_adapter.h"

namespace regisseur::sdk {
namespace {

// The clock stands still, so that what shows the present answers the same
// twice.
std::unique_ptr<Adapter> MakeAdapter() {
  static const FakeClock clock(absl::FromUnixSeconds(1800000000));
  return upptime::MakeUpptimeAdapter(clock);
}

INSTANTIATE_TEST_SUITE_P(
    Upptime, AdapterConformance,
    ::testing::Values(ConformanceCase{.name = "Folder",
                                      .make_adapter = MakeAdapter,
                                      .options = {{"path", "history/*"}},
                                      .batch_rows = 2},
                      ConformanceCase{
                          .name = "Summary",
                          .make_adapter = MakeAdapter,
                          .options = {{"path", "history/summary.json"}}},
                      ConformanceCase{.name = "Checks",
                                      .make_adapter = MakeAdapter,
                                      .options = {{"log", "checks.tsv"}},
                                      .path_option = "log",
                                      .batch_rows = 2},
                      ConformanceCase{.name = "All",
                                      .make_adapter = MakeAdapter,
                                      .options = {{"path", "history/*"},
                                                  {"log", "checks.tsv"}}}),
    ConformanceName);

}  // namespace
}  // namespace regisseur::sdk
