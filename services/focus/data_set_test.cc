#include "services/focus/data_set.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace regisseur::focus {
namespace {

using ::testing::ElementsAre;
using ::testing::UnorderedElementsAre;

struct Read {
  std::string set;
  std::vector<std::string> findings;
  std::string states;
  std::vector<std::string> rows;
};

// Reads lines of fields separated by `|`.
Read ReadSet(const std::vector<std::string>& lines) {
  const std::vector<absl::string_view> header = absl::StrSplit(lines[0], '|');
  Read read;
  const DataSet* const set = RecogniseDataSet(header);
  if (set == nullptr) return read;
  read.set = std::string(set->name);
  DataSetReader reader(*set, header, "x.csv");
  for (size_t i = 1; i < lines.size(); ++i) {
    const std::vector<absl::string_view> fields = absl::StrSplit(lines[i], '|');
    reader.Read(fields, static_cast<int64_t>(i) + 1);
  }
  for (const Finding& finding : reader.Take()) {
    if (finding.rule != "focus-data-set") {
      read.findings.push_back(absl::StrCat(finding.rule, ":", finding.field));
      continue;
    }
    read.states = finding.arguments.at("states");
    for (const Finding::Example& example : finding.examples) {
      read.rows.push_back(example.value);
    }
  }
  return read;
}

TEST(DataSetTest, SaysWhichPeriodsAreOpen) {
  const Read read =
      ReadSet({"BillingPeriodStart|BillingPeriodEnd|BillingPeriodStatus|"
               "InvoiceIssuerName",
               "2026-08-01T00:00:00Z|2026-09-01T00:00:00Z|Closed|CloudNine",
               "2026-09-01T00:00:00Z|2026-10-01T00:00:00Z|Open|CloudNine",
               "10/1/26|2026-11-01T00:00:00Z|Reopened|CloudNine"});
  EXPECT_EQ(read.set, "Billing Period");
  EXPECT_EQ(read.states, "Closed 1, Open 1, Reopened 1");
  EXPECT_THAT(read.findings,
              UnorderedElementsAre("focus-datetime-format:BillingPeriodStart",
                                   "focus-value-not-allowed:"
                                   "BillingPeriodStatus"));
  EXPECT_EQ(read.rows[0],
            "CloudNine 2026-08-01T00:00:00Z 2026-09-01T00:00:00Z Closed");
}

TEST(DataSetTest, ReadsCommitmentsInBothSpellings) {
  for (const char* id : {"ContractId", "ContractID"}) {
    const Read read =
        ReadSet({absl::StrCat("BillingCurrency|ContractCommitmentId|", id,
                              "|ContractCommitmentCost|"
                              "ContractCommitmentLifecycleStatus"),
                 "EUR|CC-1|C-1|120000.00|Active"});
    EXPECT_EQ(read.set, "Contract Commitment");
    EXPECT_EQ(read.states, "Active 1");
    EXPECT_THAT(read.rows, ElementsAre("C-1 CC-1 120000.00 EUR Active"));
    EXPECT_THAT(read.findings,
                ::testing::Contains(
                    "focus-column-missing:ContractCommitmentPeriodEnd"));
  }
}

TEST(DataSetTest, TellsCommitmentsAsValues) {
  const std::vector<absl::string_view> header = {
      "ContractId",
      "ContractCommitmentId",
      "BillingCurrency",
      "ContractCommitmentCost",
      "ContractCommitmentPeriodStart",
      "ContractCommitmentPeriodEnd",
      "ContractCommitmentLifecycleStatus"};
  DataSetReader reader(*RecogniseDataSet(header), header, "x.csv");
  reader.Read(std::vector<absl::string_view>{"c-1", "cc-1", "EUR", "120000.00",
                                             "2026-01-01T00:00:00Z",
                                             "2027-01-01T00:00:00Z", "Active"},
              2);
  reader.Read(std::vector<absl::string_view>{"c-1", "", "EUR", "1", "", "", ""},
              3);
  reader.Read(std::vector<absl::string_view>{"c-1", "cc-2", "EUR", "much", "",
                                             "null", ""},
              4);
  const std::vector<ContractCommitment> told = reader.TakeRows();
  ASSERT_EQ(told.size(), 2u);
  EXPECT_EQ(told[0].id, "cc-1");
  EXPECT_EQ(told[0].cost->ToString(), "120000.00");
  EXPECT_EQ(told[0].lifecycle, "Active");
  EXPECT_EQ(absl::ToUnixSeconds(*told[0].end), 1798761600);  // 2027-01-01
  // Nobody knows how much it is: it is not zero.
  EXPECT_EQ(told[1].cost, std::nullopt);
  EXPECT_EQ(told[1].end, std::nullopt);
  EXPECT_EQ(told[1].line, 4);
}

TEST(DataSetTest, InvoiceDetailIsNoCostAndUsage) {
  const Read read =
      ReadSet({"InvoiceId|InvoiceDetailId|InvoiceIssueStatus|BilledCost|"
               "BillingCurrency",
               "I-1|D-1|Issued|$5|EUR", "I-1|D-2"});
  EXPECT_EQ(read.set, "Invoice Detail");
  EXPECT_EQ(read.states, "Issued 1");
  EXPECT_THAT(read.findings,
              ::testing::IsSupersetOf(
                  {"focus-numeric-format:BilledCost", "focus-row-shape:"}));
}

TEST(DataSetTest, CostAndUsageIsNone) {
  EXPECT_EQ(ReadSet({"BilledCost|ChargePeriodStart|InvoiceDetailId|"
                     "InvoiceIssueStatus"})
                .set,
            "");
  EXPECT_EQ(ReadSet({"a|b"}).set, "");
}

}  // namespace
}  // namespace regisseur::focus
