#include "aggregator/answers/overview.h"

#include <algorithm>
#include <cstdio>

#include "absl/time/clock.h"
#include "aggregator/answers/answers_fixture.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace regisseur {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

using enum OperationalState;

class OverviewTest : public AnswersFixture {
 protected:
  Overview Ask(AsOf as_of = {}, const std::string& owner = "") {
    auto overview = answers().GetOverview(cio_, {.owner = owner}, as_of);
    EXPECT_TRUE(overview.ok()) << overview.status();
    return overview.ok() ? **overview : Overview();
  }
  static const ProviderOverview& Row(const Overview& overview,
                                     const std::string& id) {
    for (const ProviderOverview& row : overview.providers) {
      if (row.id == id) return row;
    }
    ADD_FAILURE() << "no row for " << id;
    static const ProviderOverview none;
    return none;
  }
  static std::vector<std::string> Rules(const ProviderOverview& row) {
    std::vector<std::string> rules;
    for (const AttentionReason& reason : row.attention) {
      rules.push_back(reason.rule);
    }
    return rules;
  }
  static std::string Text(const std::optional<ConvertedSum>& sum) {
    return sum.has_value() ? sum->Rounded("EUR").value().ToString() : "absent";
  }
  absl::Time now() { return clock_.Now(); }
};

TEST_F(OverviewTest, AProviderWithoutAnySourceIsUnknownAndMissing) {
  AddProvider("paper");
  Configure();
  const Overview overview = Ask();
  const ProviderOverview& row = Row(overview, "paper");
  EXPECT_EQ(row.state.joint.state, kUnknown);
  EXPECT_EQ(row.freshness, Freshness::kMissing);
  EXPECT_FALSE(row.state.open_incidents.has_value());
  EXPECT_FALSE(row.cost.has_value());
  EXPECT_EQ(row.coverage.status, CoverageKind::kAbsent);
  EXPECT_THAT(Rules(row), ElementsAre("attention-without-source"));
  EXPECT_NE(FindGap(overview.gaps, "provider-without-source"), nullptr);
  EXPECT_EQ(overview.totals.providers, 1);
  EXPECT_EQ(overview.totals.providers_quiet, 0);
  EXPECT_THAT(overview.totals.last_month_leaves_out, ElementsAre("paper"));
}

TEST_F(OverviewTest, AQuietProviderIsQuietAndSaysWhatIsNotComputed) {
  ProviderConfig& provider = AddProvider("hosting");
  provider.sources = {MakeSource("page", "hosting", "statuspage")};
  Configure();
  Tell("page", MakeObservation(now() - absl::Minutes(1),
                               {MakeComponent("w", "Web", kOperational)}));
  const Overview overview = Ask();
  const ProviderOverview& row = Row(overview, "hosting");
  EXPECT_EQ(row.state.joint.state, kOperational);
  EXPECT_EQ(row.state.joint.since, now() - absl::Minutes(1));
  EXPECT_TRUE(row.state.not_mapped);
  EXPECT_EQ(row.state.open_incidents, 0);
  EXPECT_EQ(row.freshness, Freshness::kFresh);
  EXPECT_EQ(row.coverage.status, CoverageKind::kReported);
  EXPECT_THAT(row.attention, IsEmpty());
  EXPECT_EQ(overview.totals.providers_quiet, 1);
  EXPECT_EQ(overview.totals.sources_fresh, 1);
  EXPECT_NE(FindGap(overview.gaps, "sla-no-contracts"), nullptr);
  EXPECT_NE(FindGap(overview.gaps, "cost-no-source"), nullptr);
}

TEST_F(OverviewTest, ASilentPageBecomesUnknownByTimeAloneInACachedAnswerToo) {
  ProviderConfig& provider = AddProvider("hosting");
  provider.sources = {MakeSource("page", "hosting", "statuspage")};
  Configure();
  const absl::Time observed = now();
  Tell("page",
       MakeObservation(observed, {MakeComponent("w", "Web", kOperational)}));
  EXPECT_EQ(Row(Ask(), "hosting").state.joint.state, kOperational);
  clock_.Advance(absl::Minutes(2));
  EXPECT_EQ(Row(Ask(), "hosting").state.joint.state, kOperational);
  EXPECT_EQ(Row(Ask(), "hosting").freshness, Freshness::kLate);
  clock_.Advance(absl::Minutes(2));
  const Overview overview = Ask();
  const ProviderOverview& row = Row(overview, "hosting");
  EXPECT_EQ(row.state.joint.state, kUnknown);
  EXPECT_EQ(row.state.joint.since, observed + absl::Minutes(3));
  EXPECT_THAT(Rules(row),
              ElementsAre("attention-state-unknown", "attention-source-stale"));
}

