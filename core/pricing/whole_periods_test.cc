#include "core/pricing/whole_periods.h"

#include "gtest/gtest.h"

namespace regisseur {
namespace {

using absl::CivilMonth;

constexpr CivilMonth kOctober(2025, 10), kNovember(2025, 11),
    kDecember(2025, 12);

Decimal D(const char* text) { return *Decimal::Parse(text); }

std::string Text(const std::optional<Decimal>& value) {
  return value.has_value() ? value->Normalized().ToString() : "-";
}

Meter Hours() {
  Meter meter;
  meter.unit = "Hours";
  return meter;
}

// 1,000 hours at 1.00 a month, at least 15,000 a quarter, and 300 a quarter.
Contract Quarterly() {
  Contract form;
  form.currency = "EUR";
  form.pricing = {
      {"use", PerUnitPrice{D("1")}, Hours()},
      {"fee", FixedPrice{D("300"), PricePeriod::kQuarter}, std::nullopt},
      {"least", MinimumCommitment{D("15000"), PricePeriod::kQuarter, {"use"}},
       std::nullopt}};
  return form;
}

PricedUsage Used(CivilMonth from, CivilMonth to) {
  PricedUsage usage;
  for (CivilMonth month = from; month <= to; ++month) {
    usage.delivered.insert(month);
    usage.quantities["use"][month] = D("1000");
  }
  return usage;
}

TEST(WholePeriodsTest, APeriodThatIsCutIsDueWhole) {
  const Contract form = Quarterly();
  EXPECT_EQ(FirstOfCutPeriods(form, kNovember), kOctober);
  EXPECT_EQ(FirstOfCutPeriods(form, kOctober), kOctober);
  const auto months = PriceWholePeriods(form, Used(kOctober, kDecember),
                                        kOctober, kNovember, kDecember);
  ASSERT_TRUE(months.ok()) << months.status();
  ASSERT_EQ(months->size(), 2u);
  EXPECT_EQ(Text((*months)[0].total), "1000");
  // 1,000 + 300 + (15,000 - 3 x 1,000); from November on alone it would be
  // 1,000 + 200 + (10,000 - 2,000).
  EXPECT_EQ(Text((*months)[1].total), "13300");
  EXPECT_EQ(Text((*PriceWholePeriods(form, Used(kOctober, kDecember), kNovember,
                                     kNovember, kDecember))[1]
                     .total),
            "9200");
}

TEST(WholePeriodsTest, AnUnknownMonthOfThePeriodIsNotProportion) {
  const auto months = PriceWholePeriods(Quarterly(), Used(kNovember, kDecember),
                                        kOctober, kNovember, kDecember);
  ASSERT_TRUE(months.ok()) << months.status();
  EXPECT_EQ(Text((*months)[0].total), "1000");
  EXPECT_EQ(Text((*months)[1].total), "-");
}

// 10 hours a month, carried for a month: 20 are used in November, of which 10
// are beyond, although October used none.
TEST(WholePeriodsTest, HoursBeginWhereTheMonthsBegin) {
  Contract form = Quarterly();
  form.pricing.push_back(
      {"hours", HourBundlePrice{D("10"), D("900"), D("105"), 1, {}}, Hours()});
  PricedUsage usage = Used(kOctober, kDecember);
  usage.quantities["hours"][kNovember] = D("20");
  const auto months =
      PriceWholePeriods(form, usage, kOctober, kNovember, kDecember);
  ASSERT_TRUE(months.ok()) << months.status();
  EXPECT_EQ(Text((*months)[0].AmountOf("hours")), "1950");
  EXPECT_EQ(Text((*months)[0].total), "2950");
}

}  // namespace
}  // namespace regisseur
