#include "services/focus/row_mapper.h"

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/focus/focus_columns.h"
#include "services/focus/format_docs_for_test.h"

namespace regisseur::focus {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

using Cells = std::vector<std::pair<std::string, std::string>>;

class RowMapperTest : public ::testing::Test {
 protected:
  // What a record of these cells becomes, by column.
  std::map<std::string, std::string> Map(const FormatTable& table,
                                         const Cells& cells,
                                         bool second = false) {
    std::vector<absl::string_view> names, values;
    for (const auto& [name, value] : cells) {
      names.push_back(name);
      values.push_back(value);
    }
    const ColumnMapping mapping = ColumnMapping::Make(table, names);
    std::vector<std::string> fields;
    for (const ColumnMapping::Target& target : mapping.targets) {
      fields.push_back(target.in_file);
    }
    FindingTally tally("x.csv", fields);
    MappingSettings settings;
    settings.currency = "EUR";
    RowMapper mapper(mapping, settings, tally);
    std::map<std::string, std::string> mapped;
    const auto row = mapper.Map(values, 2, second);
    for (size_t i = 0; i < row.size(); ++i) {
      mapped[mapping.targets[i].name] = std::string(row[i]);
    }
    findings_.clear();
    for (const Finding& finding : tally.Take()) {
      findings_.push_back(finding.rule + ":" + finding.field);
    }
    return mapped;
  }

