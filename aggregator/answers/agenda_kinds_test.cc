// Kinds of the agenda about promises, documents and announced work.
#include <algorithm>

#include "absl/strings/match.h"
#include "aggregator/answers/agenda.h"
#include "aggregator/answers/service_levels_fixture.h"
#include "core/finding/catalogue.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace regisseur {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using enum OperationalState;

class AgendaKindsTest : public ServiceLevelsFixture {
 protected:
  std::vector<AgendaItem> Items() {
    auto answer = AnswerAgenda(context(), cio_, {}, {});
    EXPECT_TRUE(answer.ok()) << answer.status();
    return answer.ok() ? std::move(answer->items) : std::vector<AgendaItem>();
  }
  // The items of a kind. What each says can be said.
  std::vector<AgendaItem> Of(const std::string& kind) {
    std::vector<AgendaItem> found;
    for (AgendaItem& item : Items()) {
      if (item.kind != kind) continue;
      EXPECT_TRUE(IsKnownRule(item.title.rule)) << item.title.rule;
      EXPECT_TRUE(IsKnownRule(item.if_nothing.rule)) << item.if_nothing.rule;
      EXPECT_THAT(item.evidence, ::testing::Not(IsEmpty())) << item.id;
      EXPECT_GE(item.choices.size(), 2u) << item.id;
      for (const AgendaChoice& choice : item.choices) {
        EXPECT_TRUE(IsKnownRule(choice.what.rule)) << choice.what.rule;
        EXPECT_TRUE(IsKnownRule(choice.consequence.rule))
            << choice.consequence.rule;
        EXPECT_EQ(Words(choice.what).find('?'), std::string::npos)
            << Words(choice.what);
        EXPECT_EQ(Words(choice.consequence).find('?'), std::string::npos)
            << Words(choice.consequence);
      }
      found.push_back(std::move(item));
    }
    return found;
  }
  std::vector<std::string> Titles(const std::string& kind) {
    std::vector<std::string> titles;
    for (const AgendaItem& item : Of(kind)) titles.push_back(Words(item.title));
    return titles;
  }
  static std::string Words(const Sentence& sentence) {
    return RenderMessage(sentence.rule, sentence.arguments);
  }
  // Two hours of September and of October were down: 99.72 % and 99.73 %.
  void MissTwice() {
    Watch("page",
          {{Local(8, 20), kOperational},
           {Local(9, 7, 10), kMajorOutage},
           {Local(9, 7, 12), kOperational},
           {Local(10, 6, 10), kMajorOutage},
           {Local(10, 6, 12), kOperational}},
          Local(11, 10, 13));
  }
};

// 0.1 % of November's 720 hours are 43.2 minutes; an hour is more.
TEST_F(AgendaKindsTest, APromiseThatCannotBeKeptAnyMore) {
  Register();
  Watch("page",
        {{Local(10, 20), kOperational},
         {Local(11, 6, 10), kMajorOutage},
         {Local(11, 6, 11), kOperational}},
        Local(11, 10, 13));
  const std::vector<AgendaItem> items = Of("objective_at_risk");
  ASSERT_EQ(items.size(), 1u);
  EXPECT_EQ(items[0].id,
            "objective_at_risk:hosting-2026:availability:"
            "2026-11-30");
  EXPECT_TRUE(absl::StartsWith(
      Words(items[0].title),
      "availability of hosting-2026 for 2026-11 cannot be kept any more: "))
      << Words(items[0].title);
  EXPECT_EQ(items[0].decide_by, absl::CivilDay(2026, 11, 30));
}

TEST_F(AgendaKindsTest, APromiseThatWasMissedTwiceInARow) {
  Register();
  MissTwice();
  EXPECT_THAT(Titles("objective_missed_twice"),
              ElementsAre("availability of hosting-2026 was missed twice in a "
                          "row, the last time for 2026-10."));
}

