#include "services/focus/finding_tally.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace regisseur::focus {
namespace {

TEST(FindingTallyTest, MakesOneFindingOfAMillionBadCells) {
  FindingTally tally("costs.csv", {"BilledCost", "ListCost"});
  for (int line = 2; line < 1'000'002; ++line) {
    tally.Add(FocusRule::kNumericFormat, 1, line, "$5");
  }
  const std::vector<Finding> findings = tally.Take();
  ASSERT_EQ(findings.size(), 1);
  EXPECT_EQ(findings[0].rule, "focus-numeric-format");
  EXPECT_EQ(findings[0].field, "ListCost");
  EXPECT_EQ(findings[0].file, "costs.csv");
  EXPECT_EQ(findings[0].first_line, 2);
  EXPECT_EQ(findings[0].count, 1'000'000);
  EXPECT_EQ(findings[0].severity, Severity::kError);
  ASSERT_EQ(findings[0].examples.size(), 10);
  EXPECT_EQ(findings[0].examples[9].line, 11);
  EXPECT_EQ(findings[0].examples[9].value, "$5");
}

TEST(FindingTallyTest, TellsOnlyWhatIsNewSinceTheLastTime) {
  FindingTally tally("costs.csv", {"Tags"});
  tally.AddRow(FocusRule::kRowShape, 3, {});
  ASSERT_EQ(tally.Take().size(), 1);
  EXPECT_TRUE(tally.empty());
  EXPECT_TRUE(tally.Take().empty());
  tally.AddRow(FocusRule::kRowShape, 9, {});
  const std::vector<Finding> findings = tally.Take();
  ASSERT_EQ(findings.size(), 1);
  EXPECT_EQ(findings[0].field, "");
  EXPECT_EQ(findings[0].first_line, 9);
  EXPECT_EQ(findings[0].count, 1);
}

TEST(FindingTallyTest, CutsAndRepairsExamples) {
  FindingTally tally("costs.csv", {"Tags"});
  tally.Add(FocusRule::kUtf8, 0, 2, "a\xff");
  tally.Add(FocusRule::kUtf8, 0, 3, std::string(1000, 'x'));
  const std::vector<Finding> findings = tally.Take();
  ASSERT_EQ(findings.size(), 1);
  EXPECT_EQ(findings[0].examples[0].value, "a\xEF\xBF\xBD");
  EXPECT_EQ(findings[0].examples[1].value.size(), 200);
}

}  // namespace
}  // namespace regisseur::focus
