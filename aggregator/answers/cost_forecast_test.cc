#include "aggregator/answers/cost_forecast.h"

#include "aggregator/answers/agenda.h"
#include "aggregator/answers/cost_ahead_fixture.h"
#include "aggregator/answers/cost_anomalies.h"
#include "core/finding/catalogue.h"
#include "core/time/instant.h"
#include "gmock/gmock.h"

namespace regisseur {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class CostForecastTest : public CostAheadFixture {
 protected:
  CostForecastAnswer Forecast(const CostForecastQuestion& question,
                              AsOf as_of = {}) {
    auto answer = AnswerCostForecast(context(), who_, question, as_of);
    EXPECT_TRUE(answer.ok()) << answer.status();
    return answer.ok() ? *std::move(answer) : CostForecastAnswer();
  }
  static const CostForecastRow& Find(const CostForecastAnswer& answer,
                                     const std::string& service) {
    static const CostForecastRow& none = *new CostForecastRow();
    for (const CostForecastRow& row : answer.rows) {
      if (row.service == service) return row;
    }
    ADD_FAILURE() << "no row of " << service;
    return none;
  }
};

// Compute goes up by 10.00 a month: the trend says 150 + 9 = 159.00 for
// October, of which 16.5 of 31 days are left on the 15th at noon: 84.63 and the
// 40.00 that came. November is 159 + 8.1 = 167.10.
TEST_F(CostForecastTest, EachServiceHasItsMethodAndTheRunningMonthIsNoFall) {
  DeliverHalfAYear();
  const CostForecastAnswer answer = Forecast({.by = "service", .months = 2});
  ASSERT_THAT(answer.rows, SizeIs(2));
  const CostForecastRow& compute = Find(answer, "Compute");
  EXPECT_EQ(compute.method, ForecastMethod::kTrend);
  ASSERT_THAT(compute.months, SizeIs(2));
  EXPECT_EQ(compute.months[0].month, absl::CivilMonth(2026, 10));
  EXPECT_EQ(Text(compute.months[0].to_date), "40.00");
  EXPECT_EQ(compute.months[0].expected.ToString(), "124.63");
  EXPECT_EQ(compute.months[1].expected.ToString(), "167.10");
  EXPECT_EQ(compute.history_months, 6);
  EXPECT_EQ(compute.history_to, absl::CivilMonth(2026, 9));
  // The last two months were forecast 1.00 too low; the three before them, for
  // want of history, as the last one again, 10.00 too low: 6.40 on average
  // against 10.00 of "the same as last month".
  ASSERT_TRUE(compute.error.has_value());
  EXPECT_EQ(compute.error->months, 5);
  EXPECT_NEAR(compute.error->mean_absolute, 6.4, 1e-9);
  EXPECT_NEAR(*compute.error->relative_to_naive, 0.64, 1e-9);
  // Four of five were at most 10.00 off.
  EXPECT_EQ(Text(compute.months[1].high), "181.24");  // + 10 * √2
  EXPECT_EQ(Text(compute.months[1].low), "152.96");

  const CostForecastRow& hosting = Find(answer, "Hosting");
  EXPECT_EQ(hosting.method, ForecastMethod::kFlat);
  // Net of tax; bought at once, not day by day.
  EXPECT_EQ(hosting.months[0].expected.ToString(), "9500.00");
  EXPECT_EQ(Text(hosting.months[1].low), "9500.00");
  EXPECT_EQ(Text(hosting.months[1].high), "9500.00");
}

// 12,000.00 in March for a year: nothing more until March comes again.
TEST_F(CostForecastTest, WhatIsBilledByTheYearComesOnceAYear) {
  Deliver("2026-03", {{.service = "Licence",
                       .billed = "12000.00",
                       .category = "Purchase",
                       .billed_until = "2027-02"}});
  DeliverHalfAYear();
  const CostForecastAnswer answer = Forecast({.by = "service", .months = 7});
  const CostForecastRow& licence = Find(answer, "Licence");
  std::vector<std::string> expected;
  for (const auto& month : licence.months) {
    expected.push_back(month.expected.ToString());
  }
  EXPECT_THAT(expected, ElementsAre("0.00", "0.00", "0.00", "0.00", "0.00",
                                    "12000.00", "0.00"));
}

TEST_F(CostForecastTest, AProviderIsTheSumOfItsServices) {
  DeliverHalfAYear();
  const CostForecastAnswer answer = Forecast({});
  ASSERT_THAT(answer.rows, SizeIs(1));
  const CostForecastRow& row = answer.rows.front();
  EXPECT_EQ(row.provider, "cloudnine");
  EXPECT_EQ(row.method, std::nullopt);
  ASSERT_THAT(row.months, SizeIs(3));
  EXPECT_EQ(row.months[0].expected.ToString(), "9624.63");
  EXPECT_EQ(Text(row.months[0].to_date), "9540.00");
  EXPECT_NEAR(row.error->mean_absolute, 6.4, 1e-9);
}

TEST_F(CostForecastTest, AMonthThatWasNotDeliveredIsAGapAndNoFall) {
  for (const char* month : {"2026-05", "2026-06", "2026-08", "2026-09"}) {
    Deliver(month, {{"Hosting", "9500.00", "Purchase"}});
  }
  const CostForecastAnswer answer = Forecast({.by = "service"});
  ASSERT_THAT(answer.rows, SizeIs(1));
  EXPECT_EQ(answer.rows[0].method, ForecastMethod::kFlat);
  EXPECT_EQ(answer.rows[0].history_months, 4);
  EXPECT_EQ(answer.rows[0].months[0].expected.ToString(), "9500.00");
  EXPECT_EQ(answer.rows[0].months[0].to_date, std::nullopt);
  const Gap* gap = FindGap(answer.gaps, "cost-month-not-delivered");
  ASSERT_NE(gap, nullptr);
  EXPECT_EQ(gap->arguments.at("month"), "2026-07");
}

// A ledger that stands in for charges names its services otherwise: its month
// continues none of them, and is not forecast beside them.
TEST_F(CostForecastTest, AMonthOfTheLedgerIsNoServiceThatGoesOn) {
  portfolio_.providers[0].sources.push_back(
      MakeSource("books", "cloudnine", "focus"));
  portfolio_.providers[0].sources.back().basis = CostBasis::kLedger;
  Configure();
  for (const char* month : {"2026-05", "2026-06", "2026-07", "2026-08"}) {
    Deliver(month, {{"Hosting", "9500.00", "Purchase"}});
  }
  Deliver("2026-09", {{"4380 ICT", "9600.00", "Purchase"}}, "books");
  const CostForecastAnswer by_service = Forecast({.by = "service"});
  ASSERT_THAT(by_service.rows, SizeIs(1));
  EXPECT_EQ(by_service.rows[0].service, "Hosting");
  const CostForecastAnswer answer = Forecast({.months = 1});
  ASSERT_THAT(answer.rows, SizeIs(1));
  EXPECT_EQ(answer.rows[0].months[0].expected.ToString(), "9500.00");
  const auto anomalies = AnswerCostAnomalies(context(), who_, {}, {});
  ASSERT_TRUE(anomalies.ok()) << anomalies.status();
  EXPECT_THAT(anomalies->anomalies, IsEmpty());
}

// The charges reach 10 August, the books noon of today. What the books know of
// October is 10.00 of the 1,000.00 to expect of the partner, of no service, and
// makes August no whole month: 300.00 are no fall.
TEST_F(CostForecastTest, TheLedgersReachIsNotThatOfTheCharges) {
  portfolio_.providers[0].sources.push_back(
      MakeSource("books", "cloudnine", "focus"));
  portfolio_.providers[0].sources.back().basis = CostBasis::kLedger;
  Configure();
  for (const char* month : {"2026-04", "2026-05", "2026-06", "2026-07"}) {
    Deliver(month, {{"Compute", "1000.00", "Usage"}});
  }
  Deliver("2026-08", {{"Compute", "300.00", "Usage"}});
  Answered("bill", At("2026-08-10T00:00:00Z"), FactKind::kCharges);
  const CostForecastAnswer without = Forecast({.months = 1});
  ASSERT_THAT(without.rows, SizeIs(1));
  EXPECT_EQ(without.rows[0].months[0].expected.ToString(), "1000.00");

  Deliver("2026-10", {{"4380 ICT", "10.00", "Purchase"}}, "books");
  const CostForecastAnswer answer = Forecast({.months = 1});
  ASSERT_THAT(answer.rows, SizeIs(1));
  EXPECT_EQ(answer.rows[0].data_until, At("2026-08-10T00:00:00Z"));
  EXPECT_EQ(answer.rows[0].history_to, absl::CivilMonth(2026, 7));
  EXPECT_EQ(Text(answer.rows[0].months[0].to_date), "10.00");
  EXPECT_EQ(answer.rows[0].months[0].expected.ToString(), "1000.00");
  const CostForecastAnswer by_service =
      Forecast({.by = "service", .months = 1});
  ASSERT_THAT(by_service.rows, SizeIs(1));
  EXPECT_EQ(by_service.rows[0].months[0].expected.ToString(), "1000.00");
  const auto anomalies = AnswerCostAnomalies(context(), who_, {}, {});
  ASSERT_TRUE(anomalies.ok()) << anomalies.status();
  EXPECT_THAT(anomalies->anomalies, IsEmpty());
}

// Of six months the books stand in for July alone, or for all but July, which
// is known by charges then: the month is a gap of the other evidence, no zero.
// All the months around it are the same, so nothing was ever forecast wrong.
TEST_F(CostForecastTest, AMonthThatOtherEvidenceStandsInForIsNoZero) {
  portfolio_.providers[0].sources.push_back(
      MakeSource("books", "cloudnine", "focus"));
  portfolio_.providers[0].sources.back().basis = CostBasis::kLedger;
  AddProvider("other").sources = {MakeSource("other-bill", "other", "focus"),
                                  MakeSource("other-books", "other", "focus")};
  portfolio_.providers[1].sources.back().basis = CostBasis::kLedger;
  Configure();
  for (const char* month :
       {"2026-04", "2026-05", "2026-06", "2026-07", "2026-08", "2026-09"}) {
    const bool is_july = month == std::string("2026-07");
    if (!is_july) Deliver(month, {{"Compute", "1000.00", "Usage"}});
    Deliver(month, {{"4380 ICT", "1000.00", "Purchase"}}, "books");
    if (is_july) {
      Deliver(month, {{"Desk", "500.00", "Usage"}}, "other-bill", "other");
    }
    Deliver(month, {{"4390 Desk", "500.00", "Purchase"}}, "other-books",
            "other");
  }
  const CostForecastAnswer answer = Forecast({.by = "service", .months = 1});
  ASSERT_THAT(answer.rows, SizeIs(2));
  const CostForecastRow& compute = Find(answer, "Compute");
  const CostForecastRow& desk = Find(answer, "4390 Desk");
  for (const CostForecastRow* row : {&compute, &desk}) {
    EXPECT_EQ(row->history_months, 5) << row->service;
    ASSERT_TRUE(row->error.has_value());
    EXPECT_EQ(row->error->mean_absolute, 0) << row->service;
  }
  EXPECT_EQ(compute.months[0].expected.ToString(), "1000.00");
  EXPECT_EQ(desk.months[0].expected.ToString(), "500.00");
  const auto anomalies = AnswerCostAnomalies(context(), who_, {}, {});
  ASSERT_TRUE(anomalies.ok()) << anomalies.status();
  EXPECT_THAT(anomalies->anomalies, IsEmpty());
}

// 10 USD a month at 0.80 EUR for one.
TEST_F(CostForecastTest, ConvertsAtTheNewestRateAndElseSplitsByCurrency) {
  rates_.Set("Date,USD\n2026-10-14,1.25\n");
  for (const char* month : {"2026-07", "2026-08", "2026-09"}) {
    Deliver(month, {{"Mail", "10.00", "Purchase", "", "USD"},
                    {"Hosting", "100.00", "Purchase"}});
  }
  const CostForecastAnswer split = Forecast({.months = 1});
  ASSERT_THAT(split.rows, SizeIs(2));
  EXPECT_EQ(split.rows[1].currency, "USD");
  const CostForecastAnswer joined = Forecast({.months = 1, .in = "EUR"});
  ASSERT_THAT(joined.rows, SizeIs(1));
  EXPECT_EQ(joined.rows[0].months[0].expected.ToString(), "108.00");
  EXPECT_TRUE(joined.rows[0].provisional);
}

TEST_F(CostForecastTest, SaysWhatItSaidThen) {
  DeliverHalfAYear();
  const AsOf then{clock_.Now() + absl::Minutes(1)};
  clock_.Set(At("2026-10-20T12:00:00Z"));
  Deliver("2026-09", {{"Hosting", "9000.00", "Purchase"}});
  const auto now = Forecast({.by = "service", .months = 1});
  const auto before = Forecast({.by = "service", .months = 1}, then);
  EXPECT_EQ(Find(before, "Hosting").method, ForecastMethod::kFlat);
  EXPECT_NE(Find(now, "Hosting").method, ForecastMethod::kFlat);
}

TEST_F(CostForecastTest, RefusesWhatItCannotRead) {
  for (const CostForecastQuestion& question :
       {CostForecastQuestion{.by = "sku"}, CostForecastQuestion{.months = 37},
        CostForecastQuestion{.in = "euro"}}) {
    EXPECT_EQ(AnswerCostForecast(context(), who_, question, {}).status().code(),
              absl::StatusCode::kInvalidArgument);
  }
  EXPECT_EQ(AnswerCostForecast(context(), who_, {.provider = "x"}, {})
                .status()
                .code(),
            absl::StatusCode::kNotFound);
}

class BudgetTest : public CostAheadFixture {
 protected:
  Budget MakeBudget(const std::string& id, Budget::Scope scope,
                    const std::string& amount) {
    Budget budget;
    budget.id = id;
    budget.scope = scope;
    budget.provider = "cloudnine";
    budget.first = absl::CivilMonth(2026, 1);
    budget.last = absl::CivilMonth(2026, 12);
    budget.amount = Decimal::Parse(amount).value();
    budget.currency = "EUR";
    budget.warn_at = {Decimal(8, 1), Decimal(1, 0)};
    budget.warn_at_forecast = {Decimal(1, 0)};
    budget.owner = "m.visser";
    return budget;
  }
  BudgetsAnswer Budgets(const BudgetsQuestion& question = {}) {
    Configure();
    auto answer = AnswerBudgets(context(), who_, question, {});
    EXPECT_TRUE(answer.ok()) << answer.status();
    return answer.ok() ? *std::move(answer) : BudgetsAnswer();
  }
};

// Six months of 9,500.00 and 750.00 of Compute, and 9,540.00 in October:
// 67,290.00. To come are 84.63 in October, 9,667.10 in November and 9,674.39 in
// December: 86,716.12. Of 80,000.00 there are 2,958.27 left for December, which
// 9,674.39 in 31 days use up in the course of the tenth.
TEST_F(BudgetTest, IsHeldAgainstWhatWasSpentAndWhatIsToCome) {
  DeliverHalfAYear();
  portfolio_.budgets = {
      MakeBudget("cloudnine-2026", Budget::Scope::kProvider, "80000.00")};
  const BudgetsAnswer answer = Budgets();
  ASSERT_THAT(answer.budgets, SizeIs(1));
  const BudgetRow& row = answer.budgets.front();
  EXPECT_EQ(row.standing.spent.ToString(), "67290.00");
  EXPECT_EQ(Text(row.standing.forecast), "86716.12");
  EXPECT_EQ(row.standing.room.ToString(), "12710.00");
  EXPECT_EQ(row.standing.spent_percent.ToString(), "84.1");
  EXPECT_EQ(row.standing.exceeded_on, absl::CivilDay(2026, 12, 10));
  ASSERT_THAT(row.standing.thresholds, SizeIs(3));
  EXPECT_TRUE(row.standing.thresholds[0].passed);
  EXPECT_FALSE(row.standing.thresholds[1].passed);
  EXPECT_TRUE(row.standing.thresholds[2].passed);
  EXPECT_EQ(row.data_until, At("2026-10-15T12:00:00Z"));
  EXPECT_FALSE(row.incomplete);
}

// Spent are four times 1,000.00, 300.00 of August, which the charges reach to
// the tenth, and 10.00 that the books know of October. All nine months from
// April on are expected to cost 1,000.00: 9,000.00.
TEST_F(BudgetTest, WhatTheLedgerKnowsOfTheRunningMonthIsNotToComeAgain) {
  portfolio_.providers[0].sources.push_back(
      MakeSource("books", "cloudnine", "focus"));
  portfolio_.providers[0].sources.back().basis = CostBasis::kLedger;
  portfolio_.budgets = {
      MakeBudget("cloudnine-2026", Budget::Scope::kProvider, "20000.00")};
  Configure();
  for (const char* month : {"2026-04", "2026-05", "2026-06", "2026-07"}) {
    Deliver(month, {{"Compute", "1000.00", "Usage"}});
  }
  Deliver("2026-08", {{"Compute", "300.00", "Usage"}});
  Answered("bill", At("2026-08-10T00:00:00Z"), FactKind::kCharges);
  Deliver("2026-10", {{"4380 ICT", "10.00", "Purchase"}}, "books");
  const BudgetsAnswer answer = Budgets();
  ASSERT_THAT(answer.budgets, SizeIs(1));
  const BudgetRow& row = answer.budgets.front();
  EXPECT_EQ(row.standing.spent.ToString(), "4310.00");
  EXPECT_EQ(Text(row.standing.forecast), "9000.00");
  EXPECT_EQ(row.data_until, At("2026-08-10T00:00:00Z"));
}

// 3 x 0.004 are 0.01. What came by 10 October is 60.00 a day, which passes the
// 299.988 that are left on the fifth; spread until today it would be later.
TEST_F(BudgetTest, IsAddedExactlyAndPassedWithinTheData) {
  for (const char* month : {"2026-07", "2026-08", "2026-09"}) {
    Deliver(month, {{"Compute", "0.004", "Usage"}});
  }
  portfolio_.budgets = {
      MakeBudget("small", Budget::Scope::kProvider, "300.00")};
  Configure();
  EXPECT_EQ(Budgets().budgets.at(0).standing.spent.ToString(), "0.01");
  Deliver("2026-10", {{"Compute", "600.00", "Usage"}});
  Answered("bill", At("2026-10-11T00:00:00Z"), FactKind::kCharges);
  EXPECT_EQ(Budgets().budgets.at(0).standing.exceeded_on,
            absl::CivilDay(2026, 10, 5));
}

// 310.00 a month up to September; October's 310.00 are 10.00 a day, and 55.00
// are passed on the sixth. It is the fifteenth, and nothing came yet: it is not
// passed before today.
TEST_F(BudgetTest, WhatIsToComeIsNotPassedInThePast) {
  for (const char* month : {"2026-07", "2026-08", "2026-09"}) {
    Deliver(month, {{"Fee", "310.00", "Purchase"}});
  }
  Budget budget = MakeBudget("october", Budget::Scope::kProvider, "55.00");
  budget.first = budget.last = absl::CivilMonth(2026, 10);
  portfolio_.budgets = {budget};
  EXPECT_EQ(Budgets().budgets.at(0).standing.exceeded_on,
            absl::CivilDay(2026, 10, 15));
}

// 12,000.00 for 2026 that stand in January's bill: nothing more in 2026, and
// the same in January 2027.
TEST_F(CostForecastTest, ALicenceOfAYearInTheBillOfAMonthComesOnceAYear) {
  Deliver("2026-01", {{.service = "Licence",
                       .billed = "12000.00",
                       .category = "Purchase",
                       .from = "2026-01-01",
                       .to = "2027-01-01"}});
  const auto answer = AnswerCostForecast(context(), who_, {.months = 5}, {});
  ASSERT_TRUE(answer.ok()) << answer.status();
  ASSERT_THAT(answer->rows, SizeIs(1));
  ASSERT_THAT(answer->rows[0].months, SizeIs(5));
  for (const int i : {0, 1, 2, 4}) {
    EXPECT_EQ(answer->rows[0].months[i].expected.ToString(), "0.00") << i;
  }
  EXPECT_EQ(answer->rows[0].months[3].month, absl::CivilMonth(2027, 1));
  EXPECT_EQ(answer->rows[0].months[3].expected.ToString(), "12000.00");
}

// 1,000.00 a month and 1,200.00 each January for the year, under one service:
// January 2027 costs 2,200.00, the other months 1,000.00.
TEST_F(CostForecastTest, ALicenceOfAYearBesideMonthsOfTheSameServiceComesToo) {
  for (absl::CivilMonth month(2025, 1); month <= absl::CivilMonth(2026, 10);
       ++month) {
    std::vector<Line> lines = {{"Suite", "1000.00", "Purchase"}};
    if (month.month() == 1) {
      lines.push_back({.service = "Suite",
                       .billed = "1200.00",
                       .category = "Purchase",
                       .from = absl::StrCat(month.year(), "-01-01"),
                       .to = absl::StrCat(month.year() + 1, "-01-01")});
    }
    Deliver(FormatMonth(month), lines);
  }
  const CostForecastAnswer answer = Forecast({.by = "service", .months = 5});
  std::vector<std::string> expected;
  for (const auto& month : Find(answer, "Suite").months) {
    expected.push_back(month.expected.ToString());
  }
  EXPECT_THAT(expected, ElementsAre("1000.00", "1000.00", "1000.00", "2200.00",
                                    "1000.00"));
}

// A licence each April for a year and support by the quarter, of one service:
// that of October was not billed yet and comes, then January's; April 2027 is
// 12,000.00 and 300.00.
TEST_F(CostForecastTest, BillsOfAYearAndOfQuartersEachComeAgain) {
  Deliver("2026-01", {{.service = "",
                       .billed = "300.00",
                       .category = "Purchase",
                       .billed_until = "2026-03"}});
  Deliver("2026-04", {{.service = "",
                       .billed = "12000.00",
                       .category = "Purchase",
                       .billed_until = "2027-03"},
                      {.service = "",
                       .billed = "300.00",
                       .category = "Purchase",
                       .billed_until = "2026-06"}});
  Deliver("2026-07", {{.service = "",
                       .billed = "300.00",
                       .category = "Purchase",
                       .billed_until = "2026-09"}});
  const CostForecastAnswer answer = Forecast({.months = 7});
  ASSERT_THAT(answer.rows, SizeIs(1));
  std::vector<std::string> expected;
  for (const auto& month : answer.rows[0].months) {
    expected.push_back(month.expected.ToString());
  }
  EXPECT_THAT(expected, ElementsAre("300.00", "0.00", "0.00", "300.00", "0.00",
                                    "0.00", "12300.00"));
}

// 4,200.00 a month; what is given back of October does not come again.
TEST_F(CostForecastTest, WhatWasGivenBackIsNotForecastAway) {
  for (int month = 4; month <= 9; ++month) {
    Deliver(absl::StrCat("2026-0", month), {{"Fee", "4200.00", "Purchase"}});
  }
  Deliver("2026-10",
          {{"Fee", "4200.00", "Purchase"}, {"Fee", "-70.00", "Credit"}});
  const auto answer = AnswerCostForecast(context(), who_, {}, {});
  ASSERT_TRUE(answer.ok()) << answer.status();
  ASSERT_THAT(answer->rows, SizeIs(1));
  EXPECT_EQ(answer->rows[0].months.at(0).expected.ToString(), "4130.00");
  EXPECT_EQ(answer->rows[0].months.at(1).expected.ToString(), "4200.00");
}

TEST_F(BudgetTest, TheAgendaSaysItBeforeTheDay) {
  DeliverHalfAYear();
  portfolio_.budgets = {
      MakeBudget("cloudnine-2026", Budget::Scope::kProvider, "80000.00"),
      MakeBudget("roomy", Budget::Scope::kProvider, "200000.00")};
  Configure();
  const auto agenda = AnswerAgenda(context(), who_, {}, {});
  ASSERT_TRUE(agenda.ok()) << agenda.status();
  ASSERT_THAT(agenda->items, SizeIs(1));
  const AgendaItem& item = agenda->items.front();
  EXPECT_EQ(item.id, "budget:cloudnine-2026");
  EXPECT_EQ(item.owner, "m.visser");
  EXPECT_EQ(item.decide_by, absl::CivilDay(2026, 12, 9));
  EXPECT_EQ(Text(item.estimated), "6716.12");
  EXPECT_EQ(Text(item.exposure), "80000.00");
  EXPECT_EQ(RenderMessage(item.title.rule, item.title.arguments),
            "Budget cloudnine-2026 will be exceeded on 2026-12-10: 67290.00 of "
            "80000.00 EUR is spent, 86716.12 is forecast.");
  EXPECT_THAT(RenderMessage(item.if_nothing.rule, item.if_nothing.arguments),
              HasSubstr("86716.12 EUR at the end"));
}

// 67,290.00 is 7,290.00 above 60,000.00; 19,426.12 more is to come.
TEST_F(BudgetTest, WhatIsExceededAlreadyIsNotLostAgain) {
  DeliverHalfAYear();
  portfolio_.budgets = {
      MakeBudget("small", Budget::Scope::kProvider, "60000.00")};
  Configure();
  const auto agenda = AnswerAgenda(context(), who_, {}, {});
  ASSERT_TRUE(agenda.ok()) << agenda.status();
  ASSERT_THAT(agenda->items, SizeIs(1));
  EXPECT_EQ(Text(agenda->items[0].estimated), "19426.12");
  EXPECT_EQ(agenda->items[0].title.rule, "agenda-budget-exceeded");
  EXPECT_EQ(agenda->items[0].title.arguments.at("over"), "7290.00");
}

TEST_F(BudgetTest, HasAScope) {
  Deliver("2026-09",
          {{"Hosting basic", "100.00", "Purchase", "", "EUR", "", "", "", "A1"},
           {"Hosting plus", "50.00", "Usage", "", "EUR",
            R"({"app": "shop", "cost_center": "B2"})"},
           {"Compute", "30.00", "Usage", "", "EUR", R"({"app": "site"})"},
           {"Compute", "7.00", "Tax", "", "EUR", R"({"app": "shop"})"}});
  ProviderConfig& other = AddProvider("other");
  other.sources = {MakeSource("more", "other", "focus")};
  Configure();
  Deliver("2026-09",
          {{"Archive", "1000.00", "Usage", "", "EUR", "", "", "", "A1"}},
          "more", "other");
  portfolio_.functions = {{.id = "kcc", .needs = {{"cloudnine", "hosting"}}}};
  Budget service = MakeBudget("service", Budget::Scope::kService, "1000");
  service.subject = "hosting";
  Budget function = MakeBudget("function", Budget::Scope::kFunction, "1000");
  function.provider = "";
  function.subject = "kcc";
  Budget tag = MakeBudget("tag", Budget::Scope::kTag, "1000");
  tag.subject = "app";
  tag.value = "shop";
  Budget center = MakeBudget("center", Budget::Scope::kCostCenter, "1000");
  center.provider = "";
  center.subject = "A1";
  Budget tagged_center = MakeBudget("b2", Budget::Scope::kCostCenter, "1000");
  tagged_center.subject = "B*";
  Budget all = MakeBudget("all", Budget::Scope::kPortfolio, "1000");
  all.provider = "";
  portfolio_.budgets = {service, function, tag, center, tagged_center, all};
  std::map<std::string, std::string> spent;
  for (const BudgetRow& row : Budgets().budgets) {
    spent[row.budget.id] = row.standing.spent.ToString();
  }
  const std::map<std::string, std::string> expected = {
      {"service", "150.00"}, {"function", "150.00"}, {"tag", "50.00"},
      {"center", "1100.00"}, {"b2", "50.00"},        {"all", "1180.00"}};
  EXPECT_EQ(spent, expected);
  EXPECT_THAT(Budgets({.provider = "other"}).budgets, IsEmpty());
  EXPECT_THAT(Budgets({.provider = "cloudnine"}).budgets, SizeIs(4));
  EXPECT_THAT(Budgets({.period = "2027"}).budgets, IsEmpty());
}

// Nobody ever told what it costs: that is not zero, and what counts it too is
// incomplete.
TEST_F(BudgetTest, WhatNobodyToldIsUnknownAndNotZero) {
  DeliverHalfAYear();
  portfolio_.providers.push_back({.id = "silent", .name = "Stil"});
  Budget silent = MakeBudget("silent", Budget::Scope::kProvider, "1000");
  silent.provider = "silent";
  Budget all = MakeBudget("all", Budget::Scope::kPortfolio, "90000");
  all.provider = "";
  portfolio_.budgets = {silent, all};
  const BudgetsAnswer answer = Budgets();
  ASSERT_THAT(answer.budgets, SizeIs(2));
  EXPECT_TRUE(answer.budgets[0].unknown);
  EXPECT_FALSE(answer.budgets[1].unknown);
  EXPECT_TRUE(answer.budgets[1].incomplete);
  const Gap* const gap = FindGap(answer.gaps, "cost-no-source");
  ASSERT_NE(gap, nullptr);
  EXPECT_EQ(gap->provider, "silent");
}

// 100 USD at the budget's own 0.90, whatever the ECB says.
TEST_F(BudgetTest, KeepsItsOwnRate) {
  rates_.Set("Date,USD\n2026-09-30,1.25\n");
  Deliver("2026-09", {{"Mail", "100.00", "Purchase", "", "USD"}});
  Budget own = MakeBudget("own", Budget::Scope::kProvider, "1000.00");
  own.rates = {{"USD", Decimal(90, 2)}};
  const Budget ecb = MakeBudget("ecb", Budget::Scope::kProvider, "1000.00");
  Budget dollars = MakeBudget("dollars", Budget::Scope::kProvider, "1000.00");
  dollars.currency = "USD";
  portfolio_.budgets = {own, ecb, dollars};
  const BudgetsAnswer answer = Budgets();
  ASSERT_THAT(answer.budgets, SizeIs(3));
  EXPECT_EQ(answer.budgets[0].standing.spent.ToString(), "90.00");
  EXPECT_EQ(answer.budgets[1].standing.spent.ToString(), "80.00");
  EXPECT_EQ(answer.budgets[2].standing.spent.ToString(), "100.00");
}

TEST_F(BudgetTest, WhatHasNoRateIsMissedAndSaid) {
  Deliver("2026-09", {{"Mail", "100.00", "Purchase", "", "USD"},
                      {"Hosting", "5.00", "Purchase"}});
  portfolio_.budgets = {MakeBudget("b", Budget::Scope::kProvider, "1000.00")};
  const BudgetsAnswer answer = Budgets();
  EXPECT_EQ(answer.budgets[0].standing.spent.ToString(), "5.00");
  EXPECT_TRUE(answer.budgets[0].incomplete);
  EXPECT_NE(FindGap(answer.gaps, "cost-no-rate"), nullptr);
}

// 9,500.00 a month is fixed until the end of 2026 and was not invoiced from
// August on: two months are still to be invoiced, three are ahead.
TEST_F(BudgetTest, KnowsWhatContractsFix) {
  for (const char* month : {"2026-06", "2026-07"}) {
    Deliver(month, {{"Hosting", "9500.00", "Purchase"}});
  }
  Contract contract;
  contract.id = "hosting-2026";
  contract.provider = "cloudnine";
  contract.currency = "EUR";
  contract.term.start = absl::CivilDay(2026, 6, 1);
  contract.term.initial = {.months = 7};
  contract.term.renewal = Renewal::kNone;
  contract.pricing = {
      {.component = "platform", .form = FixedPrice{Decimal(950000, 2)}}};
  contracts_.Set(absl::UnixEpoch(), ContractRegister({{"c.yaml", contract}}));
  portfolio_.budgets = {MakeBudget("b", Budget::Scope::kProvider, "100000.00")};
  const BudgetsAnswer answer = Budgets();
  ASSERT_THAT(answer.budgets, SizeIs(1));
  EXPECT_EQ(Text(answer.budgets[0].accrued), "19000.00");
  EXPECT_EQ(Text(answer.budgets[0].committed), "28500.00");
}

// A twelfth of 120,000.00, and the forecast of `cost forecast`.
TEST_F(BudgetTest, TheOverviewShowsForecastAndBudgetOfTheMonth) {
  DeliverHalfAYear();
  Budget year = MakeBudget("year", Budget::Scope::kProvider, "120000.00");
  portfolio_.budgets = {year};
  Configure();
  const auto overview = AnswerOverview(context(), who_, {}, {});
  ASSERT_TRUE(overview.ok()) << overview.status();
  ASSERT_THAT(overview->providers, SizeIs(1));
  const ProviderCost& cost = *overview->providers[0].cost;
  EXPECT_EQ(Text(cost.forecast), "9624.63");
  EXPECT_EQ(Text(cost.budget), "10000.00");
  EXPECT_EQ(Text(overview->totals.cost.forecast), "9624.63");
  EXPECT_EQ(Text(overview->totals.cost.budget), "10000.00");
}

TEST_F(BudgetTest, WithoutHistoryAndBudgetTheOverviewLeavesThemOut) {
  Deliver("2026-10", {{"Hosting", "9500.00", "Purchase"}});
  const auto overview = AnswerOverview(context(), who_, {}, {});
  ASSERT_TRUE(overview.ok()) << overview.status();
  EXPECT_EQ(overview->providers[0].cost->forecast, std::nullopt);
  EXPECT_EQ(overview->providers[0].cost->budget, std::nullopt);
  EXPECT_EQ(overview->totals.cost.forecast, std::nullopt);
}

}  // namespace
}  // namespace regisseur
