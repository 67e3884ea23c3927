#include "services/focus/charge_row.h"

#include <map>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace regisseur::focus {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

// A file of one row, given as column and value.
using Cells = std::vector<std::pair<std::string, std::string>>;

Cells GoodRow() {
  return {{"BillingAccountId", "A-1"},
          {"BillingCurrency", "EUR"},
          {"BillingPeriodStart", "2026-09-01T00:00:00Z"},
          {"BillingPeriodEnd", "2026-10-01T00:00:00Z"},
          {"ChargePeriodStart", "2026-09-03T00:00:00Z"},
          {"ChargePeriodEnd", "2026-09-04T00:00:00Z"},
          {"ChargeCategory", "Usage"},
          {"BilledCost", "12.50"},
          {"EffectiveCost", "11.25"},
          {"ListCost", "15"},
          {"ContractedCost", "12.50"}};
}

Cells With(Cells cells, const std::string& column, const std::string& value) {
  for (auto& [name, text] : cells) {
    if (name == column) {
      text = value;
      return cells;
    }
  }
  cells.emplace_back(column, value);
  return cells;
}

// What came of a row.
struct Outcome {
  bool counted = false;
  ChargeRow row;
  std::vector<std::string> findings;  // rule:field
  std::map<std::string, std::string> texts;
};

class ChargeRowTest : public ::testing::Test {
 protected:
  Outcome Read(const Cells& cells, bool keep_personal = false) {
    cells_ = cells;
    std::vector<absl::string_view> names, values;
    for (const auto& [name, value] : cells_) {
      names.push_back(name);
      values.push_back(value);
    }
    FindingList header_findings;
    auto header = FocusHeader::Parse(names, "costs.csv", header_findings);
    EXPECT_TRUE(header.ok()) << header.status();
    header_.emplace(*header);
    tally_.emplace("costs.csv", header_->Names());
    reader_.emplace(*header_, ChargeRowOptions{keep_personal, {}}, *tally_);
    Outcome outcome;
    outcome.counted = reader_->Read(values, 2, outcome.row);
    for (const Finding& finding : tally_->Take()) {
      outcome.findings.push_back(finding.rule + ":" + finding.field);
    }
    return outcome;
  }

  // name=text of the columns without a place of their own.
  std::vector<std::string> Others(const Outcome& outcome) {
    std::vector<std::string> others;
    for (const ChargeRow::Other& other : outcome.row.others) {
      others.push_back(absl::StrCat(header_->columns()[other.column].name, "=",
                                    other.text.text));
    }
    return others;
  }

  Cells cells_;
  std::optional<FocusHeader> header_;
  std::optional<FindingTally> tally_;
  std::optional<ChargeRowReader> reader_;
};

TEST_F(ChargeRowTest, ReadsAGoodRowWithoutFindings) {
  const Outcome read = Read(GoodRow());
  EXPECT_TRUE(read.counted);
  EXPECT_THAT(read.findings, IsEmpty());
  EXPECT_EQ(read.row.text(ChargeText::kBillingAccountId), "A-1");
  EXPECT_EQ(read.row.amount(ChargeAmount::kBilledCost), Decimal(1250, 2));
  EXPECT_EQ(read.row.amount(ChargeAmount::kListCost), Decimal(15, 0));
  // 2026-09-01T00:00:00Z by `date -u -d 2026-09-01 +%s`.
  EXPECT_EQ(read.row.billing_period_start, 1788220800);
  EXPECT_EQ(read.row.billing_period_end, 1788220800 + 30 * 86400);
  EXPECT_EQ(read.row.charge_period_start, 1788220800 + 2 * 86400);
}

TEST_F(ChargeRowTest, KeepsEveryDigit) {
  const Outcome read =
      Read(With(With(GoodRow(), "BilledCost", "2.323760000E-9"), "ListCost",
                "16.2969321366366446274854190001"));
  EXPECT_TRUE(read.counted);
  EXPECT_THAT(read.findings, IsEmpty());
  EXPECT_EQ(read.row.amount(ChargeAmount::kBilledCost),
            Decimal(2323760000, 18));
  EXPECT_EQ(read.row.amount(ChargeAmount::kListCost)->ToString(),
            "16.2969321366366446274854190001");
}

