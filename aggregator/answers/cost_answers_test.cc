#include "aggregator/answers/answers_fixture.h"
#include "aggregator/answers/cost_gaps.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace regisseur {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::SizeIs;

class CostAnswersTest : public AnswersFixture {
 protected:
  CostAnswersTest() {
    AddProvider("cloud").sources = {
        MakeSource("bill", "cloud", "focus", absl::Hours(24))};
    AddProvider("other").sources = {
        MakeSource("other-bill", "other", "focus", absl::Hours(24))};
    Configure();
  }
  CostSummaryAnswer Ask(const CostSummaryQuestion& question, AsOf as_of = {}) {
    auto answer = answers().SummarizeCost(cio_, question, as_of);
    EXPECT_TRUE(answer.ok()) << answer.status();
    return answer.ok() ? *answer : CostSummaryAnswer();
  }
  absl::Status Refusal(const CostSummaryQuestion& question) {
    return answers().SummarizeCost(cio_, question, {}).status();
  }
};

TEST_F(CostAnswersTest, SumsExactlyByKeyAndAlwaysByCurrency) {
  Charge("bill", "cloud", "2026-09",
         {{.billed = "0.1000000000000000000000000001"},
          {.billed = "0.2"},
          {.billed = "21", .category = "Tax"},
          {.billed = "5", .currency = "USD"}});
  const CostSummaryAnswer answer = Ask({.by = {"billing_period"}});
  ASSERT_THAT(answer.rows, SizeIs(2));
  EXPECT_THAT(
      answer.rows[0].keys,
      ElementsAre(Pair("billing_period", "2026-09"), Pair("currency", "EUR")));
  EXPECT_EQ(answer.rows[0].billed, "21.3000000000000000000000000001");
  EXPECT_EQ(answer.rows[0].tax, "21.00");
  EXPECT_EQ(answer.rows[0].charge_count, 3);
  EXPECT_EQ(answer.rows[1].currency, "USD");
  EXPECT_FALSE(answer.rows[0].unrounded.has_value());
  EXPECT_EQ(answer.basis, "charges");
}

TEST_F(CostAnswersTest, LeavesTaxOutWhenAsked) {
  Charge("bill", "cloud", "2026-09",
         {{.billed = "100"}, {.billed = "21", .category = "Tax"}});
  for (const std::vector<std::string>& by :
       {std::vector<std::string>{"billing_period"}, {"sku"}}) {
    const CostSummaryAnswer answer =
        Ask({.by = by, .provider = "cloud", .without_tax = true});
    ASSERT_THAT(answer.rows, SizeIs(1));
    EXPECT_EQ(answer.rows[0].billed, "100.00");
    EXPECT_EQ(answer.rows[0].tax, "0.00");
  }
}

TEST_F(CostAnswersTest, AColumnThatIsNullSomewhereIsSaid) {
  Charge("bill", "cloud", "2026-09",
         {{.billed = "10"}, {.billed = "4", .effective_is_null = true}});
  Charge("other-bill", "other", "2026-09",
         {{.billed = "7", .effective_is_null = true}});
  const CostSummaryAnswer answer = Ask({.by = {"provider"}});
  ASSERT_THAT(answer.rows, SizeIs(2));
  EXPECT_EQ(answer.rows[0].effective, "10.00");
  EXPECT_FALSE(answer.rows[1].effective.has_value());
  const Gap* gap = FindGap(answer.gaps, "cost-nulls-left-out");
  ASSERT_NE(gap, nullptr);
  EXPECT_EQ(gap->arguments.at("count"), "2");
  EXPECT_EQ(gap->arguments.at("amount"), "11.00");
}

TEST_F(CostAnswersTest, PeriodsAreUtcMonths) {
  for (const char* month : {"2026-07", "2026-08", "2026-09"}) {
    Charge("bill", "cloud", month, {{.billed = "1"}});
  }
  EXPECT_EQ(Ask({.from = "2026-08", .to = "2026-08"}).rows[0].billed, "1.00");
  EXPECT_EQ(Ask({.from = "2026-08"}).rows[0].billed, "2.00");
  EXPECT_EQ(Ask({}).rows[0].billed, "3.00");
}

