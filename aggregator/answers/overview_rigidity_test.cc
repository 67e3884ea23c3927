#include "aggregator/answers/overview_rigidity.h"

#include "aggregator/answers/answers_fixture.h"
#include "aggregator/answers/overview.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace regisseur {
namespace {

using ::testing::SizeIs;

// It is 2026-10-15. A contract of 1,000.00 a month and 5.00 an hour, twelve
// months of a hundred hours, as in ContractFlexibilityTest: its figure is
// 0.358.
class OverviewRigidityTest : public AnswersFixture {
 protected:
  OverviewRigidityTest() {
    AddProvider("cloud").sources = {MakeSource("bill", "cloud", "focus"),
                                    MakeSource("page", "cloud", "statuspage")};
    AddProvider("other").owner = "h.bakker";
    Configure();
    contract_.id = "hosting";
    contract_.provider = "cloud";
    contract_.currency = "EUR";
    contract_.term.start = absl::CivilDay(2025, 1, 1);
    contract_.term.initial = {24, 0};
    contract_.term.renewal = Renewal::kTacit;
    contract_.term.renewal_term = {12, 0};
    contract_.term.customer_notice = {1, 0};
    contract_.change.lead_time = CivilSpan{0, 10};
    contract_.change.surcharge_percent = D("20");
    contract_.extras = {{.name = "scan", .price = D("950.00")}};
    contract_.pricing = {{.component = "fee", .form = FixedPrice{D("1000.00")}},
                         {.component = "use",
                          .form = PerUnitPrice{.price = D("5.00")},
                          .meter = Meter{.service_name = "vm"}}};
    contracts_.Set(absl::UnixEpoch(),
                   ContractRegister({{"hosting.yaml", contract_}}));
    for (int back = 12; back > 0; --back) {
      Use(absl::CivilMonth(2026, 10) - back, "100", "500.00");
    }
  }
  static Decimal D(absl::string_view text) {
    return Decimal::Parse(text).value();
  }
  static std::string Said(const std::optional<Decimal>& number) {
    return number.has_value() ? number->ToString() : "none";
  }
  void Use(absl::CivilMonth month, const char* hours, const char* billed) {
    Charge("bill", "cloud", FormatMonth(month),
           {{.billed = billed,
             .service = "vm",
             .quantity = hours,
             .unit = "Hours"}});
  }
  Overview Ask(const Principal& who, const std::string& owner = "") {
    auto overview = AnswerOverview(context(), who, {.owner = owner}, {});
    EXPECT_TRUE(overview.ok()) << overview.status();
    return overview.ok() ? *std::move(overview) : Overview();
  }
  static const ProviderOverview* Find(const Overview& overview,
                                      const std::string& id) {
    for (const ProviderOverview& row : overview.providers) {
      if (row.id == id) return &row;
    }
    return nullptr;
  }

  Contract contract_;
};

TEST_F(OverviewRigidityTest, EachPartnerHasItsMean) {
  const Overview overview = Ask(cio_);
  const ProviderOverview& cloud = *Find(overview, "cloud");
  ASSERT_TRUE(cloud.rigidity.has_value());
  EXPECT_EQ(Said(cloud.rigidity->figure()), "0.358");
  EXPECT_EQ(Said(cloud.rigidity->fixed_share), "0.666667");
  EXPECT_EQ(Said(overview.totals.rigidity->figure()), "0.358");
  EXPECT_EQ(FindGap(overview.gaps, "overview-rigidity-open"), nullptr);
  // Who has no contract has none, and it is no partner's business.
  EXPECT_FALSE(Find(overview, "other")->rigidity.has_value());
  Principal partner = cio_;
  partner.role = Principal::Role::kProvider;
  partner.scope = "cloud";
  EXPECT_FALSE(Ask(partner).totals.rigidity.has_value());
  // Of an owner only what is its own.
  EXPECT_FALSE(Ask(cio_, "h.bakker").totals.rigidity.has_value());
}

TEST_F(OverviewRigidityTest, WhatIsOpenIsSaid) {
  contract_.change = {};
  contracts_.Set(absl::UnixEpoch(),
                 ContractRegister({{"hosting.yaml", contract_}}));
  const Overview overview = Ask(cio_);
  const RigidityMean& mean = *Find(overview, "cloud")->rigidity;
  EXPECT_FALSE(mean.figure().has_value());
  EXPECT_LT(*mean.figure_at_least, *mean.figure_at_most);
  const Gap* gap = FindGap(overview.gaps, "overview-rigidity-open");
  ASSERT_NE(gap, nullptr);
  EXPECT_TRUE(gap->notice);
  EXPECT_EQ(gap->arguments.at("providers"), "cloud");
}

// A page that changes leaves it as it is; a charge does not, nor does the day.
TEST_F(OverviewRigidityTest, IsKeptUntilSomethingCounts) {
  RigidityKeeper keeper;
  const auto get = [&] {
    const KnownPortfolio known =
        KnownPortfolio::Load(context(), cio_, {}).value();
    return keeper.Get(context(), cio_, known, {}).value();
  };
  const auto first = get();
  ASSERT_THAT(first->rows, SizeIs(1));
  Tell("page", MakeObservation(
                   clock_.Now(),
                   {MakeComponent("1", "A", OperationalState::kOperational)}));
  EXPECT_EQ(get(), first);
  Use(absl::CivilMonth(2026, 9), "200", "1000.00");
  const auto second = get();
  EXPECT_NE(second, first);
  EXPECT_EQ(Said(second->rows[0].rigidity.cost), "18500.00");
  clock_.Advance(absl::Hours(24));
  EXPECT_NE(get(), second);
}

// What is counted once for all months is what each of them says by itself.
TEST_F(OverviewRigidityTest, TheTrendIsWhatEachMonthSays) {
  const RigidityAnswer answer =
      AnswerRigidity(context(), cio_, {.trend_months = 6}, {}).value();
  ASSERT_THAT(answer.trend, SizeIs(6));
  for (const RigidityTrend& point : answer.trend) {
    const RigidityAnswer alone =
        AnswerRigidity(context(), cio_,
                       {.on = FormatDay(absl::CivilDay(point.month + 1) - 1)},
                       {})
            .value();
    EXPECT_EQ(Said(point.mean.figure_at_least),
              Said(alone.portfolio.figure_at_least));
    EXPECT_EQ(Said(point.mean.cost), Said(alone.portfolio.cost));
  }
}

// Where a contract says no prices, nobody can say what was paid beside them.
TEST_F(OverviewRigidityTest, WithoutPricesNothingIsOutside) {
  contract_.pricing.clear();
  contracts_.Set(absl::UnixEpoch(),
                 ContractRegister({{"hosting.yaml", contract_}}));
  const RigidityAnswer answer = AnswerRigidity(context(), cio_, {}, {}).value();
  EXPECT_EQ(Said(answer.providers[0].surcharge_share), "none");
  EXPECT_NE(FindGap(answer.gaps, "rigidity-not-told-apart"), nullptr);
}

}  // namespace
}  // namespace regisseur
