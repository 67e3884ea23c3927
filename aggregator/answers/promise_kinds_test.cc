#include <algorithm>

#include "aggregator/answers/service_level_explanation.h"
#include "aggregator/answers/service_levels.h"
#include "aggregator/answers/service_levels_fixture.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace regisseur {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using enum OperationalState;

// Promises that are no availability: tickets, told numbers, scores, outcomes,
// recovery and chains.
class PromiseKindsTest : public ServiceLevelsFixture {
 protected:
  // The priority matrix of story S5.
  void PromiseRestore() {
    Objective restore = MakeObjective("restore");
    TicketTerms terms;
    terms.clock = TicketTerms::Clock::kRestore;
    terms.support_hours = WeeklyHours();
    ASSERT_TRUE(terms.support_hours.Add("mon-fri", "08:00-18:00").ok());
    terms.levels = {{"P1", {.hours = absl::Hours(4)}, Number("90")}};
    terms.clock_stops = {"waiting_for_customer"};
    terms.small_number = TicketTerms::SmallNumber{10, 1};
    restore.terms = terms;
    restore.holidays = HolidayCalendar::Dutch();
    contract_.objectives = {restore};
  }
  // Opened on Good Friday afternoon, restored on the Tuesday after Easter.
  static Ticket EasterTicket(const std::string& id, bool waited = true) {
    Ticket ticket;
    ticket.id = id;
    ticket.kind = TicketKind::kIncident;
    ticket.opened = Local(4, 3, 16, 30);
    ticket.resolved = Local(4, 7, 11);
    ticket.updated = *ticket.resolved;
    ticket.whole_history = true;
    const auto step = [](absl::Time at, TicketState state) {
      TicketStep step;
      step.at = at;
      step.state = state;
      step.priority = "P1";
      return step;
    };
    ticket.steps = {step(ticket.opened, TicketState::kInProgress)};
    if (waited) {
      ticket.steps.push_back(
          step(Local(4, 7, 8), TicketState::kWaitingForCustomer));
      ticket.steps.push_back(
          step(Local(4, 7, 8, 45), TicketState::kInProgress));
    }
    ticket.steps.push_back(step(Local(4, 7, 11), TicketState::kResolved));
    return ticket;
  }
  void TellTickets(std::vector<Ticket> tickets,
                   absl::Time until = Local(5, 10)) {
    StagedBatch batch = MakeBatch("desk", NextRun(), 1, true, "cloudnine");
    batch.facts.deliveries = {Head("tickets", "export.csv")};
    batch.facts.tickets = std::move(tickets);
    const absl::Status stored = writer_->StoreBatch(who_, batch);
    ASSERT_TRUE(stored.ok()) << stored;
    Answered("desk", until, FactKind::kTickets);
  }
  void Promise(const std::string& id, ObjectiveTerms terms) {
    Objective objective = MakeObjective(id);
    objective.terms = std::move(terms);
    contract_.objectives = {objective};
  }
};

TEST_F(PromiseKindsTest, TheClockRunsInSupportHoursAndStopsWhileWeMakeItWait) {
  PromiseRestore();
  Register();
  TellTickets({EasterTicket("INC1")});
  const ServiceLevelRow row = AskOne("2026-04");
  EXPECT_EQ(row.figures.lead.verdict, Verdict::kMet);
  EXPECT_EQ(row.figures.lead.Attained(), "100.000000");
  ASSERT_THAT(row.figures.lead.tickets, SizeIs(1));
  EXPECT_EQ(row.figures.lead.tickets[0].level.tickets[0].clock,
            absl::Hours(3) + absl::Minutes(45));

  const auto why = answers().ExplainServiceLevel(
      cio_, {.contract = "hosting-2026", .period = "2026-04"}, {});
  ASSERT_TRUE(why.ok()) << why.status();
  ASSERT_THAT(why->pieces, SizeIs(1));
  EXPECT_EQ(why->pieces[0].ticket, "INC1");
  EXPECT_EQ(why->pieces[0].stopped, absl::Minutes(45));
  EXPECT_EQ(why->pieces[0].counts_as, CountsAs::kInTime);
  EXPECT_THAT(why->pieces[0].sources, ElementsAre("desk"));
}

