#include "aggregator/collect/option_check.h"

#include <utility>

#include "aggregator/collect/source_secrets.h"

namespace regisseur {
namespace {

constexpr absl::Duration kDeadline = absl::Seconds(10);

AdapterPool::Options PoolOptions(std::string adapters_dir) {
  AdapterPool::Options options;
  options.adapters_dir = std::move(adapters_dir);
  options.processes_a_kind = 1;
  return options;
}

}  // namespace

OptionCheck::OptionCheck(std::string adapters_dir, const Clock& clock)
    : pool_(PoolOptions(std::move(adapters_dir)), watch_, clock) {}

absl::StatusOr<std::optional<OptionMistake>> OptionCheck::Check(
    const SourceConfig& source,
    const AdapterClient::Surroundings& surroundings) {
  if (source.adapter.empty()) return std::nullopt;
  if (const auto failed = failed_.find(source.adapter);
      failed != failed_.end()) {
    return failed->second;
  }
  const auto secrets = ReadSecrets(source);
  if (!secrets.ok()) return std::nullopt;
  const auto connection = pool_.Connect(source, /*alone=*/false);
  if (!connection.ok()) {
    return failed_[source.adapter] = connection.status();
  }
  auto checked = connection->client->CheckOptions(source, *secrets,
                                                  surroundings, kDeadline);
  if (!checked.ok()) failed_[source.adapter] = checked.status();
  return checked;
}

}  // namespace regisseur
