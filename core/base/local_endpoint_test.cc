#include "core/base/local_endpoint.h"

#include "gtest/gtest.h"

namespace regisseur {
namespace {

TEST(LocalEndpointTest, TellsThisMachineFromOthers) {
  const struct {
    const char* endpoint;
    bool local;
  } cases[] = {
      {"unix:/run/adapter.sock", true},
      {"127.0.0.1:7443", true},
      {"127.0.0.1", true},
      {"localhost:7443", true},
      {"dns:///localhost:7443", true},
      {"dns:localhost", true},
      {"ipv4:127.0.0.1:7443", true},
      {"[::1]:7443", true},
      {"ipv6:[::1]:7443", true},
      {"[::1]", true},
      {"dns:///adapter.cloudnine.example:7443", false},
      {"adapter.cloudnine.example:7443", false},
      {"127.evil.example:7443", false},
      {"localhost.evil.example:7443", false},
      {"10.0.0.1:7443", false},
      {"[::1:7443", false},
      {"127.0.0.1:http", false},
      {"", false},
  };
  for (const auto& c : cases) {
    EXPECT_EQ(IsLocalEndpoint(c.endpoint), c.local) << c.endpoint;
  }
}

}  // namespace
}  // namespace regisseur