TEST_F(PromiseKindsTest, WithoutTheAcceptedWaitItIsMissed) {
  PromiseRestore();
  std::get<TicketTerms>(contract_.objectives[0].terms).clock_stops.clear();
  std::get<TicketTerms>(contract_.objectives[0].terms).small_number.reset();
  Register();
  TellTickets({EasterTicket("INC1")});
  const ServiceLevelRow row = AskOne("2026-04");
  EXPECT_EQ(row.figures.lead.verdict, Verdict::kBreached);
  EXPECT_EQ(row.figures.lead.tickets[0].level.tickets[0].clock,
            absl::Hours(4) + absl::Minutes(30));
}

// Nine tickets with eight in time are 88.9 %, and one miss is allowed.
TEST_F(PromiseKindsTest, AFewTicketsMayMissAndItIsSaid) {
  PromiseRestore();
  Register();
  std::vector<Ticket> tickets = {EasterTicket("late", /*waited=*/false)};
  for (int i = 0; i < 8; ++i) {
    tickets.push_back(EasterTicket(absl::StrCat("INC", i)));
  }
  TellTickets(tickets);
  const ServiceLevelRow row = AskOne("2026-04");
  EXPECT_EQ(row.figures.lead.Attained(), "88.888888");
  EXPECT_EQ(row.figures.lead.verdict, Verdict::kMet);
  EXPECT_TRUE(HasNote(row.figures.lead, "sla-few-tickets"));
}

TEST_F(PromiseKindsTest, NoTicketsAreKeptOnlyWhereTheDeskReachesThatFar) {
  PromiseRestore();
  Register();
  TellTickets({EasterTicket("INC1")}, Local(6, 6));
  EXPECT_EQ(AskOne("2026-05").figures.lead.verdict, Verdict::kMet);
  EXPECT_TRUE(HasNote(last_.levels[0].figures.lead, "sla-no-tickets"));
  // Six days of June do not tell about June.
  for (const char* month : {"2026-06", "2026-08"}) {
    const ServiceLevelRow row = AskOne(month);
    EXPECT_EQ(row.figures.lead.verdict, Verdict::kUnknown) << month;
    EXPECT_TRUE(HasNote(row.figures.lead, "sla-tickets-not-told-yet")) << month;
    EXPECT_FALSE(HasNote(row.figures.lead, "sla-no-tickets")) << month;
  }
}

// The first ticket is of 3 April: the desk's months begin with April.
TEST_F(PromiseKindsTest, NothingIsKeptInMonthsThatNoDeskTold) {
  PromiseRestore();
  Register();
  TellTickets({EasterTicket("INC1")}, Local(6, 6));
  EXPECT_EQ(AskOne("2026-04").figures.lead.verdict, Verdict::kMet);
  const ServiceLevelRow before = AskOne("2026-03");
  EXPECT_EQ(before.figures.lead.verdict, Verdict::kUnknown);
  EXPECT_TRUE(HasNote(before.figures.lead, "sla-tickets-begin-later"));
  EXPECT_FALSE(HasNote(before.figures.lead, "sla-no-tickets"));
  const Gap* gap = FindGap(last_.gaps, "sla-tickets-begin-later");
  ASSERT_NE(gap, nullptr);
  EXPECT_FALSE(gap->notice);
  // A delivery that names its period begins where that does.
  StagedBatch batch = MakeBatch("desk", NextRun(), 1, true, "cloudnine");
  Delivery head = Head("tickets opened=2026-03", "march.csv");
  head.period_start = At("2026-03-01T00:00:00Z");
  head.period_end = At("2026-04-01T00:00:00Z");
  batch.facts.deliveries = {head};
  batch.facts.tickets = {EasterTicket("INC2")};
  const absl::Status stored = writer_->StoreBatch(who_, batch);
  ASSERT_TRUE(stored.ok()) << stored;
  // An hour after the contract's March, whose clock is Amsterdam's.
  EXPECT_EQ(AskOne("2026-03").figures.lead.verdict, Verdict::kMet);
  EXPECT_EQ(AskOne("2026-02").figures.lead.verdict, Verdict::kUnknown);
}