TEST_F(CostAnswersTest, ConvertsOncePerCurrencyAndPeriod) {
  // 2026-09-30 is a Wednesday; the rate of August is that of the 31st.
  rates_.Set(
      "Date, USD, GBP,\n2026-10-14, 1.2, N/A,\n2026-09-30, 1.25, 0.85,\n"
      "2026-08-31, 1.5, 0.86,\n");
  Charge("bill", "cloud", "2026-08", {{.billed = "1", .currency = "USD"}});
  Charge("bill", "cloud", "2026-09",
         {{.billed = "1", .currency = "USD"}, {.billed = "0.001"}});
  Charge("bill", "cloud", "2026-10", {{.billed = "1.2", .currency = "USD"}});
  CostSummaryAnswer answer = Ask({.by = {"provider"}, .in = "EUR"});
  ASSERT_THAT(answer.rows, SizeIs(1));
  // 1/1.5 + 1/1.25 + 1.2/1.2 + 0.001
  EXPECT_EQ(answer.rows[0].unrounded, "2.467666666666");
  EXPECT_EQ(answer.rows[0].billed, "2.47");
  EXPECT_TRUE(answer.rows[0].provisional) << "October is open";
  answer = Ask({.to = "2026-09", .in = "EUR"});
  EXPECT_FALSE(answer.rows[0].provisional);
}

TEST_F(CostAnswersTest, WhatHasNoRateStaysInItsCurrency) {
  rates_.Set("Date, USD,\n2026-09-30, 1.25,\n");
  Charge(
      "bill", "cloud", "2026-09",
      {{.billed = "5", .currency = "USD"}, {.billed = "7", .currency = "GBP"}});
  const CostSummaryAnswer answer = Ask({.in = "EUR"});
  ASSERT_THAT(answer.rows, SizeIs(2));
  EXPECT_EQ(answer.rows[0].currency, "EUR");
  EXPECT_EQ(answer.rows[0].billed, "4.00");
  EXPECT_EQ(answer.rows[1].currency, "GBP");
  EXPECT_EQ(answer.rows[1].billed, "7.00");
  EXPECT_NE(FindGap(answer.gaps, "cost-no-rate"), nullptr);
}

TEST_F(CostAnswersTest, LineKeysNeedOneProviderAndAYear) {
  Charge("bill", "cloud", "2026-09",
         {{.billed = "1", .sku = "A", .tags = R"({"app":"shop"})"},
          {.billed = "2", .sku = "B", .tags = R"({"app":"shop"})"},
          {.billed = "4", .sku = "B"}});
  EXPECT_THAT(std::string(Refusal({.by = {"sku"}}).message()),
              HasSubstr("add provider"));
  EXPECT_EQ(Refusal({.by = {"tag:app"}}).code(),
            absl::StatusCode::kInvalidArgument);
  CostSummaryAnswer answer = Ask({.by = {"sku"}, .provider = "cloud"});
  ASSERT_THAT(answer.rows, SizeIs(2));
  EXPECT_EQ(answer.rows[0].billed, "1.00");
  EXPECT_EQ(answer.rows[1].billed, "6.00");
  answer = Ask({.by = {"tag:app"}, .provider = "cloud"});
  ASSERT_THAT(answer.rows, SizeIs(2));
  EXPECT_EQ(answer.rows[0].keys.at("tag:app"), "");
  EXPECT_EQ(answer.rows[0].billed, "4.00");
  EXPECT_EQ(answer.rows[1].keys.at("tag:app"), "shop");
  EXPECT_EQ(answer.rows[1].billed, "3.00");
}

