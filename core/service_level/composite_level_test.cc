#include "core/service_level/composite_level.h"

#include "gtest/gtest.h"

namespace regisseur {
namespace {

using Combine = CompositeTerms::Combine;

Decimal D(const char* text) { return *Decimal::Parse(text); }

// A closed window of 100,000 s with so many seconds down and unknown.
ServiceLevel Level(int down, int unknown = 0) {
  AvailabilityTerms terms;
  terms.target = D("99");
  LevelTimes times;
  times.agreed_us = 100'000'000'000;
  times.unknown_us = unknown * int64_t{1'000'000};
  times.down_us = down * int64_t{1'000'000};
  times.weighted_down = Int128{times.down_us} * 1'000'000;
  return JudgeTimes(terms, times, absl::Seconds(100'000), true, false);
}

CompositeTerms Terms(Combine combine, const char* target) {
  CompositeTerms terms;
  terms.combine = combine;
  terms.target = D(target);
  return terms;
}

std::string Shown(const std::optional<Decimal>& percent) {
  return percent.has_value() ? CompositeLevel::Shown(*percent).ToString() : "-";
}

TEST(CompositeLevelTest, CombinesInThreeWays) {
  const ServiceLevel a = Level(100);   // 99.9 %
  const ServiceLevel b = Level(1000);  // 99.0 %
  const CompositeMember members[] = {{&a, D("3")}, {&b, D("1")}};
  EXPECT_EQ(
      Shown(ComputeComposite(Terms(Combine::kWorst, "99"), members).attained),
      "99.000000");
  // 0.999 * 0.99 = 0.98901
  EXPECT_EQ(
      Shown(ComputeComposite(Terms(Combine::kProduct, "99"), members).attained),
      "98.901000");
  // (3 * 99.9 + 99) / 4 = 99.675
  EXPECT_EQ(
      Shown(
          ComputeComposite(Terms(Combine::kWeighted, "99"), members).attained),
      "99.675000");
}

TEST(CompositeLevelTest, JudgesByBothBounds) {
  const ServiceLevel a = Level(100, 500);
  const ServiceLevel b = Level(0);
  const CompositeMember members[] = {{&a, D("1")}, {&b, D("1")}};
  // Between 99.4 and 99.9.
  EXPECT_EQ(ComputeComposite(Terms(Combine::kProduct, "99.4"), members).verdict,
            Verdict::kMet);
  EXPECT_EQ(ComputeComposite(Terms(Combine::kProduct, "99.5"), members).verdict,
            Verdict::kUnknown);
  EXPECT_EQ(
      ComputeComposite(Terms(Combine::kProduct, "99.95"), members).verdict,
      Verdict::kBreached);
}

TEST(CompositeLevelTest, AProductThatIsExactlyTheTargetIsMet) {
  const ServiceLevel a = Level(100);
  const ServiceLevel b = Level(1000);
  const CompositeMember members[] = {{&a}, {&b}};
  EXPECT_EQ(
      ComputeComposite(Terms(Combine::kProduct, "98.901"), members).verdict,
      Verdict::kMet);
  EXPECT_EQ(ComputeComposite(Terms(Combine::kProduct, "98.90100001"), members)
                .verdict,
            Verdict::kBreached);
}

TEST(CompositeLevelTest, AMemberThatNobodySawLeavesItUnknown) {
  const ServiceLevel a = Level(0);
  const ServiceLevel b = Level(0, 100'000);
  const CompositeMember members[] = {{&a}, {&b}};
  const CompositeLevel level =
      ComputeComposite(Terms(Combine::kWorst, "99"), members);
  EXPECT_EQ(Shown(level.attained), "-");
  EXPECT_EQ(level.verdict, Verdict::kUnknown);
}

TEST(CompositeLevelTest, RunsUntilAllMembersAreClosed) {
  ServiceLevel a = Level(0);
  ServiceLevel b = Level(2000);
  b.closed = false;
  const CompositeMember members[] = {{&a}, {&b}};
  EXPECT_EQ(ComputeComposite(Terms(Combine::kWorst, "99"), members).verdict,
            Verdict::kAtRisk);
}

}  // namespace
}  // namespace regisseur
