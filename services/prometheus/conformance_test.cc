#include "services/sdk/conformance/adapter_conformance.h"

#include "absl/time/time.h"
#include "core/base/fake_clock.h"
#include "gtest/gtest.h"
#include "services/prometheus/fake_prometheus_for_test.h"
#include "services/prometheus/prometheus_adapter.h"

namespace regisseur::sdk {
namespace {

constexpr int64_t kNow = 1'800'000'000;

std::unique_ptr<Adapter> MakeAdapter() {
  static const FakeClock clock(absl::FromUnixSeconds(kNow + 7));
  return prometheus::MakePrometheusAdapter(clock);
}

// A server for the whole program: up, sometimes down, sometimes silent.
const std::string& ServerUrl() {
  static const auto* const server = new prometheus::FakePrometheus(
      [](const std::string& series, int64_t at) -> std::optional<std::string> {
        const int64_t minute = at / 60;
        if (minute % 97 < 3) return std::nullopt;
        if (series == "ratio") return minute % 50 < 4 ? "0.95" : "1";
        return minute % 31 < 2 ? "0" : "1";
      });
  static const std::string url = server->url();
  return url;
}

ConformanceCase CaseOf(const std::string& name, const std::string& history) {
  return {.name = name,
          .make_adapter = MakeAdapter,
          .options = {{"url", ServerUrl()},
                      {"queries",
                       "web (Website) up: up\n"
                       "api (API) ratio degraded_performance<0.99: ratio\n"},
                      {"history", history},
                      {"ca", "authorities.pem"},
                      {"allow_private", "true"}},
          .path_option = "ca"};
}

INSTANTIATE_TEST_SUITE_P(Prometheus, AdapterConformance,
                         ::testing::Values(CaseOf("AsNew", "10m"),
                                           CaseOf("WithHistory", "8d")),
                         ConformanceName);

}  // namespace
}  // namespace regisseur::sdk
