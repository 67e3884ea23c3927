#include "aggregator/answers/cost_diff.h"

#include "aggregator/answers/cost_ahead_fixture.h"
#include "aggregator/answers/cost_anomalies.h"
#include "aggregator/answers/cost_lines.h"
#include "aggregator/answers/cost_summary.h"
#include "aggregator/answers/periods.h"
#include "core/finding/catalogue.h"
#include "core/time/instant.h"
#include "gmock/gmock.h"

namespace regisseur {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class CostDiffTest : public CostAheadFixture {
 protected:
  // Everything so far is known; what follows is known a day later.
  AsOf NextDay() {
    const AsOf then{clock_.Now() + absl::Minutes(1)};
    clock_.Set(clock_.Now() + absl::Hours(24));
    return then;
  }
  CostDiffAnswer Diff(const CostDiffQuestion& question) {
    auto answer = AnswerCostDiff(context(), who_, question);
    EXPECT_TRUE(answer.ok()) << answer.status();
    return answer.ok() ? *std::move(answer) : CostDiffAnswer();
  }
  static std::string Words(const Sentence& sentence) {
    return RenderMessage(sentence.rule, sentence.arguments);
  }
  // Sum of a month as `cost summary` says it.
  std::string Sum(const std::string& month, AsOf as_of) {
    const auto answer =
        AnswerCostSummary(context(), who_, {.from = month, .to = month}, as_of);
    if (!answer.ok() || answer->rows.size() != 1) return "?";
    return answer->rows[0].billed;
  }
};

TEST_F(CostDiffTest, ACorrectionIsExplainedLineByLine) {
  Deliver("2026-09", {{"Hosting", "9500.00", "Purchase", "PLATFORM"},
                      {"Compute", "120.00", "Usage", "VM-1"},
                      {"Compute", "30.00", "Usage", "VM-2"}});
  const AsOf then = NextDay();
  Deliver("2026-09", {{"Compute", "90.00", "Usage", "VM-1"},
                      {"Hosting", "9500.00", "Purchase", "PLATFORM"},
                      {"Storage", "7.00", "Usage", "DISK"}});
  const CostDiffAnswer answer = Diff({.between = then});
  ASSERT_THAT(answer.changes, SizeIs(1));
  const CostChange& change = answer.changes.front();
  EXPECT_EQ(change.cause, CostChangeCause::kCorrection);
  EXPECT_EQ(change.billing_period, "2026-09");
  EXPECT_EQ(change.before, "9650.00");
  EXPECT_EQ(change.after, "9597.00");
  EXPECT_EQ(change.difference, "-53.00");
  EXPECT_EQ(change.delivery_before, "cloudnine/1");
  EXPECT_EQ(change.delivery_after, "cloudnine/2");
  EXPECT_EQ(change.lines_before, 3);
  EXPECT_EQ(change.lines_after, 3);
  EXPECT_THAT(Words(change.message),
              HasSubstr("cloudnine/2 of bill took the place of cloudnine/1 on "
                        "2026-10-16"));
  // The line of the platform moved and says the same: it is no change.
  ASSERT_THAT(change.line_changes, SizeIs(3));
  EXPECT_EQ(change.line_changes[0].difference.ToString(), "-30.00");
  EXPECT_EQ(change.line_changes[1].difference.ToString(), "-30.00");
  EXPECT_EQ(change.line_changes[2].difference.ToString(), "7.00");
  for (const CostLineChange& line : change.line_changes) {
    const std::string sku =
        line.before.has_value() ? line.before->sku : line.after->sku;
    if (sku == "VM-1") {
      EXPECT_EQ(line.before->line, 3);
      EXPECT_EQ(line.after->line, 2);
      EXPECT_EQ(line.after->file, "bills/2026-09.csv");
    } else if (sku == "VM-2") {
      EXPECT_FALSE(line.after.has_value());
    } else {
      EXPECT_EQ(sku, "DISK");
      EXPECT_FALSE(line.before.has_value());
    }
  }
  // It explains what the sum says.
  EXPECT_EQ(Sum("2026-09", then), "9650.00");
  EXPECT_EQ(Sum("2026-09", AsOf{}), "9597.00");
}

TEST_F(CostDiffTest, WhatDidNotChangeIsNotTold) {
  Deliver("2026-08", {{"Hosting", "1.00"}});
  const AsOf then = NextDay();
  EXPECT_THAT(Diff({.between = then}).changes, IsEmpty());
  Deliver("2026-09", {{"Hosting", "2.00"}});
  const CostDiffAnswer answer = Diff({.between = then});
  ASSERT_THAT(answer.changes, SizeIs(1));
  EXPECT_EQ(answer.changes[0].cause, CostChangeCause::kLateDelivery);
  EXPECT_EQ(answer.changes[0].difference, "2.00");
  EXPECT_THAT(answer.changes[0].line_changes, SizeIs(1));
  EXPECT_THAT(Diff({.between = then, .to = "2026-08"}).changes, IsEmpty());
  EXPECT_THAT(Diff({.between = then, .provider = "cloudnine"}).changes,
              SizeIs(1));
}

TEST_F(CostDiffTest, OnlySoManyLinesAreShownAndTheRestIsCounted) {
  Deliver("2026-09", {});
  const AsOf then = NextDay();
  Deliver("2026-09",
          {{"A", "1.00"}, {"B", "3.00"}, {"C", "2.00"}, {"D", "4.00"}});
  const CostDiffAnswer answer = Diff({.between = then, .lines = 2});
  ASSERT_THAT(answer.changes, SizeIs(1));
  const CostChange& change = answer.changes[0];
  ASSERT_THAT(change.line_changes, SizeIs(2));
  EXPECT_EQ(change.line_changes[0].after->service, "D");
  EXPECT_EQ(change.line_changes[1].after->service, "B");
  EXPECT_EQ(change.line_changes_left_out, 2);
}

// 100 USD at 1.25 USD for one EUR are 80.00 EUR, at 1.00 they are 100.00.
TEST_F(CostDiffTest, AnotherRateIsACauseOfItsOwn) {
  clock_.Set(At("2026-09-20T12:00:00Z"));
  Deliver("2026-09", {{"Mail", "100.00", "Purchase", "", "USD"}});
  rates_.Set("Date,USD\n2026-09-30,1.00\n2026-09-18,1.25\n");
  const AsOf then = NextDay();
  clock_.Set(At("2026-10-02T12:00:00Z"));
  EXPECT_THAT(Diff({.between = then}).changes, IsEmpty());
  const CostDiffAnswer answer = Diff({.between = then, .in = "EUR"});
  ASSERT_THAT(answer.changes, SizeIs(1));
  EXPECT_EQ(answer.changes[0].cause, CostChangeCause::kRate);
  EXPECT_EQ(answer.changes[0].currency, "EUR");
  EXPECT_EQ(answer.changes[0].before, "80.00");
  EXPECT_EQ(answer.changes[0].after, "100.00");
  EXPECT_EQ(answer.changes[0].difference, "20.00");
}

// The ledger counts until charges come (USERS U7).
TEST_F(CostDiffTest, ChargesThatComeEndTheLedger) {
  portfolio_.providers[0].sources.push_back(
      MakeSource("books", "cloudnine", "focus"));
  portfolio_.providers[0].sources.back().basis = CostBasis::kLedger;
  Configure();
  Deliver("2026-09", {{"Hosting", "9400.00"}}, "books");
  const AsOf then = NextDay();
  Deliver("2026-09", {{"Hosting", "9500.00"}});
  const CostDiffAnswer answer = Diff({.between = then});
  ASSERT_THAT(answer.changes, SizeIs(2));
  EXPECT_EQ(answer.changes[0].cause, CostChangeCause::kLateDelivery);
  EXPECT_EQ(answer.changes[0].difference, "9500.00");
  EXPECT_EQ(answer.changes[1].cause, CostChangeCause::kBasis);
  EXPECT_EQ(answer.changes[1].difference, "-9400.00");
  EXPECT_EQ(Sum("2026-09", then), "9400.00");
  EXPECT_EQ(Sum("2026-09", AsOf{}), "9500.00");
}

// What nobody claimed is given to one of two partners of the same file: it came
// from nobody, not from the other one.
TEST_F(CostDiffTest, AnAssignmentNamesWhoHadIt) {
  for (const char* id : {"alpha", "delta"}) AddProvider(id);
  SourceConfig shared = MakeSource("books", "", "focus");
  shared.assign =
      AssignmentRule{.by = "service_provider", .map = {{"Alpha", "alpha"}}};
  portfolio_.shared_sources = {shared};
  Configure();
  std::string delta = kUnassigned;
  assign_ = [&](const std::string& party) {
    return party == "Alpha" ? std::string("alpha") : delta;
  };
  Charge("books", "", "2026-09",
         {{.billed = "100.00", .party = "Alpha"},
          {.billed = "40.00", .party = "Delta"}});
  const AsOf then = NextDay();
  delta = "delta";
  ConfigStore configs(*database_, *queue_, clock_);
  ASSERT_TRUE(configs.PutInForce(who_, {}, {{"books", assign_}}).ok());
  const CostDiffAnswer answer = Diff({.between = then});
  ASSERT_THAT(answer.changes, SizeIs(2));
  EXPECT_EQ(answer.changes[0].provider, "delta");
  EXPECT_EQ(answer.changes[0].cause, CostChangeCause::kAssignment);
  EXPECT_EQ(answer.changes[0].difference, "40.00");
  EXPECT_EQ(answer.changes[0].other_provider, kUnassigned);
  EXPECT_EQ(answer.changes[1].provider, kUnassigned);
  EXPECT_EQ(answer.changes[1].other_provider, "delta");
}

TEST_F(CostDiffTest, RefusesMomentsInTheWrongOrder) {
  EXPECT_EQ(AnswerCostDiff(context(), who_,
                           {.between = {clock_.Now()},
                            .until = {clock_.Now() - absl::Hours(1)}})
                .status()
                .code(),
            absl::StatusCode::kInvalidArgument);
}

class CostLinesTest : public CostAheadFixture {};

TEST_F(CostLinesTest, SaysWhereEachLineStands) {
  Deliver("2026-09", {{"Hosting", "9500.00", "Purchase", "PLATFORM"},
                      {"Compute", "-120.00", "Credit", "VM-1"},
                      {"Compute", "30.00", "Usage", "VM-2"}});
  const auto all = AnswerCostLines(
      context(), who_,
      {.provider = "cloudnine", .from = "2026-09", .to = "2026-09"}, {});
  ASSERT_TRUE(all.ok()) << all.status();
  ASSERT_THAT(all->lines, SizeIs(3));
  EXPECT_EQ(all->lines[1].file, "bills/2026-09.csv");
  EXPECT_EQ(all->lines[1].line, 3);
  EXPECT_EQ(all->lines[1].billed.ToString(), "-120.00");
  EXPECT_EQ(all->lines[1].billing_period, "2026-09");
  const auto count = [&](CostLinesQuestion question) {
    question.provider = "cloudnine";
    const auto answer = AnswerCostLines(context(), who_, question, {});
    return answer.ok() ? answer->lines.size() : 99;
  };
  EXPECT_EQ(count({.service = "Comp*"}), 2u);
  EXPECT_EQ(count({.charge_category = "Usage"}), 1u);
  EXPECT_EQ(count({.min_amount = "100"}), 2u);
  EXPECT_EQ(count({.invoice_id = "F1"}), 0u);
  EXPECT_EQ(AnswerCostLines(context(), who_, {}, {}).status().code(),
            absl::StatusCode::kInvalidArgument);
}

// Charges count for September, so that the ledger's line is in no sum.
TEST_F(CostLinesTest, MarksWhatDoesNotCount) {
  portfolio_.providers[0].sources.push_back(
      MakeSource("books", "cloudnine", "focus"));
  portfolio_.providers[0].sources.back().basis = CostBasis::kLedger;
  Configure();
  Deliver("2026-09", {{"Hosting", "9500.00", "Purchase"}});
  Deliver("2026-09", {{"4380 ICT", "9400.00", "Purchase"}}, "books");
  const auto answer = AnswerCostLines(
      context(), who_,
      {.provider = "cloudnine", .from = "2026-09", .to = "2026-09"}, {});
  ASSERT_TRUE(answer.ok()) << answer.status();
  ASSERT_THAT(answer->lines, SizeIs(2));
  for (const CostLineRow& line : answer->lines) {
    EXPECT_EQ(line.not_counted, line.source == "books");
    EXPECT_EQ(line.evidence, line.source == "books" ? "ledger" : "charge");
  }
  const Gap* gap = FindGap(answer->gaps, "cost-lines-not-counted");
  ASSERT_NE(gap, nullptr);
  EXPECT_EQ(gap->arguments.at("count"), "1");
  EXPECT_EQ(gap->arguments.at("month"), "2026-09");
}

// One invoice is found whatever it was billed for; all lines of 14 months are
// too many.
TEST_F(CostLinesTest, AnInvoiceIsFoundInAnyMonth) {
  for (int i = 0; i < 14; ++i) {
    Deliver(FormatMonth(absl::CivilMonth(2025, 8) + i), {{"Hosting", "1.00"}});
  }
  const auto all =
      AnswerCostLines(context(), who_, {.provider = "cloudnine"}, {});
  EXPECT_EQ(all.status().code(), absl::StatusCode::kInvalidArgument);
  const auto one = AnswerCostLines(
      context(), who_, {.provider = "cloudnine", .invoice_id = "F1"}, {});
  ASSERT_TRUE(one.ok()) << one.status();
  EXPECT_THAT(one->lines, IsEmpty());
}

class CostAnomaliesTest : public CostAheadFixture {
 protected:
  CostAnomaliesAnswer Anomalies(const CostAnomaliesQuestion& question = {}) {
    auto answer = AnswerCostAnomalies(context(), who_, question, {});
    EXPECT_TRUE(answer.ok()) << answer.status();
    return answer.ok() ? *std::move(answer) : CostAnomaliesAnswer();
  }
};

// The months before September are 1000, 1010, 990, 1005 and 995: median 1000,
// deviation 5; 0.6745 · 2000 / 5 = 269.8.
TEST_F(CostAnomaliesTest, AMonthThatStandsOutIsShownWithTheLinesThatCausedIt) {
  const char* usual[] = {"1000.00", "1010.00", "990.00", "1005.00", "995.00"};
  for (int month = 4; month <= 8; ++month) {
    Deliver(absl::StrCat("2026-0", month),
            {{"Compute", usual[month - 4], "Usage", "VM-1"},
             {"Hosting", "9500.00", "Purchase", "PLATFORM"}});
  }
  Deliver("2026-09", {{"Hosting", "9500.00", "Purchase", "PLATFORM"},
                      {"Compute", "1000.00", "Usage", "VM-1"},
                      {"Compute", "1500.00", "Usage", "GPU"},
                      {"Compute", "500.00", "Usage", "GPU"}});
  // Half of the month only, which is no fall.
  Deliver("2026-10", {{"Compute", "400.00", "Usage", "VM-1"}});
  const CostAnomaliesAnswer answer = Anomalies();
  ASSERT_THAT(answer.anomalies, SizeIs(1));
  const CostAnomaly& anomaly = answer.anomalies.front();
  EXPECT_EQ(anomaly.service, "Compute");
  EXPECT_EQ(anomaly.month, absl::CivilMonth(2026, 9));
  EXPECT_EQ(anomaly.kind, AnomalyKind::kHigh);
  EXPECT_EQ(anomaly.amount.ToString(), "3000.00");
  EXPECT_EQ(anomaly.usual.ToString(), "1000.00");
  EXPECT_EQ(anomaly.difference.ToString(), "2000.00");
  EXPECT_EQ(Text(anomaly.deviations), "269.8");
  EXPECT_EQ(anomaly.compared_months, 5);
  // 2,000.00 of GPU that was not there, its largest line first; VM-1 is as in
  // April, which is as usual.
  ASSERT_THAT(anomaly.lines, SizeIs(2));
  EXPECT_EQ(anomaly.lines[0].sku, "GPU");
  EXPECT_EQ(anomaly.lines[0].line, 4);
  EXPECT_EQ(anomaly.lines[0].file, "bills/2026-09.csv");
  EXPECT_EQ(anomaly.lines[1].sku, "GPU");
  EXPECT_EQ(anomaly.lines[1].line, 5);
  EXPECT_THAT(Anomalies({.floor = "2000.01"}).anomalies, IsEmpty());
  EXPECT_THAT(Anomalies({.threshold = "300"}).anomalies, IsEmpty());
  EXPECT_THAT(Anomalies({.to = "2026-08"}).anomalies, IsEmpty());
}

TEST_F(CostAnomaliesTest, WhatIsNewAndWhatIsGone) {
  for (const char* month : {"2026-05", "2026-06", "2026-07", "2026-08"}) {
    Deliver(month, {{"Hosting", "9500.00", "Purchase", "PLATFORM"}});
  }
  Deliver("2026-09", {{"Mail", "700.00", "Purchase", "BOX"}});
  const CostAnomaliesAnswer answer = Anomalies();
  ASSERT_THAT(answer.anomalies, SizeIs(2));
  EXPECT_EQ(answer.anomalies[0].service, "Hosting");
  EXPECT_EQ(answer.anomalies[0].kind, AnomalyKind::kLow);
  EXPECT_EQ(answer.anomalies[0].difference.ToString(), "-9500.00");
  EXPECT_EQ(answer.anomalies[0].deviations, std::nullopt);
  // The line that is gone stands in the month before.
  ASSERT_THAT(answer.anomalies[0].lines, SizeIs(1));
  EXPECT_EQ(answer.anomalies[0].lines[0].file, "bills/2026-08.csv");
  EXPECT_EQ(answer.anomalies[1].service, "Mail");
  EXPECT_EQ(answer.anomalies[1].kind, AnomalyKind::kNew);
}

// A training of 1,250.00 now and then is news once.
TEST_F(CostAnomaliesTest, ABillThatComesNowAndThenIsNewsOnce) {
  const char* bills[] = {"1.00",    "1.00", "1.00", "1250.00", "1.00",
                         "1250.00", "1.00", "1.00", "1250.00"};
  for (int month = 1; month <= 9; ++month) {
    Deliver(absl::StrCat("2026-0", month),
            {{"Training", bills[month - 1], "Purchase"}});
  }
  const CostAnomaliesAnswer answer = Anomalies();
  ASSERT_THAT(answer.anomalies, SizeIs(1));
  EXPECT_EQ(answer.anomalies[0].month, absl::CivilMonth(2026, 4));
}

// A licence that is billed each March.
TEST_F(CostAnomaliesTest, ABillThatComesEveryYearIsNoNews) {
  for (int i = 0; i < 14; ++i) {
    const absl::CivilMonth month = absl::CivilMonth(2025, 3) + i;
    const bool march = month.month() == 3;
    Deliver(FormatMonth(month),
            {{"Licence", march ? "12000.00" : "1.00", "Purchase"}});
  }
  EXPECT_THAT(Anomalies({.from = "2025-06"}).anomalies, IsEmpty());
}

// A flat fee of 4,500.00, and 250.00 less once: the July before was like it
// within a tenth, but as usual.
TEST_F(CostAnomaliesTest, AnOrdinaryMonthAYearBeforeExcusesNothing) {
  for (int i = 0; i < 14; ++i) {
    const absl::CivilMonth month = absl::CivilMonth(2025, 6) + i;
    const bool last = i == 13;
    Deliver(FormatMonth(month),
            {{"Fee", last ? "4250.00" : "4500.00", "Purchase"}});
  }
  const CostAnomaliesAnswer answer = Anomalies();
  ASSERT_THAT(answer.anomalies, SizeIs(1));
  EXPECT_EQ(answer.anomalies[0].month, absl::CivilMonth(2026, 7));
  EXPECT_EQ(answer.anomalies[0].difference.ToString(), "-250.00");
}

// The fee is as ever; what moved the month is the line beside it.
TEST_F(CostAnomaliesTest, TheLineThatMovedItIsShownNotTheLargest) {
  for (int month = 4; month <= 6; ++month) {
    Deliver(absl::StrCat("2026-0", month), {{"Fee", "4500.00", "Purchase"}});
  }
  Deliver("2026-07",
          {{"Fee", "4500.00", "Purchase"}, {"Fee", "-250.00", "Purchase"}});
  Deliver("2026-08",
          {{"Fee", "900.00", "Purchase"}, {"Fee", "4500.00", "Purchase"}});
  Deliver("2026-09", {{"Fee", "4500.00", "Purchase"}});
  const CostAnomaliesAnswer answer = Anomalies();
  ASSERT_THAT(answer.anomalies, SizeIs(2));
  EXPECT_EQ(answer.anomalies[0].difference.ToString(), "900.00");
  ASSERT_THAT(answer.anomalies[0].lines, SizeIs(1));
  EXPECT_EQ(answer.anomalies[0].lines[0].billed.ToString(), "900.00");
  EXPECT_EQ(answer.anomalies[1].difference.ToString(), "-250.00");
  ASSERT_THAT(answer.anomalies[1].lines, SizeIs(1));
  EXPECT_EQ(answer.anomalies[1].lines[0].billed.ToString(), "-250.00");
}

class DayAnomaliesTest : public CostAnomaliesTest {
 protected:
  // A day of August or September costs `billed`, the fee comes by the month.
  static Line OfDay(absl::CivilDay day, const std::string& billed,
                    const std::string& sku = "VM-1") {
    return {"Compute", billed, "Usage",        sku,
            "EUR",     "",     FormatDay(day), FormatDay(day + 1)};
  }
  void DeliverMonth(int month, std::vector<Line> more = {}) {
    std::vector<Line> lines = {{"Hosting", "9500.00", "Purchase"}};
    for (absl::CivilDay day(2026, month, 1); day.month() == month; ++day) {
      const bool weekend = absl::GetWeekday(day) == absl::Weekday::saturday ||
                           absl::GetWeekday(day) == absl::Weekday::sunday;
      lines.push_back(OfDay(day, weekend ? "50.00" : "400.00"));
    }
    lines.insert(lines.end(), more.begin(), more.end());
    Deliver(absl::StrCat("2026-0", month), lines);
  }
};

// Weekdays cost 400.00 and weekends 50.00; the 16th of September, a Wednesday,
// costs 650.00 more. Of the 28 days before, 20 are weekdays: the median is
// 400.00.
TEST_F(DayAnomaliesTest, ADayThatStandsOutIsShownWithItsLines) {
  DeliverMonth(8);
  DeliverMonth(9, {OfDay(absl::CivilDay(2026, 9, 16), "650.00", "GPU")});
  const CostAnomaliesAnswer answer =
      Anomalies({.provider = "cloudnine", .from = "2026-09", .by = "day"});
  ASSERT_THAT(answer.anomalies, SizeIs(1));
  const CostAnomaly& anomaly = answer.anomalies.front();
  EXPECT_EQ(anomaly.day, absl::CivilDay(2026, 9, 16));
  EXPECT_EQ(anomaly.service, "Compute");
  EXPECT_EQ(anomaly.amount.ToString(), "1050.00");
  EXPECT_EQ(anomaly.usual.ToString(), "400.00");
  EXPECT_EQ(anomaly.difference.ToString(), "650.00");
  EXPECT_EQ(anomaly.compared_months, 28);
  ASSERT_THAT(anomaly.lines, SizeIs(1));
  EXPECT_EQ(anomaly.lines[0].sku, "GPU");
  EXPECT_THAT(Anomalies({.provider = "cloudnine",
                         .from = "2026-09",
                         .floor = "650.01",
                         .by = "day"})
                  .anomalies,
              IsEmpty());
}

TEST_F(DayAnomaliesTest, SaysThatNothingIsChargedByTheDay) {
  Deliver("2026-09", {{"Hosting", "9500.00", "Purchase"}});
  const CostAnomaliesAnswer answer =
      Anomalies({.provider = "cloudnine", .from = "2026-09", .by = "day"});
  EXPECT_THAT(answer.anomalies, IsEmpty());
  EXPECT_NE(FindGap(answer.gaps, "cost-no-days"), nullptr);
}

TEST_F(DayAnomaliesTest, DaysNeedOneProviderAndFewMonths) {
  for (const CostAnomaliesQuestion& question :
       {CostAnomaliesQuestion{.by = "day"},
        CostAnomaliesQuestion{
            .provider = "cloudnine", .from = "2026-01", .by = "day"},
        CostAnomaliesQuestion{.by = "week"}}) {
    EXPECT_EQ(
        AnswerCostAnomalies(context(), who_, question, {}).status().code(),
        absl::StatusCode::kInvalidArgument);
  }
}

TEST_F(CostAnomaliesTest, RefusesWhatItCannotRead) {
  for (const CostAnomaliesQuestion& question :
       {CostAnomaliesQuestion{.floor = "much"},
        CostAnomaliesQuestion{.threshold = "-1"},
        CostAnomaliesQuestion{.lines = 51}}) {
    EXPECT_EQ(
        AnswerCostAnomalies(context(), who_, question, {}).status().code(),
        absl::StatusCode::kInvalidArgument);
  }
}

class PeriodsTest : public CostDiffTest {
 protected:
  void Close(const std::string& month, int gaps = 0) {
    Act act;
    act.method = kClosePeriodMethod;
    act.subject = "period " + month;
    act.arguments = {{"month", month}, {kPeriodGaps, absl::StrCat(gaps)}};
    const absl::Status closed =
        queue_->Write(WriteQueue::Lane::kAct, [&](Transaction& transaction) {
          return acts_.Append(transaction, cio_, act).status();
        });
    ASSERT_TRUE(closed.ok()) << closed;
  }
  PeriodAnswer Show(const std::string& month, AsOf as_of = {}) {
    auto answer = AnswerPeriod(WithActs(), who_, month, as_of);
    EXPECT_TRUE(answer.ok()) << answer.status();
    return answer.ok() ? *std::move(answer) : PeriodAnswer();
  }
  std::string Total(const PeriodAnswer& answer) {
    return answer.totals.size() == 1 ? answer.totals[0].billed : "?";
  }
};

// USERS S11: after September is closed a credit of -250.00 for September stands
// in October as a restatement.
TEST_F(PeriodsTest, WhatComesLaterStandsInTheOpenMonth) {
  Deliver("2026-09", {{"Hosting", "9500.00", "Purchase"}});
  NextDay();
  Close("2026-09");
  NextDay();
  Deliver("2026-09", {{"Hosting", "9500.00", "Purchase"},
                      {"Hosting", "-250.00", "Credit"},
                      {"Hosting", "-52.50", "Tax"}});
  Deliver("2026-10",
          {{"Hosting", "9600.00", "Purchase"}, {"Hosting", "2016.00", "Tax"}});

  const PeriodAnswer september = Show("2026-09");
  EXPECT_TRUE(september.period.closed.has_value());
  EXPECT_EQ(Total(september), "9500.00");
  EXPECT_THAT(september.restatements, IsEmpty());

  const PeriodAnswer october = Show("2026-10");
  EXPECT_FALSE(october.period.closed.has_value());
  ASSERT_THAT(october.costs, SizeIs(1));
  EXPECT_EQ(october.costs[0].billed, "11616.00");
  ASSERT_THAT(october.restatements, SizeIs(1));
  EXPECT_EQ(october.restatements[0].billing_period, "2026-09");
  // With its tax at 21 %: 250.00 + 52.50.
  EXPECT_EQ(october.restatements[0].difference, "-302.50");
  EXPECT_EQ(october.restatements[0].tax_difference, "-52.50");
  EXPECT_EQ(october.restatements[0].cause, CostChangeCause::kCorrection);
  EXPECT_EQ(Total(october), "11313.50");
  EXPECT_EQ(october.totals[0].tax, "1963.50");  // 2,016.00 - 52.50
}

// The source failed when September was closed; the act says so for ever.
TEST_F(PeriodsTest, WhatIsClosedWithGapsSaysSo) {
  Deliver("2026-08", {{"Hosting", "9500.00", "Purchase"}});
  RecordTry("bill", {.time = clock_.Now(),
                     .outcome = TryOutcome::kConfiguration,
                     .rule = "file-not-found",
                     .tells = {FactKind::kCharges}});
  const auto gaps =
      AnswerPeriodGaps(WithActs(), who_, absl::CivilMonth(2026, 9), {});
  ASSERT_TRUE(gaps.ok()) << gaps.status();
  EXPECT_GE(CountGaps(*gaps), 1);
  Close("2026-09", CountGaps(*gaps));
  NextDay();
  Deliver("2026-09", {{"Hosting", "9500.00", "Purchase"}});
  const PeriodAnswer september = Show("2026-09");
  EXPECT_EQ(september.period.gaps_when_closed, CountGaps(*gaps));
  EXPECT_EQ(CountGaps(september.gaps), CountGaps(*gaps));
}

// What was booked adds up to what is known, whatever is closed when.
TEST_F(PeriodsTest, BookedMonthsAddUpToWhatIsKnown) {
  clock_.Set(At("2026-08-05T12:00:00Z"));
  Deliver("2026-07", {{"Hosting", "100.00", "Purchase"}});
  NextDay();
  Close("2026-07");
  clock_.Set(At("2026-09-05T12:00:00Z"));
  Deliver("2026-07", {{"Hosting", "90.00", "Purchase"}});
  Deliver("2026-08", {{"Hosting", "100.00", "Purchase"}});
  NextDay();
  Close("2026-08");
  const AsOf then = NextDay();
  clock_.Set(At("2026-10-05T12:00:00Z"));
  Deliver("2026-07", {{"Hosting", "95.00", "Purchase"}});
  Deliver("2026-08", {{"Hosting", "80.00", "Purchase"}});
  Deliver("2026-09", {{"Hosting", "100.00", "Purchase"}});
  EXPECT_EQ(Total(Show("2026-07")), "100.00");
  EXPECT_EQ(Total(Show("2026-08")), "90.00");  // 100 - 10
  EXPECT_EQ(Total(Show("2026-09")), "85.00");  // 100 + 5 - 20
  // 95 + 80 + 100 = 100 + 90 + 85.
  EXPECT_EQ(Total(Show("2026-08", then)), "90.00");
}

TEST_F(PeriodsTest, MonthsAreClosedOneAfterTheOther) {
  Close("2026-08");
  const auto periods = AnswerPeriods(WithActs(), who_, {});
  ASSERT_TRUE(periods.ok()) << periods.status();
  ASSERT_THAT(*periods, SizeIs(2));
  EXPECT_EQ((*periods)[0].month, absl::CivilMonth(2026, 9));
  EXPECT_FALSE((*periods)[0].closed.has_value());
  const absl::Time now = At("2026-12-15T00:00:00Z");
  const auto check = [&](int month) {
    return CheckClosable(*periods, absl::CivilMonth(2026, month), now).code();
  };
  EXPECT_EQ(check(9), absl::StatusCode::kOk);
  EXPECT_EQ(check(8), absl::StatusCode::kAlreadyExists);
  EXPECT_EQ(check(7), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(check(10), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(check(12), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(AnswerPeriod(WithActs(), who_, "2026-07", {}).status().code(),
            absl::StatusCode::kNotFound);
}

}  // namespace
}  // namespace regisseur
