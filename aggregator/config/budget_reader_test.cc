#include "aggregator/config/budget_reader.h"

#include <set>
#include <string>

#include "absl/strings/str_cat.h"
#include "aggregator/config/daemon_config.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace regisseur {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

absl::StatusOr<DaemonConfig> Parse(absl::string_view budgets) {
  return ParseDaemonConfig("regisseur.yaml", "/etc/regisseur",
                           absl::StrCat(R"(portfolio: {name: P, currency: EUR}
providers:
  - id: cloudnine
    name: CloudNine
    owner: m.visser
    services:
      - {id: hosting, name: Hosting, charges: ["service_name:Compute*"]}
      - {id: desk, name: Desk}
functions:
  - {id: burgerzaken, name: Burgerzaken, owner: h.bakker, needs: [cloudnine/hosting]}
  - {id: kcc, name: KCC, needs: [cloudnine/desk]}
budgets:
)",
                                        budgets),
                           std::set<std::string>());
}

Budget ReadOne(absl::string_view text) {
  const auto config = Parse(absl::StrCat("  - ", text, "\n"));
  if (!config.ok() || config->portfolio.budgets.size() != 1) {
    ADD_FAILURE() << config.status();
    return Budget();
  }
  return config->portfolio.budgets.front();
}

// The example of DESIGN 5.
TEST(BudgetReaderTest, ReadsTheYearOfAProvider) {
  const Budget budget = ReadOne(
      R"({provider: cloudnine, year: 2026, amount: "120000.00", currency: EUR, warn_at: [0.8, 1.0]})");
  EXPECT_EQ(budget.id, "cloudnine-2026");
  EXPECT_EQ(budget.scope, Budget::Scope::kProvider);
  EXPECT_EQ(budget.provider, "cloudnine");
  EXPECT_EQ(budget.first, absl::CivilMonth(2026, 1));
  EXPECT_EQ(budget.last, absl::CivilMonth(2026, 12));
  EXPECT_EQ(budget.amount.ToString(), "120000.00");
  EXPECT_EQ(budget.owner, "m.visser");
  EXPECT_THAT(budget.warn_at, ElementsAre(Decimal(8, 1), Decimal(1, 0)));
  EXPECT_THAT(budget.warn_at_forecast, ElementsAre(Decimal(1, 0)));
}

TEST(BudgetReaderTest, ReadsEveryScope) {
  const Budget all = ReadOne(R"({year: 2026, amount: "1"})");
  EXPECT_EQ(all.scope, Budget::Scope::kPortfolio);
  EXPECT_EQ(all.id, "portfolio-2026");
  EXPECT_EQ(all.currency, "EUR");

  const Budget service = ReadOne(
      R"({service: cloudnine/hosting, month: 2026-10, amount: "1", currency: USD})");
  EXPECT_EQ(service.scope, Budget::Scope::kService);
  EXPECT_EQ(service.provider, "cloudnine");
  EXPECT_EQ(service.subject, "hosting");
  EXPECT_EQ(service.id, "cloudnine-hosting-2026-10");
  EXPECT_EQ(service.currency, "USD");
  EXPECT_EQ(service.Months(), 1);

  const Budget function = ReadOne(
      R"({function: burgerzaken, from: 2026-07, to: 2026-12, amount: "1"})");
  EXPECT_EQ(function.scope, Budget::Scope::kFunction);
  EXPECT_EQ(function.owner, "h.bakker");
  EXPECT_EQ(function.Months(), 6);

  const Budget center = ReadOne(
      R"({id: infra, cost_center: "ICT-*", year: 2026, amount: "1", owner: a.b, rates: {USD: "0.92"}})");
  EXPECT_EQ(center.scope, Budget::Scope::kCostCenter);
  EXPECT_EQ(center.subject, "ICT-*");
  EXPECT_EQ(center.id, "infra");
  EXPECT_EQ(center.owner, "a.b");
  EXPECT_EQ(center.rates.at("USD"), Decimal(92, 2));

  const Budget tag = ReadOne(
      R"({provider: cloudnine, tag: "app=Web Shop", year: 2026, amount: "1"})");
  EXPECT_EQ(tag.scope, Budget::Scope::kTag);
  EXPECT_EQ(tag.subject, "app");
  EXPECT_EQ(tag.value, "Web Shop");
  EXPECT_EQ(tag.id, "cloudnine-app-web-shop-2026");
}

