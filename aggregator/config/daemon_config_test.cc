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
      - {id: cloudnine-native, endpoint: "dns:///adapter.example:7443", every: 5m, tls: {ca: ca.pem, cert: me.pem, key: /k/me.key, peer: "spiffe://cloudnine.example/regisseur"}}
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
  EXPECT_EQ(provider.sources[1].tls->peer,
            "spiffe://cloudnine.example/regisseur");
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
        Mistake{"LaterKey", "storage: sqlite", "indices: []",
                ":4: indices is not in this version"},
        Mistake{"SecretInTheFile", "token_file: token", "token: abc",
                "sounds like a secret, and those come by file; write "
                "token_file: PATH"},
        Mistake{"BackupIntoTheData", "collect: {concurrency: 4, deadline: 2m}",
                "backup: {dir: ./data}", "is the data_dir"},
        Mistake{"BackupNowhere", "collect: {concurrency: 4, deadline: 2m}",
                "backup: {every: 1h}", "lacks 'dir'"},
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

// Two sources with options of which the judge dislikes one kind each.
constexpr char kOptions[] =
    "portfolio: {name: Test, currency: USD}\n"
    "providers:\n"
    "  - id: p\n"
    "    name: P\n"
    "    sources:\n"
    "      - id: a\n"
    "        adapter: focus\n"
    "        options:\n"
    "          path: a.csv\n"
    "          key_file: a.key\n"
    "      - {id: b, adapter: kpi}\n"
    "      - {id: c, endpoint: \"dns:///localhost:7443\"}\n";

absl::Status Judged(const std::string& yaml, const OptionJudge& judge) {
  return ParseDaemonConfig("regisseur.yaml", "/etc/regisseur", yaml, Adapters(),
                           judge)
      .status();
}

TEST(DaemonConfigTest, AnOptionThatCannotWorkIsNamedWhereItStands) {
  std::vector<std::string> asked;
  const absl::Status required =
      Judged(kOptions,
             [&](const DaemonConfig& config,
                 const SourceConfig& source) -> std::optional<OptionRefusal> {
               asked.push_back(source.id);
               EXPECT_EQ(config.portfolio.currency, "USD");
               EXPECT_EQ(config.base_directory, "/etc/regisseur");
               if (source.id == "a")
                 return OptionRefusal{"path", "write another"};
               return OptionRefusal{"path", "it is required"};
             });
  EXPECT_EQ(asked, (std::vector<std::string>{"a", "b"})) << "no remote one";
  EXPECT_THAT(required.message(),
              HasSubstr("regisseur.yaml:9: providers[0].sources[0].options."
                        "path cannot work: write another"));
  EXPECT_THAT(required.message(),
              HasSubstr("regisseur.yaml:11: providers[0].sources[1] cannot "
                        "work: it is required"));
  const absl::Status secret =
      Judged(kOptions,
             [](const DaemonConfig&,
                const SourceConfig& source) -> std::optional<OptionRefusal> {
               if (source.id != "a") return std::nullopt;
               return OptionRefusal{"key", "no such secret"};
             });
  EXPECT_THAT(
      secret.message(),
      HasSubstr(":10: providers[0].sources[0].options.key_file cannot work"));
  const absl::Status program =
      Judged(kOptions,
             [](const DaemonConfig&,
                const SourceConfig& source) -> std::optional<OptionRefusal> {
               if (source.id != "b") return std::nullopt;
               return OptionRefusal{"", "it does not start"};
             });
  EXPECT_THAT(
      program.message(),
      HasSubstr(":11: providers[0].sources[1].adapter cannot work: it does"));
}

TEST(DaemonConfigTest, AnEndpointOnAnotherMachineNeedsTls) {
  const OptionJudge content = [](const DaemonConfig&, const SourceConfig&) {
    return std::optional<OptionRefusal>();
  };
  std::string yaml = kOptions;
  EXPECT_TRUE(Judged(yaml, content).ok()) << Judged(yaml, content);
  yaml.replace(yaml.find("localhost:7443"), 14, "adapter.example:7443");
  EXPECT_THAT(Judged(yaml, content).message(),
              HasSubstr(":12: providers[0].sources[2].endpoint is "
                        "'dns:///adapter.example:7443', on another machine, "
                        "which is spoken to over mutual TLS only: add tls:"));
  EXPECT_TRUE(Judged(yaml, nullptr).ok())
      << "a version that was in force is read all the same";
}