TEST_F(OverviewTest, TheWorstServiceDecidesAndAComponentCountsInBoth) {
  ProviderConfig& provider = AddProvider("hosting");
  provider.services = {{.id = "web", .name = "Web", .components = {"Web*"}},
                       {.id = "eu", .name = "EU", .components = {"group:EU"}},
                       {.id = "mail", .name = "Mail", .components = {"Mail"}}};
  provider.sources = {MakeSource("page", "hosting", "statuspage")};
  Configure();
  Tell("page",
       MakeObservation(now() - absl::Minutes(1),
                       {MakeComponent("1", "Web shop", kPartialOutage, "EU"),
                        MakeComponent("2", "Database", kOperational, "EU"),
                        MakeComponent("3", "Other", kMajorOutage)}));
  const Overview overview = Ask();
  const ProviderOverview& row = Row(overview, "hosting");
  ASSERT_THAT(row.state.services, SizeIs(3));
  EXPECT_EQ(row.state.services[0].joint.state, kPartialOutage);
  EXPECT_EQ(row.state.services[1].joint.state, kPartialOutage);
  EXPECT_EQ(row.state.services[2].joint.state, kUnknown);
  EXPECT_EQ(row.attention[0].arguments.at("parts"), "Web, EU");
  // What no service takes does not count.
  EXPECT_EQ(row.state.joint.state, kPartialOutage);
  EXPECT_FALSE(row.state.not_mapped);
  const Gap* gap = FindGap(overview.gaps, "selector-matches-nothing");
  ASSERT_NE(gap, nullptr);
  EXPECT_EQ(gap->arguments.at("selector"), "Mail");
  EXPECT_NE(FindGap(overview.gaps, "service-without-state"), nullptr);
}

// The page was looked at an hour after the outage began, and says so itself.
TEST_F(OverviewTest, AnOutageIsAsOldAsThePartnerSaysAndSaysWhenItWasSeen) {
  ProviderConfig& provider = AddProvider("hosting");
  provider.services = {{.id = "web", .name = "Web", .components = {"Web"}},
                       {.id = "mail", .name = "Mail", .components = {"Mail"}}};
  provider.sources = {MakeSource("page", "hosting", "statuspage")};
  Configure();
  const std::vector<Component> well = {
      MakeComponent("w", "Web", kOperational),
      MakeComponent("m", "Mail", kOperational)};
  const absl::Time seen = now() - absl::Minutes(1);
  Tell("page", MakeObservation(now() - absl::Hours(5), well));
  StatusObservation page =
      MakeObservation(seen, {MakeComponent("w", "Web", kMajorOutage),
                             MakeComponent("m", "Mail", kDegradedPerformance)});
  Incident incident;
  incident.id = "i1";
  incident.start_time = seen - absl::Hours(1);
  incident.component_ids = {"w"};
  page.incidents = {incident};
  Tell("page", page);
  const Overview overview = Ask();
  const ProviderState& state = Row(overview, "hosting").state;
  EXPECT_EQ(state.joint.since, seen - absl::Hours(1));
  EXPECT_EQ(state.joint.seen, seen);
  EXPECT_EQ(state.services[0].joint.since, seen - absl::Hours(1));
  EXPECT_EQ(state.services[0].joint.seen, seen);
  // The incident is about something else.
  EXPECT_EQ(state.services[1].joint.since, seen);
  EXPECT_EQ(state.services[1].joint.seen, std::nullopt);
}

