#include "aggregator/answers/years_ahead.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "aggregator/answers/cost_plan_fixture.h"
#include "gmock/gmock.h"

namespace regisseur {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class YearsAheadTest : public CostPlanFixture {
 protected:
  YearsAheadAnswer Ask(const YearsAheadQuestion& question) {
    auto answer = AnswerYearsAhead(context(), who_, question, {});
    EXPECT_TRUE(answer.ok()) << answer.status();
    return answer.ok() ? *std::move(answer) : YearsAheadAnswer();
  }
  static std::vector<std::string> Rows(const YearsAheadAnswer& answer) {
    std::vector<std::string> rows;
    for (const YearAheadRow& row : answer.rows) {
      rows.push_back(absl::StrCat(
          row.contract.empty() ? row.provider : row.contract, " ", row.year,
          " ", row.without_options.ToString(), " ", row.with_options.ToString(),
          " ", row.indexation.ToString(), row.incomplete.empty() ? "" : " ",
          row.incomplete));
    }
    return rows;
  }
  static const Gap* FindAssumption(const YearsAheadAnswer& answer,
                                   absl::string_view rule) {
    for (const YearsAheadAssumptions& taken : answer.assumptions) {
      if (const Gap* gap = FindGap(taken.items, rule)) return gap;
    }
    return nullptr;
  }
};

// It is October 2026. 9,500.00 a month until the end of 2028, and an option of
// 12 months: 114,000.00 a year.
TEST_F(YearsAheadTest, UpToTheEndWithAndWithoutOptions) {
  Contract contract = MakeContract();
  contract.term.options = ExtensionOption{
      .extend = {.months = 12}, .times = 1, .exercise = {.months = 3}};
  Register({contract});
  const YearsAheadAnswer answer = Ask({});
  EXPECT_THAT(
      Rows(answer),
      ElementsAre("hosting-2026 2027 114000.00 114000.00 0.00",
                  "hosting-2026 2028 114000.00 114000.00 0.00",
                  "hosting-2026 2029 0.00 114000.00 0.00",
                  "hosting-2026 2030 0.00 0.00 0.00 outlook-row-after-end"));
  ASSERT_EQ(answer.totals.size(), 4u);
  EXPECT_EQ(answer.totals[2].with_options.ToString(), "114000.00");
  EXPECT_EQ(answer.totals[2].without_options.ToString(), "0.00");
  const Gap* options = FindAssumption(answer, "outlook-options");
  ASSERT_NE(options, nullptr);
  EXPECT_EQ(options->arguments.at("day"), "2028-12-31");
  EXPECT_EQ(options->arguments.at("last"), "2029-12-31");
}

// 2.5 % of 9,500.00 is 9,737.50 from 2027 on, and 9,980.94 (9,980.9375) from
// 2028 on: 116,850.00 and 119,771.28 a year, 2,850.00 and 5,771.28 more.
TEST_F(YearsAheadTest, AnIndexIsWhatTheUserSaysOrLeftOut) {
  Contract contract = MakeContract();
  contract.indexation = {{.series = "CBS-DPI-62",
                          .first_year = 2027,
                          .compare_from = "Q3",
                          .compare_to = "Q3"}};
  Register({contract});
  EXPECT_THAT(Rows(Ask({.years = 2})),
              ElementsAre("hosting-2026 2027 114000.00 114000.00 0.00",
                          "hosting-2026 2028 114000.00 114000.00 0.00"));
  EXPECT_NE(FindAssumption(Ask({.years = 2}), "outlook-index-none"), nullptr);
  const YearsAheadAnswer answer = Ask({.years = 2, .index = "2.5%"});
  EXPECT_THAT(Rows(answer),
              ElementsAre("hosting-2026 2027 116850.00 116850.00 2850.00",
                          "hosting-2026 2028 119771.28 119771.28 5771.28"));
  const Gap* assumed = FindAssumption(answer, "outlook-index-assumed");
  ASSERT_NE(assumed, nullptr);
  EXPECT_EQ(assumed->arguments.at("percent"), "2.5");
}

// A contract that renews by itself runs on with options, and ends at its term
// without.
TEST_F(YearsAheadTest, WhatRenewsByItselfGoesOn) {
  Contract contract = MakeContract();
  contract.term.initial = {.months = 12};
  contract.term.renewal = Renewal::kTacit;
  contract.term.renewal_term = {.months = 12};
  contract.term.customer_notice = {.months = 1};
  Register({contract});
  EXPECT_THAT(Rows(Ask({.years = 2})),
              ElementsAre("hosting-2026 2027 0.00 114000.00 0.00",
                          "hosting-2026 2028 0.00 114000.00 0.00"));
}

// Notice three months before the end of 2026 is too late: 2027 is bound.
TEST_F(YearsAheadTest, WhatRenewedForWantOfNoticeIsNoOption) {
  Contract contract = MakeContract();
  contract.term.initial = {.months = 12};
  contract.term.renewal = Renewal::kTacit;
  contract.term.renewal_term = {.months = 12};
  contract.term.customer_notice = {.months = 3};
  Register({contract});  // notice by 1 October, it is the 15th
  const YearsAheadAnswer answer = Ask({.years = 2});
  EXPECT_THAT(Rows(answer),
              ElementsAre("hosting-2026 2027 114000.00 114000.00 0.00",
                          "hosting-2026 2028 0.00 114000.00 0.00"));
  const Gap* renews = FindAssumption(answer, "outlook-renews");
  ASSERT_NE(renews, nullptr);
  EXPECT_EQ(renews->arguments.at("day"), "2027-12-31");
}

// A version of July 2028 makes 36 months 48, at 10,000.00 a month: 6 x 9,500.00
// and 6 x 10,000.00 in 2028, 120,000.00 in 2029.
TEST_F(YearsAheadTest, AnAmendmentThatIsAgreedProlongs) {
  Contract amendment = MakeContract();
  amendment.valid_from = absl::CivilDay(2028, 7, 1);
  amendment.term.initial = {.months = 48};
  amendment.pricing = {
      {.component = "platform", .form = FixedPrice{Decimal(1000000, 2)}}};
  Register({MakeContract(), amendment});
  EXPECT_THAT(
      Rows(Ask({})),
      ElementsAre("hosting-2026 2027 114000.00 114000.00 0.00",
                  "hosting-2026 2028 117000.00 117000.00 0.00",
                  "hosting-2026 2029 120000.00 120000.00 0.00",
                  "hosting-2026 2030 0.00 0.00 0.00 outlook-row-after-end"));
}

// From 15 March on: years of the contract, which are never added.
TEST_F(YearsAheadTest, ContractYears) {
  Contract contract = MakeContract();
  contract.term.start = absl::CivilDay(2026, 4, 1);
  Register({contract});
  const YearsAheadAnswer answer = Ask({.years = 2, .contract_years = true});
  EXPECT_THAT(Rows(answer),
              ElementsAre("hosting-2026 2027-04-01/2028-03-31 114000.00 "
                          "114000.00 0.00",
                          "hosting-2026 2028-04-01/2029-03-31 114000.00 "
                          "114000.00 0.00"));
  EXPECT_THAT(answer.totals, IsEmpty());
}

// 10 units of 2.00 each month, three months the same: 240.00 a year.
TEST_F(YearsAheadTest, VolumeIsTheForecastOfWhatWasUsed) {
  for (const char* month : {"2026-07", "2026-08", "2026-09"}) {
    Charge(
        "bill", "cloudnine", month,
        {{.billed = "20.00", .sku = "VM", .quantity = "10", .unit = "Hours"}});
  }
  Contract contract = MakeContract();
  contract.term.start = absl::CivilDay(2026, 7, 1);
  contract.pricing = {{.component = "vm",
                       .form = PerUnitPrice{Decimal(200, 2)},
                       .meter = Meter{.sku = "VM"}},
                      {.component = "tape",
                       .form = PerUnitPrice{Decimal(100, 2)},
                       .meter = Meter{.sku = "TAPE", .unit = "GB"}}};
  Register({contract});
  const YearsAheadAnswer answer = Ask({.years = 1});
  EXPECT_THAT(Rows(answer),
              ElementsAre("hosting-2026 2027 240.00 240.00 0.00"));
  const Gap* volume = FindAssumption(answer, "outlook-volume");
  ASSERT_NE(volume, nullptr);
  EXPECT_EQ(volume->arguments.at("quantity"), "10");
  EXPECT_EQ(volume->arguments.at("months"), "3");
}

// Nothing was ever delivered: only what is due without use is in it, and the
// year says so.
TEST_F(YearsAheadTest, AVolumeThatNobodyKnowsIsNoZero) {
  Contract contract = MakeContract();
  contract.pricing.push_back({.component = "vm",
                              .form = PerUnitPrice{Decimal(200, 2)},
                              .meter = Meter{.sku = "VM"}});
  Register({contract});
  const YearsAheadAnswer answer = Ask({.years = 1});
  EXPECT_THAT(Rows(answer),
              ElementsAre("hosting-2026 2027 114000.00 114000.00 0.00 "
                          "outlook-row-volume-unknown"));
  EXPECT_NE(FindAssumption(answer, "outlook-volume-unknown"), nullptr);
  EXPECT_TRUE(answer.totals[0].incomplete);
}

// Hosting is 9,500.00 flat a month: 114,000.00, marked as a forecast.
TEST_F(YearsAheadTest, APartnerWithoutAContractIsForecast) {
  for (int month = 4; month <= 9; ++month) {
    Deliver(absl::StrCat("2026-0", month),
            {{"Hosting", "9500.00", "Purchase"}});
  }
  const YearsAheadAnswer answer = Ask({.years = 1});
  EXPECT_THAT(Rows(answer),
              ElementsAre("cloudnine 2027 114000.00 114000.00 0.00"));
  EXPECT_EQ(answer.rows[0].contract, "");
  EXPECT_EQ(answer.totals[0].forecast.ToString(), "114000.00");
  EXPECT_NE(FindAssumption(answer, "outlook-forecast"), nullptr);
}

// A contract about Compute alone: 10 units of 2.00 a month. What else is
// charged month after month, 365.00 for the database, goes on beside it:
// 4,380.00 a year, as a forecast.
TEST_F(YearsAheadTest, WhatIsChargedBesideAContractIsForecast) {
  for (const char* month : {"2026-07", "2026-08", "2026-09"}) {
    Charge("bill", "cloudnine", month,
           {{.billed = "20.00",
             .service = "Compute",
             .quantity = "10",
             .unit = "Hours"},
            {.billed = "365.00", .service = "Database"}});
  }
  Contract contract = MakeContract();
  contract.term.start = absl::CivilDay(2026, 7, 1);
  contract.pricing = {{.component = "vm",
                       .form = PerUnitPrice{Decimal(200, 2)},
                       .meter = Meter{.service_name = "Compute"}}};
  Register({contract});
  const YearsAheadAnswer answer = Ask({.years = 1});
  EXPECT_THAT(Rows(answer),
              ElementsAre("cloudnine 2027 4380.00 4380.00 0.00",
                          "hosting-2026 2027 240.00 240.00 0.00"));
  EXPECT_EQ(answer.totals[0].with_options.ToString(), "4620.00");
  EXPECT_EQ(answer.totals[0].forecast.ToString(), "4380.00");
  const Gap* beside = FindAssumption(answer, "outlook-beside");
  ASSERT_NE(beside, nullptr);
  EXPECT_EQ(beside->arguments.at("services"), "Database");
}

// A fee of 9,500.00 a month, which any line may be, and 9,900.00 a month
// charged: 118,800.00 less 114,000.00 a year are in no figure, which is said.
TEST_F(YearsAheadTest, WhatIsChargedBeyondAFeeIsAGap) {
  for (int month = 4; month <= 9; ++month) {
    Deliver(absl::StrCat("2026-0", month), {{"Hosting", "9500.00", "Purchase"},
                                            {"Support", "400.00", "Purchase"}});
  }
  Register({MakeContract()});
  const YearsAheadAnswer answer = Ask({.years = 1});
  EXPECT_THAT(Rows(answer),
              ElementsAre("hosting-2026 2027 114000.00 114000.00 0.00"));
  const Gap* beyond = FindGap(answer.gaps, "outlook-charged-beyond");
  ASSERT_NE(beyond, nullptr);
  EXPECT_EQ(beyond->arguments.at("amount"), "4800.00");
  EXPECT_EQ(beyond->arguments.at("forecast"), "118800.00");
  EXPECT_TRUE(answer.totals[0].incomplete);
}

TEST_F(YearsAheadTest, OfWhomNothingIsKnownIsAGap) {
  const YearsAheadAnswer answer = Ask({});
  EXPECT_THAT(answer.rows, IsEmpty());
  EXPECT_NE(FindGap(answer.gaps, "outlook-nothing-known"), nullptr);
}

TEST_F(YearsAheadTest, NonsenseIsRefused) {
  const auto refused = [&](const YearsAheadQuestion& question) {
    return std::string(
        AnswerYearsAhead(context(), who_, question, {}).status().message());
  };
  EXPECT_THAT(refused({.years = 11}),
              HasSubstr("years: 11 is not from 1 to 10"));
  EXPECT_THAT(refused({.from = "soon"}),
              HasSubstr("no year from 2026 to 2036"));
  EXPECT_THAT(refused({.from = "2025"}),
              HasSubstr("no year from 2026 to 2036"));
  EXPECT_THAT(refused({.index = "2.5"}), HasSubstr("such as 2.5%"));
  EXPECT_THAT(refused({.index = "80%"}), HasSubstr("at most 50%"));
  EXPECT_THAT(refused({.in = "euro"}), HasSubstr("no ISO 4217 currency"));
  EXPECT_THAT(refused({.provider = "nobody"}), HasSubstr("nobody"));
}

}  // namespace
}  // namespace regisseur
