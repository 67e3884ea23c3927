#include "services/probe/tcp_probe.h"

#include <sys/socket.h>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/probe/loopback_for_test.h"
#include "services/probe/tcp_connection.h"

namespace regisseur::probe {
namespace {

using ::testing::HasSubstr;

ProbeLimits Loopback() {
  ProbeLimits limits;
  limits.allow_private = true;
  return limits;
}

TEST(TcpProbeTest, APortThatListensIsGood) {
  LoopbackSocket socket(SOCK_STREAM);
  socket.Listen();
  const ProbeResult result =
      TcpProbe({"127.0.0.1", socket.port()}).Try(Loopback());
  EXPECT_EQ(result.state, OperationalState::kOperational);
  EXPECT_TRUE(result.reached);
  const auto connection =
      TcpConnection::Open({"localhost", socket.port()}, Loopback());
  ASSERT_TRUE(connection.ok()) << connection.status();
  EXPECT_EQ((*connection)->peer(),
            "ipv4:127.0.0.1:" + std::to_string(socket.port()));
}

TEST(TcpProbeTest, APortThatDoesNotIsSilent) {
  const LoopbackSocket socket(SOCK_STREAM);  // bound, and nobody listens
  const ProbeResult result =
      TcpProbe({"127.0.0.1", socket.port()}).Try(Loopback());
  EXPECT_EQ(result.state, OperationalState::kMajorOutage);
  EXPECT_FALSE(result.reached);
  EXPECT_THAT(result.detail, HasSubstr("refused"));
}

TEST(TcpProbeTest, ANameThatIsNoneIsSilent) {
  const ProbeResult result =
      TcpProbe({"no-such-host.invalid", 25}).Try(Loopback());
  EXPECT_EQ(result.state, OperationalState::kMajorOutage);
  EXPECT_FALSE(result.reached);
}

TEST(TcpProbeTest, APrivateAddressIsNotTriedUnlessItIsMeant) {
  LoopbackSocket socket(SOCK_STREAM);
  socket.Listen();
  for (const char* host : {"127.0.0.1", "localhost"}) {
    const ProbeResult result =
        TcpProbe({host, socket.port()}).Try(ProbeLimits{});
    // Nobody's outage: it is configured wrongly.
    EXPECT_EQ(result.state, OperationalState::kUnknown) << host;
    EXPECT_THAT(result.detail, HasSubstr("allow_private"));
  }
}

}  // namespace
}  // namespace regisseur::probe
