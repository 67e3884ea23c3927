#include "services/ledger/ledger_adapter.h"

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/time.h"
#include "core/delivery/delivery.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/focus/format_docs_for_test.h"
#include "services/sdk/recording_sink.h"

namespace regisseur::ledger {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::UnorderedElementsAre;

struct Told {
  std::vector<std::string> charges;
  std::vector<std::string> findings;  // rule:field@line
};

std::string Day(absl::Time time) {
  return absl::FormatTime("%Y-%m-%d", time, absl::UTCTimeZone());
}

// What of `batch` a charge says in a column without a place of its own.
std::string Other(const FactBatch& batch, size_t row, absl::string_view name) {
  for (const OtherColumn& column : batch.other_columns) {
    if (column.name == name && row < column.texts.size()) {
      return batch.dictionary[column.texts[row]];
    }
  }
  return "";
}

Told Collect(const std::string& path, int batch_rows = 100,
             const std::string& decimal = "") {
  sdk::SourceSpec source;
  source.source_id = "books";
  source.options = {{"path", path}, {"keep_original", "false"}};
  if (!decimal.empty()) source.options["decimal"] = decimal;
  source.currency = "EUR";
  source.base_directory =
      (std::filesystem::current_path() / "testdata").string();
  sdk::RecordingSink sink(batch_rows);
  const auto adapter = MakeLedgerAdapter();
  const auto checkpoint = adapter->Collect(source, "", sink);
  EXPECT_TRUE(checkpoint.ok()) << checkpoint.status();
  Told told;
  FindingList findings;
  for (const FactBatch& batch : sink.batches()) {
    for (const Finding& finding : batch.findings) findings.Merge(finding);
    for (size_t i = 0; i < batch.charges.size(); ++i) {
      const Charge& charge = batch.charges[i];
      const auto text = [&](ChargeText column) {
        return batch.dictionary[charge.text(column)];
      };
      told.charges.push_back(absl::StrJoin(
          {absl::StrCat(charge.line), text(ChargeText::kServiceProviderName),
           text(ChargeText::kInvoiceId), text(ChargeText::kChargeCategory),
           charge.amount(ChargeAmount::kBilledCost)->ToString(),
           text(ChargeText::kBillingCurrency), Day(charge.billing_period_start),
           Day(charge.charge_period_start), Day(charge.charge_period_end),
           text(ChargeText::kSubAccountId), Other(batch, i, "x_CostCenter"),
           Other(batch, i, "x_PaidOn").substr(0, 10)},
          "|"));
    }
  }
  if (checkpoint.ok()) {
    for (const Finding& finding : checkpoint->findings) {
      findings.Merge(finding);
    }
  }
  for (const Finding& finding : findings.findings()) {
    told.findings.push_back(absl::StrCat(finding.rule, ":", finding.field, "@",
                                         finding.first_line));
  }
  return told;
}

TEST(LedgerAdapterTest, TellsNetAndVatOfEachInvoiceAndWhatItCannotRead) {
  const Told told = Collect("grootboek_2026-09.csv");
  EXPECT_THAT(
      told.charges,
      ElementsAre("2|CloudNine B.V.|2026-0917|Purchase|9500.00|EUR|2026-10-01|"
                  "2026-10-01|2026-11-01|ICT-INFRA|ICT-INFRA|2026-11-02",
                  "2|CloudNine B.V.|2026-0917|Tax|1995.00|EUR|2026-10-01|"
                  "2026-10-01|2026-11-01|ICT-INFRA|ICT-INFRA|2026-11-02",
                  "3|CloudNine B.V.|2026-0918|Purchase|-250.00|EUR|2026-10-01|"
                  "2026-10-01|2026-11-01|ICT-INFRA|ICT-INFRA|",
                  "3|CloudNine B.V.|2026-0918|Tax|-52.50|EUR|2026-10-01|"
                  "2026-10-01|2026-11-01|ICT-INFRA|ICT-INFRA|",
                  "4|Erin Cloud Ltd|IE-77|Purchase|100000.00|EUR|2026-10-01|"
                  "2026-10-01|2026-11-01|ICT-INFRA|ICT-INFRA|",
                  // The VAT of an invoice whose net cannot be read.
                  "6|Zuidwest Telecom|ZT-2|Tax|262.50|EUR|2026-10-01|"
                  "2026-10-01|2026-11-01|ICT-NET|ICT-NET|",
                  "7|Zuidwest Telecom|ZT-3|Tax|20.94|EUR|2026-10-01|"
                  "2026-10-01|2026-11-01|ICT-NET|ICT-NET|"));
  EXPECT_THAT(told.findings,
              UnorderedElementsAre("focus-datetime-format:Boekdatum@5",
                                   "focus-datetime-format:Factuurdatum@5",
                                   "focus-number-ambiguous:Netto@6",
                                   "focus-numeric-format:Netto@7",
                                   "focus-row-not-counted:@5"));
}

TEST(LedgerAdapterTest, ToldTheMarkANumberIsOneNumber) {
  const Told told = Collect("grootboek_2026-09.csv", 100, "comma");
  EXPECT_THAT(
      told.charges,
      ::testing::Contains(HasSubstr("|ZT-2|Purchase|1250|EUR|2026-10-01|")));
}

TEST(LedgerAdapterTest, BothChargesOfALineStandInOneBatch) {
  EXPECT_EQ(Collect("grootboek_2026-09.csv", 1).charges,
            Collect("grootboek_2026-09.csv", 100).charges);
}

TEST(LedgerAdapterTest, TakesTheNetOfAGrossAmountAndTheTimeItIsFor) {
  // 145,200.00 - 25,200.00 = 120,000.00
  EXPECT_THAT(Collect("export_en.csv").charges,
              ElementsAre("2|Example Inc.|A-1|Purchase|120000.00|USD|2026-01-01"
                          "|2026-01-01|2027-01-01|4711|4711|",
                          "2|Example Inc.|A-1|Tax|25200.00|USD|2026-01-01|"
                          "2026-01-01|2027-01-01|4711|4711|"));
}

TEST(LedgerAdapterTest, ReadsWhatASpreadsheetSavesAsWindows1252) {
  // Written here: a file of the repository is UTF-8.
  const auto folder = std::filesystem::path(::testing::TempDir()) /
                      absl::StrCat("ledger_1252_", getpid());
  std::filesystem::create_directories(folder);
  std::ofstream(folder / "a.csv", std::ios::binary)
      << "Crediteur;Factuur;Boekdatum;Netto\r\n"
         "Caf\xe9 BV;1;31-10-2026;\x80 9.500,00\r\n";
  const Told told = Collect((folder / "a.csv").string());
  EXPECT_THAT(told.charges,
              ElementsAre("2|Caf\u00e9 BV|1|Purchase|9500.00|EUR|2026-10-01|"
                          "2026-10-01|2026-11-01|||"));
  EXPECT_THAT(told.findings, ElementsAre("focus-encoding:@2"));
  std::filesystem::remove_all(folder);
}

TEST(LedgerAdapterTest, TheDocumentationIsTheTable) {
  EXPECT_THAT(focus::CostFormatDocs(kLedgerFormat),
              HasSubstr(focus::RenderFormat(kLedgerFormat)))
      << "run this test with REGISSEUR_UPDATE_DOCS=1";
}

}  // namespace
}  // namespace regisseur::ledger
