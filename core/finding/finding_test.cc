#include "core/finding/finding.h"

#include <string>

#include "core/base/utf8.h"
#include "gtest/gtest.h"

namespace regisseur {
namespace {

TEST(FindingListTest, CountsOneFindingARuleFieldAndFile) {
  FindingList list;
  for (int line = 2; line < 1'000'002; ++line) {
    list.Add(Severity::kError, "focus-numeric-format", "BilledCost", "a.csv",
             line, "$1");
  }
  list.Add(Severity::kError, "focus-numeric-format", "ListCost", "a.csv", 7,
           "x");
  list.Add(Severity::kError, "focus-numeric-format", "BilledCost", "b.csv", 9,
           "y");
  ASSERT_EQ(list.findings().size(), 3u);
  const Finding& first = list.findings()[0];
  EXPECT_EQ(first.count, 1'000'000);
  EXPECT_EQ(first.first_line, 2);
  ASSERT_EQ(first.examples.size(), Finding::kMaxExamples);
  EXPECT_EQ(first.examples[9].line, 11);
  EXPECT_EQ(first.examples[0].value, "$1");
}

TEST(FindingListTest, FieldsAndFilesDoNotRunIntoEachOther) {
  FindingList list;
  list.Add(Severity::kInfo, "r", "ab", "c", 0, "");
  list.Add(Severity::kInfo, "r", "a", "bc", 0, "");
  EXPECT_EQ(list.findings().size(), 2u);
}

TEST(FindingListTest, KeepsTheFirstArgumentsAndAddsWhatIsTold) {
  FindingList list;
  list.Add(Severity::kWarning, "r", "f", "file", 5, "v1", {{"allowed", "A"}});
  list.Add(Severity::kWarning, "r", "f", "file", 6, "v2", {{"allowed", "B"}});
  const Finding& finding = list.findings()[0];
  EXPECT_EQ(finding.arguments.at("allowed"), "A");
  EXPECT_EQ(finding.arguments.at("value"), "v1");
  EXPECT_EQ(finding.arguments.at("field"), "f");
  EXPECT_EQ(finding.arguments.at("line"), "5");
}

TEST(FindingListTest, TheWorseSeverityStays) {
  FindingList list;
  list.Add(Severity::kInfo, "r", "", "", 0, "");
  list.Add(Severity::kError, "r", "", "", 0, "");
  list.Add(Severity::kWarning, "r", "", "", 0, "");
  EXPECT_EQ(list.findings()[0].severity, Severity::kError);
}

TEST(FindingListTest, CutsValuesAndMakesThemUtf8) {
  FindingList list;
  list.Add(Severity::kError, "r", "\xFF", "", 1, std::string(500, '\x80'));
  list.Add(Severity::kError, "r", "\xFF", "", 2, "é" + std::string(500, 'a'));
  const Finding& finding = list.findings()[0];
  EXPECT_TRUE(IsValidUtf8(finding.field));
  for (const auto& example : finding.examples) {
    EXPECT_TRUE(IsValidUtf8(example.value));
    EXPECT_LE(example.value.size(), 200u);
  }
  EXPECT_EQ(finding.examples[1].value.size(), 200u);
}

TEST(FindingListTest, MergesWhatWasGatheredElsewhere) {
  FindingList list;
  list.Add(Severity::kWarning, "r", "f", "file", 9, "x");
  Finding other;
  other.severity = Severity::kError;
  other.rule = "r";
  other.field = "f";
  other.file = "file";
  other.first_line = 3;
  other.count = 41;
  for (int i = 0; i < 20; ++i) other.examples.push_back({3 + i, "y"});
  list.Merge(other);
  ASSERT_EQ(list.findings().size(), 1u);
  const Finding& finding = list.findings()[0];
  EXPECT_EQ(finding.count, 42);
  EXPECT_EQ(finding.first_line, 3);
  EXPECT_EQ(finding.severity, Severity::kError);
  EXPECT_EQ(finding.examples.size(), Finding::kMaxExamples);
}

TEST(FindingListTest, TakeEmptiesTheList) {
  FindingList list;
  list.Add(Severity::kError, "r", "f", "file", 1, "x");
  EXPECT_EQ(list.Take().size(), 1u);
  EXPECT_TRUE(list.empty());
  list.Add(Severity::kError, "r", "f", "file", 2, "x");
  EXPECT_EQ(list.findings()[0].count, 1);
}

}  // namespace
}  // namespace regisseur
