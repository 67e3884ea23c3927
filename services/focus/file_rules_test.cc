#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/focus/charge_row.h"
#include "services/focus/file_rules.h"
#include "services/focus/finding_tally.h"
#include "services/focus/focus_header.h"

namespace regisseur::focus {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr char kNames[] =
    "BilledCost|BillingCurrency|BillingPeriodStart|BillingPeriodEnd|"
    "BillingAccountId|InvoiceId|ServiceName|ServiceCategory|SkuId|SkuPriceId|"
    "SubAccountId|SubAccountName|CommitmentDiscountId|CommitmentDiscountUnit";
constexpr char kSeptember[] = "2026-09-01T00:00:00Z|2026-10-01T00:00:00Z";

// What the rules of a whole file say, `rule:field=count value`.
std::vector<std::string> Judge(const std::vector<std::string>& lines) {
  const std::vector<absl::string_view> names = absl::StrSplit(kNames, '|');
  FindingList told;
  const auto header = FocusHeader::Parse(names, "x.csv", told);
  EXPECT_TRUE(header.ok()) << header.status();
  FindingTally tally("x.csv", header->Names());
  ChargeRowReader reader(*header, {}, tally);
  FileRules rules(*header, tally);
  ChargeRow row;
  for (size_t i = 0; i < lines.size(); ++i) {
    const std::vector<absl::string_view> fields = absl::StrSplit(lines[i], '|');
    const auto line = static_cast<int64_t>(i) + 2;
    if (reader.Read(fields, line, row)) rules.See(row, line);
  }
  std::vector<std::string> said;
  for (const Finding& finding : tally.Take()) {
    if (finding.rule != "focus-several-values" &&
        finding.rule != "focus-period-ends") {
      continue;
    }
    said.push_back(absl::StrCat(
        finding.rule, ":", finding.field, "=", finding.count, " ",
        finding.examples.front().value, " ", finding.arguments.at("id")));
  }
  return said;
}

TEST(FileRulesTest, AFileThatIsOfOneMindIsSilent) {
  EXPECT_THAT(
      Judge({absl::StrCat("1.00|EUR|", kSeptember,
                          "|a|i1|Compute|Compute|s1|p1|sub1|Shop|d1|Hours"),
             absl::StrCat("2.00|EUR|", kSeptember,
                          "|a|i1|Compute|Compute|s1|p1|sub1|Shop|d1|Hours"),
             absl::StrCat("3.00|USD|", kSeptember,
                          "|a|i2|Disks|Storage|s2|p2|sub2|Shop|d2|GB")}),
      IsEmpty());
}

// Null is no other value.
TEST(FileRulesTest, NullIsNoOtherValue) {
  EXPECT_THAT(
      Judge({absl::StrCat("1.00|EUR|", kSeptember,
                          "|a|i1|Compute|Compute|s1|p1|sub1|Shop|d1|Hours"),
             absl::StrCat("2.00|EUR|", kSeptember,
                          "|a|i1|Compute|Compute||p1|sub1|||")}),
      IsEmpty());
}

TEST(FileRulesTest, WhatIsNotTheSameIsCountedWithItsRule) {
  EXPECT_THAT(
      Judge({absl::StrCat("1.00|EUR|", kSeptember,
                          "|a|i1|Compute|Compute|s1|p1|sub1|Shop|d1|Hours"),
             absl::StrCat("2.00|USD|", kSeptember,
                          "|a|i1|Compute|Compute|s2|p1|sub1|Shop|d1|Hours"),
             absl::StrCat("2.00|USD|", kSeptember,
                          "|a|i1|Compute|Compute|s1|p1|sub1|Store|d1|GB")}),
      ::testing::UnorderedElementsAre(
          "focus-several-values:BillingCurrency=2 USD and EUR for i1 "
          "BillingCurrency-C-005-M",
          "focus-several-values:SkuId=1 s2 and s1 for p1 SkuPriceId-C-008-M",
          "focus-several-values:SubAccountName=1 Store and Shop for sub1 "
          "StringHandling-A-006-M",
          "focus-several-values:CommitmentDiscountUnit=1 GB and Hours for d1 "
          "CommitmentDiscountUnit-C-008-M"));
}

TEST(FileRulesTest, ABillingPeriodEndsOnce) {
  EXPECT_THAT(Judge({absl::StrCat("1.00|EUR|", kSeptember,
                                  "|a|i1|Compute|Compute|s1|p1|sub1|Shop||"),
                     "2.00|EUR|2026-09-01T00:00:00Z|2026-09-16T00:00:00Z"
                     "|a|i1|Compute|Compute|s1|p1|sub1|Shop||",
                     "2.00|EUR|2026-09-01T00:00:00Z|2026-09-16T00:00:00Z"
                     "|b|i3|Compute|Compute|s1|p1|sub1|Shop||"}),
              ElementsAre("focus-period-ends:BillingPeriodEnd=1 a "
                          "BillingPeriodEnd-C-004-M"));
}

}  // namespace
}  // namespace regisseur::focus
