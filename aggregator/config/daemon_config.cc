#include "aggregator/config/daemon_config.h"

#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <memory>
#include <sstream>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "aggregator/config/access_reader.h"
#include "aggregator/config/allocation_reader.h"
#include "aggregator/config/budget_reader.h"
#include "aggregator/config/config_keys.h"
#include "aggregator/config/conversion_reader.h"
#include "aggregator/config/key_table.h"
#include "aggregator/config/register_reader.h"
#include "aggregator/config/report_plan_reader.h"
#include "aggregator/config/webhook_reader.h"
#include "aggregator/config/yaml_reader.h"
#include "core/base/local_endpoint.h"
#include "core/base/nearest_word.h"
#include "core/base/status_macros.h"
#include "core/money/currency.h"
#include "core/time/instant.h"

namespace regisseur {
namespace {

constexpr char kSourceSection[] = "providers[].sources[]";

// An option that must not stand in a file that is kept.
bool SoundsSecret(absl::string_view name) {
  for (const absl::string_view word :
       {"token", "password", "passwd", "passphrase", "secret", "api_key",
        "apikey", "private_key", "access_key", "credential", "credentials"}) {
    if (name == word || absl::EndsWith(name, absl::StrCat("_", word))) {
      return true;
    }
  }
  return false;
}

// Empty, or two capital letters.
bool MayBeCountry(absl::string_view code) {
  return code.empty() ||
         (code.size() == 2 &&
          std::all_of(code.begin(), code.end(), absl::ascii_isupper));
}

// Reads one file. Mistakes are gathered in the YamlFile, so every function
// returns what it could read.
class Reader : private KeyTable {
 public:
  Reader(DaemonConfig& config, const std::set<std::string>& adapters,
         const OptionJudge& judge)
      : KeyTable(ConfigKeys(), LaterConfigKeys()),
        config_(config),
        adapters_(adapters),
        judge_(judge) {}

  void Read(const YamlValue& root) {
    CheckKeys(root, "");
    ReadPortfolio(Required(root, "", "portfolio"));
    config_.data_dir = Path(Or(root.Get("data_dir").Text(), "./data"));
    const YamlValue storage = root.Get("storage");
    if (storage.present() && storage.Text() != "sqlite") {
      storage.Refuse(absl::StrCat("is '", storage.Text(),
                                  "': only sqlite is in this version"));
    }
    const YamlValue listen = root.Get("listen");
    CheckKeys(listen, "listen");
    ReadAddress(listen.Get("grpc"), config_.grpc_listen);
    ReadAddress(listen.Get("http"), config_.http_listen);
    const YamlValue rates = root.Get("exchange_rates");
    if (rates.present()) {
      CheckKeys(rates, "exchange_rates");
      config_.exchange_rates_file =
          Path(Required(rates, "exchange_rates", "file").Text());
      config_.portfolio.conversion =
          ReadConversion(rates, config_.portfolio.currency);
    }
    config_.portfolio.vat = ReadVat(root.Get("vat"));
    config_.contracts = Texts(root.Get("contracts"));
    config_.checklists = Texts(root.Get("checklists"));
    ReadCollect(root.Get("collect"));
    ReadBackup(root.Get("backup"));
    ReadEvidence(root.Get("evidence"));
    ReadRetention(root.Get("retention"));
    for (const YamlValue& provider :
         Required(root, "", "providers").Elements()) {
      config_.portfolio.providers.push_back(ReadProvider(provider));
    }
    for (const YamlValue& source : root.Get("sources").Elements()) {
      config_.portfolio.shared_sources.push_back(ReadSource(source, ""));
    }
    for (const YamlValue& function : root.Get("functions").Elements()) {
      config_.portfolio.functions.push_back(ReadFunction(function));
    }
    CheckAssignments(root.Get("sources"));
    config_.portfolio.register_facts =
        ReadPortfolioRegister(root.Get("register"));
    config_.portfolio.budgets =
        ReadBudgets(root.Get("budgets"), config_.portfolio);
    config_.portfolio.quantities =
        ReadQuantities(root.Get("quantities"), config_.base_directory);
    config_.portfolio.allocations =
        ReadAllocations(root.Get("allocations"), config_.portfolio);
    config_.access =
        ReadAccess(root, config_.portfolio, config_.base_directory);
    config_.access.names = Texts(listen.Get("names"));
    config_.reports =
        ReadReportPlans(root, config_.portfolio, config_.base_directory);
    config_.webhooks =
        ReadWebhooks(root, config_.portfolio, config_.base_directory,
                     /*look=*/judge_ != nullptr);
  }

