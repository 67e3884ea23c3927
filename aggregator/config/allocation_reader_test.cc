#include "aggregator/config/allocation_reader.h"

#include <set>
#include <string>

#include "absl/strings/str_cat.h"
#include "aggregator/config/daemon_config.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace regisseur {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

absl::StatusOr<DaemonConfig> Parse(absl::string_view rules) {
  return ParseDaemonConfig("regisseur.yaml", "/etc/regisseur",
                           absl::StrCat(R"(portfolio: {name: P, currency: EUR}
providers:
  - id: cloudnine
    name: CloudNine
    services:
      - {id: hosting, name: Hosting, charges: ["service_name:Compute*"]}
      - {id: desk, name: Desk}
quantities:
  - {id: fte, file: fte.csv, unit: employee}
allocations:
)",
                                        rules),
                           std::set<std::string>());
}

std::string Refusal(absl::string_view rules) {
  const auto config = Parse(rules);
  return config.ok() ? "accepted" : std::string(config.status().message());
}

TEST(AllocationReaderTest, EveryWayToDivide) {
  const auto config = Parse(R"(
  - {id: a, service: cloudnine/hosting, shares: {"4410": 60%, "4420": 12.5%}}
  - {id: b, provider: cloudnine, quantity: fte, from: 2026-01, to: 2026-06}
  - {id: c, provider: cloudnine, charges: ["sku:VM*"], usage: {tag: team, unit: Hours}}
  - {id: d, tag: {name: app, map: {"shop*": "4410", "*": "4499"}}}
)");
  ASSERT_TRUE(config.ok()) << config.status();
  const std::vector<AllocationRule>& rules = config->portfolio.allocations;
  ASSERT_EQ(rules.size(), 4u);
  EXPECT_EQ(rules[0].service, "hosting");
  EXPECT_EQ(rules[0].shares[1].second, Decimal(125, 3));
  EXPECT_EQ(rules[1].method, AllocationRule::Method::kQuantity);
  EXPECT_FALSE(rules[1].Holds(absl::CivilMonth(2026, 7)));
  EXPECT_EQ(rules[2].unit, "Hours");
  EXPECT_EQ(rules[3].map[0].second, "4410");
  EXPECT_EQ(config->portfolio.quantities[0].file, "/etc/regisseur/fte.csv");
}

TEST(AllocationReaderTest, SharesOverAHundredPercent) {
  EXPECT_THAT(
      Refusal(R"(  - {id: a, shares: {"1": 60%, "2": 50%}})"),
      HasSubstr("allocations[0].shares are 110% together: at most 100%"));
  EXPECT_THAT(Refusal(R"(  - {id: a, shares: {"1": 0.6}})"),
              HasSubstr("write a share such as 60%"));
}

// A rule that one before it leaves nothing to take is a mistake; one about
// fewer charges, or other months, is not.
TEST(AllocationReaderTest, ARuleThatIsNeverReached) {
  EXPECT_THAT(Refusal(R"(
  - {id: all, provider: cloudnine, shares: {"1": 100%}}
  - {id: hosting, service: cloudnine/hosting, shares: {"2": 100%}}
)"),
              HasSubstr("takes nothing: rule 'all' before it takes the same"));
  EXPECT_EQ(Refusal(R"(
  - {id: hosting, service: cloudnine/hosting, shares: {"2": 100%}}
  - {id: all, provider: cloudnine, shares: {"1": 100%}}
)"),
            "accepted");
  EXPECT_EQ(Refusal(R"(
  - {id: a, provider: cloudnine, to: 2026-06, shares: {"1": 100%}}
  - {id: b, provider: cloudnine, from: 2026-07, shares: {"1": 100%}}
)"),
            "accepted");
  EXPECT_EQ(Refusal(R"(
  - {id: a, tag: {name: app, map: {shop: "1"}}}
  - {id: b, shares: {"1": 100%}}
)"),
            "accepted");
}

TEST(AllocationReaderTest, WhatIsWrongIsSaidWithWhatWouldBeRight) {
  EXPECT_THAT(Refusal(R"(  - {id: a, provider: cloudnin, shares: {"1": 1%}})"),
              HasSubstr("no provider in this file; did you mean cloudnine?"));
  EXPECT_THAT(
      Refusal(R"(  - {id: a, service: cloudnine/desk, shares: {"1": 1%}})"),
      HasSubstr("give that service 'charges'"));
  EXPECT_THAT(Refusal(R"(  - {id: a, quantity: ftes})"),
              HasSubstr("did you mean fte?"));
  EXPECT_THAT(Refusal(R"(  - {id: a})"), HasSubstr("write one of shares, "
                                                   "quantity, usage and tag"));
  EXPECT_THAT(Refusal(R"(  - {id: a, quantity: fte, shares: {"1": 1%}})"),
              HasSubstr("in several ways (shares, quantity)"));
  EXPECT_THAT(
      Refusal(R"(  - {id: a, charges: ["vm"], quantity: fte, from: soon})"),
      AllOf(HasSubstr("write service_name:"), HasSubstr("month such as")));
  EXPECT_THAT(Refusal(R"(
  - {id: a, from: 2026-06, to: 2026-01, quantity: fte}
)"),
              HasSubstr("before 'from', which is 2026-06"));
}

}  // namespace
}  // namespace regisseur
