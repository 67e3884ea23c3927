#include "absl/strings/str_cat.h"
#include "aggregator/config/contract_file.h"
#include "aggregator/config/daemon_config.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace regisseur {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

absl::StatusOr<DaemonConfig> Config(absl::string_view clocks,
                                    absl::string_view country) {
  return ParseDaemonConfig(
      "regisseur.yaml", "/etc/regisseur",
      absl::StrCat("portfolio: {name: P, clocks: ", clocks,
                   "}\nproviders: [{id: p, name: P, country: ", country,
                   "}]\n"),
      {});
}

TEST(OutageKeysTest, ReadsRegimesAndCountries) {
  const auto config = Config("[dora, nis2]", "NL");
  ASSERT_TRUE(config.ok()) << config.status();
  EXPECT_THAT(config->portfolio.clocks, ElementsAre("dora", "nis2"));
  EXPECT_EQ(config->portfolio.providers[0].country, "NL");
  EXPECT_THAT(std::string(Config("[gdpr]", "NL").status().message()),
              HasSubstr("clocks[0]"));
  EXPECT_THAT(std::string(Config("[dora]", "Nederland").status().message()),
              HasSubstr("ISO 3166-1"));
}

TEST(OutageKeysTest, ReadsWhenARungIsCalledAndHowOftenAPartnerTells) {
  const auto read = ParseContractFile("c.yaml", R"(id: c
provider: p
title: C
currency: EUR
term: {start: 2026-01-01, initial: 12 months}
contacts: [{name: A, role: escalation, level: 2, at: 60%}]
governance: {outage_updates: 30 minutes}
)",
                                      {});
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(read->contract.contacts[0].at_percent, Decimal(60, 0));
  EXPECT_EQ(read->contract.governance.outage_updates, absl::Minutes(30));
}

}  // namespace
}  // namespace regisseur
