#include "core/credit/claim_date.h"

#include "core/time/instant.h"
#include "gtest/gtest.h"

namespace regisseur {
namespace {

using absl::CivilDay;
using Kind = ClaimRule::Kind;

TEST(ClaimDateTest, FollowsEachRule) {
  struct Case {
    Kind kind;
    int n;
    CivilDay last_day;
    const char* claim_by;
  };
  const Case cases[] = {
      {Kind::kDays, 60, CivilDay(2026, 10, 31), "2026-12-30"},
      {Kind::kDays, 60, CivilDay(2024, 2, 29), "2024-04-29"},
      {Kind::kMonths, 2, CivilDay(2026, 12, 31), "2027-02-28"},
      {Kind::kEndOfMonthAfter, 1, CivilDay(2026, 10, 31), "2026-11-30"},
      {Kind::kEndOfMonthAfter, 1, CivilDay(2026, 10, 15), "2026-11-30"},
      // Without billing periods calendar months: the one that ends with the
      // window does not end after it.
      {Kind::kEndOfBillingCycle, 1, CivilDay(2026, 10, 31), "2026-11-30"},
      {Kind::kEndOfBillingCycle, 2, CivilDay(2026, 10, 31), "2026-12-31"},
      {Kind::kEndOfBillingCycle, 1, CivilDay(2026, 10, 15), "2026-10-31"},
  };
  for (const Case& c : cases) {
    EXPECT_EQ(FormatDay(ComputeClaimBy({c.kind, c.n}, c.last_day, {})),
              c.claim_by);
  }
}

TEST(ClaimDateTest, CountsTheProvidersBillingPeriods) {
  const CivilDay ends[] = {CivilDay(2026, 9, 15), CivilDay(2026, 10, 15),
                           CivilDay(2026, 11, 15)};
  const auto claim_by = [&](int n, CivilDay last_day) {
    return FormatDay(
        ComputeClaimBy({Kind::kEndOfBillingCycle, n}, last_day, ends));
  };
  EXPECT_EQ(claim_by(1, CivilDay(2026, 9, 30)), "2026-10-15");
  EXPECT_EQ(claim_by(2, CivilDay(2026, 9, 30)), "2026-11-15");
  EXPECT_EQ(claim_by(1, CivilDay(2026, 10, 15)), "2026-11-15");
  // Beyond the known ones calendar months.
  EXPECT_EQ(claim_by(3, CivilDay(2026, 9, 30)), "2026-11-30");
  EXPECT_EQ(claim_by(4, CivilDay(2026, 9, 30)), "2026-12-31");
}

}  // namespace
}  // namespace regisseur
