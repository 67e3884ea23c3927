#include "services/charges/charges_adapter.h"

#include <filesystem>
#include <fstream>
#include <map>
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

namespace regisseur::charges {
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

Told Collect(const std::string& path, int batch_rows = 100,
             const std::string& decimal = "") {
  sdk::SourceSpec source;
  source.source_id = "fees";
  source.options = {{"path", path}, {"keep_original", "false"}};
  if (!decimal.empty()) source.options["decimal"] = decimal;
  source.currency = "EUR";
  source.base_directory =
      (std::filesystem::current_path() / "testdata").string();
  sdk::RecordingSink sink(batch_rows);
  const auto adapter = MakeChargesAdapter();
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
          {absl::StrCat(charge.line), text(ChargeText::kChargeCategory),
           charge.amount(ChargeAmount::kBilledCost)->ToString(),
           text(ChargeText::kBillingCurrency), text(ChargeText::kChargeClass),
           Day(charge.billing_period_start), Day(charge.charge_period_start),
           Day(charge.charge_period_end), text(ChargeText::kServiceName),
           charge.amount(ChargeAmount::kListCost).has_value()
               ? charge.amount(ChargeAmount::kListCost)->ToString()
               : "no list",
           text(ChargeText::kTags)},
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

TEST(ChargesAdapterTest, ReadsAFlatFeeWithoutAnythingInvented) {
  const Told told = Collect("vaste_prijzen.csv");
  EXPECT_THAT(
      told.charges,
      ElementsAre("2|Purchase|12000.00|EUR||2026-09-01|2026-09-01|2026-10-01|"
                  "Werkplekbeheer|no list|",
                  "2|Tax|2520.00|EUR||2026-09-01|2026-09-01|2026-10-01|"
                  "Werkplekbeheer|no list|",
                  "3|Adjustment|-400.00|EUR|Correction|2026-09-01|2026-09-01|"
                  "2026-10-01|Werkplekbeheer|no list|",
                  "3|Tax|-84.00|EUR|Correction|2026-09-01|2026-09-01|"
                  "2026-10-01|Werkplekbeheer|no list|",
                  "4|Purchase|12000.00|EUR||2026-10-01|2026-10-01|2026-11-01|"
                  "Werkplekbeheer|no list|"));
  // Nothing is said of what the partner cannot fill.
  EXPECT_THAT(told.findings,
              UnorderedElementsAre("focus-datetime-format:maand@5",
                                   "focus-row-not-counted:@5"));
}

TEST(ChargesAdapterTest, ALicenceForAYearIsBilledInItsMonth) {
  const Told told = Collect("licence.csv");
  EXPECT_THAT(told.charges,
              ElementsAre("2|Purchase|120000.00|EUR||2026-01-01|2026-01-01|"
                          "2027-01-01|Licences|150000.00|"
                          R"({"team": "records"})"));
  EXPECT_THAT(told.findings, ::testing::IsEmpty());
}

TEST(ChargesAdapterTest, ACostCentreIsOneForBudgetsAndAccruals) {
  const auto folder =
      std::filesystem::path(::testing::TempDir()) / "charges_cost_centre";
  std::filesystem::create_directories(folder);
  std::ofstream(folder / "kpl.csv")
      << "maand;bedrag;kostenplaats\n2026-09;100,00;CC9\n";
  sdk::SourceSpec source;
  source.source_id = "fees";
  source.options = {{"path", "kpl.csv"}, {"keep_original", "false"}};
  source.currency = "EUR";
  source.base_directory = folder.string();
  sdk::RecordingSink sink(100);
  const auto collected = MakeChargesAdapter()->Collect(source, "", sink);
  std::filesystem::remove_all(folder);
  ASSERT_TRUE(collected.ok()) << collected.status();
  ASSERT_EQ(sink.batches().size(), 1u);
  const FactBatch& batch = sink.batches().front();
  ASSERT_EQ(batch.charges.size(), 1u);
  EXPECT_EQ(batch.dictionary[batch.charges[0].text(ChargeText::kSubAccountId)],
            "CC9");
  std::map<std::string, std::string> others;
  for (const OtherColumn& column : batch.other_columns) {
    others[column.name] = batch.dictionary[column.texts[0]];
  }
  EXPECT_EQ(others["x_CostCenter"], "CC9");
}

TEST(ChargesAdapterTest, ReadsAListInYaml) {
  const Told told = Collect("fees.yaml");
  EXPECT_THAT(
      told.charges,
      ElementsAre("3|Purchase|250.00|EUR||2026-09-01|2026-09-01|2026-10-01|"
                  "Archive|no list|",
                  "6|Purchase|250.00|EUR||2026-10-01|2026-10-01|2026-11-01|"
                  "Archive|no list|"
                  R"({"team": "records"})"));
  EXPECT_THAT(told.findings,
              UnorderedElementsAre("focus-numeric-format:amount@7",
                                   "focus-row-not-counted:@7"));
}

TEST(ChargesAdapterTest, TheDocumentationIsTheTable) {
  EXPECT_THAT(focus::CostFormatDocs(kChargesFormat),
              HasSubstr(focus::RenderFormat(kChargesFormat)))
      << "run this test with REGISSEUR_UPDATE_DOCS=1";
}

}  // namespace
}  // namespace regisseur::charges