TEST_F(OverviewTest, MeasurementGoesBeforeReport) {
  ProviderConfig& provider = AddProvider("hosting");
  provider.services = {{.id = "web", .name = "Web", .components = {"Web"}}};
  provider.sources = {MakeSource("page", "hosting", "statuspage"),
                      MakeSource("probe", "hosting", "statuspage")};
  provider.sources[1].origin = Origin::kMeasured;
  Configure();
  Tell("page", MakeObservation(now() - absl::Minutes(1),
                               {MakeComponent("1", "Web", kOperational)}));
  Tell("probe", MakeObservation(now() - absl::Minutes(1),
                                {MakeComponent("1", "Web", kMajorOutage)}));
  const Overview overview = Ask();
  const ProviderOverview& row = Row(overview, "hosting");
  EXPECT_EQ(row.state.joint.state, kMajorOutage);
  EXPECT_EQ(row.coverage.status, CoverageKind::kMeasured);
}

TEST_F(OverviewTest, CostIsNetAndSaysWhichMonthsWereDelivered) {
  AddProvider("cloud").sources = {
      MakeSource("bill", "cloud", "focus", absl::Hours(24))};
  AddProvider("late").sources = {
      MakeSource("slow", "late", "focus", absl::Hours(24))};
  Configure();
  Charge("bill", "cloud", "2026-09",
         {{.billed = "100.004"}, {.billed = "21.00", .category = "Tax"}});
  Charge("bill", "cloud", "2026-10", {{.billed = "40.005"}});
  Charge("slow", "late", "2026-08", {{.billed = "7"}});
  const Overview overview = Ask();
  EXPECT_EQ(overview.month, absl::CivilMonth(2026, 10));
  const ProviderOverview& cloud = Row(overview, "cloud");
  EXPECT_EQ(Text(cloud.cost->last_month), "100.00");
  EXPECT_EQ(Text(cloud.cost->month_to_date), "40.01");
  EXPECT_EQ(cloud.cost->month_to_date_until, now());
  EXPECT_TRUE(cloud.cost->by_charges);
  const ProviderOverview& late = Row(overview, "late");
  ASSERT_TRUE(late.cost.has_value());
  EXPECT_EQ(Text(late.cost->month_to_date), "absent");
  EXPECT_EQ(Text(late.cost->last_month), "absent");
  EXPECT_THAT(Rules(late), ::testing::Contains("attention-cost-not-delivered"));
  EXPECT_NE(FindGap(overview.gaps, "cost-month-not-delivered"), nullptr);
  EXPECT_EQ(Text(overview.totals.cost.last_month), "100.00");
  EXPECT_THAT(overview.totals.last_month_leaves_out, ElementsAre("late"));
  EXPECT_THAT(overview.totals.month_to_date_leaves_out, ElementsAre("late"));
  EXPECT_EQ(overview.coverage.absent.ToString(), "100.00");
  EXPECT_EQ(overview.coverage.providers_without_cost, 1);
}

TEST_F(OverviewTest, TheLedgerStandsBesideChargesAndIsNotAdded) {
  AddProvider("cloud").sources = {
      MakeSource("bill", "cloud", "focus", absl::Hours(24))};
  AddProvider("workplace");
  SourceConfig ledger = MakeSource("ledger", "", "focus", absl::Hours(24));
  ledger.basis = CostBasis::kLedger;
  ledger.assign =
      AssignmentRule{.by = "service_provider",
                     .map = {{"cloud", "cloud"}, {"workplace", "workplace"}}};
  portfolio_.shared_sources = {ledger};
  Configure();
  Charge("bill", "cloud", "2026-09", {{.billed = "100"}});
  assign_ = [](const std::string& party) {
    return party == "Unheard Ltd" ? std::string(kUnassigned) : party;
  };
  Charge("ledger", "", "2026-09",
         {{.billed = "99", .party = "cloud"},
          {.billed = "50", .party = "workplace"},
          {.billed = "5", .party = "Unheard Ltd"}});
  const Overview overview = Ask();
  EXPECT_EQ(Text(Row(overview, "cloud").cost->last_month), "100.00");
  EXPECT_FALSE(Row(overview, "cloud").cost->by_ledger);
  EXPECT_EQ(Text(Row(overview, "workplace").cost->last_month), "50.00");
  EXPECT_TRUE(Row(overview, "workplace").cost->by_ledger);
  EXPECT_EQ(Text(Row(overview, kUnassigned).cost->last_month), "5.00");
  EXPECT_THAT(Rules(Row(overview, kUnassigned)),
              ElementsAre("attention-unassigned"));
  EXPECT_EQ(Text(overview.totals.cost.last_month), "155.00");
  // Unassigned is no provider of the configuration.
  EXPECT_EQ(overview.totals.providers, 2);
  const Gap* gap = FindGap(overview.gaps, "source-unassigned-parties");
  ASSERT_NE(gap, nullptr);
  EXPECT_EQ(gap->arguments.at("parties"), "\"Unheard Ltd\" (1)");
}