TEST_F(CostAnswersTest, MoreThanThirteenPeriodsOfLinesAreRefused) {
  for (int year : {2025, 2026}) {
    for (int month = 1; month <= 7; ++month) {
      Charge("bill", "cloud", FormatMonth(absl::CivilMonth(year, month)),
             {{.billed = "1", .sku = "A"}});
    }
  }
  const absl::Status refused = Refusal({.by = {"sku"}, .provider = "cloud"});
  EXPECT_EQ(refused.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(refused.message()), HasSubstr("narrow from and to"));
  EXPECT_EQ(Ask({.by = {"sku"}, .from = "2026-01", .provider = "cloud"})
                .rows[0]
                .billed,
            "7.00");
}

TEST_F(CostAnswersTest, RefusesWhatCannotBeAsked) {
  const CostSummaryQuestion wrong[] = {
      {.by = {"colour"}}, {.by = {"provider", "provider"}},
      {.by = {"tag:"}},   {.from = "yesterday"},
      {.in = "euro"},     {.from = "2026-10", .to = "2026-08"}};
  for (const CostSummaryQuestion& question : wrong) {
    EXPECT_EQ(Refusal(question).code(), absl::StatusCode::kInvalidArgument);
  }
  EXPECT_EQ(Refusal({.provider = "nope"}).code(), absl::StatusCode::kNotFound);
}

// What the sums leave out because of their sources stands beside them.
TEST_F(CostAnswersTest, ASourceThatFailsOrIsLateIsAGap) {
  Charge("bill", "cloud", "2026-09", {{.billed = "1"}});
  RecordTry("bill", {.time = clock_.Now(),
                     .outcome = TryOutcome::kPartner,
                     .message = "The file is broken.",
                     .tells = {FactKind::kCharges}});
  Charge("other-bill", "other", "2026-08", {{.billed = "1"}});
  clock_.Advance(absl::Hours(36) + absl::Seconds(1));
  CostSummaryAnswer answer = Ask({});
  const Gap* failed = FindGap(answer.gaps, "source-failed");
  ASSERT_NE(failed, nullptr);
  EXPECT_EQ(failed->source, "bill");
  EXPECT_FALSE(failed->notice);
  const Gap* late = FindGap(answer.gaps, "source-late");
  ASSERT_NE(late, nullptr);
  EXPECT_EQ(late->source, "other-bill");
  // Those of one provider only where it is asked about.
  answer = Ask({.provider = "other"});
  EXPECT_EQ(FindGap(answer.gaps, "source-failed"), nullptr);
  EXPECT_NE(FindGap(answer.gaps, "source-late"), nullptr);
}

TEST_F(CostAnswersTest, AProviderThatNobodyTellsTheCostOfIsAGap) {
  AddProvider("paper");
  Configure();
  const CostSummaryAnswer answer = Ask({});
  const Gap* gap = FindGap(answer.gaps, "cost-no-source");
  ASSERT_NE(gap, nullptr);
  EXPECT_EQ(gap->provider, "paper");
}

TEST_F(CostAnswersTest, RowsThatCouldNotBeReadAreAGap) {
  StagedBatch batch = MakeBatch("bill", NextRun(), 1, true, "cloud");
  batch.facts.deliveries = {Head("month 2026-09", "cost.csv")};
  AddCharge(batch, "Compute", "10");
  Finding error;
  error.severity = Severity::kError;
  error.rule = "focus-row-not-counted";
  error.file = "cost.csv";
  error.count = 3;
  Finding warning = error;
  warning.severity = Severity::kWarning;
  warning.rule = "focus-header-case";
  batch.facts.findings = {error, warning};
  ASSERT_TRUE(writer_->StoreBatch(who_, batch).ok());
  Answered("bill", clock_.Now(), FactKind::kCharges);
  const CostSummaryAnswer answer = Ask({});
  const Gap* gap = FindGap(answer.gaps, "cost-rows-not-counted");
  ASSERT_NE(gap, nullptr);
  EXPECT_EQ(gap->provider, "cloud");
  EXPECT_EQ(gap->source, "bill");
  EXPECT_EQ(gap->arguments.at("findings"), "focus-row-not-counted (3)");
  EXPECT_EQ(FindGap(answer.gaps, "cost-delivery-smaller"), nullptr);
}

