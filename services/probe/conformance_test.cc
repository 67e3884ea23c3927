#include "services/sdk/conformance/adapter_conformance.h"

#include <sys/socket.h>

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "core/base/fake_clock.h"
#include "gtest/gtest.h"
#include "services/probe/loopback_for_test.h"
#include "services/probe/probe_adapter.h"
#include "services/sdk/loopback_page_server.h"

namespace regisseur::sdk {
namespace {

// The clock stands still and the targets do not change, so that even what shows
// the present answers the same twice.
std::unique_ptr<Adapter> MakeAdapter() {
  static const FakeClock clock(absl::FromUnixSeconds(1800000000));
  return probe::MakeProbeAdapter(clock);
}

// Servers for the whole program: one that is well, one that is not, and a port
// that nobody listens at.
const std::map<std::string, std::string>& Options() {
  static const auto* const options = [] {
    auto* const well = new LoopbackPageServer();
    well->Serve("all is well");
    auto* const ill = new LoopbackPageServer();
    ill->Serve("", 503);
    const auto* const closed = new probe::LoopbackSocket(SOCK_STREAM);
    return new std::map<std::string, std::string>{
        {"targets", absl::StrCat("web (Website) ", well->url(), " body=well\n",
                                 "shop (Shop) ", ill->url(), "\n",
                                 "a tcp://127.0.0.1:", closed->port(), "\n",
                                 "b tcp://127.0.0.1:", closed->port(), "\n")},
        {"references", absl::StrCat("r ", well->url())},
        {"pause", "0s"},
        {"ca", "authorities.pem"},
        {"allow_private", "true"}};
  }();
  return *options;
}

INSTANTIATE_TEST_SUITE_P(Probe, AdapterConformance,
                         ::testing::Values(ConformanceCase{
                             .name = "Loopback",
                             .make_adapter = MakeAdapter,
                             .options = Options(),
                             .path_option = "ca"}),
                         ConformanceName);

}  // namespace
}  // namespace regisseur::sdk