// Exports hold tickets that are old or still open, and one of another partner
// that was left over: none of them says that the months since were told.
TEST_F(PromiseKindsTest, OneOldTicketDoesNotMoveTheBeginOfTheDesk) {
  PromiseRestore();
  contract_.term.start = absl::CivilDay(2024, 1, 1);
  Register();
  Ticket open = EasterTicket("OPEN");
  open.opened = At("2024-02-01T09:00:00Z");
  open.resolved.reset();
  open.updated = open.opened;
  open.steps = {open.steps.front()};
  open.steps[0].at = open.opened;
  Ticket old = EasterTicket("OLD");
  old.opened = At("2025-06-02T09:00:00Z");
  old.resolved = old.updated = At("2025-06-02T10:00:00Z");
  old.steps = {old.steps.front(), old.steps.back()};
  old.steps[0].at = old.opened;
  old.steps[1].at = old.updated;
  TellTickets({open, old, EasterTicket("INC1")}, Local(6, 6));
  EXPECT_EQ(AskOne("2026-05").figures.lead.verdict, Verdict::kMet);
  for (const char* month : {"2024-03", "2025-07", "2026-03"}) {
    EXPECT_EQ(AskOne(month).figures.lead.verdict, Verdict::kUnknown) << month;
    EXPECT_NE(FindGap(last_.gaps, "sla-tickets-begin-later"), nullptr) << month;
  }
}

// Where an export has all tickets of the months that it has, each month in
// which one was opened is a delivery: an old ticket makes one of its own.
TEST_F(PromiseKindsTest, AMonthThatStandsAloneIsNoBeginOfTheDesk) {
  PromiseRestore();
  contract_.term.start = absl::CivilDay(2024, 1, 1);
  Register();
  StagedBatch batch = MakeBatch("desk", NextRun(), 1, true, "cloudnine");
  for (const char* month : {"2024-06", "2026-01", "2026-04"}) {
    Delivery head = Head(absl::StrCat("tickets opened=", month), "export.csv");
    const TimeRange period =
        ParseTimeRange(month, month, absl::UTCTimeZone()).value();
    head.period_start = period.from;
    head.period_end = period.to;
    batch.facts.deliveries.push_back(head);
  }
  batch.facts.tickets = {EasterTicket("INC1")};
  batch.facts.tickets[0].delivery = 2;
  const absl::Status stored = writer_->StoreBatch(who_, batch);
  ASSERT_TRUE(stored.ok()) << stored;
  Answered("desk", Local(6, 6), FactKind::kTickets);
  // Two months without a ticket are quiet ones; a year and a half are not.
  EXPECT_EQ(AskOne("2026-02").figures.lead.verdict, Verdict::kMet);
  EXPECT_EQ(AskOne("2025-07").figures.lead.verdict, Verdict::kUnknown);
  EXPECT_NE(FindGap(last_.gaps, "sla-tickets-begin-later"), nullptr);
}