  std::vector<std::string> findings_;
};

Cells AwsRow(const std::string& type) {
  return {{"lineItem/LineItemType", type},
          {"lineItem/UnblendedCost", "10.5"},
          {"lineItem/UsageAmount", "3"},
          {"bill/BillingPeriodStartDate", "2023-11-01T00:00:00.000Z"},
          {"pricing/publicOnDemandCost", "12"},
          {"reservation/EffectiveCost", "4.25"},
          {"reservation/ReservationARN", ""},
          {"reservation/UnusedAmortizedUpfrontFeeForBillingPeriod", "1.5"},
          {"reservation/UnusedRecurringFee", "0.25"},
          {"savingsPlan/SavingsPlanEffectiveCost", "7"},
          {"savingsPlan/TotalCommitmentToDate", "20"},
          {"savingsPlan/UsedCommitment", "17.5"}};
}

// The amounts of AWS's own rules for amortised cost (Cost and Usage Report user
// guide, line item, reservation and savings plan details).
TEST_F(RowMapperTest, TellsWhatALineOfACommitmentReallyCosts) {
  struct Case {
    const char* type;
    const char* category;
    const char* effective;
    const char* list;
  };
  const Case cases[] = {
      {"Usage", "Usage", "10.5", "12"},
      {"DiscountedUsage", "Usage", "4.25", "12"},
      {"SavingsPlanCoveredUsage", "Usage", "7", "12"},
      {"SavingsPlanNegation", "Usage", "0", "0"},
      {"RIFee", "Purchase", "1.75", "10.5"},                   // 1.5 + 0.25
      {"SavingsPlanRecurringFee", "Purchase", "2.5", "10.5"},  // 20 - 17.5
      {"SavingsPlanUpfrontFee", "Purchase", "0", "10.5"},
      {"Fee", "Purchase", "10.5", "10.5"},
      {"Tax", "Tax", "10.5", "10.5"},
      {"Credit", "Credit", "10.5", "10.5"},
      {"Refund", "Adjustment", "10.5", "10.5"},
  };
  for (const Case& c : cases) {
    const auto row = Map(kAwsCurFormat, AwsRow(c.type));
    EXPECT_EQ(row.at("BilledCost"), "10.5") << c.type;
    EXPECT_EQ(row.at("ChargeCategory"), c.category) << c.type;
    EXPECT_EQ(row.at("EffectiveCost"), c.effective) << c.type;
    EXPECT_EQ(row.at("ListCost"), c.list) << c.type;
    EXPECT_EQ(row.at("PricingQuantity"),
              std::string(c.category) == "Usage" &&
                      std::string(c.type) != "SavingsPlanNegation"
                  ? "3"
                  : "")
        << c.type;
    EXPECT_THAT(findings_, IsEmpty()) << c.type;
  }
}

TEST_F(RowMapperTest, AFeeOfAReservationIsCarriedByItsUsage) {
  Cells cells = AwsRow("Fee");
  for (auto& [name, value] : cells) {
    if (name == "reservation/ReservationARN") value = "arn:aws:ec2:1";
  }
  EXPECT_EQ(Map(kAwsCurFormat, cells).at("EffectiveCost"), "0");
}

TEST_F(RowMapperTest, DoesNotTakeBilledForEffectiveWhereTheReportSaysNothing) {
  const auto row = Map(kAwsCurFormat, {{"lineItem/LineItemType", "RIFee"},
                                       {"lineItem/UnblendedCost", "100"}});
  EXPECT_EQ(row.at("EffectiveCost"), "");
}

TEST_F(RowMapperTest, ReadsTheOtherSpellingOfAHeader) {
  const auto row = Map(kAwsCurFormat,
                       {{"line_item_line_item_type", "SavingsPlanCoveredUsage"},
                        {"line_item_unblended_cost", "1"},
                        {"savings_plan_savings_plan_effective_cost", "0.5"},
                        {"savings_plan_savings_plan_a_r_n", "arn:1"},
                        {"resource_tags_user_app", "shop"},
                        {"resource_tags_user_owner", ""},
                        {"line_item_net_unblended_cost", "0.75"}});
  EXPECT_EQ(row.at("EffectiveCost"), "0.5");
  EXPECT_EQ(row.at("CommitmentDiscountId"), "arn:1");
  EXPECT_EQ(row.at("Tags"), R"({"user_app": "shop"})");
  // Nothing is lost: neither what no row maps nor what was translated.
  EXPECT_EQ(row.at("line_item_net_unblended_cost"), "0.75");
  EXPECT_EQ(row.at("line_item_line_item_type"), "SavingsPlanCoveredUsage");
  EXPECT_EQ(row.count("line_item_unblended_cost"), 0);
}

TEST_F(RowMapperTest, KeepsAWordThatItDoesNotKnowAndSaysSo) {
  const auto row = Map(kAwsCurFormat, AwsRow("FreeLunch"));
  EXPECT_EQ(row.at("ChargeCategory"), "FreeLunch");
  EXPECT_EQ(row.at("BilledCost"), "10.5");
  EXPECT_THAT(findings_,
              ElementsAre("focus-word-unknown:lineItem/LineItemType"));
}

TEST_F(RowMapperTest, AnIntervalOfOracleLiesInTheMonthOfItsStart) {
  const auto row =
      Map(kOciCostFormat, {{"lineItem/intervalUsageStart", "2023-12-31T23:00Z"},
                           {"lineItem/intervalUsageEnd", "2024-01-01T00:00Z"},
                           {"cost/myCost", "2.323760000E-9"},
                           {"lineItem/isCorrection", "true"},
                           {"tags/Valtest.Cat", "a\"b"}});
  EXPECT_EQ(row.at("BillingPeriodStart"), "2023-12-01T00:00:00Z");
  EXPECT_EQ(row.at("BillingPeriodEnd"), "2024-01-01T00:00:00Z");
  EXPECT_EQ(row.at("ChargePeriodStart"), "2023-12-31T23:00:00Z");
  EXPECT_EQ(row.at("ChargePeriodEnd"), "2024-01-01T00:00:00Z");
  EXPECT_EQ(row.at("BilledCost"), "2.323760000E-9");
  EXPECT_EQ(row.at("ChargeClass"), "Correction");
  EXPECT_EQ(row.at("Tags"), R"({"Valtest.Cat": "a\"b"})");
}

