#include <cstdio>
#include <fstream>
#include <string>

#include "cli/testing/fake_daemon.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "regisseur/cost/v1/cost_plan.pb.h"

namespace regisseur {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST(CostOutlookVerbTest, ShowsYearsTotalsAndAssumptions) {
  FakeDaemon daemon;
  daemon.Answer("OutlookCost", FromText<cost::v1::OutlookCostResponse>(R"pb(
                  basis: "an estimate, excl. VAT"
                  rows {
                    provider: "cloudnine"
                    contract: "hosting-2026"
                    basis: OUTLOOK_BASIS_CONTRACT
                    year: "2029"
                    currency: "EUR"
                    without_options: "0.00"
                    with_options: "114000.00"
                    indexation: "2850.00"
                    incomplete: "The contract ends within it."
                  }
                  rows {
                    provider: "centric"
                    basis: OUTLOOK_BASIS_FORECAST
                    year: "2029"
                    currency: "EUR"
                    without_options: "10.00"
                    with_options: "10.00"
                    indexation: "0.00"
                  }
                  totals {
                    year: "2029"
                    currency: "EUR"
                    without_options: "10.00"
                    with_options: "114010.00"
                    forecast: "10.00"
                    incomplete: true
                  }
                  assumptions {
                    contract: "hosting-2026"
                    items { message: "It ends on 2028-12-31." notice: true }
                  })pb"));
  const Outcome table =
      RunCommand(&daemon, {"cost", "outlook", "--years", "3", "--by",
                           "calendar", "--index", "2.5%"});
  EXPECT_EQ(table.code, ExitCode::kDone) << table.err;
  EXPECT_THAT(table.out,
              AllOf(HasSubstr("2029 !"), HasSubstr("114,000.00"),
                    HasSubstr("The contract ends within it."),
                    HasSubstr("no contract: forecast"), HasSubstr("114,010.00"),
                    HasSubstr("It ends on 2028-12-31.")));
  EXPECT_THAT(daemon.Requests("OutlookCost"),
              ElementsAre("years: 3 by: OUTLOOK_YEARS_CALENDAR index: "
                          "\"2.5%\" page_size: 1000"));
}

constexpr char kAllocation[] = R"pb(
  basis: "excl. VAT"
  rows {
    period: "2026-10"
    provider: "cloudnine"
    cost_center: "4410"
    rule: "hosting"
    method: ALLOCATION_METHOD_SHARE
    currency: "EUR"
    amount: "60.01"
    share_percent: "60.0000"
  }
  rows {
    period: "2026-10"
    provider: "cloudnine"
    currency: "EUR"
    amount: "40.00"
  }
  totals {
    currency: "EUR"
    amount: "100.01"
    allocated: "60.01"
    unallocated: "40.00"
    unallocated_percent: "40.0"
  })pb";

TEST(CostAllocationVerbTest, ShowsWhatNobodyTook) {
  FakeDaemon daemon;
  daemon.Answer("AllocateCost",
                FromText<cost::v1::AllocateCostResponse>(kAllocation));
  const Outcome table =
      RunCommand(&daemon, {"cost", "allocation", "--period", "2026-10"});
  EXPECT_THAT(table.out,
              AllOf(HasSubstr("4410"), HasSubstr("nobody"),
                    HasSubstr("Of 100.01 EUR nobody took 40.00 (40.0 %).")));
  const Outcome csv = RunCommand(
      &daemon, {"cost", "allocation", "--period", "2026-10", "-o", "csv"});
  EXPECT_THAT(csv.out, HasSubstr(R"("2026-10","cloudnine","4410","hosting",)"
                                 R"("share","EUR","60.01","60.0000")"));
}

TEST(CostUnitVerbTest, SendsAFileOrNamesAQuantity) {
  FakeDaemon daemon;
  daemon.Answer("ListUnitCosts", FromText<cost::v1::ListUnitCostsResponse>(R"pb(
                  unit: "resident"
                  rows {
                    month: "2026-09"
                    currency: "EUR"
                    cost: "9600.00"
                    quantity: "41250"
                    unit_cost: "0.2327"
                  }
                  rows { month: "2026-10" currency: "EUR" cost: "1.00" })pb"));
  const Outcome named =
      RunCommand(&daemon, {"cost", "unit", "--quantity", "residents"});
  EXPECT_THAT(named.out, AllOf(HasSubstr("PER resident"), HasSubstr("0.2327"),
                               HasSubstr("–")));
  const std::string path = testing::TempDir() + "permits.csv";
  std::ofstream(path) << "month,value\n2026-09,19\n";
  EXPECT_EQ(RunCommand(&daemon, {"cost", "unit", "--quantity", path}).code,
            ExitCode::kDone);
  std::remove(path.c_str());
  EXPECT_THAT(daemon.Requests("ListUnitCosts")[1],
              HasSubstr("quantity_file: \"month,value\\n2026-09,19\\n\""));
  EXPECT_NE(
      RunCommand(&daemon, {"cost", "unit", "--quantity", "gone.csv"}).code,
      ExitCode::kDone);
}

TEST(CostCommitmentsVerbTest, ShowsUseAndOutlook) {
  FakeDaemon daemon;
  daemon.Answer("ListCommitments",
                FromText<cost::v1::ListCommitmentsResponse>(R"pb(
                  commitments {
                    provider: "cloudnine"
                    kind: COMMITMENT_KIND_MINIMUM
                    id: "least"
                    contract: "hosting-2026"
                    last_day: "2026-12-31"
                    unit: "EUR"
                    committed: "12000.00"
                    used: "4500.00"
                    balance: "7500.00"
                    utilisation_percent: "37.5"
                    expected: "6016.48"
                    expected_true_up: "5983.52"
                    outlook: COMMITMENT_OUTLOOK_UNDER
                  })pb"));
  const Outcome table = RunCommand(&daemon, {"cost", "commitments", "--all"});
  EXPECT_THAT(table.out, AllOf(HasSubstr("least"), HasSubstr("12,000.00"),
                               HasSubstr("37.5 %"), HasSubstr("under")));
  EXPECT_THAT(daemon.Requests("ListCommitments"),
              ElementsAre("all: true page_size: 1000"));
}

}  // namespace
}  // namespace regisseur