// The deliveries are in force a moment before the run ends, which says how far
// they reach: neither is a person's act.
TEST_F(PromiseKindsTest, WhatTheDeskTellsFirstIsNoPersonsDoing) {
  PromiseRestore();
  Register();
  StagedBatch batch = MakeBatch("desk", NextRun(), 1, true, "cloudnine");
  batch.facts.deliveries = {Head("tickets", "export.csv")};
  batch.facts.tickets = {EasterTicket("INC1")};
  const absl::Status stored = writer_->StoreBatch(who_, batch);
  ASSERT_TRUE(stored.ok()) << stored;
  clock_.Advance(absl::Seconds(1));
  Answered("desk", Local(6, 6), FactKind::kTickets);
  clock_.Advance(absl::Hours(1));
  const auto why = answers().ExplainServiceLevel(
      cio_, {.contract = "hosting-2026", .period = "2026-05"}, {});
  ASSERT_TRUE(why.ok()) << why.status();
  ASSERT_THAT(why->restatements, SizeIs(1));
  EXPECT_EQ(why->restatements[0].why.rule, "sla-first-told-by-delivery");
  EXPECT_EQ(why->restatements[0].source, "desk");
}

TEST_F(PromiseKindsTest, WhatIsOpenAndOverdueIsSaidWhileTheWindowRuns) {
  PromiseRestore();
  Register();
  Ticket open = EasterTicket("INC7");
  open.resolved.reset();
  open.steps.pop_back();
  TellTickets({EasterTicket("INC1"), open}, Local(11, 9));
  const ServiceLevelRow row = AskOne("2026-11");
  EXPECT_EQ(row.figures.lead.verdict, Verdict::kOnTrack);
  ASSERT_TRUE(HasNote(row.figures.lead, "sla-tickets-open-overdue"));
  for (const LevelNote& note : row.figures.lead.notes) {
    if (note.rule != "sla-tickets-open-overdue") continue;
    EXPECT_EQ(note.arguments.at("count"), "1");
    EXPECT_EQ(note.arguments.at("tickets"), "INC7");
  }
  EXPECT_FALSE(
      HasNote(AskOne("2026-05").figures.lead, "sla-tickets-open-overdue"));
}

TEST_F(PromiseKindsTest, WhatTheDataDoesNotTellIsNeitherInTimeNorLate) {
  PromiseRestore();
  std::get<TicketTerms>(contract_.objectives[0].terms).small_number.reset();
  Register();
  Ticket silent = EasterTicket("INC2");
  // Late, unless it waited for us: nobody told.
  silent.whole_history = false;
  silent.steps = {silent.steps.back()};
  TellTickets({EasterTicket("INC1"), silent});
  const ServiceLevelRow row = AskOne("2026-04");
  EXPECT_EQ(row.figures.lead.Attained(), "100.000000");
  EXPECT_EQ(row.figures.lead.AttainedAtLeast(), "50.000000");
  EXPECT_EQ(row.figures.lead.verdict, Verdict::kUnknown);
  EXPECT_TRUE(HasNote(row.figures.lead, "sla-tickets-not-judged"));

  // Only those that cannot be judged: not "no tickets".
  Ticket late = silent;
  late.id = "INC1";
  TellTickets({late, silent});
  const auto why = answers().ExplainServiceLevel(
      cio_, {.contract = "hosting-2026", .period = "2026-04"}, {});
  ASSERT_TRUE(why.ok()) << why.status();
  bool said = false;
  for (const LevelNote& line : why->arithmetic) {
    EXPECT_NE(line.rule, "sla-line-no-tickets");
    if (line.rule != "sla-line-tickets-not-judged") continue;
    said = true;
    EXPECT_EQ(line.arguments.at("count"), "2");
  }
  EXPECT_TRUE(said);
}

// ---- numbers