TEST_F(RowMapperTest, ThePeriodOfAzureEndsOnItsLastDay) {
  const auto row =
      Map(kAzureUsageFormat, {{"CostInBillingCurrency", "5.64902E-05"},
                              {"MeterId", "m"},
                              {"ChargeType", "Usage"},
                              {"BillingPeriodStartDate", "9/1/2023"},
                              {"BillingPeriodEndDate", "9/30/2023"},
                              {"Date", "9/2/2023"},
                              {"PricingModel", "OnDemand"},
                              {"Frequency", "UsageBased"},
                              {"Tags", R"("env": "prod","org": "trey")"},
                              {"AdditionalInfo", "{}"}});
  EXPECT_EQ(row.at("BillingPeriodStart"), "2023-09-01T00:00:00Z");
  EXPECT_EQ(row.at("BillingPeriodEnd"), "2023-10-01T00:00:00Z");
  EXPECT_EQ(row.at("ChargePeriodStart"), "2023-09-02T00:00:00Z");
  EXPECT_EQ(row.at("ChargePeriodEnd"), "2023-09-03T00:00:00Z");
  EXPECT_EQ(row.at("EffectiveCost"), "5.64902E-05");
  EXPECT_EQ(row.at("PricingCategory"), "Standard");
  EXPECT_EQ(row.at("Tags"), R"({"env": "prod","org": "trey"})");
  EXPECT_EQ(row.at("AdditionalInfo"), "{}");
}

TEST_F(RowMapperTest, WithoutABillingPeriodItIsTheMonthOfTheDay) {
  const auto row = Map(kAzureUsageFormat, {{"Cost", "1"},
                                           {"MeterId", "m"},
                                           {"ChargeType", "Purchase"},
                                           {"PricingModel", "Reservation"},
                                           {"BillingPeriodStartDate", ""},
                                           {"Date", "02/29/2024"}});
  EXPECT_EQ(row.at("BillingPeriodStart"), "2024-02-01T00:00:00Z");
  EXPECT_EQ(row.at("BillingPeriodEnd"), "2024-03-01T00:00:00Z");
  EXPECT_EQ(row.at("EffectiveCost"), "0");
}

TEST_F(RowMapperTest, SaysThatCostsAreAmortised) {
  Map(kAzureUsageFormat,
      {{"Cost", "1"}, {"MeterId", "m"}, {"ChargeType", "UnusedReservation"}});
  EXPECT_THAT(findings_, ElementsAre("focus-amortised:"));
}

TEST_F(RowMapperTest, ADayThatIsNoneIsJudgedAsItIsWritten) {
  const auto row =
      Map(kAzureUsageFormat, {{"Cost", "1"},
                              {"MeterId", "m"},
                              {"ChargeType", "Usage"},
                              {"BillingPeriodStartDate", "30/9/2023"}});
  EXPECT_EQ(row.at("BillingPeriodStart"), "30/9/2023");
}

TEST(FormatTableTest, EveryRowNamesAColumnOfFocusAndASource) {
  for (const FormatTable* table : CloudFormats()) {
    for (const MappingRow& row : table->rows) {
      EXPECT_NE(FindFocusColumn(row.column), nullptr)
          << table->name << " " << row.column;
      const bool needs_none = row.reading == Reading::kConstant ||
                              row.reading == Reading::kOwnCurrency ||
                              row.reading == Reading::kNothing;
      EXPECT_EQ(row.sources.empty(), needs_none)
          << table->name << " " << row.column;
      EXPECT_EQ(!row.words.empty(), row.reading == Reading::kWord)
          << table->name << " " << row.column;
    }
  }
}

TEST(FormatTableTest, TheDocumentationIsTheTable) {
  for (const FormatTable* table : CloudFormats()) {
    EXPECT_THAT(CostFormatDocs(*table),
                ::testing::HasSubstr(RenderFormat(*table)))
        << "run this test with REGISSEUR_UPDATE_DOCS=1";
  }
}

}  // namespace
}  // namespace regisseur::focus