 private:
  static std::string Or(std::string text, absl::string_view fallback) {
    return text.empty() ? std::string(fallback) : text;
  }

  std::string Path(const std::string& path) const {
    return ConfigPath(config_.base_directory, path);
  }

  absl::Duration Length(const YamlValue& value, absl::Duration fallback,
                        absl::Duration low, absl::Duration high) {
    if (!value.present()) return fallback;
    const absl::StatusOr<absl::Duration> length = ParseLength(value.Text());
    if (!length.ok()) {
      value.Refuse(absl::StrCat("is '", value.Text(),
                                "': write a length such as 60s, 5m or 24h"));
      return fallback;
    }
    if (*length < low || *length > high) {
      value.Refuse(absl::StrCat("is ", value.Text(), ": it must be from ",
                                absl::FormatDuration(low), " to ",
                                absl::FormatDuration(high)));
      return fallback;
    }
    return *length;
  }

  void ReadPortfolio(const YamlValue& value) {
    CheckKeys(value, "portfolio");
    Portfolio& portfolio = config_.portfolio;
    portfolio.name = RequiredText(value, "portfolio", "name");
    portfolio.currency = Or(value.Get("currency").Text(), "EUR");
    if (!IsCurrencyCode(portfolio.currency)) {
      value.Get("currency")
          .Refuse(absl::StrCat("is '", portfolio.currency,
                               "': write an ISO 4217 code such as EUR"));
    }
    portfolio.time_zone_name =
        Or(value.Get("time_zone").Text(), "Europe/Amsterdam");
    const absl::StatusOr<absl::TimeZone> zone =
        LoadZone(portfolio.time_zone_name);
    if (zone.ok()) {
      portfolio.time_zone = *zone;
    } else {
      value.Get("time_zone")
          .Refuse(absl::StrCat("is '", portfolio.time_zone_name,
                               "': write an IANA name such as "
                               "Europe/Amsterdam"));
    }
    portfolio.language = OneOf<std::string>(value.Get("language"), "en",
                                            {{"en", "en"}, {"nl", "nl"}});
    for (const YamlValue& clock : value.Get("clocks").Elements()) {
      const std::string regime =
          OneOf<std::string>(clock, "", {{"dora", "dora"}, {"nis2", "nis2"}});
      if (!regime.empty()) portfolio.clocks.push_back(regime);
    }
  }

  // `90%`.
  static Decimal Percentage(const YamlValue& value) {
    const std::string text = value.Text();
    if (absl::EndsWith(text, "%")) {
      const absl::StatusOr<Decimal> percent =
          Decimal::Parse(absl::StripSuffix(text, "%"));
      if (percent.ok() && !percent->IsNegative() &&
          *percent <= Decimal(100, 0)) {
        return *percent;
      }
    }
    value.Refuse(absl::StrCat("is '", text,
                              "': write a percentage from 0% to 100% with its "
                              "sign, such as 90%"));
    return Decimal();
  }

  std::optional<VatTerms> ReadVat(const YamlValue& value) {
    if (!value.present()) return std::nullopt;
    CheckKeys(value, "vat");
    VatTerms terms;
    terms.recoverable_percent =
        Percentage(Required(value, "vat", "recoverable"));
    if (const YamlValue rate = value.Get("reverse_charge"); rate.present()) {
      terms.reverse_charge_percent = Percentage(rate);
    }
    return terms;
  }

  void ReadAddress(const YamlValue& value, std::string& address) {
    if (!value.present()) return;
    const std::string text = value.Text();
    const size_t colon = text.rfind(':');
    int port = -1;
    if (colon == std::string::npos || colon == 0 ||
        !absl::SimpleAtoi(text.substr(colon + 1), &port) || port < 0 ||
        port > 65535) {
      value.Refuse(absl::StrCat("is '", text,
                                "': write host:port, such as 127.0.0.1:7400"));
      return;
    }
    address = text;
  }