TEST_F(ChargeRowTest, TakesEmptyAndNullWordsAsNull) {
  for (const char* null : {"", "NULL", "null"}) {
    const Outcome read = Read(With(GoodRow(), "ChargeClass", null));
    EXPECT_TRUE(read.counted);
    EXPECT_THAT(read.findings, IsEmpty()) << null;
    EXPECT_EQ(read.row.text(ChargeText::kChargeClass), "");
  }
}

TEST_F(ChargeRowTest, FindsNullWhereFocusWantsAValue) {
  const Outcome read = Read(With(GoodRow(), "ContractedCost", "NULL"));
  EXPECT_TRUE(read.counted);
  EXPECT_THAT(read.findings,
              ElementsAre("focus-null-not-allowed:ContractedCost"));
  EXPECT_FALSE(read.row.amount(ChargeAmount::kContractedCost).has_value());
}

TEST_F(ChargeRowTest, NeverTakesAnUnreadableCostAsZero) {
  for (const char* bad : {"$10,000.00 ", "1,5", "+1", "1.2.3", "abc", "1 000",
                          "-", "0x10", "1e", "NaN", "Infinity"}) {
    const Outcome read = Read(With(GoodRow(), "BilledCost", bad));
    EXPECT_FALSE(read.counted) << bad;
    EXPECT_THAT(read.findings, ElementsAre("focus-numeric-format:BilledCost",
                                           "focus-row-not-counted:"))
        << bad;
  }
}

TEST_F(ChargeRowTest, TakesAnotherUnreadableAmountAsNull) {
  const Outcome read = Read(With(GoodRow(), "ListCost", "$15"));
  EXPECT_TRUE(read.counted);
  EXPECT_THAT(read.findings, ElementsAre("focus-numeric-format:ListCost"));
  EXPECT_FALSE(read.row.amount(ChargeAmount::kListCost).has_value());
}

TEST_F(ChargeRowTest, JudgesEveryColumnBeforeGivingUp) {
  Cells cells = GoodRow();
  for (const char* column : {"BilledCost", "EffectiveCost", "ListCost",
                             "ContractedCost", "ListUnitPrice"}) {
    cells = With(cells, column, "$1.00 ");
  }
  cells = With(cells, "BillingPeriodStart", "5/1/25");
  cells = With(cells, "PricingCurrencyListUnitPrice", "n/a");
  const Outcome read = Read(cells);
  EXPECT_FALSE(read.counted);
  EXPECT_THAT(
      read.findings,
      UnorderedElementsAre("focus-numeric-format:BilledCost",
                           "focus-numeric-format:EffectiveCost",
                           "focus-numeric-format:ListCost",
                           "focus-numeric-format:ContractedCost",
                           "focus-numeric-format:ListUnitPrice",
                           "focus-numeric-format:PricingCurrencyListUnitPrice",
                           "focus-datetime-format:BillingPeriodStart",
                           "focus-row-not-counted:"));
}

TEST_F(ChargeRowTest, FindsANumberThatNeedsMoreDigitsThanItCanHold) {
  const Outcome read = Read(With(
      GoodRow(), "ListCost", "0.12345678901234567890123456789012345678901"));
  EXPECT_TRUE(read.counted);
  EXPECT_THAT(read.findings, ElementsAre("focus-numeric-range:ListCost"));
}

TEST_F(ChargeRowTest, KeepsANegativePriceWithAFinding) {
  const Outcome read = Read(With(GoodRow(), "ContractedUnitPrice", "-3"));
  EXPECT_TRUE(read.counted);
  EXPECT_THAT(read.findings,
              ElementsAre("focus-negative-price:ContractedUnitPrice"));
  EXPECT_EQ(read.row.amount(ChargeAmount::kContractedUnitPrice),
            Decimal(-3, 0));
}

TEST_F(ChargeRowTest, AcceptsSqlStyleMomentsWithAFinding) {
  const Outcome read =
      Read(With(GoodRow(), "BillingPeriodStart", "2026-09-01 00:00:00"));
  EXPECT_TRUE(read.counted);
  EXPECT_THAT(read.findings,
              ElementsAre("focus-datetime-sql-style:BillingPeriodStart"));
  EXPECT_EQ(read.row.billing_period_start, 1788220800);
}