TEST_F(PromiseKindsTest, AnIndicatorIsHeldAgainstItsNorm) {
  IndicatorTerms terms;
  terms.indicator = "reopened";
  terms.target = Number("1");
  terms.at_most = true;
  terms.unit = "%";
  Promise("reopened", terms);
  contract_.objectives[0].remedies.credits = {{Number("1"), Number("2")},
                                              {Number("2"), Number("3")}};
  Register();
  Report("kpi", "Reopened", "2026-09", "0.8");
  Report("kpi", "Reopened", "2026-10", "", "7", "280");
  EXPECT_EQ(AskOne("2026-09").figures.lead.verdict, Verdict::kMet);
  const ServiceLevelRow october = AskOne("2026-10");
  // 7 of 280 are 2.5 %: above the second step, 3 % of 9,500.00.
  EXPECT_EQ(october.figures.lead.Attained(), "2.5");
  EXPECT_EQ(october.figures.lead.verdict, Verdict::kBreached);
  EXPECT_EQ(Text(october.credit->Amount()), "285.00");
  EXPECT_EQ(AskOne("2026-08").figures.lead.verdict, Verdict::kUnknown);
}

TEST_F(PromiseKindsTest, MonthsMakeAQuarterWhereTheySayWhatTheyCount) {
  IndicatorTerms terms;
  terms.indicator = "solved";
  terms.target = Number("95");
  terms.unit = "%";
  Promise("solved", terms);
  contract_.objectives[0].window.kind = MeasuringWindow::Kind::kQuarter;
  Register();
  Report("kpi", "solved", "2026-07", "", "99", "100");
  Report("kpi", "solved", "2026-08", "", "180", "200");
  EXPECT_EQ(AskOne("2026-Q3").figures.lead.verdict, Verdict::kUnknown);
  Report("kpi", "solved", "2026-09", "", "100", "100");
  // 379 of 400.
  EXPECT_EQ(AskOne("2026-Q3").figures.lead.Attained(), "94.75");
  EXPECT_EQ(last_.levels[0].figures.lead.verdict, Verdict::kBreached);
}

TEST_F(PromiseKindsTest, FewScoresSayNothing) {
  ScoreTerms terms;
  terms.target = Number("7.5");
  terms.least_scores = 3;
  Promise("helpful", terms);
  Register();
  Report("kpi", "helpful", "2026-09", "", "16", "2");
  Report("kpi", "helpful", "2026-10", "", "31", "4");
  EXPECT_EQ(AskOne("2026-09").figures.lead.verdict, Verdict::kUnknown);
  EXPECT_TRUE(HasNote(last_.levels[0].figures.lead, "sla-too-few-scores"));
  EXPECT_EQ(AskOne("2026-10").figures.lead.verdict, Verdict::kMet);
  EXPECT_EQ(last_.levels[0].figures.lead.Attained(), "7.75");
}

// From 1.4 calls to 0.9 in the 730 days to the end of 2027: half way is 1.15.
TEST_F(PromiseKindsTest, AnOutcomeIsOnItsWayUntilItsDay) {
  OutcomeTerms terms;
  terms.indicator = "calls";
  terms.baseline = Number("1.4");
  terms.target = Number("0.9");
  terms.by = absl::CivilDay(2027, 12, 31);
  Promise("fewer-calls", terms);
  Register();
  Report("kpi", "calls", "2026-09", "1.0");
  EXPECT_EQ(AskOne("2026-10").figures.lead.verdict, Verdict::kOnTrack);
  Report("kpi", "calls", "2026-10", "1.3");
  EXPECT_EQ(AskOne("2026-10").figures.lead.verdict, Verdict::kAtRisk);
}

TEST_F(PromiseKindsTest, AnAvailabilityThatCannotBeSaysNothing) {
  Register();
  for (const char* value : {"200", "-5", "100.001"}) {
    Report("kpi", "availability", "2026-09", value);
    const Figure lead = AskOne("2026-09").figures.lead;
    EXPECT_EQ(lead.verdict, Verdict::kUnknown) << value;
    EXPECT_EQ(lead.JudgedNumber(), std::nullopt) << value;
    EXPECT_TRUE(HasNote(lead, "sla-told-impossible")) << value;
  }
  Report("kpi", "availability", "2026-09", "100");
  EXPECT_EQ(AskOne("2026-09").figures.lead.verdict, Verdict::kMet);
}