TEST(DaemonConfigTest, OurOwnBooksAreTheLedgerByThemselves) {
  std::string yaml = kGood;
  const std::string told = "adapter: focus, every: 24h, basis: ledger";
  yaml.replace(yaml.find(told), told.size(), "adapter: ledger, every: 24h");
  const auto config =
      ParseDaemonConfig("regisseur.yaml", "/etc/regisseur", yaml,
                        {"statuspage", "focus", "ledger"});
  ASSERT_TRUE(config.ok()) << config.status();
  EXPECT_EQ(config->portfolio.shared_sources[0].basis, CostBasis::kLedger);
}

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

constexpr char kAccess[] = R"(
tls: {cert: tls/me.pem, key: tls/me.key, client_ca: tls/ca.pem}
identities:
  - {id: agent, name: Monitoring, role: operator, certificate: "spiffe://example.nl/agent"}
  - {id: cio, name: A. Person, role: cio, kind: person, limit: 50000.00 EUR, certificate: "CN=cio,O=Example", deputies: [{identity: "proxy:b.person", until: 2026-12-31}]}
identity_proxy:
  socket: run/proxy.sock
  hosts: [regisseur.example.nl]
  groups:
    ict-contract: {role: contract_manager, limit: 5000.00 EUR}
    ict-audit: auditor
)";

TEST(DaemonConfigTest, ReadsWhoMayCall) {
  const auto config = Parse(absl::StrCat(kGood, kAccess));
  ASSERT_TRUE(config.ok()) << config.status();
  const AccessConfig& access = config->access;
  EXPECT_EQ(access.tls.client_ca, "/etc/regisseur/tls/ca.pem");
  ASSERT_EQ(access.identities.size(), 2u);
  EXPECT_EQ(access.identities[0].who.kind, Principal::Kind::kMachine);
  const Identity& cio = access.identities[1];
  EXPECT_TRUE(cio.configured);
  EXPECT_EQ(cio.who.limit->amount.ToString(), "50000.00");
  EXPECT_EQ(cio.who.limit->currency, "EUR");
  ASSERT_EQ(cio.deputies.size(), 1u);
  EXPECT_EQ(cio.deputies[0].deputy, "proxy:b.person");
  // The last day is included whole, in the portfolio's zone.
  EXPECT_EQ(absl::FormatTime(cio.deputies[0].until, absl::UTCTimeZone()),
            "2026-12-31T23:00:00+00:00");
  ASSERT_TRUE(access.proxy.has_value());
  EXPECT_EQ(access.proxy->socket, "/etc/regisseur/run/proxy.sock");
  EXPECT_EQ(access.proxy->user_header, "x-remote-user");
  ASSERT_EQ(access.proxy->groups.size(), 2u);
  EXPECT_EQ(access.proxy->groups[0].first, "ict-contract");
  EXPECT_EQ(access.proxy->groups[1].second.role, Principal::Role::kAuditor);
}

TEST(DaemonConfigTest, RefusesIdentitiesThatDoNotFitTogether) {
  const auto with = [](const std::string& identity) {
    return std::string(
        Parse(absl::StrCat(kGood, "identities:\n  - {id: a, name: A, ",
                           identity, "}\n"))
            .status()
            .message());
  };
  const std::string cert = "certificate: \"CN=a\"";
  EXPECT_THAT(with("role: emperor, " + cert), HasSubstr("write one of "));
  EXPECT_THAT(with("role: system, " + cert), HasSubstr("write one of "));
  EXPECT_THAT(with("role: operator"), HasSubstr("lacks 'certificate'"));
  EXPECT_THAT(with("role: provider, " + cert), HasSubstr("say which"));
  EXPECT_THAT(with("role: provider, provider: nobody, " + cert),
              HasSubstr("no provider in this file"));
  EXPECT_THAT(with("role: cio, provider: cloudnine, " + cert),
              HasSubstr("for the role provider only"));
  EXPECT_THAT(with("role: cio, limit: 5 EUR, " + cert),
              HasSubstr("a machine binds nobody"));
  EXPECT_THAT(with("role: cio, kind: person, limit: 5, " + cert),
              HasSubstr("such as 5000.00 EUR"));
}

TEST(DaemonConfigTest, AProxyNeedsAWayOnWhichItIsBelieved) {
  const auto with = [](const std::string& proxy) {
    return std::string(
        Parse(absl::StrCat(kGood, "identity_proxy: {", proxy, "}\n"))
            .status()
            .message());
  };
  EXPECT_THAT(with("groups: {a: cio}"),
              HasSubstr("needs 'socket' or 'certificate'"));
  EXPECT_THAT(with("groups: {a: cio}, certificate: \"CN=p\""),
              HasSubstr("needs tls.client_ca"));
  EXPECT_THAT(with("socket: s"), HasSubstr("lacks 'groups'"));
  EXPECT_THAT(with("socket: s, groups: {a: king}"), HasSubstr("write one of"));
}

}  // namespace
}  // namespace regisseur