TEST_F(CostAnswersTest, ASmallerRedeliveryIsANoticeAndWithErrorsAGap) {
  const auto deliver = [&](int rows, bool with_error) {
    StagedBatch batch = MakeBatch("bill", NextRun(), 1, true, "cloud");
    batch.facts.deliveries = {Head("month 2026-09", "cost.csv")};
    for (int i = 0; i < rows; ++i) AddCharge(batch, "Compute", "10");
    if (with_error) {
      Finding error;
      error.severity = Severity::kError;
      error.rule = "focus-row-not-counted";
      error.file = "cost.csv";
      error.count = 2;
      batch.facts.findings = {error};
    }
    ASSERT_TRUE(writer_->StoreBatch(who_, batch).ok());
    Answered("bill", clock_.Now(), FactKind::kCharges);
    clock_.Advance(absl::Seconds(1));
  };
  deliver(5, false);
  deliver(4, false);
  CostSummaryAnswer answer = Ask({});
  EXPECT_EQ(FindGap(answer.gaps, "cost-delivery-smaller"), nullptr)
      << "a partner may take back a row";
  const Gap* gap = FindGap(answer.gaps, "cost-delivery-corrected");
  ASSERT_NE(gap, nullptr);
  EXPECT_TRUE(gap->notice);
  EXPECT_EQ(gap->arguments.at("rows"), "4");
  EXPECT_EQ(gap->arguments.at("rows_before"), "5");
  EXPECT_EQ(gap->arguments.at("scope"), "month 2026-09");
  deliver(2, true);
  answer = Ask({});
  EXPECT_EQ(FindGap(answer.gaps, "cost-delivery-corrected"), nullptr);
  gap = FindGap(answer.gaps, "cost-delivery-smaller");
  ASSERT_NE(gap, nullptr);
  EXPECT_FALSE(gap->notice);
  EXPECT_EQ(gap->arguments.at("rows"), "2");
  EXPECT_EQ(gap->arguments.at("rows_before"), "4");
  EXPECT_EQ(gap->arguments.at("scope"), "month 2026-09");
}

TEST_F(CostAnswersTest, AScopeThatItsFileNoLongerTellsIsANotice) {
  const auto deliver = [&](const char* account) {
    StagedBatch batch = MakeBatch("bill", NextRun(), 1, true, "cloud");
    batch.facts.deliveries = {Head(account, "cost.csv")};
    batch.facts.whole_origins = {"cost.csv"};
    AddCharge(batch, "Compute", "10");
    ASSERT_TRUE(writer_->StoreBatch(who_, batch).ok());
    Answered("bill", clock_.Now(), FactKind::kCharges);
    clock_.Advance(absl::Seconds(1));
  };
  deliver("account=A1");
  deliver("account=A-1");
  const CostSummaryAnswer answer = Ask({.provider = "cloud"});
  ASSERT_THAT(answer.rows, SizeIs(1));
  EXPECT_EQ(answer.rows[0].billed, "10.00") << "once";
  const Gap* gap = FindGap(answer.gaps, "cost-delivery-corrected");
  ASSERT_NE(gap, nullptr);
  EXPECT_TRUE(gap->notice);
  EXPECT_EQ(gap->arguments.at("scope"), "account=A1");
  EXPECT_EQ(gap->arguments.at("rows"), "0");
  EXPECT_EQ(gap->arguments.at("rows_before"), "1");
}