TEST_F(PromiseKindsTest, TwoSourcesThatDifferAreMarked) {
  Register();
  Report("kpi", "availability", "2026-09", "99.2");
  EXPECT_FALSE(HasNote(AskOne("2026-09").figures.lead, "sla-told-otherwise"));
  Report("bill", "availability", "2026-09", "99.20");
  EXPECT_FALSE(HasNote(AskOne("2026-09").figures.lead, "sla-told-otherwise"));
  EXPECT_FALSE(last_.levels[0].told_otherwise);
  EXPECT_THAT(last_.levels[0].disagreements, ::testing::IsEmpty());
  Report("bill", "availability", "2026-09", "99.95");
  const ServiceLevelRow row = AskOne("2026-09");
  const Figure& lead = row.figures.lead;
  EXPECT_TRUE(HasNote(lead, "sla-told-otherwise"));
  EXPECT_EQ(lead.verdict, Verdict::kMet);
  EXPECT_EQ(lead.sources, std::vector<std::string>{"bill"});
  // The other one stands beside it: 10 % of 9,500.00 would follow from it.
  ASSERT_EQ(row.figures.others.size(), 1u);
  const Figure& other = row.figures.others[0];
  EXPECT_EQ(other.origin, FigureOrigin::kReported);
  EXPECT_EQ(other.sources, std::vector<std::string>{"kpi"});
  EXPECT_EQ(other.Attained(), "99.200000");
  EXPECT_EQ(other.verdict, Verdict::kBreached);
  ASSERT_EQ(row.disagreements.size(), 1u);
  EXPECT_EQ(Text(row.disagreements[0].amount), "-950.00");
  EXPECT_TRUE(row.told_otherwise);
}

// The page is looked at since November: of October it knows nothing, and what
// was told of it still counts.
TEST_F(PromiseKindsTest, WhatNobodySawHidesNoNumberThatWasTold) {
  Register();
  Report("kpi", "availability", "2026-10", "99.2");
  Watch("page", {{Local(11, 5), OperationalState::kOperational}},
        Local(11, 10, 13));
  const Figure lead = AskOne("2026-10").figures.lead;
  EXPECT_EQ(lead.Attained(), "99.200000");
  EXPECT_EQ(lead.verdict, Verdict::kBreached);
}

TEST_F(PromiseKindsTest, AThirdSourceIsNotLeftOut) {
  Register();
  Report("kpi", "availability", "2026-09", "99.2");
  Report("desk", "availability", "2026-09", "99.91");
  Report("bill", "availability", "2026-09", "99.95");
  const ServiceLevelRow row = AskOne("2026-09");
  ASSERT_EQ(row.figures.others.size(), 2u);
  EXPECT_EQ(row.figures.others[0].sources, std::vector<std::string>{"kpi"});
  EXPECT_EQ(row.figures.others[1].sources, std::vector<std::string>{"desk"});
}

// What cannot be says nothing: the figure of the other source counts.
TEST_F(PromiseKindsTest, ANumberThatCannotBeGivesWayToOneThatCan) {
  Register();
  Report("kpi", "availability", "2026-09", "99.2");
  Report("bill", "availability", "2026-09", "250");
  const Figure lead = AskOne("2026-09").figures.lead;
  EXPECT_EQ(lead.Attained(), "99.200000");
  EXPECT_TRUE(HasNote(lead, "sla-told-impossible"));
}

