#include "aggregator/config/daemon_config.h"

#include <fstream>
#include <sstream>

#include "absl/strings/str_cat.h"
#include "aggregator/config/config_keys.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace regisseur {
namespace {

using ::testing::HasSubstr;

constexpr char kGood[] = R"(
portfolio: {name: Gemeente Voorbeeld, currency: EUR, time_zone: Europe/Amsterdam, language: nl}
data_dir: ./data
storage: sqlite
listen: {grpc: 127.0.0.1:0, http: "127.0.0.1:0"}
exchange_rates: {file: rates/eurofxref-hist.zip}
collect: {concurrency: 4, deadline: 2m}
providers:
  - id: cloudnine
    name: CloudNine B.V.
    tier: strategic
    owner: m.visser
    formerly: [cloud-9]
    services:
      - {id: hosting, name: Managed hosting, components: ["Web*", "id:abc"], charges: ["service_name:Compute*"]}
    sources:
      - {id: cloudnine-status, adapter: statuspage, every: 60s, options: {url: https://status.example/x, token_file: token}}
      - {id: cloudnine-native, endpoint: "dns:///adapter.example:7443", every: 5m, tls: {ca: ca.pem, cert: me.pem, key: /k/me.key}}
sources:
  - {id: finance, adapter: focus, every: 24h, basis: ledger, expect: 1 month + 5 days, options: {path: "f/*.csv"}, assign: {by: service_provider, "Cloud*": cloudnine}}
functions:
  - {id: burgerzaken, name: Burgerzaken, owner: h.bakker, critical: true, hours: {mon-fri: "08:30-17:00"}, rto: 4 hours, needs: [cloudnine/hosting]}
)";

const std::set<std::string>& Adapters() {
  static const auto* adapters =
      new std::set<std::string>{"statuspage", "focus", "gcp-status", "kpi"};
  return *adapters;
}

absl::StatusOr<DaemonConfig> Parse(absl::string_view yaml) {
  return ParseDaemonConfig("regisseur.yaml", "/etc/regisseur", yaml,
                           Adapters());
}

TEST(DaemonConfigTest, ReadsEveryPart) {
  const absl::StatusOr<DaemonConfig> config = Parse(kGood);
  ASSERT_TRUE(config.ok()) << config.status();
  EXPECT_EQ(config->data_dir, "/etc/regisseur/data");
  EXPECT_EQ(config->exchange_rates_file,
            "/etc/regisseur/rates/eurofxref-hist.zip");
  EXPECT_EQ(config->grpc_listen, "127.0.0.1:0");
  EXPECT_EQ(config->collect.concurrency, 4);
  EXPECT_EQ(config->collect.deadline, absl::Minutes(2));
  const Portfolio& portfolio = config->portfolio;
  ASSERT_EQ(portfolio.providers.size(), 1u);
  const ProviderConfig& provider = portfolio.providers[0];
  EXPECT_EQ(provider.tier, Tier::kStrategic);
  EXPECT_EQ(provider.services[0].components[1], "id:abc");
  EXPECT_EQ(provider.sources[0].every, absl::Seconds(60));
  EXPECT_EQ(provider.sources[0].secret_files.at("token"),
            "/etc/regisseur/token");
  EXPECT_EQ(provider.sources[1].tls->ca, "/etc/regisseur/ca.pem");
  EXPECT_EQ(provider.sources[1].tls->key, "/k/me.key");
  const SourceConfig& finance = portfolio.shared_sources[0];
  EXPECT_EQ(finance.basis, CostBasis::kLedger);
  EXPECT_EQ(finance.expect->months, 1);
  EXPECT_EQ(finance.assign->by, "service_provider");
  EXPECT_EQ(finance.assign->map[0].second, "cloudnine");
  EXPECT_EQ(portfolio.functions[0].needs[0].second, "hosting");
}

TEST(DaemonConfigTest, ReadsJsonWhichYamlContains) {
  const auto config = Parse(
      R"({"portfolio": {"name": "Check", "time_zone": "Europe/Amsterdam"},)"
      "\n"
      R"( "providers": [{"id": "p", "name": "p", "tier": "tactical",)"
      R"( "sources": [{"id": "s", "adapter": "focus", "every": "24h",)"
      R"( "options": {"path": "/x/y (1).csv"}}]}]})");
  ASSERT_TRUE(config.ok()) << config.status();
  EXPECT_EQ(config->portfolio.providers[0].sources[0].options.at("path"),
            "/x/y (1).csv");
}

// One change to a good file each, and what the person is told.
struct Mistake {
  const char* name;
  const char* from;
  const char* to;
  const char* message;
};
class DaemonConfigMistakeTest : public ::testing::TestWithParam<Mistake> {};

TEST_P(DaemonConfigMistakeTest, IsRefusedWithPlaceAndRemedy) {
  std::string yaml = kGood;
  const size_t at = yaml.find(GetParam().from);
  ASSERT_NE(at, std::string::npos);
  yaml.replace(at, std::string(GetParam().from).size(), GetParam().to);
  const auto config = Parse(yaml);
  ASSERT_FALSE(config.ok());
  EXPECT_EQ(config.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(config.status().message(), HasSubstr(GetParam().message));
  EXPECT_THAT(config.status().message(), HasSubstr("regisseur.yaml:"));
}

INSTANTIATE_TEST_SUITE_P(
    All, DaemonConfigMistakeTest,
    ::testing::Values(
        Mistake{"UnknownKey", "data_dir:", "data_dirr:",
                ":3: data_dirr is no key of this version; did you mean "
                "'data_dir'?"},
        Mistake{"LaterKey", "storage: sqlite", "budgets: []",
                ":4: budgets is not in this version"},
        Mistake{"Storage", "storage: sqlite", "storage: postgresql",
                "only sqlite"},
        Mistake{"Tier", "tier: strategic", "tier: gold",
                ":11: providers[0].tier is 'gold': write one of strategic"},
        Mistake{"Id", "id: cloudnine\n", "id: Cloud Nine\n",
                "an id is 1 to 63 of a-z"},
        Mistake{"Adapter", "adapter: statuspage", "adapter: statuspag",
                "did you mean 'statuspage'?"},
        Mistake{"Length", "every: 60s", "every: 1 month",
                "write a length such as 60s"},
        Mistake{"TooShort", "every: 60s", "every: 0s", "it must be from 1s"},
        Mistake{"Zone", "Europe/Amsterdam", "/etc/localtime",
                "write an IANA name"},
        Mistake{"Currency", "currency: EUR", "currency: euro",
                "write an ISO 4217 code"},
        Mistake{"Address", "grpc: 127.0.0.1:0", "grpc: localhost",
                "write host:port"},
        Mistake{"TwoKinds", "endpoint: \"dns:///adapter.example:7443\"",
                "endpoint: \"dns:///adapter.example:7443\", adapter: kpi",
                "needs either 'adapter'"},
        Mistake{"SameSource", "id: cloudnine-native", "id: cloudnine-status",
                "which another source has already"},
        Mistake{"AssignBy", "by: service_provider", "by: colour",
                "write service_provider"},
        Mistake{"AssignTarget", "\"Cloud*\": cloudnine", "\"Cloud*\": cloudten",
                "which is not in this file"},
        Mistake{"Need", "needs: [cloudnine/hosting]", "needs: [hosting]",
                "write provider/service"},
        Mistake{"Bool", "critical: true", "critical: yes",
                "write true or false"},
        Mistake{"Selector", "service_name:Compute*", "Compute*",
                "begin with service_name:"},
        Mistake{"Twice", "storage: sqlite", "data_dir: ./other",
                "stands here twice"},
        Mistake{"Anchor", "storage: sqlite", "storage: &x sqlite",
                "anchors (&name) are not read"},
        Mistake{"NoName", "name: CloudNine B.V.", "owner: x", "lacks 'name'"},
        Mistake{"NotYaml", "functions:", "functions: [", "is not YAML"}),
    [](const auto& info) { return std::string(info.param.name); });

TEST(DaemonConfigTest, TellsAllMistakesAtOnceInOrderOfLine) {
  const auto config =
      Parse("portfolio: {nam: x}\nproviders:\n  - {id: A, name: a}\nfoo: 1\n");
  ASSERT_FALSE(config.ok());
  const std::string message(config.status().message());
  EXPECT_LT(message.find(":1: portfolio.nam"), message.find(":3: providers"));
  EXPECT_LT(message.find(":3: providers"), message.find(":4: foo"));
}

TEST(DaemonConfigTest, RefusesDeepNestingAndForeignBytes) {
  EXPECT_FALSE(Parse(std::string(100000, '[')).ok());
  EXPECT_FALSE(Parse("portfolio: {name: \"\xff\"}").ok());
  EXPECT_FALSE(Parse("").ok());
}

TEST(DaemonConfigTest, SaysWhichFileIsNotThere) {
  const auto config = LoadDaemonConfig("/nonexistent/r.yaml", {});
  EXPECT_EQ(config.status().code(), absl::StatusCode::kNotFound);
  EXPECT_THAT(config.status().message(), HasSubstr("/nonexistent/r.yaml"));
}

TEST(ConfigKeysTest, TheReferenceInDocsIsTheTable) {
  std::ifstream in("../../docs/config.md");
  std::ostringstream text;
  text << in.rdbuf();
  EXPECT_EQ(text.str(), RenderConfigReference())
      << "run: build/release/bin/regisseurd --print-config-reference > "
         "docs/config.md";
}

}  // namespace
}  // namespace regisseur