// Ten working days after Saturday 31 October are Friday 13 November; thirty
// days are Monday 30 November.
TEST_F(AgendaKindsTest, WhatTheContractLetsFollowFromIt) {
  objective().remedies.consequences = {
      {.missed = 2,
       .of = 3,
       .then = "improvement_plan",
       .within = {.days = 10},
       .within_working_days = true},
      {.missed = 2, .of = 2, .then = "may_terminate", .within = {.days = 30}}};
  Register();
  MissTwice();
  EXPECT_THAT(Titles("objective_missed_twice"), IsEmpty());
  EXPECT_THAT(Titles("improvement_plan_due"),
              ElementsAre("After missing availability of hosting-2026 for "
                          "2026-10 an improvement plan is due by 2026-11-13."));
  const std::vector<AgendaItem> right = Of("right_to_terminate");
  ASSERT_EQ(right.size(), 1u);
  EXPECT_EQ(right[0].decide_by, absl::CivilDay(2026, 11, 30));
  EXPECT_EQ(Words(right[0].title),
            "Missing availability of hosting-2026 for 2026-10 gives the right "
            "to terminate until 2026-11-30.");
  // The right closes; the plan stays, late, for thirty days.
  clock_.Set(At("2026-12-01T12:00:00Z"));
  EXPECT_THAT(Titles("right_to_terminate"), IsEmpty());
  EXPECT_THAT(Titles("improvement_plan_due"), ::testing::SizeIs(1));
  clock_.Set(At("2026-12-14T12:00:00Z"));
  EXPECT_THAT(Titles("improvement_plan_due"), IsEmpty());
}

TEST_F(AgendaKindsTest, AFigureThatIsDisputed) {
  Register();
  MissTwice();
  Settle({.kind = MatterKind::kObjection,
          .name = "o1",
          .provider = "cloudnine",
          .contract = "hosting-2026",
          .objective = "availability",
          .range = {Local(10, 1), Local(11, 1)}},
         MatterMove::kRaised, {}, "our probe was offline");
  const std::vector<AgendaItem> items = Of("dispute_open");
  ASSERT_EQ(items.size(), 1u);
  EXPECT_EQ(items[0].id, "dispute_open:hosting-2026:availability:2026-10-31");
  EXPECT_GE(items[0].since, clock_.Now());
}

// The provider's figure leads and says 99.95 %; our probe saw two hours of 745
// down, 99.73 %, by which 10 % of 9,500.00 would follow.
TEST_F(AgendaKindsTest, FiguresOfTwoOriginsThatDifferInMoney) {
  objective().evidence.leading = Side::kProvider;
  contract_.term.start = absl::CivilDay(2026, 10, 1);
  Register();
  Watch("probe",
        {{Local(9, 20), kOperational},
         {Local(10, 6, 10), kMajorOutage},
         {Local(10, 6, 12), kOperational}},
        Local(11, 5));
  clock_.Set(At("2026-11-10T12:00:00Z"));
  Report("kpi", "Availability", "2026-10", "99.95");
  const std::vector<AgendaItem> items = Of("figures_disagree");
  ASSERT_EQ(items.size(), 1u);
  EXPECT_EQ(Text(items[0].estimated), "950.00");
  EXPECT_EQ(Words(items[0].title),
            "availability of hosting-2026 for 2026-10 is 99.950 % reported and "
            "99.731 % measured.");
}

// 99.2 % is below 99.9 %: 10 % of 9,500.00 would follow from it.
TEST_F(AgendaKindsTest, TwoSourcesOfOnePartnerThatDifferInMoney) {
  contract_.term.start = absl::CivilDay(2026, 10, 1);
  Register();
  Report("kpi", "Availability", "2026-10", "99.2");
  Report("bill", "Availability", "2026-10", "99.2");
  EXPECT_THAT(Of("figures_disagree"), IsEmpty());
  Report("bill", "Availability", "2026-10", "99.95");
  const std::vector<AgendaItem> items = Of("figures_disagree");
  ASSERT_EQ(items.size(), 1u);
  EXPECT_EQ(Text(items[0].estimated), "950.00");
  EXPECT_EQ(Words(items[0].title),
            "availability of hosting-2026 for 2026-10 is 99.950 % by bill and "
            "99.200 % by kpi.");
}

