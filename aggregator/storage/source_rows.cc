#include "aggregator/storage/source_rows.h"

#include "absl/strings/str_cat.h"
#include "aggregator/storage/statement_steps.h"
#include "core/base/status_macros.h"

namespace regisseur {
namespace {

constexpr char kFindSourceSql[] = "SELECT id FROM source WHERE name = ?1";
constexpr char kInsertSourceSql[] =
    "INSERT INTO source (name) VALUES (?1) RETURNING id";
constexpr char kInsertProgressSql[] =
    "INSERT INTO source_progress (source, cursor, staged_run, staged_number,"
    " last_run, last_number, adapter_version, deliveries_in_force) "
    "VALUES (?1, ?2, '', 0, '', 0, '', 0)";
constexpr char kReadProgressSql[] =
    "SELECT cursor, staged_run, staged_number, adapter_version, last_run,"
    " last_number, deliveries_in_force FROM source_progress "
    "WHERE source = ?1";
constexpr char kReadHeadSql[] =
    "SELECT scope, completeness, recorded, period_start_us, period_end_us,"
    " origin, account FROM delivery WHERE id = ?1";

}  // namespace

absl::StatusOr<std::optional<int64_t>> FindSourceId(Connection& connection,
                                                    absl::string_view source) {
  Statement& find = connection.Prepared(kFindSourceSql);
  find.BindText(1, source);
  return FindInt(find);
}

absl::StatusOr<int64_t> SourceId(Transaction& transaction,
                                 absl::string_view source) {
  ASSIGN_OR_RETURN(const std::optional<int64_t> found,
                   FindSourceId(transaction, source));
  if (found.has_value()) return *found;
  Statement& insert = transaction.Prepared(kInsertSourceSql);
  insert.BindText(1, source);
  ASSIGN_OR_RETURN(const int64_t id, InsertedId(insert));
  Statement& progress = transaction.Prepared(kInsertProgressSql);
  progress.BindInt(1, id);
  progress.BindBlob(2, "");
  RETURN_IF_ERROR(Run(progress));
  return id;
}

absl::StatusOr<StoredProgress> ReadProgress(Connection& connection,
                                            int64_t source) {
  Statement& read = connection.Prepared(kReadProgressSql);
  read.BindInt(1, source);
  ASSIGN_OR_RETURN(const bool row, read.Step());
  if (!row) {
    return absl::DataLossError(
        absl::StrCat("source ", source, " has no progress"));
  }
  StoredProgress stored;
  stored.progress.cursor = std::string(read.Blob(0));
  stored.progress.staged_run = std::string(read.Text(1));
  stored.progress.staged_number = read.Int(2);
  stored.progress.adapter_version = std::string(read.Text(3));
  stored.last_run = std::string(read.Text(4));
  stored.last_number = read.Int(5);
  stored.deliveries_in_force = read.Int(6);
  read.Reset();
  return stored;
}

absl::Status RequireNothingStaged(Transaction& transaction, int64_t source) {
  ASSIGN_OR_RETURN(const StoredProgress stored,
                   ReadProgress(transaction, source));
  const SourceProgress& progress = stored.progress;
  if (progress.staged_run.empty()) return absl::OkStatus();
  return absl::FailedPreconditionError(
      absl::StrCat("run ", progress.staged_run, " is staged up to batch ",
                   progress.staged_number, "; its last batch is due first"));
}

int64_t ToBits(const std::set<FactKind>& kinds) {
  int64_t bits = 0;
  for (const FactKind kind : kinds) bits |= 1 << (static_cast<int>(kind) - 1);
  return bits;
}

std::set<FactKind> FactKindsFromBits(int64_t bits) {
  std::set<FactKind> kinds;
  for (const FactKind kind : kFactKinds) {
    if ((bits & ToBits({kind})) != 0) kinds.insert(kind);
  }
  return kinds;
}

absl::StatusOr<Delivery> ReadHead(Connection& connection, int64_t delivery) {
  Statement& read = connection.Prepared(kReadHeadSql);
  read.BindInt(1, delivery);
  ASSIGN_OR_RETURN(const bool row, read.Step());
  if (!row) {
    return absl::NotFoundError(absl::StrCat("there is no delivery ", delivery));
  }
  Delivery head;
  head.scope = std::string(read.Text(0));
  head.completeness = static_cast<Completeness>(read.Int(1));
  head.recorded = read.Int(2) != 0;
  head.period_start = FindTime(read, 3);
  head.period_end = FindTime(read, 4);
  head.origin = std::string(read.Text(5));
  head.billing_account_id = std::string(read.Text(6));
  read.Reset();
  return head;
}

}  // namespace regisseur
