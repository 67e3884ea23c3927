#include "cli/testing/fake_daemon.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "regisseur/slo/v1/slo.pb.h"

namespace regisseur {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StartsWith;

TEST(SloListTest, ShowsEveryTargetExactlyAsItIsDeclared) {
  FakeDaemon daemon;
  daemon.Answer(
      "ListSlos", FromText<slo::v1::ListSlosResponse>(R"pb(
        slos {
          provider: "north"
          name: "orders-fast"
          service: "web-shop"
          targets: "99"
          targets: "99.90"
          window: "4w rolling"
          source: "north-slos"
          objectives { percent: "99" condition: "lte 0.5" }
          objectives { percent: "99.90" }
        }
        slos { provider: "north" name: "no-window" targets: "95" })pb"));
  const Outcome table =
      RunCommand(&daemon, {"slo", "list", "--provider", "north"});
  EXPECT_EQ(table.code, ExitCode::kDone) << table.err;
  EXPECT_THAT(table.out,
              AllOf(HasSubstr("orders-fast"), HasSubstr("99%, 99.90%"),
                    HasSubstr("4w rolling"), HasSubstr("95%"), HasSubstr("–")));
  EXPECT_THAT(daemon.Requests("ListSlos"),
              ElementsAre("provider: \"north\" page_size: 1000"));
  EXPECT_THAT(RunCommand(&daemon, {"-o", "json", "slo", "list"}).out,
              HasSubstr("\"99.90\""));
  EXPECT_THAT(RunCommand(&daemon, {"-o", "csv", "slo", "list"}).out,
              HasSubstr("99.90"));
  EXPECT_THAT(RunCommand(&daemon, {"-o", "yaml", "slo", "list"}).out,
              AllOf(StartsWith("slos:"), HasSubstr("\"99.90\"")));
}

TEST(SloListTest, SaysWhenNothingIsDeclared) {
  FakeDaemon daemon;
  daemon.Answer("ListSlos", slo::v1::ListSlosResponse());
  EXPECT_EQ(RunCommand(&daemon, {"slo", "list"}).out,
            "No declared objectives.\n");
}

}  // namespace
}  // namespace regisseur
