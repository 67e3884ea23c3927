#include <optional>
#include <string>

#include "absl/strings/str_cat.h"
#include "aggregator/storage/as_known.h"
#include "aggregator/storage/party_rows.h"
#include "aggregator/storage/row_hash.h"
#include "aggregator/storage/source_rows.h"
#include "aggregator/storage/statement_steps.h"
#include "aggregator/storage/storage.h"
#include "aggregator/storage/unchained_rows.h"
#include "core/base/status_macros.h"

namespace regisseur {
namespace {

constexpr char kInForceSql[] =
    "SELECT name, sha256 FROM config_version WHERE kind = ?1 "
    "ORDER BY id DESC LIMIT 1";
constexpr char kInsertContentSql[] =
    "INSERT INTO config_content (sha256, content) VALUES (?1, ?2) "
    "ON CONFLICT (sha256) DO NOTHING";
constexpr char kInsertVersionSql[] =
    "INSERT INTO config_version (kind, name, sha256, known_from_us) "
    "VALUES (?1, ?2, ?3, ?4)";
constexpr char kListVersionsSql[] =
    "SELECT name, sha256, known_from_us FROM config_version "
    "WHERE kind = ?1 ORDER BY id";
constexpr char kContentSql[] =
    "SELECT content FROM config_content WHERE sha256 = ?1";

absl::Status PutFile(Transaction& transaction, const ConfigFile& file,
                     absl::Time known) {
  const Sha256 digest = Sha256Hasher().Hash(file.content);
  const absl::string_view hash = ToBytes(digest);
  Statement& in_force = transaction.Prepared(kInForceSql);
  in_force.BindText(1, file.kind);
  ASSIGN_OR_RETURN(const bool found, in_force.Step());
  const bool same =
      found && in_force.Text(0) == file.name && in_force.Blob(1) == hash;
  in_force.Reset();
  if (same) return absl::OkStatus();
  Statement& keep = transaction.Prepared(kInsertContentSql);
  keep.BindBlob(1, hash);
  keep.BindBlob(2, file.content);
  RETURN_IF_ERROR(Run(keep));
  Statement& insert = transaction.Prepared(kInsertVersionSql);
  insert.BindText(1, file.kind);
  insert.BindText(2, file.name);
  insert.BindBlob(3, hash);
  BindTime(insert, 4, known);
  return Run(insert);
}

}  // namespace

ConfigStore::ConfigStore(Database& database, WriteQueue& queue,
                         const Clock& clock)
    : database_(database), queue_(queue), clock_(clock) {}

absl::Status ConfigStore::PutInForce(
    const Principal& who, const std::vector<ConfigFile>& files,
    const std::map<std::string, Assign>& rules) {
  return queue_.Write(
      WriteQueue::Lane::kAct, [&](Transaction& transaction) -> absl::Status {
        ASSIGN_OR_RETURN(const absl::Time known,
                         NextKnownTime(transaction, clock_));
        for (const ConfigFile& file : files) {
          RETURN_IF_ERROR(PutFile(transaction, file, known));
        }
        for (const auto& [source, assign] : rules) {
          ASSIGN_OR_RETURN(const std::optional<int64_t> id,
                           FindSourceId(transaction, source));
          if (!id.has_value()) continue;  // never collected: it has no parties
          RETURN_IF_ERROR(ReassignParties(transaction, *id, assign, known));
        }
        return ChainRows(transaction, known, who);
      });
}

absl::StatusOr<std::vector<ConfigVersion>> ConfigStore::List(
    const Principal& who, absl::string_view kind) const {
  std::vector<ConfigVersion> versions;
  RETURN_IF_ERROR(database_.Read([&](Connection& connection) -> absl::Status {
    Statement& read = connection.Prepared(kListVersionsSql);
    read.BindText(1, kind);
    while (true) {
      ASSIGN_OR_RETURN(const bool row, read.Step());
      if (!row) break;
      ConfigVersion& version = versions.emplace_back();
      version.kind = std::string(kind);
      version.name = std::string(read.Text(0));
      version.sha256 = ToHex(HashFromBytes(read.Blob(1)));
      version.known_from = Time(read, 2);
    }
    return absl::OkStatus();
  }));
  return versions;
}

absl::StatusOr<std::string> ConfigStore::GetContent(
    const Principal& who, absl::string_view sha256) const {
  const std::optional<Sha256> hash = HashFromHex(sha256);
  std::optional<std::string> content;
  if (hash.has_value()) {
    RETURN_IF_ERROR(database_.Read([&](Connection& connection) -> absl::Status {
      Statement& read = connection.Prepared(kContentSql);
      read.BindBlob(1, ToBytes(*hash));
      ASSIGN_OR_RETURN(const bool row, read.Step());
      if (row) content = std::string(read.Blob(0));
      read.Reset();
      return absl::OkStatus();
    }));
  }
  if (!content.has_value()) {
    return absl::NotFoundError(
        absl::StrCat("no file of the configuration has the hash ", sha256));
  }
  return *std::move(content);
}

}  // namespace regisseur
