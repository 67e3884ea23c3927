#include "aggregator/answers/overview_cache.h"
#include "aggregator/answers/service_levels_fixture.h"
#include "core/matter/figure_record.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace regisseur {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using enum OperationalState;

// What only paper says (USERS U3). It is 10 November 2026.
class EnteredFigureAnswersTest : public ServiceLevelsFixture {
 protected:
  // A person enters a figure about a time by Amsterdam's clock.
  void Enter(const std::string& name, TimeRange period,
             const std::string& value, const std::string& expires,
             const std::string& origin = "reported",
             const std::string& unit = "") {
    Settle(Subject(name, period), MatterMove::kEntered,
           {{kFigureValue, value},
            {kFigureUnit, unit},
            {kFigureOrigin, origin},
            {kFigurePeriod, "2026-10"},
            {kFigureDocument, name + ".pdf"},
            {kFigureDocumentSha256, "ab12"},
            {kFigureDocumentBytes, "4711"},
            {kFigureExpires, expires}});
  }
  MatterSubject Subject(const std::string& name, TimeRange period) {
    return {.kind = MatterKind::kFigure,
            .name = name,
            .provider = "cloudnine",
            .contract = "hosting-2026",
            .objective = objective().id,
            .range = period};
  }
  const TimeRange october_{Local(10, 1), Local(11, 1)};
  // Two hours in October's 745: 99.731543 %.
  void MeasureTwoHoursDown() {
    Watch("probe",
          {{Local(9, 20), kOperational},
           {Local(10, 6, 10), kMajorOutage},
           {Local(10, 6, 12), kOperational}},
          Local(11, 5));
  }
};

TEST_F(EnteredFigureAnswersTest, ItIsTheFigureWhereNobodyElseTells) {
  Register();
  EXPECT_EQ(AskOne("2026-10").figures.lead.verdict, Verdict::kUnknown);
  Enter("letter", october_, "99.95", "2027-11-10");
  const Figure lead = AskOne("2026-10").figures.lead;
  EXPECT_EQ(lead.Attained(), "99.950000");
  EXPECT_EQ(lead.verdict, Verdict::kMet);
  EXPECT_EQ(lead.origin, FigureOrigin::kReported);
  ASSERT_TRUE(lead.by_hand.has_value());
  EXPECT_EQ(lead.by_hand->document, "letter.pdf");
  EXPECT_EQ(lead.by_hand->by, "A. de Vries");
  EXPECT_EQ(lead.by_hand->expires, absl::CivilDay(2027, 11, 10));
  EXPECT_THAT(lead.sources, IsEmpty());
  EXPECT_TRUE(HasNote(lead, "sla-entered-by-hand"));
}

TEST_F(EnteredFigureAnswersTest, ItStandsBesideWhatWasMeasured) {
  Register();
  MeasureTwoHoursDown();
  for (const char* origin : {"reported", "measured"}) {
    Enter(origin, october_, "99.95", "2027-11-10", origin);
  }
  const WindowFigures figures = AskOne("2026-10").figures;
  EXPECT_EQ(figures.lead.Attained(), "99.731543");
  EXPECT_FALSE(figures.lead.by_hand.has_value());
  std::vector<std::string> others;
  for (const Figure& other : figures.others) {
    if (other.by_hand.has_value()) others.push_back(other.by_hand->name);
  }
  EXPECT_THAT(others, ElementsAre("measured", "reported"));
}

TEST_F(EnteredFigureAnswersTest, TheContractSaysWhoseWordCounts) {
  objective().measured_by = FigureOrigin::kReported;
  Register();
  MeasureTwoHoursDown();
  EXPECT_EQ(AskOne("2026-10").figures.lead.Attained(), std::nullopt);
  Enter("letter", october_, "99.95", "2027-11-10");
  const WindowFigures figures = AskOne("2026-10").figures;
  EXPECT_EQ(figures.lead.Attained(), "99.950000");
  ASSERT_THAT(figures.others, SizeIs(1));
  EXPECT_EQ(figures.others.front().origin, FigureOrigin::kMeasured);
}

TEST_F(EnteredFigureAnswersTest, WhatASourceTellsGoesFirst) {
  Register();
  Report("kpi", "Availability", "2026-10", "99.5");
  Enter("letter", october_, "99.95", "2027-11-10");
  const WindowFigures figures = AskOne("2026-10").figures;
  EXPECT_EQ(figures.lead.Attained(), "99.500000");
  ASSERT_THAT(figures.others, SizeIs(1));
  EXPECT_EQ(figures.others.front().Attained(), "99.950000");
  EXPECT_TRUE(figures.others.front().by_hand.has_value());
}

TEST_F(EnteredFigureAnswersTest, AfterItsLastDayItIsAGap) {
  Register();
  Enter("letter", october_, "99.95", "2026-11-20");
  clock_.Set(Local(11, 20, 23, 59));
  EXPECT_EQ(AskOne("2026-10").figures.lead.verdict, Verdict::kMet);
  clock_.Set(Local(11, 21));
  const Figure lead = AskOne("2026-10").figures.lead;
  EXPECT_EQ(lead.verdict, Verdict::kUnknown);
  EXPECT_EQ(lead.Attained(), std::nullopt);
  EXPECT_TRUE(HasNote(lead, "sla-entered-expired"));
  const auto gap = std::find_if(
      last_.gaps.begin(), last_.gaps.end(),
      [](const Gap& gap) { return gap.rule == "sla-figure-expired"; });
  ASSERT_NE(gap, last_.gaps.end());
  EXPECT_EQ(gap->arguments.at("day"), "2026-11-20");
  EXPECT_FALSE(gap->notice);
  // On an earlier day it counted, and that is still the answer.
  EXPECT_EQ(AskOne("2026-10", {Local(11, 20)}).figures.lead.verdict,
            Verdict::kMet);
}

