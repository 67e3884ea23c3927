#include "services/focus/row_rules.h"

#include <string>
#include <utility>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/focus/charge_row.h"
#include "services/focus/focus_rule_ids.h"

namespace regisseur::focus {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

using Cells = std::vector<std::pair<std::string, std::string>>;

// What the rules of FOCUS say of a row with these cells, as
// `FOCUS's rule:column`.
std::vector<std::string> Judge(const Cells& cells) {
  Cells all = {{"BilledCost", "1"},
               {"BillingCurrency", "EUR"},
               {"BillingPeriodStart", "2026-09-01T00:00:00Z"},
               {"BillingPeriodEnd", "2026-10-01T00:00:00Z"},
               {"ChargePeriodStart", "2026-09-01T00:00:00Z"},
               {"ChargePeriodEnd", "2026-09-02T00:00:00Z"}};
  all.insert(all.end(), cells.begin(), cells.end());
  std::vector<absl::string_view> names, values;
  for (const auto& [name, value] : all) {
    names.push_back(name);
    values.push_back(value);
  }
  FindingList header_findings;
  const auto header = FocusHeader::Parse(names, "x.csv", header_findings);
  EXPECT_TRUE(header.ok()) << header.status();
  FindingTally tally("x.csv", header->Names());
  ChargeRowReader reader(*header, {}, tally);
  ChargeRow row;
  EXPECT_TRUE(reader.Read(values, 2, row));
  std::vector<std::string> told;
  for (const Finding& finding : tally.Take()) {
    const auto id = finding.arguments.find("id");
    if (id != finding.arguments.end()) {
      told.push_back(id->second + ":" + finding.field);
    }
  }
  return told;
}

TEST(RowRulesTest, AFindingNamesTheRuleOfFocusThatItIsAbout) {
  EXPECT_EQ(RuleOfFocus("BilledCost", FocusDemand::kPresent),
            "FOCUS rule CostAndUsage-D-006-M");
  EXPECT_EQ(RuleOfFocus("BilledCost", FocusDemand::kFormat),
            "FOCUS rule BilledCost-C-002-M");
  EXPECT_EQ(RuleOfFocus("BilledCost", FocusDemand::kNotNull),
            "FOCUS rule BilledCost-C-003-M");
  EXPECT_EQ(RuleOfFocus("ChargeCategory", FocusDemand::kAllowedValue),
            "FOCUS rule ChargeCategory-C-003-M");
  EXPECT_EQ(RuleOfFocus("Tags", FocusDemand::kFormat),
            "FOCUS rule Tags-C-001-M");
  EXPECT_EQ(RuleOfFocus("ResourceName", FocusDemand::kNotNull), "FOCUS");
  EXPECT_EQ(RuleOfFocus("HostProviderName", FocusDemand::kPresent), "FOCUS")
      << "of 1.3";
}

// Each case is a sentence of the specification, 1.2, quoted by its number.
TEST(RowRulesTest, AColumnGoesWithTheOneThatItDescribes) {
  EXPECT_THAT(Judge({{"SubAccountId", "1"}, {"SubAccountName", "Shop"}}),
              IsEmpty());
  EXPECT_THAT(Judge({{"SubAccountId", ""}, {"SubAccountName", "Shop"}}),
              ElementsAre("SubAccountName-C-004-C:SubAccountName"));
  EXPECT_THAT(Judge({{"SubAccountId", "1"}, {"SubAccountName", "NULL"}}),
              ElementsAre("SubAccountName-C-005-C:SubAccountName"));
  EXPECT_THAT(Judge({{"SubAccountName", "Shop"}}), IsEmpty())
      << "a column that the file lacks is not judged";
  EXPECT_THAT(Judge({{"PricingQuantity", "2"}, {"PricingUnit", ""}}),
              ElementsAre("PricingUnit-C-006-C:PricingUnit"));
  EXPECT_THAT(
      Judge({{"CommitmentDiscountId", "c"}, {"CommitmentDiscountName", ""}}),
      IsEmpty())
      << "it may be null";
}

TEST(RowRulesTest, AStatusIsNeededOfUsageOnly) {
  for (const auto& [category, told] :
       {std::pair<std::string, size_t>{"Usage", 1}, {"Purchase", 0}}) {
    EXPECT_EQ(Judge({{"CommitmentDiscountId", "c"},
                     {"CommitmentDiscountStatus", ""},
                     {"ChargeCategory", category}})
                  .size(),
              told)
        << category;
  }
}

TEST(RowRulesTest, ATaxHasNoPrice) {
  const Cells cells = {{"SkuId", "s"},
                       {"ListUnitPrice", "1"},
                       {"PricingQuantity", "1"},
                       {"ChargeCategory", "Tax"}};
  EXPECT_THAT(Judge(cells),
              UnorderedElementsAre("SkuId-C-004-C:SkuId",
                                   "ListUnitPrice-C-004-C:ListUnitPrice",
                                   "PricingQuantity-C-004-C:PricingQuantity"));
}

TEST(RowRulesTest, PriceTimesQuantityIsTheCost) {
  const auto judge = [](const char* price, const char* quantity,
                        const char* cost, const char* charge_class = "") {
    return Judge({{"ListUnitPrice", price},
                  {"PricingQuantity", quantity},
                  {"ListCost", cost},
                  {"ChargeClass", charge_class}});
  };
  EXPECT_THAT(judge("0.25", "3", "0.75"), IsEmpty());
  EXPECT_THAT(judge("0.333333", "3", "1.00"), IsEmpty())
      << "0.999999, rounded to the decimals of the cost";
  EXPECT_THAT(judge("0.25", "3", "0.80"),
              ElementsAre("ListCost-C-009-C:ListCost"));
  EXPECT_THAT(judge("0.25", "3", "-0.75", "Correction"), IsEmpty());
  EXPECT_THAT(judge("", "3", "0.80"), IsEmpty());
  EXPECT_THAT(Judge({{"ContractedUnitPrice", "2"},
                     {"PricingQuantity", "3"},
                     {"ContractedCost", "7"}}),
              ElementsAre("ContractedCost-C-009-C:ContractedCost"));
}

}  // namespace
}  // namespace regisseur::focus