// Days within a month have no sum of their own.
TEST_F(CostAnswersTest, ARangeThatCutsABillingPeriodSaysSo) {
  Charge("bill", "cloud", "2026-08", {{.billed = "1"}});
  Charge("bill", "cloud", "2026-09", {{.billed = "2"}});
  CostSummaryAnswer answer =
      Ask({.from = "2026-09-10", .to = "2026-09-20", .provider = "cloud"});
  EXPECT_THAT(answer.rows, IsEmpty());
  const Gap* gap = FindGap(answer.gaps, "cost-period-begun-before");
  ASSERT_NE(gap, nullptr);
  EXPECT_FALSE(gap->notice);
  EXPECT_EQ(gap->arguments.at("periods"), "2026-09");
  EXPECT_EQ(gap->arguments.at("from"), "2026-09");

  answer = Ask({.from = "2026-08", .to = "2026-09-20"});
  ASSERT_THAT(answer.rows, SizeIs(1));
  EXPECT_EQ(answer.rows[0].billed, "3.00");
  gap = FindGap(answer.gaps, "cost-period-counted-whole");
  ASSERT_NE(gap, nullptr);
  EXPECT_FALSE(gap->notice);
  EXPECT_EQ(gap->arguments.at("periods"), "2026-09");
  EXPECT_EQ(gap->arguments.at("to"), "2026-09");
  EXPECT_EQ(FindGap(answer.gaps, "cost-period-begun-before"), nullptr);

  answer = Ask({.from = "2026-08", .to = "2026-09"});
  EXPECT_EQ(FindGap(answer.gaps, "cost-period-counted-whole"), nullptr);
  EXPECT_EQ(FindGap(answer.gaps, "cost-period-begun-before"), nullptr);
}

// Who asks for whole months did nothing wrong when a year is billed at once.
TEST_F(CostAnswersTest, AYearThatARangeOfMonthsCutsIsANotice) {
  StagedBatch batch = MakeBatch("bill", NextRun(), 1, true, "cloud");
  batch.facts.deliveries = {Head("year 2026", "cost.csv")};
  ::regisseur::Charge& charge = AddCharge(batch, "Licences", "1200");
  charge.billing_period_start = At("2026-01-01T00:00:00Z");
  charge.billing_period_end = At("2027-01-01T00:00:00Z");
  ASSERT_TRUE(writer_->StoreBatch(who_, batch).ok());
  CostSummaryAnswer answer =
      Ask({.from = "2026-09", .to = "2026-09", .provider = "cloud"});
  EXPECT_THAT(answer.rows, IsEmpty());
  const Gap* gap = FindGap(answer.gaps, "cost-period-begun-before");
  ASSERT_NE(gap, nullptr);
  EXPECT_TRUE(gap->notice);
  EXPECT_EQ(gap->arguments.at("periods"), "2026-01-01/2027-01-01");
  EXPECT_EQ(gap->arguments.at("from"), "2026-01");
  answer = Ask({.from = "2026-01", .to = "2026-03"});
  ASSERT_THAT(answer.rows, SizeIs(1));
  gap = FindGap(answer.gaps, "cost-period-counted-whole");
  ASSERT_NE(gap, nullptr);
  EXPECT_TRUE(gap->notice);
  EXPECT_EQ(gap->arguments.at("to"), "2026-12");
}

TEST_F(CostAnswersTest, MonthsThatWereNotDeliveredAreGaps) {
  for (const char* month : {"2026-02", "2026-03", "2026-06"}) {
    Charge("bill", "cloud", month, {{.billed = "1"}});
  }
  const auto months = [&](const CostSummaryQuestion& question) {
    std::vector<std::string> found;
    for (const Gap& gap : Ask(question).gaps) {
      if (gap.rule == "cost-month-not-delivered" && gap.source == "bill") {
        found.push_back(gap.arguments.at("month"));
      }
    }
    return found;
  };
  // It is 15 October: by 1 month + 5 days September should be here.
  EXPECT_THAT(months({}),
              ElementsAre("2026-04 to 2026-05", "2026-07 to 2026-09"));
  EXPECT_THAT(months({.from = "2026-01", .to = "2026-04"}),
              ElementsAre("2026-04"));
  EXPECT_THAT(months({.from = "2026-10"}), IsEmpty());
  EXPECT_THAT(months({.provider = "other"}), IsEmpty());
}

