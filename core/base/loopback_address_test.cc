#include "core/base/loopback_address.h"

#include "gtest/gtest.h"

namespace regisseur {
namespace {

TEST(LoopbackAddressTest, TellsLoopbackFromOtherAddresses) {
  const struct {
    const char* address;
    bool loopback;
  } cases[] = {
      {"127.0.0.1", true},
      {"127.8.9.10", true},
      {"::1", true},
      {"::ffff:127.0.0.1", true},
      {"0.0.0.0", false},
      {"::", false},
      {"10.0.0.1", false},
      {"::ffff:10.0.0.1", false},
      {"localhost", false},
      {"", false},
      {"128.0.0.1", false},
      {"127.1", false},
      {"127.evil.example", false},
      {"127.0.0.1.evil.example", false},
  };
  for (const auto& c : cases) {
    EXPECT_EQ(IsLoopbackAddress(c.address), c.loopback) << c.address;
  }
}

}  // namespace
}  // namespace regisseur
