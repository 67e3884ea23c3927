#include "core/credit/contract_credits.h"

#include "core/time/instant.h"
#include "gtest/gtest.h"

namespace regisseur {
namespace {

using absl::CivilDay;
using absl::CivilMonth;

Decimal D(const char* text) { return *Decimal::Parse(text); }

std::string Text(const std::optional<Decimal>& value) {
  return value.has_value() ? value->ToString() : "-";
}

constexpr CivilMonth kOctober(2026, 10);

// Two promises over one contract of 12,000.00 a month, of which 9,500.00 is the
// platform.
class ContractCreditsTest : public ::testing::Test {
 protected:
  ContractCreditsTest() {
    contract_.id = "c";
    contract_.currency = "EUR";
    contract_.term.start = CivilDay(2026, 1, 1);
    contract_.term.initial = {36, 0};
    contract_.pricing = {{"platform", FixedPrice{D("9500.00")}, std::nullopt},
                         {"desk", FixedPrice{D("2500.00")}, std::nullopt}};
    for (const char* id : {"availability", "portal"}) {
      Objective objective;
      objective.id = id;
      AvailabilityTerms terms;
      terms.target = D("99.9");
      objective.terms = terms;
      objective.remedies.credits = {{D("99.9"), D("10")}};
      objective.remedies.claim_within = ClaimRule{ClaimRule::Kind::kDays, 60};
      contract_.objectives.push_back(objective);
    }
    contract_.objectives[0].remedies.credit_base = "platform";
    LevelTimes times;
    times.agreed_us = 100'000'000'000;
    times.weighted_down = Int128{500} * 1'000'000'000'000;
    breached_ =
        JudgeTimes(std::get<AvailabilityTerms>(contract_.objectives[0].terms),
                   times, times.agreed(), true, false);
  }

  std::vector<Credit> Compute(CivilMonth first_priced = kOctober) {
    const auto prices = PriceContract(contract_, {}, first_priced, kOctober);
    EXPECT_TRUE(prices.ok());
    basis_.prices = *prices;
    const ObjectiveOutcome outcomes[] = {
        {"availability", CivilDay(2026, 10, 31), &breached_, {}},
        {"portal", CivilDay(2026, 10, 31), &breached_, {}}};
    const auto credits =
        ComputeContractCredits(contract_, kOctober, outcomes, basis_);
    EXPECT_TRUE(credits.ok()) << credits.status();
    return *credits;
  }

  Contract contract_;
  ServiceLevel breached_;
  CreditBasis basis_;
};

TEST_F(ContractCreditsTest, IsAPercentageOfItsBase) {
  const std::vector<Credit> credits = Compute();
  ASSERT_EQ(credits.size(), 2u);
  EXPECT_EQ(Text(credits[0].amount), "950.00");
  EXPECT_EQ(Text(credits[1].amount), "1200.00");  // of all components
  EXPECT_EQ(FormatDay(*credits[0].claim_by), "2026-12-30");
  EXPECT_FALSE(credits[0].cap.has_value());
}

TEST_F(ContractCreditsTest, ACapHoldsAllOfThemTogether) {
  // Story S6: 15 % of 12,000.00.
  contract_.at_risk_caps = {{D("15"), AtRiskCap::Per::kMonth}};
  const std::vector<Credit> credits = Compute();
  EXPECT_EQ(Text(credits[0].amount), "795.35");
  EXPECT_EQ(Text(credits[1].amount), "1004.65");
  EXPECT_EQ(Text(credits[1].uncapped), "1200.00");
  ASSERT_TRUE(credits[1].cap.has_value());
  EXPECT_EQ(credits[1].cap->limit, D("1800.00"));
  EXPECT_EQ(credits[1].cap->total, D("2150.00"));
}

TEST_F(ContractCreditsTest, AYearsCapCountsWhatWasCreditedBefore) {
  // Ten months of 12,000.00: 5 % are 6,000.00, of which 5,000.00 are gone.
  contract_.at_risk_caps = {{D("50"), AtRiskCap::Per::kMonth},
                            {D("5"), AtRiskCap::Per::kContractYear}};
  basis_.credited = {{CivilMonth(2025, 12), D("9999")},
                     {CivilMonth(2026, 3), D("5000")}};
  const std::vector<Credit> credits = Compute(CivilMonth(2026, 1));
  // 1,000 * 950 / 2,150 = 441.86, 558.14.
  EXPECT_EQ(Text(credits[0].amount), "441.86");
  EXPECT_EQ(Text(credits[1].amount), "558.14");
  // Of the two it was the year's.
  ASSERT_TRUE(credits[0].cap.has_value());
  EXPECT_EQ(credits[0].cap->cap.per, AtRiskCap::Per::kContractYear);
  EXPECT_EQ(credits[0].cap->base.price, D("120000.00"));
  EXPECT_EQ(credits[0].cap->base.credited_before, D("5000"));
  EXPECT_EQ(credits[0].cap->limit, D("1000.00"));
}

TEST_F(ContractCreditsTest, AMissingPriceMakesItUnknownWhereACapCouldBind) {
  contract_.at_risk_caps = {{D("5"), AtRiskCap::Per::kContractYear}};
  // Only October is priced: 600.00 at least, and 2,150.00 are due.
  std::vector<Credit> credits = Compute();
  EXPECT_EQ(Text(credits[0].amount), "-");
  EXPECT_EQ(Text(credits[0].uncapped), "950.00");
  // 50 % of October alone is more than is due.
  contract_.at_risk_caps[0].percent = D("50");
  credits = Compute();
  EXPECT_EQ(Text(credits[0].amount), "950.00");
}

TEST_F(ContractCreditsTest, UsageThatIsMissingLeavesTheCreditUnknown) {
  Meter meter;
  meter.unit = "Hours";
  contract_.pricing[1] = {"desk", PerUnitPrice{D("1")}, meter};
  std::vector<Credit> credits = Compute();
  EXPECT_EQ(Text(credits[0].amount), "950.00");
  EXPECT_EQ(Text(credits[1].amount), "-");
  contract_.at_risk_caps = {{D("15"), AtRiskCap::Per::kMonth}};
  EXPECT_EQ(Text(Compute()[0].amount), "-");
}

TEST_F(ContractCreditsTest, SettledAutomaticallyNeedsNoClaim) {
  contract_.remedy.settle = RemedyTerms::Settle::kAutomatic;
  EXPECT_FALSE(Compute()[0].claim_by.has_value());
}

TEST_F(ContractCreditsTest, AFigureMayEarnOneToo) {
  IndicatorTerms reopened;
  reopened.target = D("1");
  reopened.at_most = true;
  contract_.objectives[0].terms = reopened;
  contract_.objectives[0].remedies.credits = {{D("1"), D("2")},
                                              {D("2"), D("3")}};
  const auto prices = PriceContract(contract_, {}, kOctober, kOctober);
  basis_.prices = *prices;
  const ObjectiveOutcome outcome{"availability", CivilDay(2026, 10, 15),
                                 nullptr, D("2.5")};
  const auto credits =
      ComputeContractCredits(contract_, kOctober, {outcome}, basis_);
  ASSERT_EQ(credits->size(), 1u);
  EXPECT_EQ(Text((*credits)[0].amount), "285.00");
}

}  // namespace
}  // namespace regisseur
