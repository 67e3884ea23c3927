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

TEST(CostForecastVerbTest, ShowsMonthsWithIntervalMethodAndError) {
  FakeDaemon daemon;
  daemon.Answer("ForecastCost", FromText<cost::v1::ForecastCostResponse>(R"pb(
                  basis: "an estimate, excl. VAT"
                  forecasts {
                    provider: "cloudnine"
                    currency: "EUR"
                    method: FORECAST_METHOD_SEASONAL
                    months {
                      month: "2026-11"
                      expected: "12345.67"
                      low: "12000.00"
                      high: "12700.00"
                      to_date: "8000.00"
                    }
                    months { month: "2026-12" expected: "13000.00" }
                    error { months: 12 mase: "0.640" mape_percent: "4.2" }
                  })pb"));
  const Outcome table =
      RunCommand(&daemon, {"cost", "forecast", "--provider", "cloudnine",
                           "--by", "service", "--months", "2", "--in", "EUR"});
  EXPECT_EQ(table.code, ExitCode::kDone) << table.err;
  EXPECT_THAT(table.out,
              AllOf(HasSubstr("cloudnine"), HasSubstr("12,345.67"),
                    HasSubstr("12,000.00 – 12,700.00"), HasSubstr("seasonal"),
                    HasSubstr("0.640 of naive, 4.2 %"),
                    HasSubstr("Basis: an estimate, excl. VAT.")));
  EXPECT_THAT(daemon.Requests("ForecastCost"),
              ElementsAre("provider: \"cloudnine\" by: \"service\" months: 2 "
                          "in: \"EUR\" page_size: 1000"));
}

TEST(CostForecastVerbTest, ANumberIsANumber) {
  FakeDaemon daemon;
  const Outcome outcome =
      RunCommand(&daemon, {"cost", "forecast", "--months", "some"});
  EXPECT_EQ(outcome.code, ExitCode::kUsage);
  EXPECT_THAT(outcome.err, HasSubstr("--months 'some' is no whole number"));
  // No months are none, and not the usual three.
  EXPECT_EQ(RunCommand(&daemon, {"cost", "forecast", "--months", "0"}).code,
            ExitCode::kUsage);
}

constexpr char kLine[] = R"pb(
  source: "bill"
  file: "bills/2026-09.csv"
  line: 12
  service_name: "Compute"
  description: "vCPU hours"
  sku: "VM-1"
  billed_cost: "1500.00"
  currency: "EUR"
)pb";