// Whoever would tell it: a month that was asked about and is not there is said
// of each partner.
TEST_F(CostAnswersTest, PartnersThatAreSilentInTheRangeAreGaps) {
  AddProvider("shared-only");
  SourceConfig ledger = MakeSource("ledger", "", "focus", absl::Hours(24));
  ledger.basis = CostBasis::kLedger;
  ledger.assign = AssignmentRule{.by = "service_provider",
                                 .map = {{"Shared*", "shared-only"}}};
  portfolio_.shared_sources = {ledger};
  Configure();
  Charge("bill", "cloud", "2026-09", {{.billed = "1"}});
  assign_ = [](const std::string&) { return "shared-only"; };
  Charge("ledger", "", "2026-09", {{.billed = "2", .party = "Shared Ltd"}});
  assign_ = nullptr;
  using Silent = std::map<std::string, std::string>;
  const auto silent = [&](const CostSummaryQuestion& question) {
    Silent found;
    for (const Gap& gap : Ask(question).gaps) {
      if (gap.rule != "cost-month-not-delivered") continue;
      EXPECT_FALSE(gap.notice);
      EXPECT_EQ(found.count(gap.provider), 0u) << gap.provider;
      found[gap.provider] = gap.arguments.at("month");
    }
    return found;
  };
  EXPECT_EQ(silent({.from = "2026-10", .to = "2026-10"}),
            (Silent{{"cloud", "2026-10"},
                    {"other", "2026-10"},
                    {"shared-only", "2026-10"}}));
  EXPECT_EQ(
      silent({.from = "2026-08", .to = "2027-03", .provider = "shared-only"}),
      (Silent{{"shared-only", "2026-08, 2026-10"}}));
  EXPECT_EQ(silent({.to = "2026-10", .provider = "cloud"}),
            (Silent{{"cloud", "2026-10"}}));
  EXPECT_EQ(silent({.from = "2026-09", .to = "2026-09"}),
            (Silent{{"other", "2026-09"}}));
  // Without a range, only who never told anything.
  EXPECT_EQ(silent({}), (Silent{{"other", "any month"}}));
}

TEST(MonthsWithinTest, ReachUpToNowAndStartWithinTheRange) {
  const absl::Time now = At("2026-10-15T12:00:00Z");
  const absl::CivilMonth earliest(2026, 9);
  const auto words = [&](const char* from, const char* to) {
    return MonthsInWords(MonthsWithin(
        ParseTimeRange(from, to, absl::UTCTimeZone()).value(), earliest, now));
  };
  EXPECT_EQ(words("2026-08", "2027-01"), "2026-08 to 2026-10");
  EXPECT_EQ(words("2026-08-02", "2026-09"), "2026-09");
  EXPECT_EQ(words("2026-11", ""), "");
  EXPECT_EQ(words("", "2026-10"), "2026-09 to 2026-10");
}

TEST(MonthsNotDeliveredTest, CountsPeriodsByTheMonthsThatTheyCover) {
  const auto period = [](const char* from, const char* to) {
    return TimeRange{At(from), At(to)};
  };
  const absl::CivilMonth none(1970, 1);
  EXPECT_THAT(MonthsNotDelivered({}, absl::CivilMonth(2026, 10)), IsEmpty());
  const TimeRange quarter =
      period("2026-01-01T00:00:00Z", "2026-04-01T00:00:00Z");
  EXPECT_THAT(MonthsNotDelivered({quarter}, none), IsEmpty());
  EXPECT_THAT(
      MonthsNotDelivered({quarter}, absl::CivilMonth(2026, 5)),
      ElementsAre(absl::CivilMonth(2026, 4), absl::CivilMonth(2026, 5)));
  const TimeRange across =
      period("2026-05-16T00:00:00Z", "2026-06-16T00:00:00Z");
  EXPECT_THAT(MonthsNotDelivered({quarter, across}, none),
              ElementsAre(absl::CivilMonth(2026, 4)));
}

TEST_F(CostAnswersTest, TheRunningMonthIsANoticeAndNoGap) {
  Charge("bill", "cloud", "2026-10", {{.billed = "1"}});
  const CostSummaryAnswer answer = Ask({.provider = "cloud"});
  const Gap* gap = FindGap(answer.gaps, "cost-still-arriving");
  ASSERT_NE(gap, nullptr);
  EXPECT_TRUE(gap->notice);
  EXPECT_EQ(gap->arguments.at("until"), "2026-10-15 12:00 UTC");
  EXPECT_EQ(FindGap(Ask({.to = "2026-09", .provider = "cloud"}).gaps,
                    "cost-still-arriving"),
            nullptr);
}