TEST_F(OverviewTest, AmountsWithoutARateAreLeftOutAndSaid) {
  rates_.Set("Date, USD,\n2026-09-30, 1.25,\n");
  AddProvider("cloud").sources = {
      MakeSource("bill", "cloud", "focus", absl::Hours(24))};
  Configure();
  Charge("bill", "cloud", "2026-09",
         {{.billed = "125", .currency = "USD"},
          {.billed = "10", .currency = "GBP"},
          {.billed = "1", .currency = "EUR"}});
  Charge("bill", "cloud", "2026-10", {{.billed = "12.50", .currency = "USD"}});
  const Overview overview = Ask();
  const ProviderOverview& row = Row(overview, "cloud");
  EXPECT_EQ(Text(row.cost->last_month), "101.00");
  // 15 October is more than seven days after the last rate.
  EXPECT_EQ(Text(row.cost->month_to_date), "absent");
  EXPECT_NE(FindGap(overview.gaps, "cost-no-rate"), nullptr);
  // The last month has an amount, but not all of it.
  EXPECT_THAT(overview.totals.last_month_leaves_out, ElementsAre("cloud"));
  EXPECT_THAT(overview.totals.month_to_date_leaves_out, ElementsAre("cloud"));
}

// September is over and its rate is known; October's can still change.
TEST_F(OverviewTest, EachFigureIsProvisionalForItself) {
  rates_.Set("Date, USD,\n2026-10-14, 1.2,\n2026-09-30, 1.25,\n");
  AddProvider("cloud").sources = {
      MakeSource("bill", "cloud", "focus", absl::Hours(24))};
  Configure();
  Charge("bill", "cloud", "2026-09", {{.billed = "125", .currency = "USD"}});
  Charge("bill", "cloud", "2026-10", {{.billed = "12", .currency = "USD"}});
  const Overview overview = Ask();
  for (const ProviderCost& cost :
       {*Row(overview, "cloud").cost, overview.totals.cost}) {
    EXPECT_EQ(Text(cost.last_month), "100.00");
    EXPECT_FALSE(cost.last_month_provisional());
    EXPECT_EQ(Text(cost.month_to_date), "10.00");
    EXPECT_TRUE(cost.month_to_date_provisional());
  }
}

TEST_F(OverviewTest, WithoutAnyRatesThatIsSaidOnce) {
  AddProvider("cloud").sources = {
      MakeSource("bill", "cloud", "focus", absl::Hours(24))};
  Configure();
  Charge("bill", "cloud", "2026-09",
         {{.billed = "125", .currency = "USD"},
          {.billed = "10", .currency = "GBP"}});
  const Overview overview = Ask();
  EXPECT_EQ(std::count_if(overview.gaps.begin(), overview.gaps.end(),
                          [](const Gap& gap) {
                            return gap.rule == "cost-no-rates-configured";
                          }),
            1);
}

// One of two sources did not deliver the last month: its amount is there and
// not whole. Nothing else says so by itself when it is due.
TEST_F(OverviewTest, AMonthThatOneOfTwoSourcesDidNotDeliverIsNotWhole) {
  AddProvider("cloud").sources = {
      MakeSource("a", "cloud", "focus", absl::Hours(24)),
      MakeSource("b", "cloud", "focus", absl::Hours(24))};
  Configure();
  Charge("a", "cloud", "2026-09", {{.billed = "1"}});
  Charge("b", "cloud", "2026-08", {{.billed = "1"}});
  const Overview overview = Ask();
  EXPECT_EQ(Text(Row(overview, "cloud").cost->last_month), "1.00");
  EXPECT_THAT(overview.totals.last_month_leaves_out, ElementsAre("cloud"));
  const Gap* gap = FindGap(overview.gaps, "cost-month-not-delivered");
  ASSERT_NE(gap, nullptr);
  EXPECT_EQ(gap->source, "b");
  EXPECT_EQ(gap->arguments.at("month"), "2026-09");
}

