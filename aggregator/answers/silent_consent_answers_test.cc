#include <algorithm>

#include "aggregator/answers/overview_cache.h"
#include "aggregator/answers/service_levels_fixture.h"
#include "core/time/instant.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace regisseur {
namespace {

using ::testing::SizeIs;

// The provider's report leads; objections within five working days of it, by
// the Dutch calendar.
class SilentConsentAnswersTest : public ServiceLevelsFixture {
 protected:
  SilentConsentAnswersTest() {
    objective().evidence.leading = Side::kProvider;
    objective().evidence.object_within =
        EvidenceTerms::Days{.days = 5, .working = true};
    objective().holidays = HolidayCalendar::Dutch();
    Register();
    // November's figure comes on Monday 21 December 2026. The five working days
    // are 22, 23, 24, 28 and 29 December: 25 is Christmas, a Friday, 26 and 27
    // are a weekend.
    Tell(At("2026-12-21T10:00:00Z"), "99.95");
    clock_.Set(At("2027-01-20T12:00:00Z"));
  }
  void Tell(absl::Time when, const std::string& figure) {
    clock_.Set(when);
    Report("kpi", "availability", "2026-11", figure);
  }
  // We object at that moment.
  void Object(absl::Time when) {
    clock_.Set(when);
    Settle(objection_, MatterMove::kRaised,
           {{"side", "customer"}, {"figure", "99.1"}}, "our probe saw more");
  }
  Figure Lead(AsOf as_of = {}) { return AskOne("2026-11", as_of).figures.lead; }
  static std::string Argument(const Figure& figure, absl::string_view rule,
                              const std::string& name) {
    for (const LevelNote& note : figure.notes) {
      if (note.rule == rule) return note.arguments.at(name);
    }
    return "";
  }