// Until its objection is a matter of its own, sixteen days before it lapses.
TEST_F(AgendaKindsTest, FiguresDifferWhileAnObjectionIsInTime) {
  contract_.term.start = absl::CivilDay(2026, 10, 1);
  objective().evidence.object_within = EvidenceTerms::Days{.days = 30};
  Register();
  Report("kpi", "Availability", "2026-10", "99.2");
  Report("bill", "Availability", "2026-10", "99.95");
  std::vector<AgendaItem> items = Of("figures_disagree");
  ASSERT_EQ(items.size(), 1u);
  // Told on 10 November; thirty days later is 10 December.
  EXPECT_EQ(items[0].decide_by, absl::CivilDay(2026, 12, 10));
  clock_.Set(At("2026-11-26T12:00:00Z"));
  EXPECT_THAT(Of("figures_disagree"), IsEmpty());
  EXPECT_EQ(Of("objection_closing").size(), 1u);
}

TEST_F(AgendaKindsTest, AnInvoiceThatIsNotWhatWasAgreed) {
  contract_.objectives.clear();
  contract_.invoicing.object_within = CivilSpan{.days = 30};
  Register();
  Invoice invoice;
  invoice.kind = InvoiceKind::kInvoice;
  invoice.number = "F1";
  invoice.currency = "EUR";
  invoice.issue_day = absl::CivilDay(2026, 11, 1);
  invoice.contract = "hosting-2026";
  invoice.period = {absl::CivilDay(2026, 10, 1), absl::CivilDay(2026, 10, 31)};
  invoice.totals.tax_exclusive = Number("10000.00");
  invoice.totals.payable = invoice.totals.tax_exclusive;
  InvoiceLine line;
  line.id = "1";
  line.name = "platform";
  line.net_amount = invoice.totals.tax_exclusive;
  invoice.lines = {line};
  StagedBatch batch = MakeBatch("bill", NextRun(), 1, true, "cloudnine");
  batch.facts.deliveries = {Head("invoice=F1", "F1.xml")};
  batch.facts.invoices = {invoice};
  ASSERT_TRUE(writer_->StoreBatch(who_, batch).ok());
  Answered("bill", clock_.Now(), FactKind::kInvoices);
  const std::vector<AgendaItem> items = Of("invoice_difference");
  ASSERT_EQ(items.size(), 1u);
  // 9,500.00 is agreed; thirty days after 1 November.
  EXPECT_EQ(Text(items[0].certain), "500.00");
  EXPECT_EQ(items[0].decide_by, absl::CivilDay(2026, 12, 1));
  EXPECT_EQ(Words(items[0].title),
            "Invoice F1 of cloudnine differs by 500.00 EUR from what was "
            "agreed.");
  clock_.Set(At("2026-12-02T12:00:00Z"));
  EXPECT_THAT(Titles("invoice_difference"), IsEmpty());
}

TEST_F(AgendaKindsTest, AssuranceThatLapsesOrIsDue) {
  contract_.objectives.clear();
  contract_.dossier.assurance = {
      {.kind = "ISO 27001", .valid_until = absl::CivilDay(2027, 1, 9)},
      {.kind = "NEN 7510", .valid_until = absl::CivilDay(2027, 1, 10)},
      {.kind = "ISAE 3402 type II", .due = absl::CivilDay(2026, 11, 1)}};
  Register();
  // 9 January is sixty days from 10 November.
  EXPECT_THAT(Titles("assurance_expiring"),
              ElementsAre("The provider of hosting-2026 owed ISAE 3402 type II "
                          "by 2026-11-01.",
                          "ISO 27001 of the provider of hosting-2026 lapses on "
                          "2027-01-09."));
}

