#include "services/simulator/demo_config.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/simulator/partner.h"

namespace regisseur::simulator {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(DemoConfigTest, NamesEveryPartnerAndLeavesNothingOpen) {
  const std::string config =
      RenderDemoConfig({.live_address = "127.0.0.1:4711"});
  for (const Partner& partner : Partners()) {
    EXPECT_THAT(config, HasSubstr("\n  - id: " + partner.id + "\n"));
    EXPECT_THAT(config, HasSubstr("\n    name: " + partner.name + "\n"));
    EXPECT_THAT(config, HasSubstr(": " + partner.id + "\n"));
  }
  EXPECT_THAT(config, Not(HasSubstr("$")));
  EXPECT_THAT(config, HasSubstr("basis: ledger"));
}

TEST(DemoConfigTest, BudgetsAreOfTheYear) {
  EXPECT_THAT(RenderDemoConfig({.year = 2031}),
              HasSubstr("{id: polderstack-2031, provider: polderstack, year: "
                        "2031, "));
}

TEST(DemoConfigTest, ALivePageIsAskedAfterItsRecordedHistory) {
  const std::string config =
      RenderDemoConfig({.grpc_listen = "127.0.0.1:1",
                        .http_listen = "127.0.0.1:2",
                        .live_address = "127.0.0.1:4711"});
  EXPECT_THAT(config,
              HasSubstr("          path: \"captures/swiftfjord-*.jsonl\"\n"
                        "          url: http://127.0.0.1:4711/swiftfjord/api/"
                        "v2/summary.json\n"));
  EXPECT_THAT(config,
              HasSubstr("url: http://127.0.0.1:4711/cloud/incidents.json\n"));
  EXPECT_THAT(config, HasSubstr("allow_private: true\n"));
  EXPECT_THAT(config, HasSubstr("listen: {grpc: \"127.0.0.1:1\", "
                                "http: \"127.0.0.1:2\"}\n"));
}

TEST(DemoConfigTest, OnePartnerIsMeasuredToo) {
  const std::string config =
      RenderDemoConfig({.live_address = "127.0.0.1:4711"});
  EXPECT_THAT(config, HasSubstr("        adapter: probe\n"));
  EXPECT_THAT(config,
              HasSubstr("            edge (Edge cache) http://127.0.0.1:"
                        "4711/swiftfjord/edge-cache\n"));
}

TEST(DemoConfigTest, WithoutAServerOnlyFilesAreRead) {
  const std::string config = RenderDemoConfig({});
  EXPECT_THAT(config, Not(HasSubstr("adapter: probe")));
  EXPECT_THAT(config, Not(HasSubstr("url:")));
  EXPECT_THAT(config, Not(HasSubstr("allow_private")));
  EXPECT_THAT(config, HasSubstr("path: captures/nimbaro-incidents.json\n"));
}

}  // namespace
}  // namespace regisseur::simulator
