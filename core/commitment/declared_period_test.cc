#include "core/commitment/declared_period.h"

#include "gtest/gtest.h"

namespace regisseur {
namespace {

DeclaredPeriod September() {
  DeclaredPeriod period;
  period.account = "A-1";
  period.issuer = "Cloud Nine B.V.";
  period.start = absl::FromUnixSeconds(1788220800);  // 2026-09-01
  period.end = absl::FromUnixSeconds(1790812800);    // 2026-10-01
  period.status = "Closed";
  period.last_updated = absl::FromUnixSeconds(1791072000);
  return period;
}

TEST(DeclaredPeriodTest, IsTheSameAgainFromItsRow) {
  EXPECT_EQ(DeclaredPeriodOf(RowOf(September())), September());
  DeclaredPeriod unnamed = September();
  unnamed.account.clear();
  unnamed.issuer.clear();
  EXPECT_FALSE(RowOf(unnamed).id.empty());
  EXPECT_EQ(DeclaredPeriodOf(RowOf(unnamed)), unnamed);
}

TEST(DeclaredPeriodTest, ACommitmentIsNone) {
  ContractCommitment commitment = RowOf(September());
  commitment.category = "Spend";
  EXPECT_EQ(DeclaredPeriodOf(commitment), std::nullopt);
}

TEST(DeclaredPeriodTest, OnlyFocussOwnWordCloses) {
  DeclaredPeriod period = September();
  EXPECT_TRUE(period.IsClosed());
  for (const char* word : {"Open", "closed", "Reopened"}) {
    period.status = word;
    EXPECT_FALSE(period.IsClosed()) << word;
  }
}

}  // namespace
}  // namespace regisseur