TEST(CostAnomaliesVerbTest, ShowsTheLinesThatCausedIt) {
  FakeDaemon daemon;
  daemon.Answer("ListCostAnomalies",
                FromText<cost::v1::ListCostAnomaliesResponse>(
                    std::string(R"pb(anomalies { provider: "cloudnine"
                                                 service: "Compute"
                                                 month: "2026-09"
                                                 currency: "EUR"
                                                 kind: ANOMALY_KIND_HIGH
                                                 amount: "3000.00"
                                                 usual: "1000.00"
                                                 difference: "2000.00"
                                                 deviations: "269.8"
                                                 lines {)pb") +
                    kLine + "} }"));
  const Outcome table = RunCommand(
      &daemon, {"cost", "anomalies", "--floor", "500", "--lines", "3"});
  EXPECT_THAT(
      table.out,
      AllOf(HasSubstr("2026-09"), HasSubstr("2,000.00"), HasSubstr("269.8"),
            HasSubstr("2026-09.csv:12: 1,500.00 EUR vCPU hours, "
                      "VM-1")));
  EXPECT_THAT(daemon.Requests("ListCostAnomalies"),
              ElementsAre("floor: \"500\" lines: 3 page_size: 1000"));
}

TEST(CostAnomaliesVerbTest, SaysThatNothingStandsOut) {
  FakeDaemon daemon;
  EXPECT_EQ(RunCommand(&daemon, {"cost", "anomalies"}).out,
            "Nothing stands out.\n");
}

TEST(CostDiffVerbTest, ShowsCausesAndLines) {
  FakeDaemon daemon;
  daemon
      .Answer("DiffCost",
              FromText<cost::v1::DiffCostResponse>(
                  std::string(R"pb(changes {
                                     provider: "cloudnine"
                                     billing_period: "2026-09"
                                     currency: "EUR"
                                     cause: COST_CHANGE_CAUSE_CORRECTION
                                     before: "9650.00"
                                     after: "9597.00"
                                     difference: "-53.00"
                                     message: "Delivery 2 took the place of 1."
                                     line_changes_left_out: 1234
                                     line_changes { difference: "1500.00"
                                                    after {)pb") +
                  kLine + "} } }"));
  const Outcome table =
      RunCommand(&daemon, {"cost", "diff", "--between", "2026-10-05T00:00:00Z",
                           "--and", "2026-10-06T00:00:00Z"});
  EXPECT_EQ(table.code, ExitCode::kDone) << table.err;
  EXPECT_THAT(table.out, AllOf(HasSubstr("correction"), HasSubstr("-53.00"),
                               HasSubstr("Delivery 2 took the place of 1."),
                               HasSubstr("+ 2026-09.csv:12: 1,500.00 EUR"),
                               HasSubstr("and 1,234 more lines")));
  EXPECT_THAT(daemon.Requests("DiffCost"),
              ElementsAre(AllOf(HasSubstr("between { seconds: 1791158400"),
                                HasSubstr("until { seconds: 1791244800"))));
}

TEST(CostDiffVerbTest, NeedsTheEarlierMoment) {
  FakeDaemon daemon;
  EXPECT_EQ(RunCommand(&daemon, {"cost", "diff"}).code, ExitCode::kUsage);
}

TEST(CostLinesVerbTest, MarksWhatIsInNoSum) {
  FakeDaemon daemon;
  daemon.Answer(
      "ListCostLines",
      FromText<cost::v1::ListCostLinesResponse>(
          std::string("lines { evidence: 'ledger' not_counted: true ") + kLine +
          "} lines { evidence: 'charge' " + kLine + "}"));
  const Outcome table =
      RunCommand(&daemon, {"cost", "lines", "--provider", "cloudnine"});
  EXPECT_THAT(table.out, AllOf(HasSubstr("COUNTS"), HasSubstr("no, ledger"),
                               Not(HasSubstr("no, charge"))));
}

TEST(CostLinesVerbTest, ShowsWhereLinesStand) {
  FakeDaemon daemon;
  daemon.Answer("ListCostLines", FromText<cost::v1::ListCostLinesResponse>(
                                     std::string("lines {") + kLine + "}"));
  EXPECT_THAT(RunCommand(&daemon, {"cost", "lines", "--provider", "cloudnine",
                                   "--min-amount", "1000"})
                  .out,
              AllOf(HasSubstr("2026-09.csv:12"), HasSubstr("vCPU hours"),
                    HasSubstr("1,500.00")));
  EXPECT_THAT(RunCommand(&daemon, {"-o", "csv", "cost", "lines", "--provider",
                                   "cloudnine"})
                  .out,
              HasSubstr("\"bills/2026-09.csv\",12,"));
  EXPECT_EQ(RunCommand(&daemon, {"cost", "lines"}).code, ExitCode::kUsage);
}

TEST(CostAccrualsVerbTest, ShowsWhatIsToReceiveAndPrepaid) {
  FakeDaemon daemon;
  daemon.Answer("ListAccruals", FromText<cost::v1::ListAccrualsResponse>(R"pb(
                  basis: "excl. VAT"
                  accruals {
                    provider: "cloudnine"
                    contract: "hosting-2026"
                    currency: "EUR"
                    billed: "0.00"
                    effective: "0.00"
                    expected: "9500.00"
                    accrual: "9500.00"
                    prepaid: "0.00"
                  }
                  accruals {
                    provider: "licences"
                    currency: "EUR"
                    billed: "0.00"
                    effective: "10191.78"
                    prepaid: "20054.79"
                  })pb"));
  const Outcome table =
      RunCommand(&daemon, {"cost", "accruals", "--period", "2026-09"});
  EXPECT_THAT(table.out, AllOf(HasSubstr("TO RECEIVE"), HasSubstr("9,500.00"),
                               HasSubstr("10,191.78"), HasSubstr("20,054.79"),
                               HasSubstr("–"), HasSubstr("Basis: excl. VAT."),
                               Not(HasSubstr("COST CENTRE"))));
  EXPECT_EQ(RunCommand(&daemon, {"cost", "accruals"}).code, ExitCode::kUsage);
}

TEST(CostObligationsVerbTest, ShowsTheYears) {
  FakeDaemon daemon;
  daemon.Answer("ListObligations",
                FromText<cost::v1::ListObligationsResponse>(R"pb(
                  obligations {
                    contract: "hosting-2026"
                    provider: "cloudnine"
                    until: "2028-12-31"
                    currency: "EUR"
                    within_one_year: "114000.00"
                    one_to_five_years: "114000.00"
                    later: "0.00"
                    total: "228000.00"
                    by_usage: "vcpu"
                  })pb"));
  const Outcome table =
      RunCommand(&daemon, {"cost", "obligations", "--on", "2026-12-31"});
  EXPECT_THAT(table.out,
              AllOf(HasSubstr("114,000.00"), HasSubstr("228,000.00"),
                    HasSubstr("2028-12-31"),
                    HasSubstr("by usage, only the least is in it: vcpu")));
  EXPECT_THAT(daemon.Requests("ListObligations"),
              ElementsAre("on: \"2026-12-31\" page_size: 1000"));
}

}  // namespace
}  // namespace regisseur
