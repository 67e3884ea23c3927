#include "services/simulator/finance_export.h"

#include <map>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "services/simulator/charge_history.h"
#include "services/simulator/csv_lines_for_test.h"
#include "services/simulator/decimal_text.h"
#include "services/simulator/partner.h"
#include "services/simulator/rates_file.h"

namespace regisseur::simulator {
namespace {

TEST(FinanceExportTest, SpeaksAboutAllPartnersAndOneStranger) {
  const auto lines = CsvLines(RenderFinanceExport(
      absl::CivilMonth(2025, 10), absl::CivilMonth(2026, 11), 1));
  std::map<std::string, int> rows;
  const size_t name = ColumnOf(lines, "ProviderName");
  for (size_t i = 1; i < lines.size(); ++i) {
    ASSERT_EQ(lines[i].size(), lines[0].size());
    ++rows[lines[i][name]];
  }
  EXPECT_EQ(rows.size(), 8u);
  for (const Partner& partner : Partners()) {
    EXPECT_EQ(rows[partner.ledger_name], 13) << partner.id;
  }
  EXPECT_EQ(rows[kUnknownCreditor], 13);
}

TEST(FinanceExportTest, BooksWhatTheChargesSayWithoutTax) {
  const absl::CivilMonth october(2026, 10);
  const auto lines = CsvLines(RenderFinanceExport(october, october + 1, 1));
  const size_t amount = ColumnOf(lines, "BilledCost");
  const size_t name = ColumnOf(lines, "ProviderName");
  for (const auto& line : lines) {
    if (line[name] == PartnerOf(PartnerRole::kHosting).ledger_name) {
      EXPECT_EQ(
          line[amount],
          DecimalText(NetInvoiceCents(PartnerRole::kHosting, october, 1), 2));
    }
    if (line[name] == PartnerOf(PartnerRole::kCdn).ledger_name) {
      // Dollars at the rate of 30 October, the last TARGET day of the month.
      const int64_t dollars = NetInvoiceCents(PartnerRole::kCdn, october, 1);
      EXPECT_EQ(
          line[amount],
          DecimalText(DivideRounded(dollars * 10000,
                                    UsdRateE4(absl::CivilDay(2026, 10, 30))),
                      2));
    }
  }
}

TEST(FinanceExportTest, AMonthIsInTheBooksOnTheEighthDayAfterIt) {
  EXPECT_EQ(FirstUnpostedMonth(absl::CivilDay(2026, 11, 8)),
            absl::CivilMonth(2026, 11));
  EXPECT_EQ(FirstUnpostedMonth(absl::CivilDay(2026, 11, 7)),
            absl::CivilMonth(2026, 10));
}

}  // namespace
}  // namespace regisseur::simulator
