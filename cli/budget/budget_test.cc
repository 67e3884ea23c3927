#include "cli/testing/fake_daemon.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "regisseur/budget/v1/budget.pb.h"

namespace regisseur {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST(BudgetListTest, ShowsWhatIsSpentForecastAndReached) {
  FakeDaemon daemon;
  daemon.Answer("ListBudgets", FromText<budget::v1::ListBudgetsResponse>(R"pb(
                  basis: "excl. VAT"
                  budgets {
                    id: "cloudnine-2026"
                    scope: BUDGET_SCOPE_PROVIDER
                    provider: "cloudnine"
                    from: "2026-01"
                    to: "2026-12"
                    currency: "EUR"
                    amount: "80000.00"
                    spent: "67290.00"
                    committed: "19000.00"
                    forecast: "86716.12"
                    forecast_low: "86000.00"
                    forecast_high: "87500.00"
                    room: "12710.00"
                    room_by_forecast: "-6716.12"
                    spent_percent: "84.1"
                    thresholds { share: "0.8" passed: true }
                    thresholds { share: "1.0" }
                    thresholds { share: "1.0" on_forecast: true passed: true }
                    exceeded_month: "2026-12"
                    exceeded_on: "2026-12-10"
                    data_until_time { seconds: 1792065600 }
                    incomplete: true
                  })pb"));
  const Outcome table = RunCommand(&daemon, {"budget", "list", "--provider",
                                             "cloudnine", "--period", "2026"});
  EXPECT_EQ(table.code, ExitCode::kDone) << table.err;
  EXPECT_THAT(
      table.out,
      AllOf(HasSubstr("cloudnine-2026  2026 "), HasSubstr("67,290.00 !"),
            HasSubstr("86,716.12"), HasSubstr("2026-12-10"),
            HasSubstr("at least by contract from now on 19,000.00"),
            HasSubstr("forecast between 86,000.00 and 87,500.00"),
            HasSubstr("data until 2026-10-15 12:00Z"),
            HasSubstr("Basis: excl. VAT.")));
  EXPECT_THAT(
      daemon.Requests("ListBudgets"),
      ElementsAre("provider: \"cloudnine\" period: \"2026\" page_size: 1000"));
}

TEST(BudgetListTest, SaysThatThereAreNone) {
  FakeDaemon daemon;
  EXPECT_EQ(RunCommand(&daemon, {"budget", "list"}).out,
            "No budgets are configured for this question.\n");
}

}  // namespace
}  // namespace regisseur
