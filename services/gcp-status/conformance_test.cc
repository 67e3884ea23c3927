#include "services/sdk/conformance/adapter_conformance.h"

#include "absl/time/time.h"
#include "core/base/fake_clock.h"
#include "gtest/gtest.h"
#include "services/gcp-status/gcp_status_adapter.h"

namespace regisseur::sdk {
namespace {

// The clock stands still, so that even a feed that shows the present answers
// the same twice.
std::unique_ptr<Adapter> MakeAdapter() {
  static const FakeClock clock(absl::FromUnixSeconds(1800000000));
  return gcp_status::MakeGcpStatusAdapter(clock);
}

INSTANTIATE_TEST_SUITE_P(
    GcpStatus, AdapterConformance,
    ::testing::Values(ConformanceCase{.name = "FeedWithProducts",
                                      .make_adapter = MakeAdapter,
                                      .options = {{"path", "incidents.json"}}},
                      ConformanceCase{
                          .name = "FeedOf2020",
                          .make_adapter = MakeAdapter,
                          .options = {{"path", "incidents_2020.json"}}}),
    ConformanceName);

}  // namespace
}  // namespace regisseur::sdk