TEST_F(OverviewTest, ALedgerThatStandsInIsWhole) {
  SourceConfig ledger = MakeSource("ledger", "cloud", "focus");
  ledger.basis = CostBasis::kLedger;
  AddProvider("cloud").sources = {
      MakeSource("bill", "cloud", "focus", absl::Hours(24)), ledger};
  Configure();
  Charge("bill", "cloud", "2026-08", {{.billed = "1"}});
  Charge("ledger", "cloud", "2026-09", {{.billed = "2"}});
  const Overview overview = Ask();
  EXPECT_EQ(Text(Row(overview, "cloud").cost->last_month), "2.00");
  EXPECT_THAT(overview.totals.last_month_leaves_out, IsEmpty());
  EXPECT_NE(FindGap(overview.gaps, "cost-month-not-delivered"), nullptr);
}

TEST_F(OverviewTest, AMonthThatIsNotDueYetNeedsNoAttention) {
  AddProvider("cloud").sources = {
      MakeSource("bill", "cloud", "focus", absl::Hours(24))};
  portfolio_.providers[0].sources[0].expect =
      CalendarSpan{.months = 1, .length = absl::Hours(20 * 24)};
  Configure();
  Charge("bill", "cloud", "2026-08", {{.billed = "1"}});
  Overview overview = Ask();
  const Gap* gap = FindGap(overview.gaps, "cost-month-not-delivered");
  ASSERT_NE(gap, nullptr);
  EXPECT_TRUE(gap->notice);
  EXPECT_THAT(Row(overview, "cloud").attention, IsEmpty());
  // A month and 20 days after 1 September it is, by time alone.
  clock_.Set(At("2026-10-21T00:00:01Z"));
  overview = Ask();
  EXPECT_FALSE(FindGap(overview.gaps, "cost-month-not-delivered")->notice);
  EXPECT_THAT(Rules(Row(overview, "cloud")),
              ::testing::Contains("attention-cost-not-delivered"));
}

TEST_F(OverviewTest, WhoNeedsAttentionStandsFirst) {
  AddProvider("quiet", Tier::kStrategic).sources = {
      MakeSource("q", "quiet", "statuspage")};
  AddProvider("slow", Tier::kStrategic).sources = {
      MakeSource("s", "slow", "statuspage")};
  AddProvider("down", Tier::kCommodity).sources = {
      MakeSource("d", "down", "statuspage")};
  Configure();
  const absl::Time observed = now() - absl::Seconds(30);
  Tell("q", MakeObservation(observed, {MakeComponent("1", "A", kOperational)}));
  Tell("s", MakeObservation(observed,
                            {MakeComponent("1", "A", kDegradedPerformance)}));
  StatusObservation outage =
      MakeObservation(observed, {MakeComponent("1", "A", kMajorOutage)});
  Incident incident;
  incident.id = "i1";
  incident.title = "Down";
  incident.phase = IncidentPhase::kInvestigating;
  incident.start_time = observed;
  incident.component_ids = {"1"};
  outage.incidents = {incident};
  Tell("d", outage);
  const Overview overview = Ask();
  ASSERT_THAT(overview.providers, SizeIs(3));
  EXPECT_EQ(overview.providers[0].id, "down");
  EXPECT_EQ(overview.providers[1].id, "slow");
  EXPECT_EQ(overview.providers[2].id, "quiet");
  EXPECT_THAT(Rules(overview.providers[0]),
              ElementsAre("attention-major-outage", "attention-open-incident"));
  EXPECT_EQ(overview.providers[0].attention[0].arguments.at("parts"), "A")
      << "not mapped: its components";
  EXPECT_EQ(overview.providers[0].attention[1].arguments.at("title"), "Down");
  EXPECT_EQ(overview.totals.providers_attention, 2);
  EXPECT_EQ(overview.totals.open_incidents, 1);
}