// By whichever word, it is settled.
TEST_F(PromiseKindsTest, WhatIsSettledIsToldOtherwiseByNobody) {
  Register();
  Report("kpi", "availability", "2026-09", "99.2");
  Report("bill", "availability", "2026-09", "99.95");
  const auto overview = [&] {
    return (*answers().GetOverview(cio_, {}, {}))->providers[0];
  };
  // The last closed window is October's.
  EXPECT_EQ(overview().levels->told_otherwise, 0);
  Report("kpi", "availability", "2026-10", "99.2");
  Report("bill", "availability", "2026-10", "99.95");
  EXPECT_EQ(overview().levels->told_otherwise, 1);
  const auto objectives = answers().ListObjectives(cio_, {}, {});
  ASSERT_TRUE(objectives.ok()) << objectives.status();
  EXPECT_TRUE(objectives->objectives[0].last_told_otherwise);
  const MatterSubject settled{.kind = MatterKind::kSettlement,
                              .name = "s1",
                              .provider = "cloudnine",
                              .contract = "hosting-2026",
                              .objective = "availability",
                              .range = {Local(10, 1), Local(11, 1)}};
  Settle(settled, MatterMove::kProposed, {{"value", "99.2"}});
  Settle(settled, MatterMove::kApproved, {});
  EXPECT_FALSE(AskOne("2026-10").told_otherwise);
  EXPECT_EQ(overview().levels->told_otherwise, 0);
}

// A report came, and its cell held no number: that is no silence.
TEST_F(PromiseKindsTest, AFigureThatCouldNotBeReadIsAGapOfItsOwn) {
  Register();
  Report("kpi", "availability", "2026-09", "99.2");
  StagedBatch batch = MakeBatch("kpi", NextRun(), 1, true, "cloudnine");
  batch.facts.deliveries = {Head("2026-09 availability", "report.csv")};
  FindingList findings;
  LostFigure lost{.service = "hosting",
                  .indicator = "Availability",
                  .first_day = absl::CivilDay(2026, 9, 1),
                  .last_day = absl::CivilDay(2026, 9, 30),
                  .line = 7,
                  .file = "report.csv"};
  lost.AddTo(findings);
  lost.service = "another service";
  lost.line = 8;
  lost.AddTo(findings);
  batch.facts.findings = findings.Take();
  ASSERT_TRUE(writer_->StoreBatch(who_, batch).ok());
  const ServiceLevelRow row = AskOne("2026-09");
  EXPECT_EQ(row.figures.lead.verdict, Verdict::kUnknown);
  EXPECT_TRUE(HasNote(row.figures.lead, "sla-figure-unreadable"));
  EXPECT_FALSE(HasNote(row.figures.lead, "sla-nobody-tells"));
  const auto gap = std::find_if(
      last_.gaps.begin(), last_.gaps.end(),
      [](const Gap& one) { return one.rule == "sla-figure-unreadable"; });
  ASSERT_NE(gap, last_.gaps.end());
  EXPECT_EQ(gap->arguments.at("source"), "kpi");
  EXPECT_EQ(gap->arguments.at("line"), "7");
  for (const Gap& one : last_.gaps) EXPECT_NE(one.rule, "sla-figure-missing");
  // The month before was never told about.
  EXPECT_FALSE(
      HasNote(AskOne("2026-08").figures.lead, "sla-figure-unreadable"));
}

TEST_F(PromiseKindsTest, ATestOfRecoveryIsEvidenceForAWhile) {
  RecoveryTerms terms;
  terms.within = absl::Hours(4);
  terms.tested_every = {.months = 3};
  Promise("rto", terms);
  Register();
  StagedBatch batch = MakeBatch("kpi", NextRun(), 1, true, "cloudnine");
  batch.facts.deliveries = {Head("tests", "tests.csv")};
  Measurement& test = batch.facts.measurements.emplace_back();
  test.indicator = "rto";
  test.period_start = At("2026-06-05T00:00:00Z");
  test.period_end = At("2026-06-06T00:00:00Z");
  test.value = Number("3.5");
  test.unit = "uur";
  ASSERT_TRUE(writer_->StoreBatch(who_, batch).ok());
  Answered("kpi", test.period_end, FactKind::kMeasurements);
  EXPECT_EQ(AskOne("2026-06").figures.lead.verdict, Verdict::kMet);
  EXPECT_EQ(AskOne("2026-08").figures.lead.verdict, Verdict::kMet);
  // Due again by 5 September.
  EXPECT_EQ(AskOne("2026-09").figures.lead.verdict, Verdict::kUnknown);
  EXPECT_TRUE(HasNote(last_.levels[0].figures.lead, "sla-recovery-overdue"));
  EXPECT_EQ(AskOne("2026-05").figures.lead.verdict, Verdict::kUnknown);
}