TEST_F(ChargeRowTest, LeavesOutARowWithoutAScope) {
  struct Case {
    const char* column;
    const char* value;
    const char* finding;
  };
  const Case cases[] = {
      {"BillingPeriodStart", "5/1/25",
       "focus-datetime-format:BillingPeriodStart"},
      {"BillingPeriodEnd", "2026-09-31T00:00:00Z",
       "focus-datetime-format:BillingPeriodEnd"},
      {"BillingPeriodEnd", "", "focus-null-not-allowed:BillingPeriodEnd"},
      {"BillingPeriodEnd", "2026-08-01T00:00:00Z",
       "focus-period-order:BillingPeriodEnd"},
      {"BillingCurrency", "EURO", "focus-currency:BillingCurrency"},
      {"BillingCurrency", "", "focus-null-not-allowed:BillingCurrency"},
      {"BilledCost", "", "focus-null-not-allowed:BilledCost"},
  };
  for (const Case& c : cases) {
    const Outcome read = Read(With(GoodRow(), c.column, c.value));
    EXPECT_FALSE(read.counted) << c.finding;
    EXPECT_THAT(read.findings,
                ElementsAre(c.finding, "focus-row-not-counted:"));
  }
}

TEST_F(ChargeRowTest, TakesTheBillingPeriodForAnUnreadableChargePeriod) {
  const Outcome read =
      Read(With(GoodRow(), "ChargePeriodEnd", "2026-09-03T30:00:00Z"));
  EXPECT_TRUE(read.counted);
  EXPECT_THAT(read.findings,
              ElementsAre("focus-datetime-format:ChargePeriodEnd",
                          "focus-charge-period:ChargePeriodEnd"));
  EXPECT_EQ(read.row.charge_period_start, read.row.billing_period_start);
  EXPECT_EQ(read.row.charge_period_end, read.row.billing_period_end);
}

TEST_F(ChargeRowTest, CountsARowWithAValueThatIsNotAllowed) {
  const Cells cells =
      With(With(With(GoodRow(), "ChargeFrequency", "Usage-based"),
                "ServiceCategory", "Database"),
           "PricingCategory", "On-Demand");
  const Outcome read = Read(cells);
  EXPECT_TRUE(read.counted);
  EXPECT_THAT(read.findings,
              ElementsAre("focus-value-not-allowed:ChargeFrequency",
                          "focus-value-not-allowed:ServiceCategory",
                          "focus-value-not-allowed:PricingCategory"));
  EXPECT_EQ(read.row.text(ChargeText::kChargeFrequency), "Usage-based");
}

TEST_F(ChargeRowTest, JudgesAllowedValuesByTheVersion) {
  Cells preview = {{"BilledCost", "1"},
                   {"BillingCurrency", "EUR"},
                   {"BillingPeriodStart", "2026-09-01T00:00:00Z"},
                   {"BillingPeriodEnd", "2026-10-01T00:00:00Z"},
                   {"ChargePeriodStart", "2026-09-03T00:00:00Z"},
                   {"ChargePeriodEnd", "2026-09-04T00:00:00Z"},
                   {"ChargeSubcategory", "On-Demand"},
                   {"PricingCategory", "On-Demand"},
                   {"ChargeCategory", "Credit"}};
  const Outcome read = Read(preview);
  EXPECT_EQ(header_->version(), FocusVersion::k1_0Preview);
  EXPECT_THAT(read.findings,
              ElementsAre("focus-value-not-allowed:ChargeCategory"));
}

TEST_F(ChargeRowTest, JudgesTheSubcategoryByItsCategory) {
  const Cells compute = With(GoodRow(), "ServiceCategory", "Compute");
  EXPECT_THAT(
      Read(With(compute, "ServiceSubcategory", "Virtual Machines")).findings,
      IsEmpty());
  EXPECT_THAT(
      Read(With(compute, "ServiceSubcategory", "Object Storage")).findings,
      ElementsAre("focus-subcategory:ServiceSubcategory"));
  EXPECT_THAT(Read(With(compute, "ServiceSubcategory", "VMs")).findings,
              ElementsAre("focus-value-not-allowed:ServiceSubcategory"));
}

TEST_F(ChargeRowTest, PrefersTheNewerNameAndKeepsTheOther) {
  const Outcome read =
      Read(With(With(With(GoodRow(), "RegionName", "West"), "RegionId", "eu-w"),
                "ProviderName", "CloudNine"));
  EXPECT_EQ(read.row.text(ChargeText::kRegion), "eu-w");
  EXPECT_EQ(read.row.text(ChargeText::kServiceProviderName), "CloudNine");
  EXPECT_THAT(Others(read), ElementsAre("RegionName=West"));

  const Outcome newer = Read(With(With(GoodRow(), "ProviderName", "Old"),
                                  "ServiceProviderName", "New"));
  EXPECT_EQ(newer.row.text(ChargeText::kServiceProviderName), "New");
  EXPECT_THAT(Others(newer), ElementsAre("ProviderName=Old"));

  const Outcome only_name =
      Read(With(With(GoodRow(), "RegionId", ""), "RegionName", "West"));
  EXPECT_EQ(only_name.row.text(ChargeText::kRegion), "West");
}