TEST_F(CostAnswersTest, ARateThatCanStillChangeIsANotice) {
  rates_.Set("Date, USD,\n2026-10-14, 1.2,\n2026-09-30, 1.25,\n");
  Charge("bill", "cloud", "2026-09", {{.billed = "1", .currency = "USD"}});
  EXPECT_EQ(FindGap(Ask({.in = "EUR"}).gaps, "cost-provisional-rate"), nullptr);
  Charge("bill", "cloud", "2026-10", {{.billed = "1", .currency = "USD"}});
  const CostSummaryAnswer answer = Ask({.in = "EUR"});
  const Gap* gap = FindGap(answer.gaps, "cost-provisional-rate");
  ASSERT_NE(gap, nullptr);
  EXPECT_TRUE(gap->notice);
  EXPECT_EQ(gap->arguments.at("period"), "2026-10");
  EXPECT_EQ(gap->arguments.at("day"), "2026-10-14");
}

TEST_F(CostAnswersTest, DroppedLinesLeaveTheirTotalsAndAGap) {
  // October is open: what is replaced in it is no edition that anybody settled.
  Charge("bill", "cloud", "2026-10",
         {{.billed = "1", .sku = "A"}, {.billed = "2", .sku = "B"}});
  const absl::Time then = clock_.Now();
  clock_.Advance(absl::Hours(1));
  Charge("bill", "cloud", "2026-10", {{.billed = "5", .sku = "A"}});
  clock_.Advance(absl::Hours(1));
  ASSERT_TRUE(writer_->Purge(who_, absl::ZeroDuration()).ok());
  const CostSummaryAnswer answer =
      Ask({.by = {"sku"}, .provider = "cloud"}, {then});
  const Gap* gap = FindGap(answer.gaps, "cost-lines-dropped");
  ASSERT_NE(gap, nullptr);
  EXPECT_EQ(gap->arguments.at("keys"), "sku");
  ASSERT_THAT(answer.rows, SizeIs(1));
  EXPECT_EQ(answer.rows[0].keys.at("sku"), "");
  EXPECT_EQ(answer.rows[0].billed, "3.00");
  // Of the one in force they are there.
  const CostSummaryAnswer now = Ask({.by = {"sku"}, .provider = "cloud"});
  EXPECT_EQ(FindGap(now.gaps, "cost-lines-dropped"), nullptr);
  EXPECT_EQ(now.rows[0].keys.at("sku"), "A");
}

// August was delivered, if only its tax: what the ledger booked of it is other
// evidence, and no cost beside it.
TEST_F(CostAnswersTest, AMonthOfTaxAloneIsDeliveredWithoutTaxToo) {
  SourceConfig ledger = MakeSource("ledger", "cloud", "focus");
  ledger.basis = CostBasis::kLedger;
  portfolio_.providers[0].sources.push_back(ledger);
  Configure();
  Charge("bill", "cloud", "2026-08", {{.billed = "21", .category = "Tax"}});
  Charge("ledger", "cloud", "2026-08", {{.billed = "50"}});
  for (const bool without_tax : {false, true}) {
    const CostSummaryAnswer answer =
        Ask({.by = {"provider"}, .without_tax = without_tax});
    ASSERT_THAT(answer.rows, SizeIs(without_tax ? 0 : 1));
    EXPECT_NE(FindGap(answer.gaps, "cost-ledger-not-counted"), nullptr);
  }
}