  const MatterSubject objection_{.kind = MatterKind::kObjection,
                                 .name = "o1",
                                 .provider = "cloudnine",
                                 .contract = "hosting-2026",
                                 .objective = "availability",
                                 .range = {Local(11, 1), Local(12, 1)}};
};

TEST_F(SilentConsentAnswersTest, NobodyObjectedInTime) {
  const AsOf last_day{Local(12, 29, 23, 59)};
  EXPECT_EQ(Lead(last_day).origin, FigureOrigin::kReported);
  EXPECT_EQ(Argument(Lead(last_day), "sla-open-to-objection", "until"),
            "2026-12-29");
  const AsOf next_day{Local(12, 30)};
  EXPECT_EQ(Lead(next_day).origin, FigureOrigin::kSettled);
  const Figure figure = Lead();
  EXPECT_EQ(figure.origin, FigureOrigin::kSettled);
  EXPECT_EQ(figure.Attained(), "99.950000");
  EXPECT_EQ(figure.verdict, Verdict::kMet);
  EXPECT_EQ(Argument(figure, "sla-settled-by-silence", "told"), "2026-12-21");
  EXPECT_EQ(Argument(figure, "sla-settled-by-silence", "day"), "2026-12-30");

  const auto why = answers().ExplainServiceLevel(
      cio_, {.contract = "hosting-2026", .period = "2026-11"}, {});
  ASSERT_TRUE(why.ok()) << why.status();
  ASSERT_THAT(why->restatements, SizeIs(2));
  EXPECT_EQ(why->restatements[1].why.rule, "sla-restated-by-silence");
  EXPECT_EQ(why->restatements[1].known, Local(12, 30));
}

TEST_F(SilentConsentAnswersTest, AnObjectionInTimeDisputesIt) {
  Object(Local(12, 29, 22));
  clock_.Set(At("2027-01-20T12:00:00Z"));
  EXPECT_EQ(Lead().origin, FigureOrigin::kReported);
  EXPECT_EQ(Argument(Lead(), "sla-disputed-figure", "when"),
            FormatForPeople(Local(12, 29, 22)));
  EXPECT_TRUE(HasNote(Lead({Local(12, 29, 21)}), "sla-open-to-objection"));
  // Taken back, it was never one.
  Settle(objection_, MatterMove::kWithdrawn, {});
  EXPECT_EQ(Lead().origin, FigureOrigin::kSettled);
}

TEST_F(SilentConsentAnswersTest, ADisputeIsSeenWhereverTheFigureIs) {
  Object(Local(12, 29, 22));
  clock_.Set(At("2027-01-20T12:00:00Z"));
  const ServiceLevelRow row = AskOne("2026-11");
  ASSERT_THAT(row.figures.disputes, SizeIs(1));
  EXPECT_FALSE(row.figures.disputes[0].by_provider);
  EXPECT_EQ(row.figures.disputes[0].reason, "our probe saw more");
  EXPECT_EQ(Argument(row.figures.lead, "sla-disputed-figure", "figure"),
            "99.1 %");
  const auto overview = [&] {
    auto answer = answers().GetOverview(cio_, {}, {});
    EXPECT_TRUE(answer.ok()) << answer.status();
    return answer.value()->providers[0];
  };
  EXPECT_EQ(overview().levels->disputed, 1);
  const std::vector<AttentionReason> reasons = overview().attention;
  const auto said = std::find_if(
      reasons.begin(), reasons.end(), [](const AttentionReason& reason) {
        return reason.rule == "attention-sla-disputed";
      });
  ASSERT_NE(said, reasons.end());
  EXPECT_EQ(said->arguments.at("attained"), "99.950 %");
  EXPECT_EQ(said->arguments.at("side"), "the customer");
  // Settled with the figure, it is open no longer.
  Settle(objection_, MatterMove::kSettled, {{"settlement", "s1"}});
  EXPECT_EQ(overview().levels->disputed, 0);
  EXPECT_THAT(AskOne("2026-11").figures.disputes, SizeIs(0));
}

TEST_F(SilentConsentAnswersTest, AnObjectionThatComesTooLateChangesNothing) {
  Object(Local(12, 30, 0, 1));
  EXPECT_EQ(Lead().origin, FigureOrigin::kSettled);
  EXPECT_FALSE(HasNote(Lead(), "sla-disputed-figure"));
  EXPECT_TRUE(HasNote(Lead(), "sla-objected-too-late"));
}

TEST_F(SilentConsentAnswersTest, ToldAgainItIsNotNewAndToldOtherwiseItIs) {
  Tell(At("2026-12-28T10:00:00Z"), "99.95");
  EXPECT_EQ(Argument(Lead(), "sla-open-to-objection", "until"), "2026-12-29");
  // 30 and 31 December, not New Year's Day, 4, 5 and 6 January.
  Tell(At("2026-12-29T10:00:00Z"), "99.5");
  EXPECT_EQ(Argument(Lead(), "sla-open-to-objection", "until"), "2027-01-06");
}

TEST_F(SilentConsentAnswersTest, OnlyAFigureThatCountsAndWithATerm) {
  objective().evidence.object_within.reset();
  Register();
  EXPECT_EQ(Lead().origin, FigureOrigin::kReported);
  objective().evidence.object_within = EvidenceTerms::Days{.days = 5};
  objective().evidence.leading = Side::kCustomer;
  Register();
  EXPECT_FALSE(HasNote(Lead(), "sla-settled-by-silence"));
}

TEST_F(SilentConsentAnswersTest, AKeptOverviewEndsWithContractsFilesAndTheDay) {
  clock_.Set(Local(12, 29, 22));
  OverviewCache cache(context());
  const auto levels = [&] {
    const auto overview = cache.Get(cio_, {}, {});
    EXPECT_TRUE(overview.ok()) << overview.status();
    return overview.value()->providers[0].levels.value();
  };
  EXPECT_EQ(levels().met, 1);
  clock_.Advance(absl::Minutes(1));
  EXPECT_EQ(levels().met, 1);
  EXPECT_EQ(cache.reads(), 1);
  // Another register, of which nothing is written with the facts.
  terms().target = Number("99.99");
  Register();
  EXPECT_EQ(levels().breached, 1);
  EXPECT_EQ(cache.reads(), 2);
  contracts_.refused = {{.file = "a.yaml", .why = "a.yaml:1: not YAML"}};
  levels();
  EXPECT_EQ(cache.reads(), 3);
  // Midnight, by the clock of the promise.
  clock_.Set(Local(12, 29, 23, 59));
  levels();
  EXPECT_EQ(cache.reads(), 3);
  clock_.Set(Local(12, 30));
  levels();
  EXPECT_EQ(cache.reads(), 4);
}

}  // namespace
}  // namespace regisseur