TEST_F(OverviewTest, AFailedSourceIsSaidWithItsReason) {
  AddProvider("cloud").sources = {MakeSource("page", "cloud", "statuspage")};
  Configure();
  RecordTry("page", {.time = now(),
                     .outcome = TryOutcome::kConfiguration,
                     .rule = "file-not-found",
                     .message = "no such file"});
  const Overview overview = Ask();
  EXPECT_EQ(Row(overview, "cloud").freshness, Freshness::kFailed);
  const Gap* gap = FindGap(overview.gaps, "source-failed-empty");
  ASSERT_NE(gap, nullptr);
  EXPECT_EQ(gap->kind, ProblemKind::kConfiguration);
  EXPECT_EQ(gap->arguments.at("message"), "no such file");
  EXPECT_FALSE(gap->notice);
  EXPECT_THAT(Rules(Row(overview, "cloud")),
              ElementsAre("attention-source-failed-empty"));
}

// A failure that passes by itself leaves the word missing; why is said.
TEST_F(OverviewTest, ASourceThatNeverAnsweredSaysWhyItFails) {
  AddProvider("cloud").sources = {MakeSource("page", "cloud", "statuspage")};
  Configure();
  RecordTry("page", {.time = now(),
                     .outcome = TryOutcome::kTransient,
                     .message = "No route."});
  const Overview overview = Ask();
  EXPECT_EQ(Row(overview, "cloud").freshness, Freshness::kMissing);
  const Gap* gap = FindGap(overview.gaps, "source-failed-empty");
  ASSERT_NE(gap, nullptr);
  EXPECT_EQ(gap->kind, ProblemKind::kTransient);
  EXPECT_THAT(Rules(Row(overview, "cloud")),
              ElementsAre("attention-source-failed-empty"));
}

// A recording was read, and every try failed for another file: nothing ever
// answered, but much is known.
TEST_F(OverviewTest, AFailedSourceSaysHowFarItsRecordedDataReach) {
  AddProvider("cloud").sources = {MakeSource("page", "cloud", "statuspage")};
  Configure();
  const absl::Time end = now() - absl::Hours(5);
  StagedBatch batch = MakeBatch("page", NextRun(), 1, true, "cloud");
  batch.facts.deliveries = {Head("page", "captures.jsonl")};
  PageState state;
  batch.page_changes.push_back(
      {.observed_time = end - absl::Hours(1),
       .changes = FoldObservation(
                      MakeObservation(end - absl::Hours(1),
                                      {MakeComponent("1", "A", kOperational)}),
                      state)
                      .value()});
  batch.coverage.push_back({.from = end - absl::Hours(1), .until = end});
  ASSERT_TRUE(writer_->StoreBatch(who_, batch).ok());
  RecordTry("page", {.time = now(),
                     .outcome = TryOutcome::kPartner,
                     .message = "No answer.",
                     .tells = {FactKind::kStatus}});
  Overview overview = Ask();
  const Gap* gap = FindGap(overview.gaps, "source-failed");
  ASSERT_NE(gap, nullptr);
  EXPECT_EQ(gap->arguments.at("until"), "2026-10-15 07:00 UTC");
  const ProviderOverview& row = Row(overview, "cloud");
  EXPECT_EQ(row.sources[0].data_until, end);
  ASSERT_THAT(Rules(row), ElementsAre("attention-state-unknown",
                                      "attention-source-failed"));
  EXPECT_EQ(row.attention[1].arguments.at("message"), "No answer.");

  // The same where it will be tried again by itself.
  clock_.Advance(absl::Seconds(1));
  RecordTry("page", {.time = now(),
                     .outcome = TryOutcome::kTransient,
                     .message = "Too slow.",
                     .tells = {FactKind::kStatus}});
  overview = Ask();
  EXPECT_NE(FindGap(overview.gaps, "source-failed"), nullptr);
  EXPECT_EQ(FindGap(overview.gaps, "source-missing"), nullptr);
}

TEST_F(OverviewTest, SeveralOpenIncidentsAreNamedTheNewestFirst) {
  AddProvider("cloud").sources = {MakeSource("page", "cloud", "statuspage")};
  Configure();
  StatusObservation page =
      MakeObservation(now(), {MakeComponent("1", "A", kOperational)});
  for (int i = 1; i <= 4; ++i) {
    Incident incident;
    incident.id = absl::StrCat("i", i);
    if (i > 1) incident.title = absl::StrCat("Trouble ", i, ".");
    incident.start_time = now() - absl::Hours(10 - i);
    page.incidents.push_back(incident);
  }
  Tell("page", page);
  EXPECT_EQ(Row(Ask(), "cloud").attention[0].arguments.at("titles"),
            "Trouble 4; Trouble 3; Trouble 2; …");
}

