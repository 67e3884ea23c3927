#include "core/credit/remedy_rules.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace regisseur {
namespace {

using absl::CivilDay;
using ::testing::ElementsAre;

Decimal D(const char* text) { return *Decimal::Parse(text); }

// Months of 2026: b breached, m met, u unknown.
std::vector<JudgedWindow> Months(const char* verdicts) {
  std::vector<JudgedWindow> windows;
  absl::CivilMonth month(2026, 1);
  for (; *verdicts; ++verdicts, ++month) {
    windows.push_back({CivilDay(month + 1) - 1,
                       *verdicts == 'b'   ? Verdict::kBreached
                       : *verdicts == 'm' ? Verdict::kMet
                                          : Verdict::kUnknown,
                       std::nullopt});
  }
  return windows;
}

TEST(RemedyRulesTest, TwoOfThreeAndThreeInARow) {
  const Consequence consequences[] = {{2, 3, "improvement_plan", {0, 10}, true},
                                      {3, 3, "may_terminate", {0, 30}, false}};
  // March is the second miss of three, April the third in a row.
  EXPECT_THAT(
      FindConsequences(consequences, Months("mbbb"), HolidayCalendar::Dutch()),
      // Ten working days after 31 March 2026, Easter Monday is 6 April: 15
      // April. Ten after 30 April, 5 May and Ascension (14 May) are free: 18
      // May.
      ElementsAre(DueConsequence{CivilDay(2026, 3, 31), "improvement_plan",
                                 CivilDay(2026, 4, 15)},
                  DueConsequence{CivilDay(2026, 4, 30), "improvement_plan",
                                 CivilDay(2026, 5, 18)},
                  DueConsequence{CivilDay(2026, 4, 30), "may_terminate",
                                 CivilDay(2026, 5, 30)}));
  EXPECT_THAT(FindConsequences(consequences, Months("bmmbmub"), {}).size(), 0u);
  EXPECT_THAT(FindConsequences(consequences, Months("bub"), {}).size(), 1u);
}

TEST(RemedyRulesTest, ACreditMayBeEarnedBack) {
  std::vector<JudgedWindow> windows = Months("bmm");
  windows[1].figure = D("99.95");
  windows[2].figure = D("99.97");
  const EarnBack terms{2, D("99.95")};
  EXPECT_EQ(FindEarnBack(terms, windows, 0), 2u);
  windows[2].figure = D("99.94");
  EXPECT_EQ(FindEarnBack(terms, windows, 0), std::nullopt);
  windows[2].figure.reset();
  EXPECT_EQ(FindEarnBack(terms, windows, 0), std::nullopt);
  windows.pop_back();
  EXPECT_EQ(FindEarnBack(terms, windows, 0), std::nullopt);
}

TEST(RemedyRulesTest, APenaltyCountsStartedUnitsBeyondTheFreeOnes) {
  UnitPenalty penalty;
  penalty.amount = D("250.00");
  penalty.free = D("2");
  EXPECT_EQ(*ComputeUnitPenalty(penalty, D("2")), D("0"));
  EXPECT_EQ(*ComputeUnitPenalty(penalty, D("2.01")), D("250"));
  EXPECT_EQ(*ComputeUnitPenalty(penalty, D("5")), D("750"));
  EXPECT_EQ(*CountPaidUnits(penalty, D("2")), D("0"));
  EXPECT_EQ(*CountPaidUnits(penalty, D("2.01")), D("1"));
  penalty.at_most = D("600");
  EXPECT_EQ(*ComputeUnitPenalty(penalty, D("5")), D("600"));
}

}  // namespace
}  // namespace regisseur
