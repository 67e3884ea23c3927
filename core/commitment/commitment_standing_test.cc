#include "core/commitment/commitment_standing.h"

#include "gtest/gtest.h"

namespace regisseur {
namespace {

CommitmentUse Year(const char* committed, const char* used,
                   absl::CivilDay until) {
  return {.committed = Decimal::Parse(committed).value(),
          .used = Decimal::Parse(used).value(),
          .first = absl::CivilDay(2026, 1, 1),
          .end = absl::CivilDay(2027, 1, 1),
          .until = until};
}

// 1 January to 15 March are 73 of 365 days, a fifth: 10,000.00 so far are
// 50,000.00 at the end, and 50,000.00 are missing. 365/12 days are a month:
// 10,000 * 365 / (73 * 12) = 4,166.67.
TEST(CommitmentStandingTest, LessThanCommittedIsATrueUp) {
  const auto standing =
      StandingOf(Year("100000.00", "10000.00", absl::CivilDay(2026, 3, 15)), 2);
  ASSERT_TRUE(standing.ok()) << standing.status();
  EXPECT_EQ(standing->balance.ToString(), "90000.00");
  EXPECT_EQ(standing->utilisation_percent->ToString(), "10.0");
  EXPECT_EQ(standing->burn_per_month->ToString(), "4166.67");
  EXPECT_EQ(standing->expected->ToString(), "50000.00");
  EXPECT_EQ(standing->expected_true_up->ToString(), "50000.00");
  EXPECT_EQ(standing->outlook, CommitmentOutlook::kUnder);
  EXPECT_EQ(standing->exhausted_on, std::nullopt);
}

// 40,000.00 in 73 days: 100,000.00 last 182.5 days, so that on the 183rd day,
// 2 July, nothing is left.
TEST(CommitmentStandingTest, MoreThanCommittedIsUsedUpBefore) {
  const auto standing =
      StandingOf(Year("100000.00", "40000.00", absl::CivilDay(2026, 3, 15)), 2);
  ASSERT_TRUE(standing.ok()) << standing.status();
  EXPECT_EQ(standing->expected->ToString(), "200000.00");
  EXPECT_EQ(standing->expected_true_up->ToString(), "0.00");
  EXPECT_EQ(standing->outlook, CommitmentOutlook::kOver);
  EXPECT_EQ(standing->exhausted_on, absl::CivilDay(2026, 7, 2));
}

// A week of a year says nothing of the year.
TEST(CommitmentStandingTest, NothingIsExpectedTooEarly) {
  const auto standing =
      StandingOf(Year("100000.00", "0.00", absl::CivilDay(2026, 1, 8)), 2);
  ASSERT_TRUE(standing.ok()) << standing.status();
  EXPECT_EQ(standing->expected, std::nullopt);
  EXPECT_EQ(standing->outlook, CommitmentOutlook::kUnknown);
  EXPECT_EQ(standing->utilisation_percent->ToString(), "0.0");
}

TEST(CommitmentStandingTest, NearlyAllOfItIsOnTrack) {
  const auto standing =
      StandingOf(Year("100000.00", "19500.00", absl::CivilDay(2026, 3, 15)), 2);
  ASSERT_TRUE(standing.ok()) << standing.status();
  EXPECT_EQ(standing->outlook, CommitmentOutlook::kOnTrack);
  EXPECT_EQ(standing->expected_true_up->ToString(), "2500.00");
}

}  // namespace
}  // namespace regisseur
