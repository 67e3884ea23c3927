#include "absl/strings/str_cat.h"
#include "cli/testing/fake_daemon.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "regisseur/period/v1/period.pb.h"

namespace regisseur {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST(PeriodTest, ClosesAMonthWithARequestOfItsOwn) {
  FakeDaemon daemon;
  daemon.Answer(
      "ClosePeriod", FromText<period::v1::ClosePeriodResponse>(R"pb(
        period {
          month: "2026-09"
          closed: true
          closed_time { seconds: 1792065600 }
          closed_by: "A. Controller"
          gaps_when_closed: 2
        }
        gaps { provider: "eps" message: "eps answers nothing." })pb"));
  const Outcome done =
      RunCommand(&daemon, {"period", "close", "2026-09", "--request-id", "r1"});
  EXPECT_EQ(done.code, ExitCode::kDone) << done.err;
  EXPECT_THAT(done.out,
              HasSubstr("2026-09 is closed on 2026-10-15 12:00Z by A. "
                        "Controller, with 2 gaps. What becomes "
                        "known"));
  // What is missing in it is said at once.
  EXPECT_THAT(absl::StrCat(done.out, done.err),
              HasSubstr("eps answers nothing."));
  EXPECT_THAT(daemon.Requests("ClosePeriod"),
              ElementsAre("month: \"2026-09\" request_id: \"r1\""));
  EXPECT_EQ(RunCommand(&daemon, {"period", "close"}).code, ExitCode::kUsage);
}

TEST(PeriodTest, ShowsRestatementsUnderTheMonthsOwnCost) {
  FakeDaemon daemon;
  daemon.Answer("GetPeriod", FromText<period::v1::GetPeriodResponse>(R"pb(
                  basis: "as delivered"
                  period { month: "2026-10" }
                  costs {
                    provider: "cloudnine"
                    currency: "EUR"
                    billed_cost: "9600.00"
                    tax_cost: "0.00"
                  }
                  restatements {
                    provider: "cloudnine"
                    billing_period: "2026-09"
                    currency: "EUR"
                    difference: "-302.50"
                    tax_difference: "-52.50"
                    message: "Delivery 2 took the place of 1."
                  }
                  totals {
                    currency: "EUR"
                    billed_cost: "9297.50"
                    tax_cost: "-52.50"
                  })pb"));
  const Outcome table = RunCommand(&daemon, {"period", "show", "2026-10"});
  EXPECT_THAT(table.out, AllOf(HasSubstr("2026-10 is open."),
                               HasSubstr("9,600.00"), HasSubstr("-302.50"),
                               HasSubstr("Delivery 2 took the place of 1."),
                               HasSubstr("9,297.50"), HasSubstr("-52.50")));
}

TEST(PeriodTest, ListsTheMonths) {
  FakeDaemon daemon;
  daemon.Answer("ListPeriods", FromText<period::v1::ListPeriodsResponse>(R"pb(
                  periods { month: "2026-10" }
                  periods {
                    month: "2026-09"
                    closed: true
                    closed_time { seconds: 1792065600 }
                  })pb"));
  EXPECT_THAT(RunCommand(&daemon, {"period", "list"}).out,
              AllOf(HasSubstr("2026-10  open"),
                    HasSubstr("2026-09  closed on 2026-10-15 12:00Z")));
}

}  // namespace
}  // namespace regisseur
