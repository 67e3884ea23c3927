#include "services/probe/target_line.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/sdk/problem.h"

namespace regisseur::probe {
namespace {

using ::testing::HasSubstr;
using ::testing::SizeIs;

absl::StatusOr<std::vector<Target>> Read(const std::string& lines) {
  sdk::SourceSpec source;
  source.options["targets"] = lines;
  return ReadTargets(source, "targets", 10);
}

TEST(TargetLineTest, ReadsEveryKindOfAddress) {
  const auto targets = Read(
      "web (Website) https://user:key@www.example.org/health?key=x "
      "status=200-299,401 body=\"all is \\\"well\\\"|fine\" within=2s\n"
      "mail tcp://mail.example.org:25\n"
      "cert tls://www.example.org warn=21d name=example.org\n"
      "api grpcs://api.example.org:443/shop.v1.Orders\n"
      "all grpc://[2001:db8::1]:50051\n"
      "mx dns:example.org?type=MX expect=\"10 mail.example.org.\"\n"
      "ns dns://192.0.2.53:5353/example.org\n");
  ASSERT_TRUE(targets.ok()) << targets.status();
  ASSERT_THAT(*targets, SizeIs(7));
  EXPECT_EQ((*targets)[0].id, "web");
  EXPECT_EQ((*targets)[0].name, "Website");
  // No key in a message.
  EXPECT_EQ((*targets)[0].address, "https://www.example.org/health");
  EXPECT_EQ((*targets)[1].name, "mail");
  for (const Target& target : *targets) {
    EXPECT_NE(target.probe, nullptr) << target.id;
  }
}

TEST(TargetLineTest, RefusesWhatItCannotTryAndSaysWhatWouldBeRight) {
  struct Case {
    std::string line;
    std::string says;
  };
  for (const Case& c : {
           Case{"web", "ID [(NAME)] ADDRESS"},
           Case{"web www.example.org", "https://"},
           Case{"web ftp://www.example.org", "grpc://"},
           Case{"web https://a.example status", "KEY=VALUE"},
           Case{"web https://a.example =200", "KEY=VALUE"},
           Case{"web https://a.example body=\"open", "KEY=VALUE"},
           Case{"web https://a.example status=200 status=201", "KEY=VALUE"},
           Case{"web https://a.example status=2xx", "status=200-299"},
           Case{"web https://a.example status=99", "status=200-299"},
           Case{"web https://a.example status=300-200", "status=200-299"},
           Case{"web https://a.example status=200-250-299", "status=200-299"},
           Case{"web https://a.example body=(", "RE2"},
           Case{"web https://a.example within=soon", "within=2s"},
           Case{"web https://a.example warn=2d", "status, body, within"},
           Case{"m tcp://a.example", "tcp://HOST:PORT"},
           Case{"m tcp://a.example:25 within=1s", "without conditions"},
           Case{"c tls://a.example:443 warn=0s", "warn=21d"},
           Case{"c tls://", "tls://HOST"},
           Case{"g grpc://a.example", "grpc://HOST:PORT"},
           Case{"d dns:", "dns:NAME"},
           Case{"d dns:a.example?type=ANY", "A, AAAA"},
           Case{"d dns:a.example?class=IN", "A, AAAA"},
           Case{"d dns://ns.example/a.example", "an IPv4 address"},
           Case{"d dns://192.0.2.53", "dns:NAME"},
       }) {
    const auto targets = Read(c.line);
    ASSERT_FALSE(targets.ok()) << c.line;
    EXPECT_EQ(targets.status().code(), absl::StatusCode::kInvalidArgument);
    EXPECT_THAT(sdk::ProblemOf(targets.status()).message, HasSubstr(c.says))
        << c.line;
  }
}

}  // namespace
}  // namespace regisseur::probe
