#include "core/base/private_address.h"

#include "gtest/gtest.h"

namespace regisseur {
namespace {

// IANA's registries of special-purpose addresses, and the forms in which one
// hides in IPv6.
TEST(PrivateAddressTest, KnowsWhatIsNotPublic) {
  for (const char* address : {"127.0.0.1",
                              "0.0.0.0",
                              "10.1.2.3",
                              "100.64.0.1",
                              "169.254.169.254",
                              "172.16.0.1",
                              "192.168.1.1",
                              "224.0.0.1",
                              "255.255.255.255",
                              "::1",
                              "::",
                              "::ffff:169.254.169.254",
                              "::ffff:127.0.0.1",
                              "fe80::1",
                              "fd00::1",
                              "ff02::1",
                              "64:ff9b::7f00:1",
                              "2002:0a00:0001::1",
                              "localhost",
                              ""}) {
    EXPECT_TRUE(IsPrivateAddress(address)) << address;
  }
  for (const char* address :
       {"9.9.9.9", "172.32.0.1", "2620:fe::fe", "::ffff:9.9.9.9"}) {
    EXPECT_FALSE(IsPrivateAddress(address)) << address;
  }
}

}  // namespace
}  // namespace regisseur
