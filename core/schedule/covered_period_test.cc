#include "core/schedule/covered_period.h"

#include "core/schedule/catch_up.h"
#include "core/time/instant.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace regisseur {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using Kind = CoveredPeriod::Kind;

TEST(CoveredPeriodTest, ReadsAndWritesEveryKind) {
  const struct {
    const char* text;
    Kind kind;
    const char* first;
    const char* last;
    const char* later;
  } kCases[] = {
      {"2026-10-05", Kind::kDay, "2026-10-05", "2026-10-05", "2026-10-06"},
      // ISO 8601: 28 December is always in the last week; 2026 has 53.
      {"2026-W53", Kind::kWeek, "2026-12-28", "2027-01-03", "2027-W01"},
      {"2025-W01", Kind::kWeek, "2024-12-30", "2025-01-05", "2025-W02"},
      {"2026-12", Kind::kMonth, "2026-12-01", "2026-12-31", "2027-01"},
      {"2026-Q4", Kind::kQuarter, "2026-10-01", "2026-12-31", "2027-Q1"},
      {"2024", Kind::kYear, "2024-01-01", "2024-12-31", "2025"},
  };
  for (const auto& each : kCases) {
    const auto period = CoveredPeriod::Parse(each.text);
    ASSERT_TRUE(period.ok()) << period.status();
    EXPECT_EQ(period->kind, each.kind) << each.text;
    EXPECT_EQ(FormatDay(period->first), each.first) << each.text;
    EXPECT_EQ(FormatDay(period->last), each.last) << each.text;
    EXPECT_EQ(period->ToText(), each.text);
    EXPECT_EQ(period->Later(1).ToText(), each.later);
    EXPECT_EQ(period->Later(1).Later(-1), *period);
  }
}

TEST(CoveredPeriodTest, RefusesWhatIsNone) {
  for (const char* wrong : {"", "2026-13", "2026-Q5", "2025-W53", "2026-W00",
                            "26", "2026-10-32", "october", "2026-", "2026-Q"}) {
    const auto period = CoveredPeriod::Parse(wrong);
    ASSERT_FALSE(period.ok()) << wrong;
    EXPECT_THAT(std::string(period.status().message()),
                HasSubstr("right is for instance 2026-10"));
  }
}

TEST(CoveredPeriodTest, SaysWhatARunIsAbout) {
  const absl::CivilDay day(2026, 11, 2);
  EXPECT_EQ(PeriodOfRun(Kind::kMonth, Covers::kPrevious, day).ToText(),
            "2026-10");
  EXPECT_EQ(PeriodOfRun(Kind::kWeek, Covers::kPrevious, day).ToText(),
            "2026-W44");
  EXPECT_EQ(PeriodOfRun(Kind::kQuarter, Covers::kRunning, day).ToText(),
            "2026-Q4");
  EXPECT_EQ(PeriodOfRun(Kind::kYear, Covers::kNext, day).ToText(), "2027");
}

TEST(CatchUpTest, MakesUpForNoneTheLastOrAllUpToABound) {
  std::vector<absl::Time> due;
  for (const char* text : {"2026-10-01T07:00:00Z", "2026-10-02T07:00:00Z",
                           "2026-10-03T07:00:00Z"}) {
    due.push_back(*ParseInstant(text));
  }
  const absl::Time late = *ParseInstant("2026-10-03T09:00:00Z");
  const absl::Time in_time = *ParseInstant("2026-10-03T07:10:00Z");
  CatchUpPlan plan = PlanCatchUp(CatchUp::kNone, 12, due, late);
  EXPECT_THAT(plan.make, IsEmpty());
  EXPECT_EQ(plan.missed, due);
  plan = PlanCatchUp(CatchUp::kNone, 12, due, in_time);
  EXPECT_THAT(plan.make, ElementsAre(due[2]));
  EXPECT_THAT(plan.missed, ElementsAre(due[0], due[1]));
  plan = PlanCatchUp(CatchUp::kLatest, 12, due, late);
  EXPECT_THAT(plan.make, ElementsAre(due[2]));
  EXPECT_THAT(plan.missed, ElementsAre(due[0], due[1]));
  plan = PlanCatchUp(CatchUp::kAll, 2, due, late);
  EXPECT_THAT(plan.make, ElementsAre(due[1], due[2]));
  EXPECT_THAT(plan.missed, ElementsAre(due[0]));
}

}  // namespace
}  // namespace regisseur