  void ReadCollect(const YamlValue& value) {
    CheckKeys(value, "collect");
    CollectConfig& collect = config_.collect;
    collect.concurrency =
        value.Get("concurrency").Int(collect.concurrency, 1, 256);
    collect.deadline = Length(value.Get("deadline"), collect.deadline,
                              absl::Seconds(1), absl::Hours(24));
    collect.adapter_processes =
        value.Get("adapter_processes").Int(collect.adapter_processes, 1, 16);
    collect.min_free_disk_percent =
        value.Get("min_free_disk_percent")
            .Int(collect.min_free_disk_percent, 0, 90);
    collect.max_database_bytes =
        int64_t{value.Get("max_database_mb").Int(0, 0, 1 << 30)} << 20;
    collect.keep_replaced_lines =
        Length(value.Get("keep_replaced_lines"), collect.keep_replaced_lines,
               absl::ZeroDuration(), absl::Hours(24 * 3650));
  }

  void ReadEvidence(const YamlValue& value) {
    if (!value.present()) return;
    CheckKeys(value, "evidence");
    config_.evidence_key_file =
        Path(RequiredText(value, "evidence", "key_file"));
  }

  void ReadRetention(const YamlValue& value) {
    CheckKeys(value, "retention");
    RetentionConfig& retention = config_.retention;
    const std::pair<const char*, CalendarSpan*> kinds[] = {
        {"charges", &retention.charges},
        {"measurements", &retention.measurements},
        {"originals", &retention.originals},
        {"tickets", &retention.tickets},
        {"objectives", &retention.objectives},
        {"invoices", &retention.invoices},
        {"remarks", &retention.remarks},
        {"pulse_words", &retention.pulse_words}};
    for (const auto& [key, span] : kinds) {
      const YamlValue kind = value.Get(key);
      if (!kind.present()) continue;
      const absl::StatusOr<CalendarSpan> read = ParseCalendarSpan(kind.Text());
      if (read.ok() &&
          (read->months > 0 || read->length > absl::ZeroDuration())) {
        *span = *read;
      } else {
        kind.Refuse(absl::StrCat("is '", kind.Text(),
                                 "': write a span such as 7 years or 25 "
                                 "months"));
      }
    }
  }

  void ReadBackup(const YamlValue& value) {
    if (!value.present()) return;
    CheckKeys(value, "backup");
    BackupConfig& backup = config_.backup;
    backup.dir = Path(RequiredText(value, "backup", "dir"));
    backup.every = Length(value.Get("every"), backup.every, absl::Minutes(1),
                          absl::Hours(24 * 31));
    backup.keep = value.Get("keep").Int(backup.keep, 1, 10000);
    if (backup.dir == config_.data_dir) {
      value.Get("dir").Refuse(
          "is the data_dir; a backup there is lost with what it saves");
    }
  }

  ProviderConfig ReadProvider(const YamlValue& value) {
    constexpr char kSection[] = "providers[]";
    CheckKeys(value, kSection);
    ProviderConfig provider;
    provider.id = RequiredId(value, kSection);
    RefuseTaken(value, "provider", provider.id, provider_ids_);
    if (provider.id == kUnassigned || provider.id == "shared" ||
        provider.id == "portfolio") {
      value.Get("id").Refuse(absl::StrCat(
          "is '", provider.id,
          "', which stands for what belongs to no single partner"));
    }
    provider.name = RequiredText(value, kSection, "name");
    provider.tier = OneOf<Tier>(value.Get("tier"), Tier::kOperational,
                                {{"strategic", Tier::kStrategic},
                                 {"tactical", Tier::kTactical},
                                 {"operational", Tier::kOperational},
                                 {"commodity", Tier::kCommodity}});
    provider.owner = value.Get("owner").Text();
    provider.country = value.Get("country").Text();
    if (!MayBeCountry(provider.country)) {
      value.Get("country").Refuse(absl::StrCat(
          "is '", provider.country, "': write an ISO 3166-1 code such as NL"));
    }
    provider.formerly = Texts(value.Get("formerly"));
    provider.vat = ReadVat(value.Get("vat"));
    provider.register_facts = ReadRegisterFacts(
        ConfigKeys(), value.Get("register"), "providers[].register");
    std::set<std::string> service_ids;
    for (const YamlValue& element : value.Get("services").Elements()) {
      provider.services.push_back(ReadService(element));
      RefuseTaken(element, "service of this provider",
                  provider.services.back().id, service_ids);
      services_.insert(
          absl::StrCat(provider.id, "/", provider.services.back().id));
    }
    for (const YamlValue& element : value.Get("sources").Elements()) {
      provider.sources.push_back(ReadSource(element, provider.id));
    }
    return provider;
  }

