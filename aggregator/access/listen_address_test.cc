#include "aggregator/access/listen_address.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace regisseur {
namespace {

using ::testing::HasSubstr;

TEST(ListenAddressTest, ReadsAddressesAndWritesThemBack) {
  const struct {
    const char* text;
    const char* host;
    int port;
    const char* written;
  } cases[] = {
      {"127.0.0.1:7400", "127.0.0.1", 7400, "127.0.0.1:7400"},
      {"127.0.0.1:0", "127.0.0.1", 0, "127.0.0.1:0"},
      {"localhost:80", "127.0.0.1", 80, "127.0.0.1:80"},
      {"[::1]:7480", "::1", 7480, "[::1]:7480"},
      {"0.0.0.0:1", "0.0.0.0", 1, "0.0.0.0:1"},
  };
  for (const auto& c : cases) {
    const auto address = ParseListenAddress(c.text);
    ASSERT_TRUE(address.ok()) << c.text << ": " << address.status();
    EXPECT_EQ(address->host, c.host);
    EXPECT_EQ(address->port, c.port);
    EXPECT_EQ(address->ToString(), c.written);
  }
}

TEST(ListenAddressTest, RefusesWhatIsNoAddress) {
  for (const char* text :
       {"", "127.0.0.1", ":7400", "127.0.0.1:", "::1:7400", "127.0.0.1:65536",
        "127.0.0.1:-1", "example.nl:80", "[]:1"}) {
    EXPECT_EQ(ParseListenAddress(text).status().code(),
              absl::StatusCode::kInvalidArgument)
        << text;
  }
}

TEST(ListenAddressTest, OnlyLoopbackMayBeListenedOnWithoutTlsAndIdentities) {
  const ListenAddress all{.host = "0.0.0.0", .port = 80};
  EXPECT_TRUE(CheckMayListen({.host = "127.0.0.1"}, {}).ok());
  EXPECT_TRUE(CheckMayListen({.host = "::1"}, {}).ok());
  EXPECT_TRUE(CheckMayListen(all, {.tls = true, .identities = true}).ok());
  const struct {
    ListenProtection protection;
    const char* missing;
  } cases[] = {{{}, "there is no TLS and are no identities"},
               {{.tls = true}, "there are no identities"},
               {{.identities = true}, "there is no TLS"}};
  for (const auto& c : cases) {
    const absl::Status refused = CheckMayListen(all, c.protection);
    EXPECT_EQ(refused.code(), absl::StatusCode::kFailedPrecondition);
    EXPECT_THAT(std::string(refused.message()), HasSubstr(c.missing));
    EXPECT_THAT(std::string(refused.message()), HasSubstr("127.0.0.1"));
  }
}

}  // namespace
}  // namespace regisseur
