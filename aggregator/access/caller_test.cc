#include "aggregator/access/caller.h"

#include "gtest/gtest.h"

namespace regisseur {
namespace {

TEST(CallerTest, TellsLoopbackFromOtherAddresses) {
  const struct {
    const char* address;
    bool loopback;
  } cases[] = {
      {"127.0.0.1", true},  {"127.8.9.10", true},
      {"::1", true},        {"::ffff:127.0.0.1", true},
      {"0.0.0.0", false},   {"::", false},
      {"10.0.0.1", false},  {"::ffff:10.0.0.1", false},
      {"localhost", false}, {"", false},
      {"128.0.0.1", false}, {"127.1", false},
  };
  for (const auto& c : cases) {
    EXPECT_EQ(IsLoopbackAddress(c.address), c.loopback) << c.address;
  }
}

TEST(CallerTest, EveryoneOnTheMachineIsTheAdministrator) {
  const auto tcp = IdentifyCaller(
      {.transport = CallerEvidence::Transport::kTcp, .address = "127.0.0.1"});
  ASSERT_TRUE(tcp.ok());
  EXPECT_EQ(tcp->role, Principal::Role::kAdministrator);
  const auto local =
      IdentifyCaller({.transport = CallerEvidence::Transport::kUnixSocket});
  ASSERT_TRUE(local.ok());
  EXPECT_EQ(local->role, Principal::Role::kAdministrator);
}

TEST(CallerTest, NobodyElseIsAnybody) {
  EXPECT_EQ(IdentifyCaller({.transport = CallerEvidence::Transport::kTcp,
                            .address = "192.0.2.7"})
                .status()
                .code(),
            absl::StatusCode::kUnauthenticated);
}

}  // namespace
}  // namespace regisseur
