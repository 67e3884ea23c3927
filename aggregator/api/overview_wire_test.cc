#include "aggregator/api/overview_wire.h"

#include "aggregator/answers/cost_conversion.h"
#include "core/fx/exchange_rates.h"
#include "core/money/decimal.h"
#include "gtest/gtest.h"

namespace regisseur {
namespace {

// 10 euros that were dollars, at a rate that can still change or not.
ConvertedSum TenEuros(bool provisional) {
  ExchangeRates::Conversion conversion;
  conversion.exact = Decimal(10, 0);
  conversion.rounded = Decimal(10, 0);
  ConvertedSum sum;
  EXPECT_TRUE(sum.AddConverted(conversion, provisional).ok());
  return sum;
}

TEST(OverviewWireTest, SaysOfEachFigureWhetherItsRateCanStillChange) {
  for (const bool month_to_date : {false, true}) {
    for (const bool last_month : {false, true}) {
      ProviderCost cost;
      cost.currency = "EUR";
      cost.month_to_date = TenEuros(month_to_date);
      cost.last_month = TenEuros(last_month);
      Overview overview;
      overview.providers.emplace_back().cost = cost;
      overview.totals.cost = cost;
      overview.coverage.currency = "EUR";
      const auto wire = OverviewToWire(overview);
      ASSERT_TRUE(wire.ok()) << wire.status();
      for (const portfolio::v1::ProviderCost& told :
           {wire->providers(0).cost(), wire->totals().cost()}) {
        EXPECT_EQ(told.month_to_date(), "10.00");
        EXPECT_EQ(told.last_month(), "10.00");
        EXPECT_EQ(told.month_to_date_provisional(), month_to_date);
        EXPECT_EQ(told.last_month_provisional(), last_month);
        EXPECT_EQ(told.provisional(), month_to_date || last_month);
      }
    }
  }
}

TEST(OverviewWireTest, AnAbsentFigureIsNotProvisional) {
  Overview overview;
  overview.totals.cost.currency = "EUR";
  overview.totals.cost.last_month = TenEuros(true);
  overview.coverage.currency = "EUR";
  const auto wire = OverviewToWire(overview);
  ASSERT_TRUE(wire.ok()) << wire.status();
  const portfolio::v1::ProviderCost& told = wire->totals().cost();
  EXPECT_FALSE(told.has_month_to_date());
  EXPECT_FALSE(told.month_to_date_provisional());
  EXPECT_TRUE(told.last_month_provisional());
}

}  // namespace
}  // namespace regisseur
