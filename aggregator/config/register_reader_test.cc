#include "aggregator/config/register_reader.h"

#include <memory>

#include "absl/strings/str_cat.h"
#include "aggregator/config/contract_file.h"
#include "aggregator/config/daemon_config.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace regisseur {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Pair;

constexpr char kConfig[] = R"(
portfolio: {name: Voorbeeld}
register:
  authority: DNB
  entities: [{lei: 529900VOORBEELD00105, name: Voorbeeld N.V., country: NL, taken_in: 2025-01-17}]
  words: {data_high: Medische gegevens}
providers:
  - {id: north, name: North, register: {code: NL-12, code_type: EUID, person: legal person}}
functions:
  - {id: pay, name: Uitkeren, register: {id: F7, assessed: 2026-06-01}}
)";

TEST(RegisterReaderTest, ReadsTheConfigurationsFacts) {
  const auto config = ParseDaemonConfig("r.yaml", "/", kConfig, {});
  ASSERT_TRUE(config.ok()) << config.status();
  const PortfolioRegisterFacts& facts = config->portfolio.register_facts;
  EXPECT_THAT(facts.facts, ElementsAre(Pair("authority", "DNB")));
  ASSERT_EQ(facts.entities.size(), 1u);
  EXPECT_EQ(facts.entities[0].at("lei"), "529900VOORBEELD00105");
  EXPECT_THAT(facts.words, ElementsAre(Pair("data_high", "Medische gegevens")));
  EXPECT_EQ(config->portfolio.providers[0].register_facts.at("code_type"),
            "EUID");
  EXPECT_EQ(config->portfolio.functions[0].register_facts.at("id"), "F7");
}

TEST(RegisterReaderTest, SaysWhatIsWrongAndWhere) {
  const struct {
    const char* facts;
    const char* told;
  } kCases[] = {
      {"register: {authoritie: DNB}", "did you mean 'authority'?"},
      {"register: {entities: [{name: A, country: NL}]}", "lacks 'lei'"},
      {"register: {entities: [{lei: A, name: A, country: Nederland}]}",
       "register.entities[0].country is 'Nederland': write an ISO 3166-1"},
      {"register: {entities: [{lei: A, name: A, country: NL, updated: soon}]}",
       "write a day such as 2026-12-31"},
      {"register: {entities: [{lei: A, name: A, country: NL, assets: much}]}",
       "write an exact amount"},
  };
  for (const auto& [facts, told] : kCases) {
    const auto config = ParseDaemonConfig(
        "r.yaml", "/",
        absl::StrCat("portfolio: {name: V}\nproviders: []\n", facts, "\n"), {});
    EXPECT_THAT(std::string(config.status().message()), HasSubstr(told));
    EXPECT_THAT(std::string(config.status().message()), HasSubstr("r.yaml:3"));
  }
}

TEST(RegisterReaderTest, ReadsAContractsFacts) {
  const auto file = ParseContractFile("c.yaml", R"(
id: hosting
provider: north
title: Hosting
currency: EUR
term: {start: 2026-01-01, initial: 24 months}
register:
  law: NL
  services: [{type: S17, function: pay, last_audit: 2026-04-15}]
  subcontractors: [{service: S17, code: IE-1, name: Eire, rank: 3}]
)",
                                      ContractContext());
  ASSERT_TRUE(file.ok()) << file.status();
  const ContractRegisterFacts& facts = file->contract.register_facts;
  EXPECT_EQ(facts.facts.at("law"), "NL");
  EXPECT_EQ(facts.services[0].at("last_audit"), "2026-04-15");
  EXPECT_EQ(facts.subcontractors[0].at("rank"), "3");
}

}  // namespace
}  // namespace regisseur
