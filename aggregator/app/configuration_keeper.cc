#include "aggregator/app/configuration_keeper.h"

#include <filesystem>
#include <utility>

#include "aggregator/config/exchange_rates_file.h"
#include "core/base/status_macros.h"

namespace regisseur {
namespace {

constexpr char kConfigKind[] = "config";
constexpr char kRatesKind[] = "rates";
constexpr int64_t kMaxRatesBytes = 64 << 20;

const Principal& Who() {
  static const auto* who = new Principal(Principal::System("configuration"));
  return *who;
}

absl::StatusOr<Portfolio> ParsePortfolio(const std::string& name,
                                         const std::string& content) {
  const std::string folder = std::filesystem::path(name).parent_path().string();
  ASSIGN_OR_RETURN(DaemonConfig config,
                   ParseDaemonConfig(name, folder, content, {}));
  return std::move(config.portfolio);
}

// No rates at all: what a configuration without a rate file has.
absl::StatusOr<ExchangeRates> ParseRates(const std::string& name,
                                         const std::string& content) {
  if (name.empty()) return ExchangeRates();
  return ParseExchangeRates(name, content);
}

std::function<absl::StatusOr<std::string>(const std::string&)> FetchFrom(
    const ConfigStore& store) {
  return [&store](const std::string& sha256) {
    return store.GetContent(Who(), sha256);
  };
}

template <typename T>
absl::Status LoadVersions(ConfigStore& store, const char* kind,
                          VersionedFile<T>& versions) {
  ASSIGN_OR_RETURN(std::vector<ConfigVersion> stored, store.List(Who(), kind));
  for (ConfigVersion& version : stored) {
    versions.Add(std::move(version), nullptr);
  }
  return absl::OkStatus();
}

// What was parsed holds from the time on that the store gave it.
template <typename T>
absl::Status AdoptVersion(ConfigStore& store, PreparedFile<T> prepared,
                          VersionedFile<T>& versions) {
  ASSIGN_OR_RETURN(std::vector<ConfigVersion> stored,
                   store.List(Who(), prepared.file.kind));
  versions.Add(std::move(stored.back()), std::move(prepared.parsed));
  return absl::OkStatus();
}

}  // namespace

ConfigurationKeeper::ConfigurationKeeper(ConfigStore& store)
    : store_(store), versions_(FetchFrom(store), ParsePortfolio) {}

absl::Status ConfigurationKeeper::Load() {
  return LoadVersions(store_, kConfigKind, versions_);
}

PreparedFile<Portfolio> ConfigurationKeeper::Prepare(
    const DaemonConfig& config) {
  const std::string name = (std::filesystem::path(config.base_directory) /
                            std::filesystem::path(config.file).filename())
                               .string();
  return {{kConfigKind, name, config.content},
          std::make_shared<const Portfolio>(config.portfolio)};
}

absl::Status ConfigurationKeeper::Adopt(PreparedFile<Portfolio> prepared) {
  return AdoptVersion(store_, std::move(prepared), versions_);
}

std::shared_ptr<const Portfolio> ConfigurationKeeper::At(
    absl::Time known) const {
  return versions_.At(known, nullptr);
}

RatesKeeper::RatesKeeper(ConfigStore& store)
    : store_(store), versions_(FetchFrom(store), ParseRates) {}

absl::Status RatesKeeper::Load() {
  return LoadVersions(store_, kRatesKind, versions_);
}

absl::StatusOr<PreparedFile<ExchangeRates>> RatesKeeper::Prepare(
    const std::string& path) {
  std::string content;
  if (!path.empty()) {
    ASSIGN_OR_RETURN(content, ReadConfigFile(path, kMaxRatesBytes));
  }
  ASSIGN_OR_RETURN(ExchangeRates rates, ParseRates(path, content));
  return PreparedFile<ExchangeRates>{
      {kRatesKind, path, std::move(content)},
      std::make_shared<const ExchangeRates>(std::move(rates))};
}

absl::Status RatesKeeper::Adopt(PreparedFile<ExchangeRates> prepared) {
  return AdoptVersion(store_, std::move(prepared), versions_);
}

std::shared_ptr<const ExchangeRates> RatesKeeper::At(absl::Time known) const {
  std::shared_ptr<const ExchangeRates> rates = versions_.At(known, nullptr);
  static const auto* none = new std::shared_ptr<const ExchangeRates>(
      std::make_shared<const ExchangeRates>());
  return rates != nullptr ? rates : *none;
}

std::string RatesKeeper::SourceAt(absl::Time known) const {
  std::string name;
  versions_.At(known, &name);
  return std::filesystem::path(name).filename().string();
}

}  // namespace regisseur