  ServiceConfig ReadService(const YamlValue& value) {
    constexpr char kSection[] = "providers[].services[]";
    CheckKeys(value, kSection);
    ServiceConfig service;
    service.id = RequiredId(value, kSection);
    service.name = RequiredText(value, kSection, "name");
    service.components = Texts(value.Get("components"));
    service.charges = Texts(value.Get("charges"));
    service.tickets = Texts(value.Get("tickets"));
    for (const YamlValue& charge : value.Get("charges").Elements()) {
      const std::string text = charge.Text();
      if (!absl::StartsWith(text, "service_name:") &&
          !absl::StartsWith(text, "sub_account:") &&
          !absl::StartsWith(text, "sku:") && !absl::StartsWith(text, "tag:")) {
        charge.Refuse(absl::StrCat(
            "is '", text,
            "': begin with service_name:, sub_account:, sku: or tag:"));
      }
    }
    return service;
  }

  SourceConfig ReadSource(const YamlValue& value, const std::string& provider) {
    CheckKeys(value, kSourceSection);
    SourceConfig source;
    source.id = RequiredId(value, kSourceSection);
    RefuseTaken(value, "source", source.id, source_ids_);
    source.provider = provider;
    source.adapter = value.Get("adapter").Text();
    source.endpoint = value.Get("endpoint").Text();
    source.push = value.Get("push").Bool(false);
    if (source.push) {
      CheckPushed(value, source);
    } else if (source.adapter.empty() == source.endpoint.empty()) {
      value.Refuse(
          "needs either 'adapter' (a local one, started by the daemon), "
          "'endpoint' (a remote one) or 'push: true' (the partner sends by "
          "itself)");
    }
    const bool startable = CheckAdapter(value.Get("adapter"), source.adapter);
    source.every = Length(value.Get("every"), source.every, absl::Seconds(1),
                          absl::Hours(24 * 366));
    if (const YamlValue expect = value.Get("expect"); expect.present()) {
      const absl::StatusOr<CalendarSpan> span =
          ParseCalendarSpan(expect.Text());
      if (span.ok()) {
        source.expect = *span;
      } else {
        expect.Refuse(
            absl::StrCat("is '", expect.Text(),
                         "': write a span such as 24h or 1 month + 5 days"));
      }
    }
    for (const auto& [name, option] : value.Get("options").Members()) {
      if (absl::EndsWith(name, "_file")) {
        source.secret_files[name.substr(0, name.size() - 5)] =
            Path(option.Text());
      } else if (SoundsSecret(name)) {
        // The file is kept for ever, by its content.
        option.Refuse(
            absl::StrCat("sounds like a secret, and those come by file; write ",
                         name, "_file: PATH"));
      } else {
        source.options[name] = option.Text();
      }
    }
    const bool probes =
        source.adapter == "probe" || source.adapter == "prometheus";
    source.origin = OneOf<Origin>(
        value.Get("origin"), probes ? Origin::kMeasured : Origin::kReported,
        {{"reported", Origin::kReported}, {"measured", Origin::kMeasured}});
    const bool books = source.adapter == "ledger";
    source.basis = OneOf<CostBasis>(
        value.Get("basis"), books ? CostBasis::kLedger : CostBasis::kCharges,
        {{"charges", CostBasis::kCharges}, {"ledger", CostBasis::kLedger}});
    ReadTls(value, source);
    ReadAssign(value.Get("assign"), source);
    if (startable) JudgeOptions(value, source);
    return source;
  }

  // What is pushed stands where the daemon puts it, one file at a time.
  static void CheckPushed(const YamlValue& value, const SourceConfig& source) {
    if (!source.endpoint.empty()) {
      value.Get("endpoint")
          .Refuse(
              "asks the partner, and 'push: true' means that it sends by "
              "itself; leave one of them out");
    }
    const YamlValue options = value.Get("options");
    for (const char* name : {"path", "url", "files"}) {
      if (const YamlValue option = options.Get(name); option.present()) {
        option.Refuse(
            "has no meaning with 'push: true': what is pushed is "
            "read as it comes; leave it out");
      }
    }
    if (source.adapter.empty() && options.present()) {
      options.Refuse(
          "are an adapter's, and this source has none; leave them "
          "out");
    }
  }