// Before an adapter spoke nobody knows what it tells: only that it is missing
// is said, not that there is no source of states or cost.
TEST_F(OverviewTest, WhatASourceTellsIsUnknownBeforeItWasAsked) {
  AddProvider("cloud").sources = {MakeSource("any", "cloud", "statuspage")};
  Configure();
  Overview overview = Ask();
  EXPECT_NE(FindGap(overview.gaps, "source-missing"), nullptr);
  EXPECT_EQ(FindGap(overview.gaps, "cost-no-source"), nullptr);
  EXPECT_EQ(FindGap(overview.gaps, "status-no-source"), nullptr);
  EXPECT_FALSE(Row(overview, "cloud").cost.has_value());

  // Whatever it is called, what it says counts.
  RecordTry(
      "any",
      {.time = now(), .data_until = now(), .tells = {FactKind::kMeasurements}});
  overview = Ask();
  EXPECT_EQ(FindGap(overview.gaps, "source-missing"), nullptr);
  EXPECT_NE(FindGap(overview.gaps, "cost-no-source"), nullptr);
  EXPECT_NE(FindGap(overview.gaps, "status-no-source"), nullptr);
}

// What this version cannot do is shown, and does not make an answer incomplete.
TEST_F(OverviewTest, AFeatureThatIsNotThereIsANotice) {
  AddProvider("cloud").sources = {
      MakeSource("page", "cloud", "statuspage"),
      MakeSource("bill", "cloud", "focus", absl::Hours(24))};
  Configure();
  Tell("page", MakeObservation(now(), {MakeComponent("1", "A", kOperational)}));
  Charge("bill", "cloud", "2026-09", {{.billed = "1"}});
  const Overview overview = Ask();
  ASSERT_THAT(overview.gaps, SizeIs(1));
  EXPECT_EQ(overview.gaps[0].rule, "sla-no-contracts");
  EXPECT_TRUE(overview.gaps[0].notice);
}

TEST_F(OverviewTest, FunctionsAreAsWellAsWhatTheyNeed) {
  ProviderConfig& provider = AddProvider("hosting");
  provider.services = {{.id = "web", .name = "Web", .components = {"Web"}},
                       {.id = "db", .name = "DB", .components = {"DB"}}};
  provider.sources = {MakeSource("page", "hosting", "statuspage")};
  portfolio_.functions = {
      {.id = "desk",
       .name = "Desk",
       .critical = true,
       .needs = {{"hosting", "web"}, {"hosting", "db"}}},
      {.id = "tax", .name = "Tax", .needs = {{"hosting", "db"}}},
      {.id = "odd", .name = "Odd", .needs = {{"nobody", "x"}}}};
  Configure();
  Tell("page", MakeObservation(now() - absl::Minutes(1),
                               {MakeComponent("1", "Web", kMajorOutage),
                                MakeComponent("2", "DB", kOperational)}));
  const Overview overview = Ask();
  ASSERT_THAT(overview.functions, SizeIs(3));
  EXPECT_EQ(overview.functions[0].state, kMajorOutage);
  EXPECT_EQ(overview.functions[0].since, now() - absl::Minutes(1));
  EXPECT_THAT(overview.functions[0].providers, ElementsAre("hosting"));
  EXPECT_EQ(overview.functions[1].state, kOperational);
  EXPECT_EQ(overview.functions[2].state, kUnknown);
}

TEST_F(OverviewTest, OnlyTheProvidersOfAnOwner) {
  AddProvider("mine").owner = "m.visser";
  AddProvider("theirs").owner = "h.bakker";
  Configure();
  const Overview overview = Ask({}, "m.visser");
  ASSERT_THAT(overview.providers, SizeIs(1));
  EXPECT_EQ(overview.providers[0].id, "mine");
}

