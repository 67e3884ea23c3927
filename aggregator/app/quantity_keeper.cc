#include "aggregator/app/quantity_keeper.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "aggregator/config/daemon_config.h"
#include "core/base/status_macros.h"

namespace regisseur {
namespace {

constexpr char kKind[] = "quantities";
constexpr absl::string_view kHead = "== ";
constexpr int64_t kMostBytes = 4 << 20;

const Principal& Who() {
  static const auto* who = new Principal(Principal::System("quantities"));
  return *who;
}

absl::StatusOr<QuantityTables> ParseAll(const std::string&,
                                        const std::string& content) {
  QuantityTables tables;
  std::string id;
  std::string text;
  const auto take = [&]() -> absl::Status {
    if (id.empty()) return absl::OkStatus();
    ASSIGN_OR_RETURN(tables[id], QuantityTable::Parse(id, text));
    return absl::OkStatus();
  };
  for (absl::string_view line : absl::StrSplit(content, '\n')) {
    if (absl::ConsumePrefix(&line, kHead)) {
      RETURN_IF_ERROR(take());
      id = std::string(line);
      text.clear();
    } else {
      absl::StrAppend(&text, line, "\n");
    }
  }
  RETURN_IF_ERROR(take());
  return tables;
}

}  // namespace

QuantityKeeper::QuantityKeeper(ConfigStore& store)
    : store_(store),
      versions_(
          [&store](const std::string& sha256) {
            return store.GetContent(Who(), sha256);
          },
          ParseAll) {}

absl::Status QuantityKeeper::Load() {
  ASSIGN_OR_RETURN(std::vector<ConfigVersion> stored,
                   store_.List(Who(), kKind));
  for (ConfigVersion& version : stored) {
    versions_.Add(std::move(version), nullptr);
  }
  return absl::OkStatus();
}

absl::StatusOr<PreparedFile<QuantityTables>> QuantityKeeper::Prepare(
    const std::vector<QuantityConfig>& quantities) {
  std::string content;
  QuantityTables tables;
  for (const QuantityConfig& quantity : quantities) {
    ASSIGN_OR_RETURN(const std::string text,
                     ReadConfigFile(quantity.file, kMostBytes));
    ASSIGN_OR_RETURN(tables[quantity.id],
                     QuantityTable::Parse(quantity.file, text));
    absl::StrAppend(&content, kHead, quantity.id, "\n", text, "\n");
  }
  return PreparedFile<QuantityTables>{
      {kKind, kKind, std::move(content)},
      std::make_shared<const QuantityTables>(std::move(tables))};
}

absl::Status QuantityKeeper::Adopt(PreparedFile<QuantityTables> prepared) {
  ASSIGN_OR_RETURN(std::vector<ConfigVersion> stored,
                   store_.List(Who(), kKind));
  versions_.Add(std::move(stored.back()), std::move(prepared.parsed));
  return absl::OkStatus();
}

std::shared_ptr<const QuantityTables> QuantityKeeper::At(
    absl::Time known) const {
  std::shared_ptr<const QuantityTables> tables = versions_.At(known, nullptr);
  static const auto* none = new std::shared_ptr<const QuantityTables>(
      std::make_shared<const QuantityTables>());
  return tables != nullptr ? tables : *none;
}

}  // namespace regisseur
