#include "core/pricing/hour_bundle.h"

#include "gtest/gtest.h"

namespace regisseur {
namespace {

Decimal D(const char* text) { return *Decimal::Parse(text); }

HourBundlePrice Form(int carry_over) {
  return {D("40"), D("3600.00"), D("105.00"), carry_over, {}};
}

TEST(HourBundleTest, CarriesHoursOldestFirst) {
  HourBundle bundle(Form(2));
  // January buys 40, uses 10: 30 left, good for February and March.
  EXPECT_EQ(bundle.Next(D("10"))->carried_hours, D("30"));
  // February: 70 there, 50 used: January's 30 first, 20 of February's.
  EXPECT_EQ(bundle.Next(D("50"))->carried_hours, D("20"));
  // March: 20 + 40 there, 70 used: 10 overage at 105.
  const auto march = bundle.Next(D("70"));
  EXPECT_EQ(march->overage_hours, D("10"));
  EXPECT_EQ(march->cost, D("4650.00"));
  EXPECT_EQ(march->carried_hours, D("0"));
}

TEST(HourBundleTest, UnusedHoursLapse) {
  HourBundle bundle(Form(1));
  EXPECT_EQ(bundle.Next(D("0"))->lapsed_hours, D("0"));
  const auto second = bundle.Next(D("0"));
  EXPECT_EQ(second->lapsed_hours, D("40"));
  EXPECT_EQ(second->carried_hours, D("40"));
  HourBundle none(Form(0));
  EXPECT_EQ(none.Next(D("10"))->lapsed_hours, D("30"));
  EXPECT_EQ(none.Next(D("40.001"))->cost, D("3600.105"));
}

TEST(HourBundleTest, TheFirstMonthMayBringHours) {
  HourBundlePrice form = Form(2);
  form.opening = D("5");
  HourBundle bundle(form);
  EXPECT_EQ(bundle.Next(D("45"))->cost, D("3600.00"));
}

}  // namespace
}  // namespace regisseur
