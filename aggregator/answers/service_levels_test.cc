#include "aggregator/answers/service_levels.h"

#include <algorithm>

#include "aggregator/answers/service_level_explanation.h"
#include "aggregator/answers/service_levels_fixture.h"
#include "core/finding/catalogue.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace regisseur {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using enum OperationalState;

class ServiceLevelsTest : public ServiceLevelsFixture {
 protected:
  // Up from before October until after it, with one outage.
  void WatchOctober(const std::string& source, absl::Time down,
                    absl::Duration length) {
    Watch(source,
          {{Local(9, 20), kOperational},
           {down, kMajorOutage},
           {down + length, kOperational}},
          Local(11, 5));
  }
  ServiceLevelExplanation Explain(const ServiceLevelQuestion& question,
                                  AsOf as_of = {}) {
    auto answer = answers().ExplainServiceLevel(cio_, question, as_of);
    EXPECT_TRUE(answer.ok()) << answer.status();
    return answer.ok() ? *std::move(answer) : ServiceLevelExplanation();
  }
  static std::vector<std::string> Rules(const std::vector<LevelNote>& notes) {
    std::vector<std::string> rules;
    for (const LevelNote& note : notes) rules.push_back(note.rule);
    return rules;
  }
};

// docs/service-level-arithmetic.md computes this month by hand.
TEST_F(ServiceLevelsTest, ComputesTheWorkedMonth) {
  terms().excluded = {.maintenance = MaintenanceAllowance{
                          absl::Hours(5 * 24), absl::Hours(4), true}};
  Register();
  const std::vector<Maintenance> announced = {
      MakeMaintenance("m1", Local(10, 13, 1), Local(10, 13, 4),
                      Local(10, 3, 1)),
      MakeMaintenance("m2", Local(10, 14, 1), Local(10, 14, 3),
                      Local(10, 8, 1))};
  Watch("page",
        {{Local(9, 30), kOperational},
         {Local(10, 3, 10), kMajorOutage},
         {Local(10, 3, 11, 10), kOperational},
         {Local(10, 13, 1), kUnderMaintenance},
         {Local(10, 13, 4), kOperational},
         {Local(10, 14, 1), kUnderMaintenance},
         {Local(10, 14, 3), kOperational}},
        Local(10, 20, 10), announced);
  // Nobody looked for half an hour.
  Watch("page", {{Local(10, 20, 10, 30), kOperational}}, Local(11, 3),
        announced);

  const ServiceLevelRow row = AskOne("2026-10");
  const Figure& figure = row.figures.lead;
  ASSERT_TRUE(figure.HasTimes());
  EXPECT_EQ(figure.level->times.agreed(), absl::Seconds(2'682'000));
  EXPECT_EQ(figure.level->times.excluded(), absl::Seconds(14'400));
  EXPECT_EQ(figure.level->times.unknown(), absl::Seconds(1'800));
  EXPECT_EQ(figure.level->times.DowntimeSeconds(), Number("7800"));
  EXPECT_EQ(figure.Attained(), "99.707404");
  EXPECT_EQ(figure.AttainedAtLeast(), "99.640125");
  EXPECT_EQ(figure.AttainedAtMost(), "99.707602");
  EXPECT_EQ(figure.level->budget.ShownTotal().ToString(), "2667.6");
  EXPECT_EQ(figure.level->budget.ShownLeft().ToString(), "-5132.4");
  EXPECT_EQ(figure.verdict, Verdict::kBreached);
  EXPECT_EQ(figure.origin, FigureOrigin::kReported);
  EXPECT_THAT(figure.sources, ElementsAre("page"));
  ASSERT_TRUE(row.credit.has_value());
  EXPECT_EQ(Text(row.credit->Amount()), "950.00");
  EXPECT_TRUE(row.credit->step->at_least);
  EXPECT_EQ(row.credit->claim_by, absl::CivilDay(2026, 12, 30));
  ASSERT_THAT(row.unknown_causes, SizeIs(1));
  EXPECT_EQ(row.unknown_causes[0].length, absl::Minutes(30));

  // The lawyer's question: every second that is missing, and the rule.
  const ServiceLevelExplanation why =
      Explain({.contract = "hosting-2026", .period = "2026-10"});
  ASSERT_THAT(why.pieces, SizeIs(5));
  EXPECT_EQ(why.pieces[0].why.rule, "sla-piece-down");
  EXPECT_EQ(why.pieces[0].length, absl::Seconds(4'200));
  EXPECT_THAT(why.pieces[0].components, ElementsAre("Web"));
  EXPECT_THAT(why.pieces[0].sources, ElementsAre("page"));
  EXPECT_EQ(why.pieces[1].why.rule, "sla-piece-announced");
  EXPECT_EQ(why.pieces[1].length, absl::Hours(3));
  EXPECT_THAT(why.pieces[1].maintenances, ElementsAre("m1"));
  EXPECT_EQ(why.pieces[2].why.rule, "sla-piece-announced");
  EXPECT_EQ(why.pieces[2].length, absl::Hours(1));
  EXPECT_EQ(why.pieces[3].why.rule, "sla-piece-beyond-allowance");
  EXPECT_EQ(why.pieces[3].length, absl::Hours(1));
  EXPECT_EQ(why.pieces[3].why.arguments.at("allowance"), "4 hours");
  EXPECT_EQ(why.pieces[4].counts_as, CountsAs::kUnknown);
  EXPECT_THAT(
      Rules(why.arithmetic),
      ElementsAre("sla-line-window", "sla-line-times", "sla-line-attained",
                  "sla-line-at-least", "sla-line-at-most", "sla-line-budget",
                  "sla-line-breached-range", "sla-line-credit-at-least",
                  "sla-line-claim-by"));
  EXPECT_EQ(why.arithmetic[2].arguments.at("base"), "(2682000 - 14400 - 1800)");
  ASSERT_THAT(why.witnesses, SizeIs(1));
  EXPECT_EQ(why.witnesses[0].adapter, "statuspage");
}

// Story S4: October 2026 has 2,682,000 seconds.
TEST_F(ServiceLevelsTest, SilenceIsNeitherKeptNorMissed) {
  Register();
  Watch("page",
        {{Local(9, 30), kOperational},
         {Local(10, 7, 9), kMajorOutage},
         {Local(10, 7, 9, 20), kOperational}},
        Local(10, 7, 12));
  Watch("page", {{Local(10, 7, 17), kOperational}}, Local(11, 2));
  const ServiceLevelRow row = AskOne("2026-10");
  EXPECT_EQ(row.figures.lead.AttainedAtLeast(), "99.284116");
  EXPECT_EQ(row.figures.lead.AttainedAtMost(), "99.955257");
  EXPECT_EQ(row.figures.lead.verdict, Verdict::kUnknown);
  EXPECT_FALSE(row.credit.has_value());
  ASSERT_THAT(row.unknown_causes, SizeIs(1));
  EXPECT_EQ(row.unknown_causes[0].length, absl::Hours(5));
}

TEST_F(ServiceLevelsTest, EvenTheKindestReadingCanBeABreach) {
  Register();
  Watch("page",
        {{Local(9, 30), kOperational},
         {Local(10, 7, 9), kMajorOutage},
         {Local(10, 7, 13, 30), kOperational}},
        Local(10, 10));
  Watch("page", {{Local(10, 10) + absl::Hours(80), kOperational}},
        Local(11, 2));
  const ServiceLevelRow row = AskOne("2026-10");
  EXPECT_EQ(row.figures.lead.AttainedAtMost(), "99.395973");
  EXPECT_EQ(row.figures.lead.verdict, Verdict::kBreached);
  ASSERT_TRUE(row.credit.has_value());
  EXPECT_EQ(Text(row.credit->Amount()), "950.00");
  EXPECT_TRUE(row.credit->step->at_least);
}

// ---- by whose word

// The probe saw 2 h 10 min, the page told of 30 min; the kpi report says 99.93.
TEST_F(ServiceLevelsTest, PutsThreeWordsBesideEachOther) {
  Register();
  Incident incident;
  incident.id = "i1";
  incident.title = "Hosting down";
  incident.start_time = Local(10, 6, 10);
  incident.end_time = Local(10, 6, 10, 30);
  incident.disclose_time = Local(10, 6, 10, 12);
  incident.component_ids = {"web"};
  Watch("page",
        {{Local(9, 30), kOperational},
         {Local(10, 6, 10), kMajorOutage},
         {Local(10, 6, 10, 30), kOperational}},
        Local(11, 2), {}, {incident});
  Watch("probe",
        {{Local(9, 30), kOperational},
         {Local(10, 6, 8, 30), kMajorOutage},
         {Local(10, 6, 10, 40), kOperational}},
        Local(11, 2));
  Report("kpi", "Availability", "2026-10", "99.93");

  const ServiceLevelRow row = AskOne("2026-10");
  // 100 x (1 - 7,800 / 2,682,000)
  EXPECT_EQ(row.figures.lead.origin, FigureOrigin::kMeasured);
  EXPECT_EQ(row.figures.lead.Attained(), "99.709172");
  EXPECT_EQ(row.figures.lead.verdict, Verdict::kBreached);
  ASSERT_THAT(row.figures.others, SizeIs(2));
  // 100 x (1 - 1,800 / 2,682,000)
  EXPECT_EQ(row.figures.others[0].Attained(), "99.932885");
  EXPECT_FALSE(row.figures.others[0].stated);
  EXPECT_EQ(row.figures.others[1].Attained(), "99.930000");
  EXPECT_TRUE(row.figures.others[1].stated);
  EXPECT_THAT(row.figures.others[1].sources, ElementsAre("kpi"));

  ASSERT_THAT(row.disagreements, SizeIs(2));
  EXPECT_EQ(row.figures.others[row.disagreements[0].other].origin,
            FigureOrigin::kReported);
  // 7,800 - 1,800 seconds, and 10 % of 9,500.00 against nothing.
  EXPECT_EQ(Text(row.disagreements[0].minutes), "100.0");
  EXPECT_EQ(Text(row.disagreements[0].amount), "950.00");
  EXPECT_TRUE(row.disagreements[0].verdict_differs);
  // 99.93 % of 2,682,000 s are 1,877.4 s down; 5,922.6 s are 98.71 min.
  EXPECT_EQ(Text(row.disagreements[1].minutes), "98.7");

  ASSERT_THAT(row.disclosure_lags, SizeIs(1));
  EXPECT_TRUE(row.disclosure_lags[0].measured_start);
  EXPECT_EQ(row.disclosure_lags[0].start, Local(10, 6, 8, 30));
  EXPECT_EQ(*row.disclosure_lags[0].disclosed - row.disclosure_lags[0].start,
            absl::Minutes(102));
  EXPECT_EQ(row.disclosure_lags[0].told, Local(10, 6, 10));

  const ServiceLevelExplanation why =
      Explain({.contract = "hosting-2026", .period = "2026-10"});
  ASSERT_THAT(why.pieces, SizeIs(1));
  EXPECT_THAT(why.pieces[0].incidents, ElementsAre("i1"));
  EXPECT_THAT(why.pieces[0].sources, ElementsAre("probe"));
  ASSERT_THAT(why.differences, SizeIs(2));
  EXPECT_EQ(why.differences[0].range,
            (TimeRange{Local(10, 6, 8, 30), Local(10, 6, 10)}));
  EXPECT_EQ(why.differences[0].counts_as, CountsAs::kDown);
  EXPECT_EQ(why.differences[0].other_counts_as, CountsAs::kUp);
  EXPECT_EQ(why.differences[1].range,
            (TimeRange{Local(10, 6, 10, 30), Local(10, 6, 10, 40)}));

  // By the page's word.
  const ServiceLevelExplanation page =
      Explain({.contract = "hosting-2026",
               .period = "2026-10",
               .origin = FigureOrigin::kReported});
  EXPECT_EQ(page.row.figures.lead.Attained(), "99.932885");
  EXPECT_EQ(page.row.figures.others[0].Attained(), "99.709172");
}

TEST_F(ServiceLevelsTest, TheContractSaysWhoseWordCounts) {
  objective().measured_by = FigureOrigin::kReported;
  Register();
  WatchOctober("page", Local(10, 6, 10), absl::Minutes(30));
  WatchOctober("probe", Local(10, 6, 10), absl::Minutes(60));
  EXPECT_EQ(AskOne("2026-10").figures.lead.verdict, Verdict::kMet);
  EXPECT_EQ(last_.levels[0].figures.others[0].verdict, Verdict::kBreached);
}

TEST_F(ServiceLevelsTest, WhereThatOneIsSilentNothingIsKept) {
  objective().measured_by = FigureOrigin::kMeasured;
  Register();
  WatchOctober("page", Local(10, 6, 10), absl::Minutes(30));
  const ServiceLevelRow row = AskOne("2026-10");
  EXPECT_EQ(row.figures.lead.verdict, Verdict::kUnknown);
  EXPECT_FALSE(row.figures.lead.Attained().has_value());
  EXPECT_TRUE(HasNote(row.figures.lead, "sla-leading-origin-silent"));
  ASSERT_THAT(row.figures.others, SizeIs(1));
  EXPECT_EQ(row.figures.others[0].verdict, Verdict::kMet);
  EXPECT_NE(FindGap(last_.gaps, "sla-figure-missing"), nullptr);
}

TEST_F(ServiceLevelsTest, WhereTheProvidersMeasurementLeadsItsReportCounts) {
  objective().evidence.leading = Side::kProvider;
  Register();
  WatchOctober("page", Local(10, 6, 10), absl::Minutes(60));
  Report("kpi", "availability", "2026-10", "99.95");
  const ServiceLevelRow row = AskOne("2026-10");
  EXPECT_TRUE(row.figures.lead.stated);
  EXPECT_EQ(row.figures.lead.verdict, Verdict::kMet);
  EXPECT_EQ(row.figures.others[0].verdict, Verdict::kBreached);
}

// The page announces; the probe only sees that nothing answers.
TEST_F(ServiceLevelsTest, WhatThePageAnnouncesCoversWhatTheProbeSees) {
  terms().excluded = {.maintenance =
                          MaintenanceAllowance{absl::Hours(24), std::nullopt}};
  Register();
  Watch("page", {{Local(9, 30), kOperational}}, Local(11, 2),
        {MakeMaintenance("m1", Local(10, 13, 1), Local(10, 13, 4),
                         Local(10, 3, 1))});
  WatchOctober("probe", Local(10, 13, 1), absl::Hours(3));
  const ServiceLevelRow row = AskOne("2026-10");
  EXPECT_EQ(row.figures.lead.origin, FigureOrigin::kMeasured);
  EXPECT_EQ(row.figures.lead.level->times.excluded(), absl::Hours(3));
  EXPECT_EQ(row.figures.lead.verdict, Verdict::kMet);
}

// ---- money

// Story S6: 950.00 and 1,200.00 of a contract of 12,000.00, capped at 15 %.
TEST_F(ServiceLevelsTest, CapsAllCreditsOfTheMonthTogether) {
  contract_.pricing.push_back(
      {.component = "support", .form = FixedPrice{Number("2500.00")}});
  contract_.objectives.push_back(MakeAvailability("reachable", "99.9"));
  contract_.objectives.back().remedies.credit_base.clear();
  contract_.at_risk_caps = {{Number("15"), AtRiskCap::Per::kMonth}};
  Register();
  WatchOctober("page", Local(10, 6, 10), absl::Hours(2));
  const ServiceLevelsAnswer answer = Ask("2026-10");
  ASSERT_THAT(answer.levels, SizeIs(2));
  EXPECT_EQ(Text(answer.levels[0].credit->Uncapped()), "950.00");
  EXPECT_EQ(Text(answer.levels[0].credit->Amount()), "795.35");
  EXPECT_EQ(Text(answer.levels[1].credit->Uncapped()), "1200.00");
  EXPECT_EQ(Text(answer.levels[1].credit->Amount()), "1004.65");
  // 12,000.00 x 15 / 100 = 1,800.00 for 950.00 + 1,200.00 = 2,150.00.
  const CreditRow& credit = *answer.levels[1].credit;
  ASSERT_TRUE(credit.step->cap.has_value());
  EXPECT_EQ(credit.step->cap->limit, Number("1800.00"));
  EXPECT_EQ(credit.step->cap->total, Number("2150.00"));
  ASSERT_THAT(credit.cut_with, SizeIs(1));
  EXPECT_EQ(credit.cut_with[0].objective, "availability");
  const auto why = answers().ExplainServiceLevel(cio_,
                                                 {.contract = "hosting-2026",
                                                  .objective = "reachable",
                                                  .period = "2026-10"},
                                                 {});
  ASSERT_TRUE(why.ok()) << why.status();
  std::vector<std::string> lines;
  for (const LevelNote& line : why->arithmetic) {
    lines.push_back(RenderMessage(line.rule, line.arguments));
  }
  EXPECT_THAT(
      lines,
      AllOf(Contains("All credits of the month together are at most 15 % of "
                     "the contract's price in it: 12000 x 15 / 100 = 1800 "
                     "EUR."),
            Contains("The same cap cuts 950.00 EUR for availability in the "
                     "window until 2026-10-31."),
            Contains("Cut in proportion: 1200.00 x 1800 / 2150 = 1004.65 "
                     "EUR.")));
}

// 5 % of the year so far: 0.05 x 2 x 9,500.00 in February, of which January
// took 475.00 of its 475.00.
TEST_F(ServiceLevelsTest, ACapOverTheYearRemembersEarlierMonths) {
  contract_.at_risk_caps = {{Number("5"), AtRiskCap::Per::kContractYear}};
  Register();
  const auto down = [](int month) { return Local(month, 6, 10); };
  Watch("page",
        {{Local(1, 1), kOperational},
         {down(1), kMajorOutage},
         {down(1) + absl::Hours(2), kOperational},
         {down(2), kMajorOutage},
         {down(2) + absl::Hours(2), kOperational}},
        Local(11, 2));
  EXPECT_EQ(Text(AskOne("2026-01").credit->Amount()), "475.00");
  EXPECT_EQ(Text(AskOne("2026-02").credit->Amount()), "475.00");
  EXPECT_EQ(Text(last_.levels[0].credit->Uncapped()), "950.00");
}

// Nobody looked before October, and October is missed: of the nine windows
// before it one sentence says that something is missing.
TEST_F(ServiceLevelsTest, AYearsCapTellsOfEarlierMonthsInOneGap) {
  contract_.at_risk_caps = {{Number("50"), AtRiskCap::Per::kContractYear}};
  contract_.objectives.push_back(MakeAvailability("other", "99.9"));
  contract_.objectives.back().services = {"mail"};
  Register();
  WatchOctober("page", Local(10, 6, 10), absl::Hours(2));
  const ServiceLevelsAnswer october = Ask("2026-10");
  int about_others = 0;
  for (const Gap& gap : october.gaps) {
    const auto day = gap.arguments.find("last_day");
    if (day != gap.arguments.end()) {
      EXPECT_EQ(day->second, "2026-10-31");
    }
    if (gap.rule == "sla-other-windows-missing") ++about_others;
  }
  EXPECT_EQ(about_others, 1);
  // Who asks about the year is told of each.
  const ServiceLevelsAnswer year = Ask("2026");
  EXPECT_GE(std::count_if(year.gaps.begin(), year.gaps.end(),
                          [](const Gap& gap) {
                            return gap.rule == "sla-figure-missing";
                          }),
            9);
}

TEST_F(ServiceLevelsTest, APriceWithoutItsUsageMakesTheCreditUnknown) {
  contract_.pricing = {{.component = "use",
                        .form = PerUnitPrice{Number("0.10")},
                        .meter = Meter{.service_name = "Compute"}}};
  objective().remedies.credit_base = "use";
  Register();
  WatchOctober("page", Local(10, 6, 10), absl::Hours(2));
  ServiceLevelRow row = AskOne("2026-10");
  ASSERT_TRUE(row.credit.has_value());
  EXPECT_FALSE(row.credit->Amount().has_value());
  ASSERT_NE(FindGap(last_.gaps, "sla-credit-unknown"), nullptr);
  EXPECT_EQ(FindGap(last_.gaps, "sla-credit-unknown")->arguments.at("missing"),
            "2026-10 use");

  // A delivered month without such a charge is no use at all.
  Charge("bill", "cloudnine", "2026-10", {{.billed = "5", .service = "Disk"}});
  row = AskOne("2026-10");
  EXPECT_EQ(Text(row.credit->Amount()), "0.00");
}

TEST_F(ServiceLevelsTest, PenaltiesCountStartedHoursBeyondTheFreeOnes) {
  objective().remedies.credits.clear();
  objective().remedies.penalties = {{.amount = Number("250.00"),
                                     .per = UnitPenalty::Per::kHour,
                                     .free = Number("2"),
                                     .at_most = Number("5000.00")}};
  contract_.remedy.settle = RemedyTerms::Settle::kAutomatic;
  Register();
  WatchOctober("page", Local(10, 6, 10), absl::Hours(4) + absl::Minutes(1));
  const ServiceLevelRow row = AskOne("2026-10");
  ASSERT_TRUE(row.credit.has_value());
  // 4 h 01 min less two free hours are three started ones.
  EXPECT_EQ(Text(row.credit->Amount()), "750.00");
  EXPECT_TRUE(row.credit->automatic);
  EXPECT_FALSE(row.credit->claim_by.has_value());
  ASSERT_THAT(row.credit->penalties, SizeIs(1));
  EXPECT_EQ(row.credit->penalties[0].paid, Number("3"));
  const auto why = Explain({.contract = "hosting-2026", .period = "2026-10"});
  const LevelNote& line = why.arithmetic[why.arithmetic.size() - 2];
  // 241 minutes are 4.016666666666 hours.
  EXPECT_EQ(RenderMessage(line.rule, line.arguments),
            "Penalty for each hour begun: 4.016666666666 counted, 2 free, 3 x "
            "250.00, at most 5000.00 = 750.00 EUR.");
}

// The source is asked every day, and the recording that it reads says nothing
// about what came after 20 October.
TEST_F(ServiceLevelsTest, ARecordingThatEndsIsNotCalledUnasked) {
  Register();
  Watch("page", {{Local(9, 20), kOperational}}, Local(10, 20));
  const ServiceLevelRow row = AskOne("2026-10");
  ASSERT_THAT(row.unknown_causes, SizeIs(1));
  EXPECT_EQ(row.unknown_causes[0].why.rule, "sla-unknown-recording-ends");
  EXPECT_EQ(row.unknown_causes[0].why.arguments.at("end"),
            FormatForPeople(Local(10, 20)));
}

TEST_F(ServiceLevelsTest, EarnsBackAndTellsWhatFollows) {
  objective().remedies.earn_back = EarnBack{1, Number("99.99")};
  Consequence plan;
  plan.missed = 2;
  plan.of = 3;
  plan.then = "improvement_plan";
  plan.within = {.days = 10};
  plan.within_working_days = true;
  objective().remedies.consequences = {plan};
  Register();
  const auto down = [](int month) { return Local(month, 6, 10); };
  Watch("page",
        {{Local(6, 1), kOperational},
         {down(7), kMajorOutage},
         {down(7) + absl::Hours(2), kOperational},
         {down(8), kMajorOutage},
         {down(8) + absl::Hours(2), kOperational}},
        Local(11, 2));
  EXPECT_THAT(AskOne("2026-07").consequences, IsEmpty());
  EXPECT_FALSE(last_.levels[0].credit->earned_back);  // August was missed too
  const ServiceLevelRow august = AskOne("2026-08");
  EXPECT_TRUE(august.credit->earned_back);  // September was 100 %
  ASSERT_THAT(august.consequences, SizeIs(1));
  EXPECT_EQ(august.consequences[0].then, "improvement_plan");
  // Ten working days after Monday 31 August 2026.
  EXPECT_EQ(august.consequences[0].by, absl::CivilDay(2026, 9, 14));
}

// ---- windows and contracts

TEST_F(ServiceLevelsTest, ARunningWindowIsNeverMet) {
  Register();
  Watch("page", {{Local(10, 1), kOperational}}, At("2026-11-10T12:00:00Z"));
  EXPECT_EQ(AskOne("2026-11").figures.lead.verdict, Verdict::kOnTrack);
  EXPECT_FALSE(last_.levels[0].figures.closed);
  EXPECT_THAT(Ask("2026-12").levels, IsEmpty());  // has not begun
}

// November's budget is 2,592 s; 2,000 s are over 75 % of it.
TEST_F(ServiceLevelsTest, ARunningWindowIsAtRiskOverThreeQuartersOfItsBudget) {
  Register();
  Watch("page",
        {{Local(10, 1), kOperational},
         {Local(11, 3), kMajorOutage},
         {Local(11, 3) + absl::Seconds(2000), kOperational}},
        At("2026-11-10T12:00:00Z"));
  const auto answer = answers().ListObjectives(cio_, {}, {});
  ASSERT_TRUE(answer.ok()) << answer.status();
  ASSERT_THAT(answer->objectives, SizeIs(1));
  const ObjectiveStanding& standing = answer->objectives[0];
  EXPECT_EQ(standing.running.figures.lead.verdict, Verdict::kAtRisk);
  EXPECT_EQ(Text(standing.budget_used), "77.1");
  EXPECT_EQ(standing.last->lead.verdict, Verdict::kMet);
  ASSERT_THAT(standing.burn_rates, SizeIs(4));
  EXPECT_FALSE(standing.burn_rates[0].firing);
}

TEST_F(ServiceLevelsTest, FactsThatBeginWithinTheWindowLeaveTheRestUnknown) {
  Register();
  Watch("page", {{Local(10, 11), kOperational}}, Local(11, 2));
  const ServiceLevelRow row = AskOne("2026-10");
  EXPECT_EQ(row.figures.lead.level->times.unknown(), absl::Hours(240));
  EXPECT_EQ(row.figures.lead.verdict, Verdict::kUnknown);
  EXPECT_TRUE(HasNote(row.figures.lead, "sla-facts-begin-later"));
  ASSERT_THAT(row.unknown_causes, SizeIs(1));
  EXPECT_EQ(row.unknown_causes[0].why.rule, "sla-unknown-before-facts");
}

TEST_F(ServiceLevelsTest, AContractPromisesNothingBeforeItBegins) {
  contract_.term.start = absl::CivilDay(2026, 10, 22);
  Register();
  WatchOctober("page", Local(10, 6, 10), absl::Hours(2));
  const ServiceLevelRow row = AskOne("2026-10");
  // Ten days, one of 25 hours; the outage was before.
  EXPECT_EQ(row.figures.lead.level->times.agreed(), absl::Hours(241));
  EXPECT_EQ(row.figures.lead.level->times.DowntimeSeconds(), Decimal());
  EXPECT_TRUE(HasNote(row.figures.lead, "sla-window-cut"));
  EXPECT_THAT(Ask("2026-09").levels, IsEmpty());
}

TEST_F(ServiceLevelsTest, AContractThatEndedPromisesNothingAnyMore) {
  contract_.term.initial = {.months = 10};
  Register();
  WatchOctober("page", Local(10, 6, 10), absl::Hours(2));
  EXPECT_THAT(Ask("2026-10").levels, SizeIs(1));
  EXPECT_THAT(Ask("2026-11").levels, IsEmpty());
}

// Around the clock until the 16th, then on working days from seven to seven:
// 15 days of 24 hours and eleven of twelve.
TEST_F(ServiceLevelsTest, AnAmendmentCutsHowTimeCountsAndItsTargetJudges) {
  Contract amended = contract_;
  amended.valid_from = absl::CivilDay(2026, 10, 16);
  auto& later = std::get<AvailabilityTerms>(amended.objectives[0].terms);
  later.target = Number("99.5");
  later.service_hours = WeeklyHours();
  ASSERT_TRUE(later.service_hours.Add("mon-fri", "07:00-19:00").ok());
  Register({amended});
  Watch("page",
        {{Local(9, 30), kOperational},
         // A Sunday before, a Sunday after.
         {Local(10, 11, 10), kMajorOutage},
         {Local(10, 11, 11), kOperational},
         {Local(10, 18, 10), kMajorOutage},
         {Local(10, 18, 11), kOperational}},
        Local(11, 2));
  const ServiceLevelRow row = AskOne("2026-10");
  EXPECT_EQ(row.figures.lead.level->times.agreed(),
            absl::Hours(15 * 24 + 11 * 12));
  EXPECT_EQ(row.figures.lead.level->times.DowntimeSeconds(), Number("3600"));
  EXPECT_EQ(row.figures.lead.level->target, Number("99.5"));
  EXPECT_TRUE(HasNote(row.figures.lead, "sla-amended-within"));
  // September was not rewritten.
  EXPECT_EQ(AskOne("2026-09").figures.lead.level->target, Number("99.9"));
}

// Four hours a window are four hours, also when the terms change within it.
TEST_F(ServiceLevelsTest, AnAmendmentDoesNotRenewTheAllowance) {
  terms().excluded = {.maintenance = MaintenanceAllowance{
                          absl::Hours(24), absl::Hours(4), false}};
  Contract amended = contract_;
  amended.valid_from = absl::CivilDay(2026, 10, 16);
  std::get<AvailabilityTerms>(amended.objectives[0].terms).minimum_outage =
      absl::Minutes(1);
  Register({amended});
  const std::vector<Maintenance> announced = {
      MakeMaintenance("m1", Local(10, 13, 1), Local(10, 13, 4),
                      Local(10, 3, 1)),
      MakeMaintenance("m2", Local(10, 24, 1), Local(10, 24, 4),
                      Local(10, 3, 1))};
  Watch("page",
        {{Local(9, 30), kOperational},
         {Local(10, 13, 1), kUnderMaintenance},
         {Local(10, 13, 4), kOperational},
         {Local(10, 24, 1), kUnderMaintenance},
         {Local(10, 24, 4), kOperational}},
        Local(11, 2), announced);
  const ServiceLevelRow row = AskOne("2026-10");
  EXPECT_EQ(row.figures.lead.level->times.excluded(), absl::Hours(4));
  EXPECT_EQ(row.figures.lead.level->times.DowntimeSeconds(), Number("7200"));
}

TEST_F(ServiceLevelsTest, HistoryGoesWindowByWindow) {
  Register();
  WatchOctober("page", Local(10, 6, 10), absl::Hours(2));
  const auto answer = answers().ListServiceLevelHistory(
      cio_, {.contract = "hosting-2026", .from = "2026-08", .to = "2026-10"},
      {});
  ASSERT_TRUE(answer.ok()) << answer.status();
  ASSERT_THAT(answer->levels, SizeIs(3));
  EXPECT_EQ(answer->levels[0].figures.window.last_day,
            absl::CivilDay(2026, 8, 31));
  EXPECT_EQ(answer->levels[0].figures.lead.verdict, Verdict::kUnknown);
  EXPECT_EQ(answer->levels[2].figures.lead.verdict, Verdict::kBreached);
}

TEST_F(ServiceLevelsTest, SaysWhatIsNotThere) {
  objective().services = {"mail"};
  Register();
  contracts_.refused = {
      {.file = "b.yaml", .why = "line 3", .earlier_in_force = false}};
  WatchOctober("page", Local(10, 6, 10), absl::Hours(2));
  const ServiceLevelRow row = AskOne("2026-10");
  EXPECT_EQ(row.figures.lead.verdict, Verdict::kUnknown);
  EXPECT_TRUE(HasNote(row.figures.lead, "sla-nobody-tells"));
  EXPECT_NE(FindGap(last_.gaps, "sla-figure-missing"), nullptr);
  EXPECT_NE(FindGap(last_.gaps, "contract-not-in-force"), nullptr);

  const auto code = [&](const ServiceLevelsQuestion& question) {
    return answers().ListServiceLevels(cio_, question, {}).status().code();
  };
  EXPECT_EQ(code({.period = "October"}), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(code({.provider = "nobody"}), absl::StatusCode::kNotFound);
  EXPECT_EQ(code({.contract = "hosting-2025"}), absl::StatusCode::kNotFound);
  EXPECT_EQ(code({.contract = "hosting-2026", .owner = "somebody"}),
            absl::StatusCode::kNotFound);
}

// ---- as known on

// The outage was the customer's fault; a person says so on 5 November.
TEST_F(ServiceLevelsTest, ALateAgreementRestatesTheMonthAndSaysWhy) {
  Register();
  WatchOctober("page", Local(10, 6, 10), absl::Hours(2));
  const absl::Time before = At("2026-11-11T12:00:00Z");
  const MatterSubject subject{.kind = MatterKind::kExclusion,
                              .name = "x1",
                              .provider = "cloudnine",
                              .contract = "hosting-2026",
                              .objective = "availability",
                              .range = {Local(10, 6, 10), Local(10, 6, 12)}};
  clock_.Set(At("2026-11-12T09:00:00Z"));
  Settle(subject, MatterMove::kProposed, {{"accountability", "customer"}},
         "our own firewall");
  Settle(subject, MatterMove::kApproved, {});
  clock_.Set(At("2026-11-20T09:00:00Z"));

  const ServiceLevelRow then = AskOne("2026-10", {before});
  EXPECT_EQ(then.figures.lead.verdict, Verdict::kBreached);
  EXPECT_TRUE(then.credit.has_value());
  EXPECT_TRUE(HasNote(then.figures.lead, "sla-restated-since"));
  const ServiceLevelRow now = AskOne("2026-10");
  EXPECT_EQ(now.figures.lead.verdict, Verdict::kMet);
  EXPECT_EQ(now.figures.lead.level->times.excluded(), absl::Hours(2));
  EXPECT_FALSE(now.credit.has_value());
  EXPECT_FALSE(HasNote(now.figures.lead, "sla-restated-since"));

  const ServiceLevelExplanation why =
      Explain({.contract = "hosting-2026", .period = "2026-10"}, {before});
  ASSERT_THAT(why.restatements, SizeIs(1));
  EXPECT_EQ(why.restatements[0].why.rule, "sla-restated-by-person");
  EXPECT_EQ(why.restatements[0].attained_before, "99.731543");
  EXPECT_EQ(why.restatements[0].attained_after, "100.000000");
  EXPECT_EQ(why.restatements[0].verdict_after, Verdict::kMet);
  const ServiceLevelExplanation today =
      Explain({.contract = "hosting-2026", .period = "2026-10"});
  ASSERT_THAT(today.pieces, SizeIs(1));
  EXPECT_EQ(today.pieces[0].why.rule, "sla-piece-accepted");
  EXPECT_EQ(today.pieces[0].why.arguments.at("reason"), "our own firewall");
  EXPECT_EQ(today.pieces[0].approver, "A. de Vries");
}

TEST_F(ServiceLevelsTest, ALateCorrectionRestatesTheMonthAndNamesItsSource) {
  objective().evidence.leading = Side::kProvider;
  Register();
  clock_.Set(At("2026-11-05T09:00:00Z"));
  Report("kpi", "availability", "2026-10", "99.95");
  clock_.Set(At("2026-11-12T09:00:00Z"));
  Report("kpi", "availability", "2026-10", "99.85");
  clock_.Set(At("2026-11-20T09:00:00Z"));

  const AsOf early{At("2026-11-06T00:00:00Z")};
  EXPECT_EQ(AskOne("2026-10", early).figures.lead.verdict, Verdict::kMet);
  EXPECT_EQ(AskOne("2026-10").figures.lead.verdict, Verdict::kBreached);
  const ServiceLevelExplanation why =
      Explain({.contract = "hosting-2026", .period = "2026-10"});
  ASSERT_THAT(why.restatements, SizeIs(2));
  EXPECT_EQ(why.restatements[0].why.rule, "sla-first-told-by-delivery");
  EXPECT_EQ(why.restatements[0].known, At("2026-11-05T09:00:00Z"));
  EXPECT_EQ(why.restatements[1].why.rule, "sla-restated-by-delivery");
  EXPECT_EQ(why.restatements[1].source, "kpi");
  EXPECT_EQ(why.restatements[1].attained_before, "99.950000");
  EXPECT_EQ(why.restatements[1].attained_after, "99.850000");
}

TEST_F(ServiceLevelsTest, AContractOfLaterIsNotKnownEarlier) {
  WatchOctober("page", Local(10, 6, 10), absl::Hours(2));
  Register({}, At("2026-11-15T00:00:00Z"));
  clock_.Set(At("2026-11-20T09:00:00Z"));
  EXPECT_THAT(Ask("2026-10", {At("2026-11-14T00:00:00Z")}).levels, IsEmpty());
  EXPECT_THAT(Ask("2026-10").levels, SizeIs(1));
  const ServiceLevelExplanation why =
      Explain({.contract = "hosting-2026", .period = "2026-10"});
  ASSERT_THAT(why.restatements, SizeIs(1));
  EXPECT_EQ(why.restatements[0].why.rule, "sla-first-told-by-contract");
}

}  // namespace
}  // namespace regisseur
