#include "aggregator/answers/cost_conversion.h"

#include "core/time/instant.h"
#include "gtest/gtest.h"

namespace regisseur {
namespace {

absl::Time At(const char* day) {
  return absl::FromCivil(*ParseDay(day), absl::UTCTimeZone());
}

// Dollars for one euro: July closes at 1.25, its days have 1.00, 1.50 and 1.25;
// August has 1.60 and 2.00.
ExchangeRates Rates() {
  return *ExchangeRates::ParseCsv(
      "Date,USD\n2026-08-10,2.00\n2026-08-03,1.60\n2026-07-31,1.25\n"
      "2026-07-28,1.50\n2026-07-01,1.00\n");
}

class CostConversionTest : public ::testing::Test {
 protected:
  static CostConverter Converter(ConversionDay on,
                                 const char* moment = "2026-09-15",
                                 const std::string& into = "EUR") {
    return {std::make_shared<const ExchangeRates>(Rates()), into, At(moment),
            ConversionRule{on, {{"USD", Decimal(90, 2)}}, "EUR"}};
  }
  // 300.00 USD of July.
  static std::string Converted(
      const CostConverter& converter,
      std::optional<absl::CivilDay> invoiced = std::nullopt,
      const char* from = "2026-07-01", const char* to = "2026-08-01") {
    ConvertedSum sum;
    ExactSum amount;
    EXPECT_TRUE(amount.Add(Decimal(30000, 2)).ok());
    const absl::Status added =
        converter.AddTo(sum, amount, "USD", {At(from), At(to), invoiced});
    if (!added.ok()) return "none";
    return sum.Rounded(converter.currency()).value().ToString() +
           (sum.provisional() ? "~" : "");
  }
};

// 300 / 1.25.
TEST_F(CostConversionTest, ChargesAtTheLastDayOfTheirPeriod) {
  EXPECT_EQ(Converted(Converter(ConversionDay::kChargeDay)), "240.00");
  // On 29 July the newest rate: 300 / 1.50.
  EXPECT_EQ(Converted(Converter(ConversionDay::kChargeDay, "2026-07-29")),
            "200.00~");
}

// Issued on 3 August: 300 / 1.60; the period says nothing.
TEST_F(CostConversionTest, InvoicesAtTheirDay) {
  const absl::CivilDay issued(2026, 8, 3);
  for (const ConversionDay on :
       {ConversionDay::kChargeDay, ConversionDay::kInvoiceDate}) {
    EXPECT_EQ(Converted(Converter(on), issued), "187.50");
  }
  // Before there is an invoice, as charges are.
  EXPECT_EQ(Converted(Converter(ConversionDay::kInvoiceDate)), "240.00");
}

// Of a period from 16 July to 15 August the last day is in August: the rate of
// the 10th is more than seven days before its end.
TEST_F(CostConversionTest, AtTheEndOfTheMonth) {
  EXPECT_EQ(Converted(Converter(ConversionDay::kMonthEnd),
                      absl::CivilDay(2026, 8, 3)),
            "240.00");
  EXPECT_EQ(Converted(Converter(ConversionDay::kMonthEnd), std::nullopt,
                      "2026-07-16", "2026-08-16"),
            "none");
}

// The mean of 1.00, 1.50 and 1.25 is 1.25; of 1.60 and 2.00 it is 1.80:
// 300 / 1.80 = 166.67. By 5 August only 1.60 is known: 187.50, and open.
TEST_F(CostConversionTest, AtTheMeanOfTheMonth) {
  EXPECT_EQ(Converted(Converter(ConversionDay::kMonthAverage)), "240.00");
  EXPECT_EQ(Converted(Converter(ConversionDay::kMonthAverage), std::nullopt,
                      "2026-08-01", "2026-09-01"),
            "166.67~");
  EXPECT_EQ(Converted(Converter(ConversionDay::kMonthAverage, "2026-08-05"),
                      std::nullopt, "2026-08-01", "2026-09-01"),
            "187.50~");
}

// 300 x 0.90; another currency than the portfolio's has no fixed rates.
TEST_F(CostConversionTest, AtFixedRates) {
  const CostConverter fixed = Converter(ConversionDay::kBudget);
  EXPECT_EQ(Converted(fixed), "270.00");
  ConvertedSum sum;
  ExactSum amount;
  ASSERT_TRUE(amount.Add(Decimal(1, 0)).ok());
  EXPECT_EQ(
      fixed.AddTo(sum, amount, "GBP", {At("2026-07-01"), At("2026-08-01")})
          .code(),
      absl::StatusCode::kNotFound);
}

TEST_F(CostConversionTest, SaysWhichRates) {
  EXPECT_EQ(Converter(ConversionDay::kMonthAverage).InWords(),
            "in EUR at the mean rate of the month");
  EXPECT_EQ(Converter(ConversionDay::kBudget, "2026-09-15", "GBP").InWords(),
            "in GBP at the rate of the last day of the billing period, of an "
            "invoice of its tax point or issue");
}

}  // namespace
}  // namespace regisseur