TEST_F(AgendaKindsTest, SubprocessorsToWhichOneCanObject) {
  contract_.objectives.clear();
  contract_.dossier.processing =
      Processing{.subprocessors = {{"Metaal BV", "NL"}},
                 .objection = CivilSpan{.days = 30}};
  Contract next = contract_;
  next.valid_from = absl::CivilDay(2026, 11, 1);
  next.dossier.processing->subprocessors.push_back({"Nimbus Inc", "US"});
  Register({next});
  // Thirty days from 1 November on end with 30 November.
  const std::vector<AgendaItem> items = Of("subprocessor_changed");
  ASSERT_EQ(items.size(), 1u);
  EXPECT_EQ(items[0].decide_by, absl::CivilDay(2026, 11, 30));
  EXPECT_EQ(Words(items[0].title),
            "hosting-2026 names new subprocessors from 2026-11-01: Nimbus Inc. "
            "An objection is in time until 2026-11-30.");
  clock_.Set(At("2026-12-01T12:00:00Z"));
  EXPECT_THAT(Titles("subprocessor_changed"), IsEmpty());
}

TEST_F(AgendaKindsTest, ACriticalFunctionNeedsAnExitPlanThatWasTested) {
  portfolio_.functions = {{.id = "burgerzaken",
                           .critical = true,
                           .needs = {{"cloudnine", "hosting"}}}};
  Configure();
  Register();
  EXPECT_THAT(Titles("exit_plan"),
              ElementsAre("hosting-2026 has no exit plan, and burgerzaken "
                          "cannot do without it."));
  contract_.dossier.exit = ExitTerms{.plan = absl::CivilDay(2026, 2, 1)};
  Register();
  EXPECT_THAT(Titles("exit_plan"),
              ElementsAre("The exit plan of hosting-2026 of 2026-02-01 was "
                          "never tested, and burgerzaken cannot do without "
                          "it."));
  contract_.dossier.exit->tested = absl::CivilDay(2025, 11, 10);
  Register();
  EXPECT_THAT(Titles("exit_plan"), IsEmpty()) << "a year ago today";
  clock_.Set(At("2026-11-11T12:00:00Z"));
  EXPECT_THAT(Titles("exit_plan"), ::testing::SizeIs(1));
  portfolio_.functions[0].critical = false;
  Configure();
  EXPECT_THAT(Titles("exit_plan"), IsEmpty());
}

TEST_F(AgendaKindsTest, WorkOfTwoPartnersAtOneTimeOnOneFunction) {
  ProviderConfig& other = AddProvider("noordnet");
  other.services = {{.id = "line", .name = "Line", .components = {"Web"}}};
  other.sources = {MakeSource("net", "noordnet", "statuspage")};
  portfolio_.functions = {
      {.id = "burgerzaken",
       .owner = "h.bakker",
       .needs = {{"cloudnine", "hosting"}, {"noordnet", "line"}}},
      {.id = "alone", .needs = {{"cloudnine", "hosting"}}}};
  Configure();
  const auto tell = [&](const char* source, const char* id, absl::Time from,
                        absl::Time to) {
    Watch(source, {{Local(11, 10, 9), kOperational}}, Local(11, 10, 13),
          {MakeMaintenance(id, from, to, Local(11, 9))});
  };
  tell("page", "m1", Local(11, 14, 20), Local(11, 14, 23));
  tell("net", "m2", Local(11, 14, 22), Local(11, 15, 2));
  const std::vector<AgendaItem> items = Of("maintenance_clash");
  ASSERT_EQ(items.size(), 1u);
  EXPECT_EQ(items[0].id, "maintenance_clash:burgerzaken:page/m1:net/m2");
  EXPECT_EQ(items[0].owner, "h.bakker");
  EXPECT_THAT(items[0].functions, ElementsAre("burgerzaken"));
  EXPECT_EQ(Words(items[0].title),
            "cloudnine and noordnet both work on what burgerzaken needs, from "
            "2026-11-14 21:00 UTC to 2026-11-14 22:00 UTC: Work m1; Work m2.");
}

}  // namespace
}  // namespace regisseur