  // Marks the option where it stands; a secret stands under another key.
  void JudgeOptions(const YamlValue& value, const SourceConfig& source) {
    if (judge_ == nullptr || source.adapter.empty()) return;
    const std::optional<OptionRefusal> refusal =
        judge_(config_, source.push ? AsCollected(source) : source);
    if (!refusal.has_value()) return;
    const std::string why = absl::StrCat("cannot work: ", refusal->why);
    if (refusal->of_adapter()) return value.Get("adapter").Refuse(why);
    const YamlValue options = value.Get("options");
    for (const absl::string_view end : {"", "_file"}) {
      const std::string key = absl::StrCat(refusal->option, end);
      for (const auto& [name, option] : options.Members()) {
        if (name == key) return option.Refuse(why);
      }
    }
    // One that is missing.
    (options.present() ? options : value).Refuse(why);
  }

  // False when there is no such program.
  bool CheckAdapter(const YamlValue& value, const std::string& adapter) {
    if (adapter.empty() || adapters_.empty() || adapters_.count(adapter) > 0) {
      return true;
    }
    const std::vector<std::string> known(adapters_.begin(), adapters_.end());
    const std::string nearest = NearestWord(adapter, known);
    value.Refuse(absl::StrCat(
        "is '", adapter, "', which is not installed",
        nearest.empty()
            ? absl::StrCat("; installed are ", absl::StrJoin(known, ", "))
            : absl::StrCat("; did you mean '", nearest, "'?")));
    return false;
  }

  void ReadTls(const YamlValue& value, SourceConfig& source) {
    const YamlValue tls = value.Get("tls");
    if (!tls.present()) {
      if (judge_ != nullptr && !source.endpoint.empty() &&
          !IsLocalEndpoint(source.endpoint)) {
        value.Get("endpoint")
            .Refuse(absl::StrCat("is '", source.endpoint,
                                 "', on another machine, which is spoken to "
                                 "over mutual TLS only: add tls: {ca: FILE, "
                                 "cert: FILE, key: FILE}"));
      }
      return;
    }
    constexpr char kSection[] = "providers[].sources[].tls";
    CheckKeys(tls, kSection);
    if (source.endpoint.empty()) {
      tls.Refuse("is only for a remote adapter ('endpoint')");
    }
    source.tls = TlsFiles{Path(RequiredText(tls, kSection, "ca")),
                          Path(RequiredText(tls, kSection, "cert")),
                          Path(RequiredText(tls, kSection, "key")),
                          tls.Get("peer").Text()};
  }

  void ReadAssign(const YamlValue& value, SourceConfig& source) {
    if (!value.present()) return;
    if (!source.provider.empty()) {
      value.Refuse("is only for shared sources (the list 'sources:')");
      return;
    }
    AssignmentRule rule;
    for (const auto& [name, member] : value.Members()) {
      if (name == "by") {
        rule.by = member.Text();
        static const std::set<std::string> kKeys = {
            "service_provider", "invoice_issuer", "sub_account", "supplier",
            "assignment_group"};
        if (kKeys.count(rule.by) == 0 &&
            !(absl::StartsWith(rule.by, "tag:") && rule.by.size() > 4)) {
          member.Refuse(absl::StrCat(
              "is '", rule.by,
              "': write service_provider, invoice_issuer, sub_account, "
              "supplier, assignment_group or tag:NAME"));
        }
      } else if (name == "map") {
        for (const auto& [party, provider] : member.Members()) {
          rule.map.emplace_back(party, provider.Text());
        }
      } else {  // the short form: patterns beside `by`
        rule.map.emplace_back(name, member.Text());
      }
    }
    if (rule.by.empty())
      value.Refuse("lacks 'by': which field names the party");
    source.assign = std::move(rule);
  }

