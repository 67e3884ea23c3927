#include <string>

#include "aggregator/storage/as_known.h"
#include "aggregator/storage/row_hash.h"
#include "aggregator/storage/statement_steps.h"
#include "aggregator/storage/storage.h"
#include "core/base/status_macros.h"

namespace regisseur {
namespace {

constexpr char kInForceSql[] =
    "SELECT sha256 FROM config_version WHERE kind = ?1 AND name = ?2 "
    "ORDER BY id DESC LIMIT 1";
constexpr char kInsertContentSql[] =
    "INSERT INTO config_content (sha256, content) VALUES (?1, ?2) "
    "ON CONFLICT (sha256) DO NOTHING";
constexpr char kInsertVersionSql[] =
    "INSERT INTO config_version (kind, name, sha256, known_from_us) "
    "VALUES (?1, ?2, ?3, ?4)";
constexpr char kListVersionsSql[] =
    "SELECT v.name, v.sha256, c.content, v.known_from_us "
    "FROM config_version v JOIN config_content c ON c.sha256 = v.sha256 "
    "WHERE v.kind = ?1 ORDER BY v.id";

}  // namespace

ConfigStore::ConfigStore(Database& database, WriteQueue& queue,
                         const Clock& clock)
    : database_(database), queue_(queue), clock_(clock) {}

absl::Status ConfigStore::Put(const Principal& who, absl::string_view kind,
                              absl::string_view name,
                              absl::string_view content) {
  const Sha256 hash = Sha256Hasher().Hash(content);
  return queue_.Write(
      WriteQueue::Lane::kAct, [&](Transaction& transaction) -> absl::Status {
        Statement& in_force = transaction.Prepared(kInForceSql);
        in_force.BindText(1, kind);
        in_force.BindText(2, name);
        ASSIGN_OR_RETURN(const bool found, in_force.Step());
        if (found && in_force.Blob(0) == ToBytes(hash)) {
          return absl::OkStatus();
        }
        in_force.Reset();
        ASSIGN_OR_RETURN(const absl::Time known,
                         NextKnownTime(transaction, clock_));
        Statement& keep = transaction.Prepared(kInsertContentSql);
        keep.BindBlob(1, ToBytes(hash));
        keep.BindBlob(2, content);
        RETURN_IF_ERROR(Run(keep));
        Statement& insert = transaction.Prepared(kInsertVersionSql);
        insert.BindText(1, kind);
        insert.BindText(2, name);
        insert.BindBlob(3, ToBytes(hash));
        BindTime(insert, 4, known);
        return Run(insert);
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
      version.content = std::string(read.Blob(2));
      version.known_from = Time(read, 3);
    }
    return absl::OkStatus();
  }));
  return versions;
}

}  // namespace regisseur