TEST_F(ChargeRowTest, ReadsPreviewQuantities) {
  const Outcome read =
      Read(With(With(GoodRow(), "UsageQuantity", "4"), "UsageUnit", "Hours"));
  EXPECT_EQ(read.row.amount(ChargeAmount::kConsumedQuantity), Decimal(4, 0));
  EXPECT_EQ(read.row.text(ChargeText::kConsumedUnit), "Hours");
}

TEST_F(ChargeRowTest, KeepsOwnColumnsAndTags) {
  const Outcome read = Read(With(With(With(GoodRow(), "x_Team", "Kern \"1\""),
                                      "Tags", R"({"app":"shop"})"),
                                 "x_Empty", ""));
  EXPECT_EQ(read.row.text(ChargeText::kTags), R"({"app":"shop"})");
  EXPECT_THAT(Others(read), ElementsAre("x_Team=Kern \"1\""));
  EXPECT_THAT(read.findings, IsEmpty());
}

TEST_F(ChargeRowTest, KeepsTagsThatAreNoObjectAsText) {
  const Outcome read = Read(With(GoodRow(), "Tags", R"("app":"shop")"));
  EXPECT_TRUE(read.counted);
  EXPECT_THAT(read.findings, ElementsAre("focus-tags-format:Tags"));
  EXPECT_EQ(read.row.text(ChargeText::kTags), R"("app":"shop")");
}

TEST_F(ChargeRowTest, DropsEmailAddressesUnlessAsked) {
  const Cells cells = With(
      With(GoodRow(), "Tags", R"({"owner":"p.de.vries@voorbeeld.example"})"),
      "x_Contact", "p.de.vries@voorbeeld.example");
  const Outcome read = Read(cells);
  EXPECT_EQ(read.row.text(ChargeText::kTags), R"({"owner":null})");
  EXPECT_THAT(Others(read), IsEmpty());
  EXPECT_THAT(read.findings, UnorderedElementsAre("focus-personal:Tags",
                                                  "focus-personal:x_Contact"));

  const Outcome kept = Read(cells, /*keep_personal=*/true);
  EXPECT_THAT(kept.findings, IsEmpty());
  EXPECT_EQ(kept.row.text(ChargeText::kTags),
            R"({"owner":"p.de.vries@voorbeeld.example"})");
}

TEST_F(ChargeRowTest, RepairsTextThatIsNotUtf8) {
  const Outcome read = Read(With(GoodRow(), "ServiceName", "Caf\xe9"));
  EXPECT_TRUE(read.counted);
  EXPECT_EQ(read.row.text(ChargeText::kServiceName), "Caf\xEF\xBF\xBD");
  EXPECT_THAT(read.findings, ElementsAre("adapter-not-utf8:ServiceName"));
}

TEST_F(ChargeRowTest, LeavesOutARowOfAnotherWidth) {
  Read(GoodRow());
  ChargeRow row;
  const std::vector<absl::string_view> short_row = {"A-1", "EUR"};
  EXPECT_FALSE(reader_->Read(short_row, 3, row));
  const std::vector<Finding> findings = tally_->Take();
  ASSERT_EQ(findings.size(), 1);
  EXPECT_EQ(findings[0].rule, "focus-row-shape");
  EXPECT_EQ(findings[0].first_line, 3);
  EXPECT_EQ(findings[0].arguments.at("found"), "2");
  EXPECT_EQ(findings[0].arguments.at("expected"), "11");
}

TEST_F(ChargeRowTest, CountsFilledCells) {
  Read(With(With(GoodRow(), "ListCost", "$1"), "EffectiveCost", ""));
  EXPECT_EQ(reader_->rows(), 1);
  EXPECT_EQ(reader_->filled()[7], 1);  // BilledCost
  EXPECT_EQ(reader_->filled()[8], 0);  // EffectiveCost
  EXPECT_EQ(reader_->filled()[9], 0);  // ListCost
}

}  // namespace
}  // namespace regisseur::focus