struct Mistake {
  const char* name;
  const char* budget;
  const char* message;
};
class BudgetMistakeTest : public ::testing::TestWithParam<Mistake> {};

TEST_P(BudgetMistakeTest, IsRefusedWithPlaceAndRemedy) {
  const auto config = Parse(absl::StrCat("  - ", GetParam().budget, "\n"));
  ASSERT_FALSE(config.ok());
  EXPECT_THAT(config.status().message(), HasSubstr(GetParam().message));
  EXPECT_THAT(config.status().message(),
              HasSubstr("regisseur.yaml:13: budgets[0]"));
}

// Both get the id `cloudnine-2026`; the second is refused where it stands.
TEST(BudgetClashTest, NamesItsLine) {
  const auto config = Parse(
      "  - {provider: cloudnine, year: 2026, amount: \"1\"}\n"
      "  - {provider: cloudnine, year: 2026, amount: \"2\"}\n");
  ASSERT_FALSE(config.ok());
  EXPECT_THAT(config.status().message(),
              HasSubstr("regisseur.yaml:14: budgets[1] has the id "
                        "'cloudnine-2026', which another budget has already"));
}

INSTANTIATE_TEST_SUITE_P(
    All, BudgetMistakeTest,
    ::testing::Values(
        Mistake{"NoTime", R"({amount: "1"})", "lacks its time: write year"},
        Mistake{"TwoTimes", R"({year: 2026, month: 2026-10, amount: "1"})",
                "has more than one time"},
        Mistake{"NoEnd", R"({from: 2026-10, amount: "1"})", "lacks 'to'"},
        Mistake{"Backwards", R"({from: 2026-10, to: 2026-09, amount: "1"})",
                "budgets[0].to is 2026-09"},
        Mistake{"Month", R"({month: "10-2026", amount: "1"})",
                "write a month such as 2026-10"},
        Mistake{"NoAmount", "{year: 2026}", "lacks 'amount'"},
        Mistake{"Amount", R"({year: 2026, amount: "120.000,00"})",
                "write an amount such as \"120000.00\", above zero"},
        Mistake{"Negative", R"({year: 2026, amount: "-1"})", "above zero"},
        Mistake{"Provider", R"({provider: x, year: 2026, amount: "1"})",
                "budgets[0].provider is 'x', which is no provider"},
        Mistake{"Service",
                R"({service: cloudnine/mail, year: 2026, amount: "1"})",
                "write provider/service, both in this file"},
        Mistake{"ServiceWithoutCharges",
                R"({service: cloudnine/desk, year: 2026, amount: "1"})",
                "give that service 'charges'"},
        Mistake{"FunctionWithoutCharges",
                R"({function: kcc, year: 2026, amount: "1"})",
                "give that service 'charges'"},
        Mistake{"Function", R"({function: x, year: 2026, amount: "1"})",
                "which is no function"},
        Mistake{"Tag", R"({tag: app, year: 2026, amount: "1"})",
                "write NAME=VALUE"},
        Mistake{"TwoScopes",
                R"({tag: "a=b", cost_center: x, year: 2026, amount: "1"})",
                "a budget has one scope"},
        Mistake{"Currency", R"({year: 2026, amount: "1", currency: euro})",
                "write an ISO 4217 code"},
        Mistake{"Shares", R"({year: 2026, amount: "1", warn_at: [1.0, 0.8]})",
                "is not above the share before it"},
        Mistake{"Percent", R"({year: 2026, amount: "1", warn_at: [80]})",
                "write 0.8 for 80 %"},
        Mistake{"OwnRate", R"({year: 2026, amount: "1", rates: {EUR: "1"}})",
                "needs no rate"},
        Mistake{"UnknownKey", R"({year: 2026, amount: "1", warn: [1]})",
                "did you mean 'warn_at'?"}),
    [](const auto& info) { return info.param.name; });

TEST(BudgetReaderTest, TwoBudgetsOfOneIdAreRefused) {
  const auto config = Parse(
      "  - {year: 2026, amount: \"1\"}\n  - {year: 2026, amount: \"2\"}\n");
  ASSERT_FALSE(config.ok());
  EXPECT_THAT(config.status().message(), HasSubstr("portfolio-2026"));
}

}  // namespace
}  // namespace regisseur
