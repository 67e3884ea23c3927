#include "services/focus/focus_header.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/sdk/problem.h"

namespace regisseur::focus {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;

absl::StatusOr<FocusHeader> Parse(const std::vector<absl::string_view>& names,
                                  FindingList& findings) {
  return FocusHeader::Parse(names, "costs.csv", findings);
}

std::vector<std::string> Told(const FindingList& list) {
  std::vector<std::string> told;
  for (const Finding& finding : list.findings()) {
    told.push_back(finding.rule + ":" + finding.field);
  }
  return told;
}

TEST(FocusHeaderTest, TakesTheOldestVersionThatHasEveryColumn) {
  struct Case {
    std::vector<absl::string_view> names;
    FocusVersion version;
  };
  const Case cases[] = {
      {{"BilledCost", "ChargeSubcategory", "UsageQuantity"},
       FocusVersion::k1_0Preview},
      {{"BilledCost", "Region"}, FocusVersion::k1_0Preview},
      {{"BilledCost", "ContractedCost"}, FocusVersion::k1_0},
      {{"BilledCost"}, FocusVersion::k1_0},
      {{"BilledCost", "SkuMeter"}, FocusVersion::k1_1},
      {{"BilledCost", "InvoiceId"}, FocusVersion::k1_2},
      {{"BilledCost", "ServiceProviderName"}, FocusVersion::k1_3},
      {{"BilledCost", "AllocatedTags", "ProviderName"}, FocusVersion::k1_3},
  };
  for (const Case& c : cases) {
    FindingList findings;
    const auto header = Parse(c.names, findings);
    ASSERT_TRUE(header.ok()) << header.status();
    EXPECT_EQ(header->version(), c.version) << c.names.back();
  }
}

TEST(FocusHeaderTest, NamesWhatIsMissing) {
  FindingList findings;
  const auto header = Parse(
      {"BilledCost", "BillingCurrency", "BillingPeriodStart", "ContractedCost"},
      findings);
  ASSERT_TRUE(header.ok()) << header.status();
  EXPECT_FALSE(header->countable());
  EXPECT_THAT(Told(findings), Contains("focus-column-needed:BillingPeriodEnd"));
  EXPECT_THAT(Told(findings), Contains("focus-column-missing:ProviderName"));
  EXPECT_THAT(Told(findings),
              Not(Contains("focus-column-missing:ServiceProviderName")));
}

TEST(FocusHeaderTest, DoesNotMissTheDeprecatedNamesInANewFile) {
  FindingList findings;
  ASSERT_TRUE(Parse({"BilledCost", "ServiceProviderName"}, findings).ok());
  EXPECT_THAT(Told(findings),
              Not(Contains("focus-column-missing:ProviderName")));
  EXPECT_THAT(Told(findings),
              Contains("focus-column-missing:HostProviderName"));
}

TEST(FocusHeaderTest, AcceptsAnotherCaseWithAFinding) {
  FindingList findings;
  const auto header = Parse({"BilledCost", "SkuPriceid"}, findings);
  ASSERT_TRUE(header.ok()) << header.status();
  EXPECT_EQ(header->columns()[1].name, "SkuPriceId");
  EXPECT_THAT(Told(findings), Contains("focus-header-case:SkuPriceId"));
}

TEST(FocusHeaderTest, TellsAStrayColumnFromAnOwnOne) {
  FindingList findings;
  const auto header = Parse({"BilledCost", "Id", "x_Id"}, findings);
  ASSERT_TRUE(header.ok()) << header.status();
  EXPECT_EQ(header->columns()[1].focus, nullptr);
  EXPECT_THAT(Told(findings), Contains("focus-column-unknown:Id"));
  EXPECT_THAT(Told(findings), Not(Contains("focus-column-unknown:x_Id")));
}

TEST(FocusHeaderTest, RefusesAColumnThatStandsTwice) {
  for (const char* twin : {"BilledCost", "billedcost"}) {
    FindingList findings;
    const auto header = Parse({"BilledCost", twin}, findings);
    ASSERT_FALSE(header.ok());
    const sdk::Problem problem = sdk::ProblemOf(header.status());
    EXPECT_EQ(problem.kind, sdk::ProblemKind::kPartner);
    EXPECT_EQ(problem.rule, "focus-column-duplicate");
  }
}

TEST(FocusHeaderTest, RefusesWhatIsNotFocusAndSaysWhatItLooksLike) {
  struct Case {
    std::vector<absl::string_view> names;
    std::string looks_like;
  };
  const Case cases[] = {
      {{"lineItem/LineItemType", "lineItem/UnblendedCost"},
       "an AWS Cost and Usage Report"},
      {{"line_item_line_item_type", "line_item_unblended_cost"},
       "an AWS Cost and Usage Report"},
      {{"lineItem/intervalUsageStart", "cost/myCost"},
       "an Oracle Cloud cost report"},
      {{"BillingAccountId", "MeterId", "ChargeType", "Cost", "Tags"},
       "an Azure usage export"},
      {{"x_foo"}, "no cost format"},
      {{"Tags", "ResourceId"}, "no cost format"},
  };
  for (const Case& c : cases) {
    FindingList findings;
    const auto header = Parse(c.names, findings);
    ASSERT_FALSE(header.ok());
    const sdk::Problem problem = sdk::ProblemOf(header.status());
    EXPECT_EQ(problem.kind, sdk::ProblemKind::kConfiguration);
    EXPECT_EQ(problem.rule, "focus-not-focus");
    EXPECT_THAT(problem.message, HasSubstr("BilledCost"));
    EXPECT_THAT(problem.message, HasSubstr(c.looks_like));
  }
}

TEST(FocusHeaderTest, SaysOfEachFormatWhatWouldBeRight) {
  FindingList findings;
  const auto header =
      FocusHeader::Parse(std::vector<absl::string_view>{"a", "b"}, "x.csv",
                         findings, {.focus = true, .tables = CloudFormats()});
  const std::string message = sdk::ProblemOf(header.status()).message;
  EXPECT_THAT(message, HasSubstr("FOCUS: BilledCost"));
  EXPECT_THAT(message,
              HasSubstr("oci-cost: cost/myCost, lineItem/intervalUsageStart, "
                        "cost/currencyCode"));
  EXPECT_THAT(message, HasSubstr("aws-cur: lineItem/UnblendedCost"));
  EXPECT_THAT(message,
              HasSubstr("azure-usage: CostInBillingCurrency or Cost or"));
}

TEST(FocusHeaderTest, NamesTheColumnThatAnotherFormatNeeds) {
  FindingList findings;
  const auto header = FocusHeader::Parse(
      std::vector<absl::string_view>{
          "lineItem/LineItemType", "lineItem/UnblendedCost",
          "bill/BillingPeriodStartDate", "bill/BillingPeriodEndDate"},
      "cur.csv", findings, {.focus = true, .tables = CloudFormats()});
  ASSERT_TRUE(header.ok()) << header.status();
  EXPECT_FALSE(header->countable());
  EXPECT_THAT(Told(findings),
              Contains("focus-column-needed:lineItem/CurrencyCode"));
}

TEST(FocusHeaderTest, TheTableIsOrderedAndFindsEveryName) {
  absl::string_view before;
  for (const FocusColumn& column : FocusColumns()) {
    EXPECT_LT(before, column.name);
    before = column.name;
    EXPECT_EQ(FindFocusColumn(column.name), &column);
    EXPECT_LE(column.introduced, column.last);
  }
  // 39 of 1.0-preview, 43 of 1.0, 50 of 1.1, 57 of 1.2 (the specification's
  // column folders at those tags).
  const std::pair<FocusVersion, int> counts[] = {
      {FocusVersion::k1_0Preview, 39},
      {FocusVersion::k1_0, 43},
      {FocusVersion::k1_1, 50},
      {FocusVersion::k1_2, 57}};
  for (const auto& [version, count] : counts) {
    int have = 0;
    for (const FocusColumn& column : FocusColumns()) {
      have += column.InVersion(version) ? 1 : 0;
    }
    EXPECT_EQ(have, count) << VersionName(version);
  }
  EXPECT_EQ(CategoryOfSubcategory("Virtual Machines"), "Compute");
  EXPECT_EQ(CategoryOfSubcategory("No-SQL DB"), "");
}

}  // namespace
}  // namespace regisseur::focus