TEST_F(EnteredFigureAnswersTest, TakenBackItDoesNotCountAndStaysVisible) {
  Register();
  Enter("first", october_, "99.5", "2027-11-10");
  clock_.Advance(absl::Hours(1));
  Enter("second", october_, "99.95", "2027-11-10");
  // The last one that was entered counts.
  EXPECT_EQ(AskOne("2026-10").figures.lead.Attained(), "99.950000");
  clock_.Advance(absl::Hours(1));
  Settle(Subject("second", october_), MatterMove::kWithdrawn, {}, "a typo");
  EXPECT_EQ(AskOne("2026-10").figures.lead.Attained(), "99.500000");
  const AsOf before{At("2026-11-10T13:30:00Z")};
  EXPECT_EQ(AskOne("2026-10", before).figures.lead.Attained(), "99.950000");

  const auto list = answers().ListMeasurements(
      cio_, {.provider = "cloudnine", .from = "2026-10", .to = "2026-10"}, {});
  ASSERT_TRUE(list.ok()) << list.status();
  ASSERT_THAT(list->measurements, SizeIs(2));
  const MeasurementRow& row = list->measurements.back();
  EXPECT_EQ(row.record.measurement.indicator, "availability");
  EXPECT_EQ(row.record.measurement.service, "hosting");
  EXPECT_EQ(row.record.measurement.unit, "%");
  ASSERT_TRUE(row.entered.has_value());
  EXPECT_EQ(FoldProposal(row.entered->Moves()), ProposalState::kWithdrawn);
  EXPECT_FALSE(row.expired);
  EXPECT_THAT(answers()
                  .ListMeasurements(cio_, {.provider = "cloudnine"},
                                    {At("2026-11-10T12:30:00Z")})
                  ->measurements,
              SizeIs(1));
}

TEST_F(EnteredFigureAnswersTest, WhatSilenceSettledBeforeItExpiredStays) {
  objective().evidence.leading = Side::kProvider;
  objective().evidence.object_within = EvidenceTerms::Days{.days = 5};
  Register();
  // Told on 10 November: objections are in time until the 15th.
  Enter("letter", october_, "99.95", "2026-11-20");
  EXPECT_EQ(AskOne("2026-10").figures.object_by, absl::CivilDay(2026, 11, 15));
  clock_.Set(Local(12, 20));
  const Figure lead = AskOne("2026-10").figures.lead;
  EXPECT_EQ(lead.origin, FigureOrigin::kSettled);
  EXPECT_EQ(lead.Attained(), "99.950000");
}

TEST_F(EnteredFigureAnswersTest, ScoresOfPeopleMakeAMean) {
  ScoreTerms scores;
  scores.target = Number("7");
  scores.least_scores = 2;
  objective().terms = scores;
  objective().remedies = {};
  Register();
  Enter("a", {Local(10, 3), Local(10, 4)}, "8", "2027-11-10");
  EXPECT_TRUE(HasNote(AskOne("2026-10").figures.lead, "sla-too-few-scores"));
  Enter("b", {Local(10, 17), Local(10, 18)}, "7", "2027-11-10");
  const Figure lead = AskOne("2026-10").figures.lead;
  // (8 + 7) / 2.
  EXPECT_EQ(lead.Attained(), "7.5");
  EXPECT_EQ(lead.verdict, Verdict::kMet);
}

TEST_F(EnteredFigureAnswersTest, ATestOfRecoveryIsEvidenceUntilTheNext) {
  RecoveryTerms recovery;
  recovery.within = absl::Hours(4);
  recovery.tested_every = {.months = 12};
  objective().terms = recovery;
  objective().remedies = {};
  Register();
  Enter("test", {Local(3, 14), Local(3, 15)}, "210", "2027-11-10", "measured",
        "minutes");
  const Figure lead = AskOne("2026-10").figures.lead;
  // 210 minutes are three hours and a half.
  EXPECT_EQ(lead.verdict, Verdict::kMet);
  EXPECT_TRUE(HasNote(lead, "sla-recovery-tested"));
}

TEST_F(EnteredFigureAnswersTest, AClaimThatRestsOnItNamesTheDocument) {
  Register();
  Enter("letter", october_, "99.5", "2027-11-10");
  const auto claims = answers().ListClaims(cio_, {}, {});
  ASSERT_TRUE(claims.ok()) << claims.status();
  ASSERT_THAT(claims->claims, SizeIs(1));
  // 99.5 is below 99.9: 10 % of 9,500.00.
  EXPECT_EQ(Text(claims->claims.front().amount), "950.00");
  std::vector<std::string> documents;
  for (const ClaimEvidence& evidence : claims->claims.front().evidence) {
    if (evidence.kind == "document") documents.push_back(evidence.reference);
  }
  EXPECT_THAT(documents, ElementsAre("letter.pdf, SHA-256 ab12"));
}

TEST_F(EnteredFigureAnswersTest, TheOverviewSaysThatItIsByHand) {
  Register();
  const auto coverage = [&] {
    const auto overview = answers().GetOverview(cio_, {}, {});
    EXPECT_TRUE(overview.ok()) << overview.status();
    return overview.value()->providers.front().coverage.service_level;
  };
  EXPECT_EQ(coverage(), CoverageKind::kAbsent);
  Enter("letter", october_, "99.95", "2027-11-10");
  EXPECT_EQ(coverage(), CoverageKind::kByHand);
  MeasureTwoHoursDown();
  EXPECT_EQ(coverage(), CoverageKind::kMeasured);
}

}  // namespace
}  // namespace regisseur
