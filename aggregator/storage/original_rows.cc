#include "aggregator/storage/original_rows.h"

#include "aggregator/storage/statement_steps.h"
#include "core/base/status_macros.h"

namespace regisseur {
namespace {

constexpr char kOriginalsSql[] =
    "SELECT o.sha256, s.name, o.name, o.bytes,"
    " (SELECT COUNT(*) FROM original k"
    "  WHERE k.sha256 = o.sha256 AND k.purge_act IS NULL) FROM original o "
    "JOIN source s ON s.id = o.source "
    "WHERE o.id = (SELECT MIN(f.id) FROM original f WHERE f.sha256 = o.sha256) "
    "ORDER BY o.sha256";
constexpr char kOriginalsOfSql[] =
    "SELECT DISTINCT o.sha256, o.name, o.bytes FROM original o "
    "JOIN source s ON s.id = o.source "
    "WHERE s.name = ?1 AND o.purge_act IS NULL ORDER BY o.name, o.sha256";

}  // namespace

absl::StatusOr<std::vector<KeptOriginal>> ListOriginalsOf(
    const Database& database, const std::string& source) {
  std::vector<KeptOriginal> originals;
  RETURN_IF_ERROR(database.Read([&](Connection& connection) -> absl::Status {
    Statement& read = connection.Prepared(kOriginalsOfSql);
    read.BindText(1, source);
    while (true) {
      ASSIGN_OR_RETURN(const bool found, read.Step());
      if (!found) break;
      originals.push_back({.sha256 = std::string(read.Text(0)),
                           .source = source,
                           .name = std::string(read.Text(1)),
                           .bytes = read.Int(2)});
    }
    read.Reset();
    return absl::OkStatus();
  }));
  return originals;
}

absl::StatusOr<std::vector<KeptOriginal>> ListKeptOriginals(
    const Database& database) {
  std::vector<KeptOriginal> originals;
  RETURN_IF_ERROR(database.Read([&](Connection& connection) -> absl::Status {
    Statement& read = connection.Prepared(kOriginalsSql);
    while (true) {
      ASSIGN_OR_RETURN(const bool found, read.Step());
      if (!found) break;
      originals.push_back({std::string(read.Text(0)), std::string(read.Text(1)),
                           std::string(read.Text(2)), read.Int(3),
                           read.Int(4) == 0});
    }
    read.Reset();
    return absl::OkStatus();
  }));
  return originals;
}

}  // namespace regisseur