  // Assignments may name providers that stand later in the file.
  void CheckAssignments(const YamlValue& sources) {
    for (const YamlValue& source : sources.Elements()) {
      const YamlValue assign = source.Get("assign");
      if (!assign.present()) {
        source.Refuse(
            "lacks 'assign': a shared source needs a rule that gives each "
            "fact to a provider");
        continue;
      }
      CheckTargets(assign);
      CheckTargets(assign.Get("map"));
    }
  }
  void CheckTargets(const YamlValue& map) {
    if (!map.present()) return;
    for (const auto& [party, provider] : map.Members()) {
      if (party == "by" || party == "map") continue;
      if (provider_ids_.count(provider.Text()) == 0) {
        provider.Refuse(absl::StrCat("names provider '", provider.Text(),
                                     "', which is not in this file"));
      }
    }
  }

  FunctionConfig ReadFunction(const YamlValue& value) {
    constexpr char kSection[] = "functions[]";
    CheckKeys(value, kSection);
    FunctionConfig function;
    function.id = RequiredId(value, kSection);
    RefuseTaken(value, "function", function.id, function_ids_);
    function.name = RequiredText(value, kSection, "name");
    function.owner = value.Get("owner").Text();
    function.critical = value.Get("critical").Bool(false);
    for (const auto& [days, hours] : value.Get("hours").Members()) {
      function.hours[days] = hours.Text();
    }
    function.rto = LengthText(value.Get("rto"));
    function.rpo = LengthText(value.Get("rpo"));
    function.register_facts = ReadRegisterFacts(
        ConfigKeys(), value.Get("register"), "functions[].register");
    for (const YamlValue& need : value.Get("needs").Elements()) {
      const std::string text = need.Text();
      if (services_.count(text) == 0) {
        need.Refuse(absl::StrCat(
            "is '", text, "': write provider/service, both in this file"));
        continue;
      }
      const size_t slash = text.find('/');
      function.needs.emplace_back(text.substr(0, slash),
                                  text.substr(slash + 1));
    }
    return function;
  }

  std::string LengthText(const YamlValue& value) {
    if (value.present() && !ParseLength(value.Text()).ok()) {
      value.Refuse(absl::StrCat("is '", value.Text(),
                                "': write a length such as 4 hours"));
    }
    return value.Text();
  }

  DaemonConfig& config_;
  const std::set<std::string>& adapters_;
  const OptionJudge& judge_;
  std::set<std::string> provider_ids_, source_ids_, function_ids_, services_;
};

}  // namespace

absl::StatusOr<DaemonConfig> ParseDaemonConfig(
    absl::string_view file, absl::string_view base_directory,
    absl::string_view content, const std::set<std::string>& adapters,
    const OptionJudge& judge) {
  DaemonConfig config;
  config.file = std::string(file);
  config.base_directory = std::string(base_directory);
  config.content = std::string(content);
  ASSIGN_OR_RETURN(std::unique_ptr<YamlFile> yaml,
                   YamlFile::Parse(file, content));
  Reader(config, adapters, judge).Read(yaml->root());
  RETURN_IF_ERROR(yaml->status());
  return config;
}

absl::StatusOr<std::string> ReadConfigFile(const std::string& path,
                                           int64_t max_bytes) {
  struct stat info;
  if (stat(path.c_str(), &info) != 0) {
    return absl::NotFoundError(
        absl::StrCat(path, ": cannot be read: ", std::strerror(errno)));
  }
  if (!S_ISREG(info.st_mode)) {
    return absl::InvalidArgumentError(absl::StrCat(path, ": is no file"));
  }
  if (info.st_size > max_bytes) {
    return absl::InvalidArgumentError(absl::StrCat(path, ": has ", info.st_size,
                                                   " bytes; at most ",
                                                   max_bytes, " are read"));
  }
  std::ifstream in(path, std::ios::binary);
  std::ostringstream content;
  content << in.rdbuf();
  if (!in) {
    return absl::NotFoundError(
        absl::StrCat(path, ": cannot be read: ", std::strerror(errno)));
  }
  return content.str();
}

absl::StatusOr<DaemonConfig> LoadDaemonConfig(
    const std::string& file, const std::set<std::string>& adapters,
    const OptionJudge& judge) {
  ASSIGN_OR_RETURN(const std::string content,
                   ReadConfigFile(file, int64_t{4} << 20));
  std::error_code error;
  const std::filesystem::path absolute = std::filesystem::absolute(file, error);
  return ParseDaemonConfig(file, absolute.parent_path().string(), content,
                           adapters, judge);
}

}  // namespace regisseur