TEST_F(CostAnswersTest, TheLedgerIsSaidAndNotAdded) {
  SourceConfig ledger = MakeSource("ledger", "cloud", "focus");
  ledger.basis = CostBasis::kLedger;
  portfolio_.providers[0].sources.push_back(ledger);
  Configure();
  Charge("bill", "cloud", "2026-09", {{.billed = "100"}});
  Charge("ledger", "cloud", "2026-09", {{.billed = "98"}});
  Charge("ledger", "cloud", "2026-08", {{.billed = "50"}});
  const CostSummaryAnswer answer = Ask({.by = {"billing_period"}});
  ASSERT_THAT(answer.rows, SizeIs(2));
  EXPECT_EQ(answer.rows[0].billed, "50.00");
  EXPECT_EQ(answer.rows[1].billed, "100.00");
  EXPECT_EQ(answer.basis, "charges; ledger where no charges were delivered");
  const Gap* gap = FindGap(answer.gaps, "cost-ledger-not-counted");
  ASSERT_NE(gap, nullptr);
  EXPECT_EQ(gap->arguments.at("amount"), "98.00");
  EXPECT_EQ(gap->arguments.at("month"), "2026-09");
  EXPECT_TRUE(gap->notice) << "other evidence about the same cost";

  Charge("bill", "cloud", "2026-07", {{.billed = "1"}});
  Charge("ledger", "cloud", "2026-07", {{.billed = "2"}});
  const CostSummaryAnswer both = Ask({.provider = "cloud"});
  gap = FindGap(both.gaps, "cost-ledger-not-counted");
  ASSERT_NE(gap, nullptr);
  EXPECT_EQ(gap->arguments.at("amount"), "100.00");
  EXPECT_EQ(gap->arguments.at("month"), "2 months from 2026-07 to 2026-09");
}

TEST_F(CostAnswersTest, ConvertsAnAmount) {
  rates_.Set("Date, USD, JPY,\n2026-10-02, 1.25, 180,\n");
  const ConvertAmountAnswer answer = answers()
                                         .ConvertAmount(cio_,
                                                        {.amount = "-0.00625",
                                                         .from = "USD",
                                                         .to = "EUR",
                                                         .on = "2026-10-04"},
                                                        {})
                                         .value();
  EXPECT_EQ(answer.conversion.rounded.ToString(), "-0.01");
  EXPECT_EQ(answer.conversion.rate_date, absl::CivilDay(2026, 10, 2));
  EXPECT_EQ(answer.rate_source, "rates.csv");
  const struct {
    ConvertAmountQuestion question;
    absl::StatusCode code;
  } refused[] = {
      {{.amount = "1,5", .from = "USD", .to = "EUR", .on = "2026-10-04"},
       absl::StatusCode::kInvalidArgument},
      {{.amount = "1", .from = "usd", .to = "EUR", .on = "2026-10-04"},
       absl::StatusCode::kInvalidArgument},
      {{.amount = "1", .from = "USD", .to = "EUR", .on = "4-10-2026"},
       absl::StatusCode::kInvalidArgument},
      {{.amount = "1", .from = "USD", .to = "EUR", .on = "2026-10-12"},
       absl::StatusCode::kNotFound},
      {{.amount = "1", .from = "CHF", .to = "EUR", .on = "2026-10-04"},
       absl::StatusCode::kNotFound},
  };
  for (const auto& c : refused) {
    EXPECT_EQ(answers().ConvertAmount(cio_, c.question, {}).status().code(),
              c.code);
  }
}

TEST(MeasurementPeriodLabelTest, IsAMonthOrDays) {
  const absl::TimeZone zone = LoadZone("Europe/Amsterdam").value();
  EXPECT_EQ(MeasurementPeriodLabel(At("2026-09-01T00:00:00Z"),
                                   At("2026-10-01T00:00:00Z"), zone),
            "2026-09");
  EXPECT_EQ(MeasurementPeriodLabel(At("2026-08-31T22:00:00Z"),
                                   At("2026-09-30T22:00:00Z"), zone),
            "2026-09");
  EXPECT_EQ(MeasurementPeriodLabel(At("2026-09-01T00:00:00Z"),
                                   At("2026-09-15T00:00:00Z"), zone),
            "2026-09-01/2026-09-14");
}

}  // namespace
}  // namespace regisseur