TEST_F(OverviewTest, AsKnownOnShowsTheConfigurationAndFactsOfThen) {
  AddProvider("cloud").sources = {
      MakeSource("bill", "cloud", "focus", absl::Hours(24))};
  Configure();
  Charge("bill", "cloud", "2026-09", {{.billed = "100"}});
  const absl::Time then = now();
  clock_.Advance(absl::Hours(1));
  Charge("bill", "cloud", "2026-09", {{.billed = "90"}});
  portfolio_.providers.clear();
  AddProvider("other");
  Configure(now());
  const Overview before = Ask({then + absl::Minutes(1)});
  ASSERT_THAT(before.providers, SizeIs(1));
  EXPECT_EQ(Text(before.providers[0].cost->last_month), "100.00");
  EXPECT_EQ(before.as_of, then + absl::Minutes(1));
  // Now it is a former one that still costs.
  const Overview after = Ask();
  EXPECT_TRUE(Row(after, "cloud").former);
  EXPECT_EQ(Text(Row(after, "cloud").cost->last_month), "90.00");
  EXPECT_EQ(after.totals.providers, 1);
}

TEST_F(OverviewTest, ARenamedProviderKeepsItsFacts) {
  AddProvider("old").sources = {
      MakeSource("bill", "old", "focus", absl::Hours(24))};
  Configure();
  Charge("bill", "old", "2026-09", {{.billed = "100"}});
  portfolio_.providers.clear();
  ProviderConfig& renamed = AddProvider("new");
  renamed.formerly = {"old"};
  renamed.sources = {MakeSource("bill", "new", "focus", absl::Hours(24))};
  Configure(now());
  const Overview overview = Ask();
  ASSERT_THAT(overview.providers, SizeIs(1));
  EXPECT_EQ(Text(Row(overview, "new").cost->last_month), "100.00");
}

// The same object comes back while nothing changed, and is another one when
// something did.
TEST_F(OverviewTest, IsKeptUntilDataOrConfigurationChange) {
  AddProvider("cloud").sources = {
      MakeSource("bill", "cloud", "focus", absl::Hours(24))};
  Configure();
  Charge("bill", "cloud", "2026-09", {{.billed = "100"}});
  const auto first = answers().GetOverview(cio_, {}, {}).value();
  clock_.Advance(absl::Seconds(1));
  EXPECT_EQ(answers().GetOverview(cio_, {}, {}).value(), first);
  Charge("bill", "cloud", "2026-09", {{.billed = "90"}});
  const auto second = answers().GetOverview(cio_, {}, {}).value();
  EXPECT_NE(second, first);
  EXPECT_EQ(Text(second->providers[0].cost->last_month), "90.00");
  portfolio_.providers[0].name = "Renamed";
  Configure(now());
  EXPECT_EQ(answers().GetOverview(cio_, {}, {}).value()->providers[0].name,
            "Renamed");
}

// Not a timed test: prints what 500 providers with 20 services cost.
TEST_F(OverviewTest, ComputesFiveHundredProviders) {
  constexpr int kProviders = 500;
  constexpr int kServices = 20;
  for (int p = 0; p < kProviders; ++p) {
    ProviderConfig& provider = AddProvider(absl::StrCat("p", p));
    provider.sources = {
        MakeSource(absl::StrCat("s", p), provider.id, "statuspage")};
    std::vector<Component> components;
    for (int s = 0; s < kServices; ++s) {
      provider.services.push_back({.id = absl::StrCat("v", s),
                                   .name = "Service",
                                   .components = {absl::StrCat("id:c", s)}});
      components.push_back(
          MakeComponent(absl::StrCat("c", s), "C",
                        s == 3 ? kDegradedPerformance : kOperational));
    }
    Tell(provider.sources[0].id,
         MakeObservation(now() - absl::Seconds(10), components));
  }
  Configure();
  const Overview overview = Ask();
  absl::Duration best = absl::InfiniteDuration();
  for (int i = 0; i < 5; ++i) {
    OverviewCache fresh(context());
    const absl::Time start = absl::Now();
    EXPECT_TRUE(fresh.Get(cio_, {}, {}).ok());
    best = std::min(best, absl::Now() - start);
  }
  std::printf("500 providers x 20 services: %s\n",
              absl::FormatDuration(best).c_str());
  EXPECT_THAT(overview.providers, SizeIs(kProviders));
  EXPECT_EQ(overview.totals.providers_attention, kProviders);
}

}  // namespace
}  // namespace regisseur
