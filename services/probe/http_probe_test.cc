#include "services/probe/http_probe.h"

#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/probe/loopback_for_test.h"
#include "services/sdk/loopback_page_server.h"

namespace regisseur::probe {
namespace {

using ::testing::HasSubstr;

ProbeLimits Loopback() {
  ProbeLimits limits;
  limits.allow_private = true;
  return limits;
}

HttpExpectation WithBody(const std::string& pattern) {
  HttpExpectation expectation;
  expectation.body = std::make_shared<const RE2>(pattern);
  return expectation;
}

class HttpProbeTest : public ::testing::Test {
 protected:
  ProbeResult Try(HttpExpectation expectation = {},
                  ProbeLimits limits = Loopback()) {
    return HttpProbe(server_.url(), std::move(expectation)).Try(limits);
  }

  sdk::LoopbackPageServer server_;
};

TEST_F(HttpProbeTest, APageThatAnswersAsExpectedIsGood) {
  server_.Serve("status: all is well\n");
  EXPECT_EQ(Try().state, OperationalState::kOperational);
  EXPECT_EQ(Try(WithBody("all is (well|fine)")).state,
            OperationalState::kOperational);
}

TEST_F(HttpProbeTest, AnotherCodeIsAnOutageWithItsCode) {
  server_.Serve("x", 503);
  const ProbeResult result = Try();
  EXPECT_EQ(result.state, OperationalState::kMajorOutage);
  EXPECT_TRUE(result.reached);
  EXPECT_EQ(result.detail, "it answers HTTP 503");
  server_.Serve("", 301);
  EXPECT_EQ(Try().state, OperationalState::kMajorOutage);
}

TEST_F(HttpProbeTest, CodesThatAreExpectedAreGood) {
  HttpExpectation expectation;
  expectation.codes = {{200, 299}, {401, 401}};
  server_.Serve("", 401);
  EXPECT_EQ(Try(expectation).state, OperationalState::kOperational);
  server_.Serve("", 402);
  EXPECT_EQ(Try(expectation).state, OperationalState::kMajorOutage);
  expectation.codes = {{500, 599}};
  server_.Serve("", 200);
  EXPECT_EQ(Try(expectation).state, OperationalState::kMajorOutage);
}

TEST_F(HttpProbeTest, APageWithoutWhatItShouldHoldIsAnOutage) {
  server_.Serve("<h1>We are sorry</h1>");
  const ProbeResult result = Try(WithBody("all is well"));
  EXPECT_EQ(result.state, OperationalState::kMajorOutage);
  EXPECT_THAT(result.detail, HasSubstr("does not hold"));
}

TEST_F(HttpProbeTest, ASlowPageIsDegraded) {
  server_.Serve("x");
  HttpExpectation expectation;
  expectation.within = absl::Nanoseconds(1);  // no page is that fast
  const ProbeResult result = Try(expectation);
  EXPECT_EQ(result.state, OperationalState::kDegradedPerformance);
  EXPECT_THAT(result.detail, HasSubstr("longer than"));
  expectation.within = absl::Seconds(30);
  EXPECT_EQ(Try(expectation).state, OperationalState::kOperational);
}

TEST_F(HttpProbeTest, APageThatHangsIsSilent) {
  server_.Serve("", 0);
  ProbeLimits limits = Loopback();
  limits.timeout = absl::Milliseconds(200);
  const ProbeResult result = Try({}, limits);
  EXPECT_EQ(result.state, OperationalState::kMajorOutage);
  EXPECT_FALSE(result.reached);
  EXPECT_EQ(result.detail, "nothing answers in time");
}

TEST_F(HttpProbeTest, AHugePageIsNobodysOutage) {
  server_.Serve(std::string((16 << 20) + 1, 'x'));
  const ProbeResult result = Try();
  EXPECT_EQ(result.state, OperationalState::kUnknown);
  EXPECT_THAT(result.detail, HasSubstr("16 MiB"));
}

TEST_F(HttpProbeTest, WhatIsNoHttpIsAnOutage) {
  LoopbackSocket socket(SOCK_STREAM);
  socket.Listen();
  const LoopbackServer server(socket, [](int fd) {
    const int client = accept(fd, nullptr, nullptr);
    const std::string answer = "SSH-2.0-OpenSSH_9.2\r\n";
    EXPECT_GT(send(client, answer.data(), answer.size(), MSG_NOSIGNAL), 0);
    close(client);
  });
  const ProbeResult result =
      HttpProbe(absl::StrCat("http://127.0.0.1:", socket.port()), {})
          .Try(Loopback());
  EXPECT_EQ(result.state, OperationalState::kMajorOutage);
}

TEST_F(HttpProbeTest, APrivateAddressIsNotTriedUnlessItIsMeant) {
  server_.Serve("x");
  const ProbeResult result = Try({}, ProbeLimits{});
  EXPECT_EQ(result.state, OperationalState::kUnknown);
  EXPECT_THAT(result.detail, HasSubstr("allow_private"));
}

TEST_F(HttpProbeTest, NothingThereIsSilent) {
  const LoopbackSocket socket(SOCK_STREAM);
  const ProbeResult result =
      HttpProbe(absl::StrCat("http://127.0.0.1:", socket.port()), {})
          .Try(Loopback());
  EXPECT_EQ(result.state, OperationalState::kMajorOutage);
  EXPECT_FALSE(result.reached);
}

}  // namespace
}  // namespace regisseur::probe