// 99.731543 % of one partner times 99.865771 % of another.
TEST_F(PromiseKindsTest, AChainIsAsGoodAsItsLinksTogether) {
  ProviderConfig& other = AddProvider("linecraft");
  other.services = {{.id = "wan", .name = "WAN", .components = {"Web"}}};
  other.sources = {MakeSource("lines", "linecraft", "statuspage")};
  Configure();
  Contract wan = MakeContract("wan-2026", "lines", "99.9");
  wan.provider = "linecraft";
  wan.objectives[0].services = {"wan"};
  CompositeTerms terms;
  terms.target = Number("99.5");
  terms.combine = CompositeTerms::Combine::kProduct;
  terms.of = {{.objective = "availability"},
              {.contract = "wan-2026", .objective = "lines"}};
  Objective chain = MakeObjective("chain");
  chain.services.clear();
  chain.terms = terms;
  contract_.objectives.push_back(chain);
  Register({wan});
  Watch("page",
        {{Local(9, 20), kOperational},
         {Local(10, 6, 10), kMajorOutage},
         {Local(10, 6, 12), kOperational}},
        Local(11, 2));
  Watch("lines",
        {{Local(9, 20), kOperational},
         {Local(10, 8, 10), kMajorOutage},
         {Local(10, 8, 11), kOperational}},
        Local(11, 2));
  const ServiceLevelsAnswer answer = Ask("2026-10");
  ASSERT_THAT(answer.levels, SizeIs(3));
  const Figure& figure = answer.levels[1].figures.lead;
  // 2,674,800 / 2,682,000 x 2,678,400 / 2,682,000 = 0.9959767578
  EXPECT_EQ(figure.Attained(), "99.597675");
  EXPECT_EQ(figure.verdict, Verdict::kMet);
  EXPECT_EQ(figure.origin, FigureOrigin::kReported);
  ASSERT_THAT(figure.members, SizeIs(2));
  EXPECT_EQ(figure.members[1].provider, "linecraft");
  EXPECT_THAT(figure.members[0].services, ElementsAre("hosting"));
  EXPECT_THAT(figure.members[1].services, ElementsAre("wan"));
}

TEST_F(PromiseKindsTest, WhatIsSettledStands) {
  Register();
  Watch("page",
        {{Local(9, 20), kOperational},
         {Local(10, 6, 10), kMajorOutage},
         {Local(10, 6, 12), kOperational}},
        Local(11, 2));
  const MatterSubject subject{.kind = MatterKind::kSettlement,
                              .name = "s1",
                              .provider = "cloudnine",
                              .contract = "hosting-2026",
                              .objective = "availability",
                              .range = {Local(10, 1), Local(11, 1)}};
  Settle(subject, MatterMove::kProposed, {{"value", "98.5"}});
  EXPECT_EQ(AskOne("2026-10").figures.lead.origin, FigureOrigin::kReported);
  Settle(subject, MatterMove::kApproved, {});
  const ServiceLevelRow row = AskOne("2026-10");
  EXPECT_EQ(row.figures.lead.origin, FigureOrigin::kSettled);
  EXPECT_EQ(row.figures.lead.Attained(), "98.500000");
  EXPECT_TRUE(HasNote(row.figures.lead, "sla-settled"));
  // 25 % below 99.0; the page's word would have been 10 %.
  EXPECT_EQ(Text(row.credit->Amount()), "2375.00");
  ASSERT_THAT(row.other_credits, SizeIs(1));
  EXPECT_EQ(Text(row.other_credits[0]->Amount()), "950.00");
}

}  // namespace
}  // namespace regisseur
