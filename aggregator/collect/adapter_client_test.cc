#include "aggregator/collect/adapter_client.h"

#include <optional>

#include "gtest/gtest.h"

namespace regisseur {
namespace {

TEST(AdapterClientTest, NeedsTlsForAllButThisMachine) {
  const struct {
    const char* address;
    bool local;
  } cases[] = {
      {"unix:/run/adapter.sock", true},
      {"127.0.0.1:443", true},
      {"127.8.9.10:443", true},
      {"[::1]:443", true},
      {"[::1]", true},
      {"127.0.0.1", true},
      {"localhost:443", true},
      {"dns:///localhost:443", true},
      {"dns:///127.0.0.1:443", true},
      {"ipv4:127.0.0.1:443", true},
      {"ipv6:[::1]:443", true},
      {"127.evil.example:443", false},
      {"127.evil.example", false},
      {"localhost.evil", false},
      {"dns:///127.evil.example:443", false},
      {"127.0.0.1.evil.example:443", false},
      {"localhost.evil:443", false},
      {"localhost:443@evil.example:443", false},
      {"dns:///localhost.evil:443", false},
      {"ipv4:127.0.0.1:443,192.0.2.1:443", false},
      {"ipv6:[::1]:443,[2001:db8::1]:443", false},
      {"dns://evil.example/localhost:443", false},
      {"[2001:db8::1]:443", false},
      {"192.0.2.1:443", false},
      {"", false},
  };
  for (const auto& c : cases) {
    const auto channel =
        AdapterClient::MakeChannel(c.address, std::nullopt, "");
    EXPECT_EQ(channel.ok(), c.local) << c.address;
    if (!c.local) {
      EXPECT_EQ(channel.status().code(), absl::StatusCode::kFailedPrecondition);
    }
  }
}

}  // namespace
}  // namespace regisseur
