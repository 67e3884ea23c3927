#include "aggregator/answers/partner_periods.h"

#include <string>
#include <vector>

#include "aggregator/answers/accruals.h"
#include "aggregator/answers/commitments.h"
#include "aggregator/answers/cost_ahead_fixture.h"
#include "aggregator/answers/cost_anomalies.h"
#include "aggregator/answers/cost_diff.h"
#include "aggregator/answers/cost_forecast.h"
#include "aggregator/answers/cost_summary.h"
#include "aggregator/answers/periods.h"
#include "gmock/gmock.h"

namespace regisseur {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr char kOpenRule[] = "cost-period-open";
constexpr char kChangedRule[] = "cost-closed-period-changed";

class PartnerPeriodsTest : public CostAheadFixture {
 protected:
  // The partner says so in a file of its own; the next word about the same
  // month takes the place of it.
  void Declare(const std::string& month, const std::string& status) {
    const TimeRange range =
        ParseTimeRange(month, month, absl::UTCTimeZone()).value();
    DeclaredPeriod period;
    period.issuer = "Cloud Nine";
    period.start = range.from;
    period.end = range.to;
    period.status = status;
    StagedBatch batch = MakeBatch("bill", NextRun(), 1, true, "cloudnine");
    batch.facts.deliveries = {Head("billing period " + month, "periods.csv")};
    batch.facts.commitments = {RowOf(period)};
    batch.facts.commitments[0].party.clear();
    const absl::Status stored = writer_->StoreBatch(who_, batch);
    ASSERT_TRUE(stored.ok()) << stored;
  }
  AsOf NextDay() {
    const AsOf then{clock_.Now() + absl::Minutes(1)};
    clock_.Set(clock_.Now() + absl::Hours(24));
    return then;
  }
  static std::vector<std::string> MonthsOf(const std::vector<Gap>& gaps) {
    std::vector<std::string> months;
    for (const Gap& gap : gaps) {
      if (gap.rule != kOpenRule) continue;
      EXPECT_TRUE(gap.notice);
      EXPECT_EQ(gap.provider, "cloudnine");
      months.push_back(gap.arguments.at("month"));
    }
    return months;
  }
  static int CountChanged(const std::vector<Gap>& gaps) {
    int count = 0;
    for (const Gap& gap : gaps) count += gap.rule == kChangedRule ? 1 : 0;
    return count;
  }
  std::vector<Gap> SummaryGaps(const std::string& month, AsOf as_of = {}) {
    auto answer =
        AnswerCostSummary(context(), who_, {.from = month, .to = month}, as_of);
    EXPECT_TRUE(answer.ok()) << answer.status();
    return answer.ok() ? answer->gaps : std::vector<Gap>();
  }
};

TEST_F(PartnerPeriodsTest, WhatIsOpenIsSaidToBeSoWhereverCostIsTold) {
  DeliverHalfAYear();
  Declare("2026-08", "Closed");
  Declare("2026-09", "Open");
  EXPECT_THAT(MonthsOf(SummaryGaps("2026-09")), ElementsAre("2026-09"));
  EXPECT_THAT(MonthsOf(SummaryGaps("2026-08")), IsEmpty());
  EXPECT_THAT(MonthsOf(SummaryGaps("2026-07")), IsEmpty());
  const auto accruals =
      AnswerAccruals(context(), who_, {.period = "2026-09"}, {});
  ASSERT_TRUE(accruals.ok()) << accruals.status();
  EXPECT_THAT(MonthsOf(accruals->gaps), ElementsAre("2026-09"));
  // What `period close` says is open when the books are closed.
  const auto closing =
      AnswerPeriodGaps(context(), who_, absl::CivilMonth(2026, 9), {});
  ASSERT_TRUE(closing.ok()) << closing.status();
  EXPECT_THAT(MonthsOf(*closing), ElementsAre("2026-09"));
}

// September reaches to its end and would be whole: 150.00 of Compute.
TEST_F(PartnerPeriodsTest, AnOpenMonthThatLiesBehindRuns) {
  DeliverHalfAYear();
  const auto to_date = [&] {
    // 120.00 above the month before it, which stands out.
    auto answer = AnswerCostAnomalies(
        context(), who_,
        {.from = "2026-09", .to = "2026-09", .floor = "10", .threshold = "0"},
        {});
    EXPECT_TRUE(answer.ok()) << answer.status();
    std::vector<bool> found;
    for (const CostAnomaly& anomaly : answer->anomalies) {
      if (anomaly.service == "Compute") found.push_back(anomaly.to_date);
    }
    return found;
  };
  Deliver("2026-09",
          {{"Hosting", "9500.00", "Purchase"}, {"Compute", "900.00", "Usage"}});
  EXPECT_THAT(to_date(), ElementsAre(false));
  const auto months = [&] {
    auto answer = AnswerCostForecast(
        context(), who_,
        {.provider = "cloudnine", .by = "service", .months = 1}, {});
    EXPECT_TRUE(answer.ok()) << answer.status();
    for (const CostForecastRow& row : answer->rows) {
      if (row.service == "Compute") return row.history_months;
    }
    return -1;
  };
  const int whole = months();
  Declare("2026-09", "Open");
  EXPECT_THAT(to_date(), ElementsAre(true));
  EXPECT_EQ(months(), whole - 1);
  Declare("2026-09", "Closed");
  EXPECT_THAT(to_date(), ElementsAre(false));
  EXPECT_EQ(months(), whole);
}

TEST_F(PartnerPeriodsTest, ChangingWhatWasClosedIsARestatementWithThatCause) {
  Deliver("2026-08", {{"Compute", "140.00"}});
  Deliver("2026-09", {{"Compute", "150.00"}});
  Declare("2026-08", "Open");
  Declare("2026-09", "Closed");
  const AsOf then = NextDay();
  Deliver("2026-08", {{"Compute", "141.00"}});
  Deliver("2026-09", {{"Compute", "155.00"}});
  const auto diff = AnswerCostDiff(context(), who_, {.between = then});
  ASSERT_TRUE(diff.ok()) << diff.status();
  ASSERT_THAT(diff->changes, SizeIs(2));
  EXPECT_EQ(diff->changes[0].message.rule, "cost-change-correction");
  EXPECT_EQ(diff->changes[1].billing_period, "2026-09");
  EXPECT_EQ(diff->changes[1].difference, "5.00");
  EXPECT_EQ(diff->changes[1].message.rule, "cost-change-after-close");
  EXPECT_EQ(CountChanged(diff->gaps), 1);
}

TEST_F(PartnerPeriodsTest, ASummaryNamesWhatChangedAfterItWasClosed) {
  const auto deliver = [&](const std::string& billed) {
    const TimeRange month =
        ParseTimeRange("2026-09", "2026-09", absl::UTCTimeZone()).value();
    StagedBatch batch = MakeBatch("bill", NextRun(), 1, true, "cloudnine");
    batch.facts.deliveries = {Head("month 2026-09", "bill.csv")};
    batch.facts.deliveries[0].period_start = month.from;
    batch.facts.deliveries[0].period_end = month.to;
    regisseur::Charge& charge = AddCharge(batch, "Compute", billed, "Usage");
    charge.billing_period_start = charge.charge_period_start = month.from;
    charge.billing_period_end = charge.charge_period_end = month.to;
    const absl::Status stored = writer_->StoreBatch(who_, batch);
    ASSERT_TRUE(stored.ok()) << stored;
    Answered("bill", month.to, FactKind::kCharges);
  };
  deliver("150.00");
  Declare("2026-09", "Closed");
  EXPECT_EQ(CountChanged(SummaryGaps("2026-09")), 0);
  NextDay();
  deliver("155.00");
  EXPECT_EQ(CountChanged(SummaryGaps("2026-09")), 1);
  EXPECT_EQ(CountChanged(SummaryGaps("2026-08")), 0);
}

TEST_F(PartnerPeriodsTest, ReopeningFirstIsNoSuchRestatement) {
  Deliver("2026-09", {{"Compute", "150.00"}});
  Declare("2026-09", "Closed");
  const AsOf then = NextDay();
  Declare("2026-09", "Open");
  NextDay();
  Deliver("2026-09", {{"Compute", "155.00"}});
  const auto diff = AnswerCostDiff(context(), who_, {.between = then});
  ASSERT_TRUE(diff.ok()) << diff.status();
  ASSERT_THAT(diff->changes, SizeIs(1));
  EXPECT_EQ(diff->changes[0].message.rule, "cost-change-correction");
  EXPECT_EQ(CountChanged(diff->gaps), 0);
  // What was declared is known as it was then.
  EXPECT_THAT(MonthsOf(SummaryGaps("2026-09", then)), IsEmpty());
  EXPECT_THAT(MonthsOf(SummaryGaps("2026-09")), ElementsAre("2026-09"));
}

TEST_F(PartnerPeriodsTest, AWordThatIsNotFocussClosesNothing) {
  Deliver("2026-09", {{"Compute", "150.00"}});
  Declare("2026-09", "Settled");
  EXPECT_THAT(MonthsOf(SummaryGaps("2026-09")), ElementsAre("2026-09"));
}

TEST_F(PartnerPeriodsTest, IsNoCommitment) {
  Declare("2026-09", "Open");
  const auto answer = AnswerCommitments(context(), who_, {}, {});
  ASSERT_TRUE(answer.ok()) << answer.status();
  EXPECT_THAT(answer->commitments, IsEmpty());
}

}  // namespace
}  // namespace regisseur
