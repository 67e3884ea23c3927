#include "cli/testing/fake_daemon.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "regisseur/cost/v1/cost.pb.h"

namespace regisseur {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

constexpr char kRows[] = R"pb(
  basis: "charges"
  rows {
    keys { key: "provider" value: "cloudnine" }
    keys { key: "billing_period" value: "2026-10" }
    keys { key: "currency" value: "EUR" }
    billed_cost: "12345.6749999999"
    effective_cost: "12000"
    tax_cost: "2142.00"
    currency: "EUR"
    charge_count: 12345
    provisional: true
  })pb";

TEST(CostSummaryTest, ShowsTheKeysInTheOrderAsked) {
  FakeDaemon daemon;
  daemon.Answer("SummarizeCost",
                FromText<cost::v1::SummarizeCostResponse>(kRows));
  const Outcome table =
      RunCommand(&daemon, {"cost", "summary", "--by", "provider,billing_period",
                           "--from", "2026-10", "--to", "2026-10", "--provider",
                           "cloudnine", "--in", "EUR"});
  EXPECT_EQ(table.code, ExitCode::kDone) << table.err;
  EXPECT_THAT(
      table.out,
      AllOf(StartsWith("PROVIDER   BILLING_PERIOD      BILLED  CURRENCY"),
            HasSubstr("cloudnine  2026-10         ~12,345.67  EUR"),
            HasSubstr("12,000.00"), HasSubstr("12,345\n"),
            HasSubstr("Basis: charges")));
  EXPECT_THAT(
      daemon.Requests("SummarizeCost"),
      ElementsAre("by: \"provider\" by: \"billing_period\" from: \"2026-10\" "
                  "to: \"2026-10\" provider: \"cloudnine\" in: \"EUR\" "
                  "page_size: 1000"));
}

TEST(CostSummaryTest, TakesKeysAlsoOneByOneAndTags) {
  FakeDaemon daemon;
  RunCommand(&daemon, {"cost", "summary", "--by", "sku", "--by", "tag:app"});
  EXPECT_THAT(daemon.Requests("SummarizeCost"),
              ElementsAre("by: \"sku\" by: \"tag:app\" page_size: 1000"));
}

TEST(CostSummaryTest, GivesProgramsEveryDigit) {
  FakeDaemon daemon;
  daemon.Answer("SummarizeCost",
                FromText<cost::v1::SummarizeCostResponse>(kRows));
  EXPECT_THAT(RunCommand(&daemon, {"-o", "json", "cost", "summary"}).out,
              AllOf(HasSubstr("\"billedCost\": \"12345.6749999999\""),
                    HasSubstr("\"billing_period\": \"2026-10\""),
                    Not(HasSubstr("listCost"))));
  EXPECT_THAT(RunCommand(&daemon, {"-o", "csv", "cost", "summary"}).out,
              AllOf(StartsWith("\"keys.billing_period\",\"keys.currency\","
                               "\"keys.provider\",\"billedCost\""),
                    HasSubstr("\"2026-10\",\"EUR\",\"cloudnine\","
                              "\"12345.6749999999\",\"12000\",,,\"2142.00\"")));
  EXPECT_THAT(RunCommand(&daemon, {"-o", "yaml", "cost", "summary"}).out,
              HasSubstr("billedCost: \"12345.6749999999\""));
}

}  // namespace
}  // namespace regisseur
