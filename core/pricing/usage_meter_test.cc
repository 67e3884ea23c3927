#include "core/pricing/usage_meter.h"

#include "gtest/gtest.h"

namespace regisseur {
namespace {

using absl::CivilMonth;

Decimal D(const char* text) { return *Decimal::Parse(text); }

PriceComponent Metered(const char* component, Meter meter) {
  return {component, PerUnitPrice{D("1")}, meter};
}

UsageCharge Charge(const char* service_name, const char* unit,
                   const char* quantity, int month = 1) {
  UsageCharge charge;
  charge.month = CivilMonth(2025, month);
  charge.service_name = service_name;
  charge.unit = unit;
  if (quantity != nullptr) charge.quantity = D(quantity);
  return charge;
}

TEST(UsageMeterTest, AddsExactlyByMonth) {
  Meter by_unit;
  by_unit.service_name = "vcpu";
  by_unit.unit = "Hours";
  UsageMeter meter({Metered("use", by_unit)});
  EXPECT_TRUE(*meter.Add(Charge("vcpu", "Hours", "0.1")));
  EXPECT_TRUE(*meter.Add(Charge("vcpu", "Hours", "0.2")));
  EXPECT_TRUE(*meter.Add(Charge("vcpu", "Hours", "5", 2)));
  EXPECT_FALSE(*meter.Add(Charge("vcpu", "GB", "7")));
  EXPECT_FALSE(*meter.Add(Charge("disk", "Hours", "7")));
  const auto usage = meter.Read();
  ASSERT_TRUE(usage.ok());
  EXPECT_EQ(usage->quantities.at("use").at(CivilMonth(2025, 1)), D("0.3"));
  EXPECT_EQ(usage->quantities.at("use").at(CivilMonth(2025, 2)), D("5"));
}

TEST(UsageMeterTest, RefusesToAddDifferentUnits) {
  Meter by_name;
  by_name.service_name = "vcpu";
  UsageMeter meter({Metered("use", by_name)});
  EXPECT_TRUE(meter.Add(Charge("vcpu", "Hours", "1")).ok());
  EXPECT_TRUE(meter.Add(Charge("vcpu", "GB", "1")).ok());
  const auto usage = meter.Read();
  EXPECT_EQ(usage->mixed_units.at("use"), "Hours, GB");
  EXPECT_EQ(usage->quantities.count("use"), 0u);
}

TEST(UsageMeterTest, PicksByOurService) {
  Meter ours;
  ours.service = "hosting";
  UsageMeter meter({Metered("use", ours)});
  const std::vector<std::string> services = {"mail", "hosting"};
  UsageCharge charge = Charge("x", "Hours", "1");
  EXPECT_FALSE(*meter.Add(charge));
  charge.services = services;
  EXPECT_TRUE(*meter.Add(charge));
  // Without a quantity nothing is added, and it is counted.
  charge.quantity.reset();
  EXPECT_TRUE(*meter.Add(charge));
  EXPECT_EQ(meter.Read()->without_quantity, 1);
  EXPECT_EQ(meter.Read()->quantities.at("use").at(CivilMonth(2025, 1)), D("1"));
}

}  // namespace
}  // namespace regisseur
