#include "core/allocation/quantity_table.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace regisseur {
namespace {

using ::testing::HasSubstr;

constexpr absl::CivilMonth kOctober(2026, 10);

TEST(QuantityTableTest, AMonthAndAValue) {
  const auto table = QuantityTable::Parse(
      "residents.csv", "month,value\r\n2026-09,41250\r\n2026-10,41310\r\n");
  ASSERT_TRUE(table.ok()) << table.status();
  EXPECT_EQ(table->Of(kOctober)->ToString(), "41310");
  EXPECT_FALSE(table->by_cost_center());
  EXPECT_EQ(table->Of(absl::CivilMonth(2026, 11)), std::nullopt);
}

TEST(QuantityTableTest, CostCentresAndADecimalComma) {
  const auto table =
      QuantityTable::Parse("fte.csv",
                           "\xEF\xBB\xBFmaand;kostenplaats;aantal\n"
                           "2026-10;4410;12,5\n"
                           "2026-10;4420;30\n");
  ASSERT_TRUE(table.ok()) << table.status();
  EXPECT_EQ(table->Of(kOctober)->ToString(), "42.5");
  EXPECT_EQ(table->ByCostCenter(kOctober).at("4410").ToString(), "12.5");
  EXPECT_TRUE(table->ByCostCenter(absl::CivilMonth(2026, 11)).empty());
}

TEST(QuantityTableTest, WhatIsWrongIsToldWithItsLine) {
  const auto table = QuantityTable::Parse("q.csv",
                                          "month,value\n"
                                          "2026-13,1\n"
                                          "2026-10,many\n"
                                          "2026-10,5\n"
                                          "2026-10,6\n"
                                          "2026-11\n"
                                          "2026-12,-1\n");
  const std::string said(table.status().message());
  EXPECT_THAT(said, HasSubstr("q.csv:2: \"2026-13\" is no month"));
  EXPECT_THAT(said, HasSubstr("q.csv:3: \"many\" is no number"));
  EXPECT_THAT(said, HasSubstr("q.csv:5: 2026-10 stands twice"));
  EXPECT_THAT(said, HasSubstr("q.csv:6: has 1 fields; the header has 2"));
  EXPECT_THAT(said, HasSubstr("q.csv:7: \"-1\" is no number"));
  EXPECT_THAT(QuantityTable::Parse("q.csv", "a,b\n").status().message(),
              HasSubstr("write month,value"));
  EXPECT_THAT(QuantityTable::Parse("q.csv", "").status().message(),
              HasSubstr("is empty"));
}

}  // namespace
}  // namespace regisseur
