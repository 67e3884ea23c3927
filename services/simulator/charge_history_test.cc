#include "services/simulator/charge_history.h"

#include <algorithm>

#include "gtest/gtest.h"

namespace regisseur::simulator {
namespace {

constexpr absl::CivilDay kNow(2026, 11, 23);
constexpr absl::CivilMonth kOctober(2026, 10);

int64_t Billed(const std::vector<Charge>& charges) {
  int64_t sum = 0;
  for (const Charge& charge : charges) sum += charge.billed_cents;
  return sum;
}

TEST(ChargeHistoryTest, HostingIsFixedAtNineThousandFiveHundred) {
  const auto charges = ChargesOfMonth(PartnerRole::kHosting,
                                      absl::CivilMonth(2026, 2), kNow, {});
  ASSERT_FALSE(charges.empty());
  EXPECT_EQ(charges[0].billed_cents, 950000);
  EXPECT_EQ(charges[0].category, "Usage");
}

TEST(ChargeHistoryTest, AnEndedMonthIsTheSameWheneverItIsAsked) {
  for (PartnerRole role :
       {PartnerRole::kHosting, PartnerRole::kPublicCloud, PartnerRole::kSaas,
        PartnerRole::kCdn, PartnerRole::kTelecom}) {
    const auto early =
        ChargesOfMonth(role, kOctober, absl::CivilDay(2026, 11, 1), {});
    const auto late = ChargesOfMonth(role, kOctober, kNow, {});
    EXPECT_EQ(early.size(), late.size());
    EXPECT_EQ(Billed(early), Billed(late));
  }
}

TEST(ChargeHistoryTest, TheRunningMonthGrowsDayByDay) {
  const absl::CivilMonth november(2026, 11);
  const auto yesterday =
      ChargesOfMonth(PartnerRole::kPublicCloud, november, kNow - 1, {});
  const auto today =
      ChargesOfMonth(PartnerRole::kPublicCloud, november, kNow, {});
  EXPECT_GT(today.size(), yesterday.size());
  EXPECT_GT(Billed(today), Billed(yesterday));
  EXPECT_TRUE(ChargesOfMonth(PartnerRole::kPublicCloud, november,
                             absl::CivilDay(2026, 11, 1), {})
                  .empty());
}

TEST(ChargeHistoryTest, CloudCostGrowsOverAYear) {
  EXPECT_GT(
      NetInvoiceCents(PartnerRole::kPublicCloud, kOctober, 1),
      NetInvoiceCents(PartnerRole::kPublicCloud, kOctober - 12, 1) * 11 / 10);
}

TEST(ChargeHistoryTest, PriceTimesQuantityIsTheCostToTheCent) {
  for (PartnerRole role :
       {PartnerRole::kHosting, PartnerRole::kPublicCloud, PartnerRole::kSaas,
        PartnerRole::kCdn, PartnerRole::kTelecom}) {
    for (const Charge& charge : ChargesOfMonth(role, kOctober, kNow, {})) {
      if (!charge.quantity.has_value()) continue;
      EXPECT_EQ(*charge.quantity * *charge.list_price_e4,
                charge.list_cents * 100)
          << charge.description;
      EXPECT_EQ(*charge.quantity * *charge.contracted_price_e4,
                charge.contracted_cents * 100)
          << charge.description;
    }
  }
}

TEST(ChargeHistoryTest, MoreResourcesAreMoreRowsForTheSameMoney) {
  const auto one =
      ChargesOfMonth(PartnerRole::kPublicCloud, kOctober, kNow, {});
  const auto ten = ChargesOfMonth(PartnerRole::kPublicCloud, kOctober, kNow,
                                  {.resources = 10});
  EXPECT_GT(ten.size(), one.size() * 8);
  EXPECT_EQ(Billed(ten), Billed(one));
}

TEST(ChargeHistoryTest, ACommitmentIsPaidInJanuaryAndUsedDayByDay) {
  int64_t paid = 0;
  for (const Charge& charge : ChargesOfMonth(
           PartnerRole::kPublicCloud, absl::CivilMonth(2026, 1), kNow, {})) {
    if (charge.category != "Purchase") continue;
    paid += charge.billed_cents;
    EXPECT_EQ(charge.effective_cents, 0);
  }
  // 365 days of 50.00.
  EXPECT_EQ(paid, 1825000);
  int64_t used = 0;
  for (int month = 1; month <= 12; ++month) {
    for (const Charge& charge : ChargesOfMonth(
             PartnerRole::kPublicCloud, absl::CivilMonth(2026, month),
             absl::CivilDay(2027, 1, 1), {})) {
      if (charge.commitment_status.empty()) continue;
      used += charge.effective_cents;
      EXPECT_EQ(charge.billed_cents, 0);
    }
  }
  EXPECT_EQ(used, paid);
}

TEST(ChargeHistoryTest, TaxIsTwentyOnePercentOfTheRest) {
  int64_t net = 0, tax = 0;
  for (const Charge& charge :
       ChargesOfMonth(PartnerRole::kPublicCloud, kOctober, kNow, {})) {
    (charge.category == "Tax" ? tax : net) += charge.billed_cents;
  }
  EXPECT_EQ(net, NetInvoiceCents(PartnerRole::kPublicCloud, kOctober, 1));
  // Within half a cent, in thousandths of a cent.
  EXPECT_LE(std::abs(tax * 1000 - net * 210), 500);
}

TEST(ChargeHistoryTest, AYearHoldsCreditsAndCorrections) {
  bool credit = false, correction = false;
  for (int back = 0; back < 13; ++back) {
    for (const Charge& charge :
         ChargesOfMonth(PartnerRole::kPublicCloud, kOctober - back, kNow, {})) {
      credit = credit || charge.category == "Credit";
      if (!charge.correction) continue;
      correction = true;
      EXPECT_LT(charge.billed_cents, 0);
      EXPECT_LT(charge.start, absl::CivilDay(kOctober - back));
    }
  }
  EXPECT_TRUE(credit);
  EXPECT_TRUE(correction);
}

}  // namespace
}  // namespace regisseur::simulator
