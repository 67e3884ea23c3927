#include "core/pricing/prepaid_balance.h"

#include "gtest/gtest.h"

namespace regisseur {
namespace {

using absl::CivilDay;

Decimal D(const char* text) { return *Decimal::Parse(text); }

PrepaidPrice Form() {
  PrepaidPrice form;
  form.units = D("80");
  form.price = D("8400.00");
  form.valid = {12, 0};
  form.step = D("0.25");
  form.factors = {{"outside_hours", D("1.5")}};
  return form;
}

TEST(PrepaidBalanceTest, SaysWhatWillLapse) {
  // Story S9: 80 h for 8,400.00, 62:15 used: 17.75 h at 105.00 = 1,863.75.
  PrepaidBalance balance(Form());
  ASSERT_TRUE(balance.Order(CivilDay(2026, 3, 1)).ok());
  EXPECT_EQ(balance.Draw(CivilDay(2026, 6, 1), D("62.25"))->drawn, D("62.25"));
  const auto left = balance.Remaining(CivilDay(2026, 12, 31));
  ASSERT_TRUE(left.ok());
  ASSERT_EQ(left->size(), 1u);
  EXPECT_EQ((*left)[0].last_day, CivilDay(2027, 2, 28));
  EXPECT_EQ((*left)[0].units, D("17.75"));
  EXPECT_EQ((*left)[0].amount, D("1863.75"));
  EXPECT_TRUE(balance.Remaining(CivilDay(2027, 3, 1))->empty());
}

TEST(PrepaidBalanceTest, RoundsUpAndWeighs) {
  PrepaidBalance balance(Form());
  ASSERT_TRUE(balance.Order(CivilDay(2026, 3, 1)).ok());
  // Twenty minutes are half an hour in quarters; outside hours three quarters.
  EXPECT_EQ(
      balance.Draw(CivilDay(2026, 3, 2), D("0.3333"), "outside_hours")->drawn,
      D("0.75"));
  EXPECT_EQ(
      balance.Draw(CivilDay(2026, 3, 2), D("1"), "at_night").status().code(),
      absl::StatusCode::kInvalidArgument);
}

// Steps of twenty minutes: 1:00, 0:20, 2:00 and 0:40 are whole steps and come
// to 4:00; 0:21 are two steps, 0:40. Of 60 hours for 6,000.00 are 55:20 left,
// 6,000.00 · 3,320 / 3,600 = 5,533.33…
TEST(PrepaidBalanceTest, CountsThirdsOfAnHourExactly) {
  PrepaidPrice form = Form();
  form.units = D("60");
  form.price = D("6000.00");
  form.step = D("0.333333333333");
  PrepaidBalance balance(form);
  ASSERT_TRUE(balance.Order(CivilDay(2026, 1, 1)).ok());
  for (const char* hours : {"1", "0.333333333333", "2", "0.666666666666"}) {
    ASSERT_TRUE(balance.Draw(CivilDay(2026, 3, 2), D(hours)).ok());
  }
  EXPECT_EQ(balance.Remaining(CivilDay(2026, 3, 3))->front().units, D("56"));
  EXPECT_EQ(balance.Draw(CivilDay(2026, 3, 3), D("0.35"))->drawn,
            D("0.666666666667"));
  EXPECT_EQ(balance.Remaining(CivilDay(2026, 3, 4))->front().amount,
            D("5533.333333333333"));
}

TEST(PrepaidBalanceTest, DrawsTheOldestLotAndSaysWhatIsShort) {
  PrepaidBalance balance(Form());
  ASSERT_TRUE(balance.Order(CivilDay(2026, 1, 1)).ok());
  ASSERT_TRUE(balance.Order(CivilDay(2026, 6, 1)).ok());
  EXPECT_EQ(balance.Draw(CivilDay(2026, 7, 1), D("100"))->short_by, D("0"));
  EXPECT_EQ(balance.Remaining(CivilDay(2026, 7, 2))->front().last_day,
            CivilDay(2027, 5, 31));
  EXPECT_EQ(balance.Draw(CivilDay(2026, 7, 2), D("61"))->short_by, D("1"));
}

TEST(PrepaidBalanceTest, MayRenewByItself) {
  PrepaidPrice form = Form();
  form.renews = PrepaidPrice::Renews::kAutomatic;
  PrepaidBalance balance(form);
  const auto use = balance.Draw(CivilDay(2026, 1, 1), D("170"));
  EXPECT_EQ(use->lots_bought, 3);
  EXPECT_EQ(use->short_by, D("0"));
}

TEST(PrepaidBalanceTest, RefusesToBuyWithoutEnd) {
  PrepaidPrice form = Form();
  form.renews = PrepaidPrice::Renews::kAutomatic;
  form.units = D("0.0000001");
  PrepaidBalance balance(form);
  EXPECT_EQ(balance.Draw(CivilDay(2026, 1, 1), D("170")).status().code(),
            absl::StatusCode::kOutOfRange);
}

}  // namespace
}  // namespace regisseur
