#include "aggregator/storage/delivery_purge.h"

#include <optional>
#include <vector>

#include "aggregator/storage/charge_lines.h"
#include "aggregator/storage/statement_steps.h"
#include "aggregator/storage/status_rows.h"
#include "core/base/status_macros.h"

namespace regisseur {
namespace {

// Rows of a transaction (DECISIONS 29).
constexpr int64_t kRowsAtOnce = 10000;
// A billing period counts as open until so long after its end: nobody tells us
// yet when a period is closed.
constexpr absl::Duration kOpenAfterEnd = absl::Hours(24 * 40);

constexpr char kNextDroppedSql[] =
    "SELECT id FROM delivery WHERE known_from_us IS NULL AND dropped = 1 "
    "LIMIT 1";
constexpr char kNextLinesToDropSql[] =
    "SELECT id FROM delivery WHERE lines_dropped = 1 LIMIT 1";
// A delivery that names no period is as old as its rows, or as its coming.
constexpr char kMarkOldChargesSql[] =
    "UPDATE delivery SET lines_dropped = 1 WHERE kind = 2"
    " AND lines_dropped = 0 AND known_from_us IS NOT NULL"
    " AND COALESCE(period_end_us, known_from_us) < ?1";
constexpr char kMarkOldMeasurementsSql[] =
    "UPDATE delivery SET lines_dropped = 1 WHERE kind = 3"
    " AND lines_dropped = 0 AND known_from_us < ?1 AND row_count > 0"
    " AND NOT EXISTS (SELECT 1 FROM measurement m"
    "  WHERE m.delivery = delivery.id AND m.period_end_us >= ?1)";
constexpr char kLinesGoneSql[] =
    "UPDATE delivery SET lines_dropped = 2 WHERE id = ?1";
// Replaced before its period closed, and that long enough ago. The last
// delivery before a period closed, and every one after, keeps its lines.
constexpr char kMarkLinesSql[] =
    "UPDATE delivery SET lines_dropped = 1 WHERE kind = 2"
    " AND lines_dropped = 0 AND known_until_us IS NOT NULL"
    " AND known_until_us < ?1"
    " AND (period_end_us IS NULL OR known_until_us <= period_end_us + ?2)";
constexpr const char* kDropFactsSql[] = {
    "DELETE FROM cost_total WHERE delivery = ?1",
    "DELETE FROM delivery_period WHERE delivery = ?1",
    "DELETE FROM delivery_party WHERE delivery = ?1",
    "DELETE FROM delivery WHERE id = ?1",
};
constexpr char kRemarksSql[] =
    "SELECT remark FROM measurement WHERE delivery = ?1"
    " AND remark IS NOT NULL";
constexpr char kDropMeasurementsSql[] =
    "DELETE FROM measurement WHERE delivery = ?1";
constexpr char kDropPersonalSql[] = "DELETE FROM personal_text WHERE id = ?1";

// With their remarks.
absl::Status DropMeasurements(Transaction& transaction, int64_t delivery) {
  std::vector<int64_t> remarks;
  Statement& read = transaction.Prepared(kRemarksSql);
  read.BindInt(1, delivery);
  while (true) {
    ASSIGN_OR_RETURN(const bool row, read.Step());
    if (!row) break;
    remarks.push_back(read.Int(0));
  }
  read.Reset();
  Statement& measurements = transaction.Prepared(kDropMeasurementsSql);
  measurements.BindInt(1, delivery);
  RETURN_IF_ERROR(Run(measurements));
  for (const int64_t remark : remarks) {
    Statement& drop = transaction.Prepared(kDropPersonalSql);
    drop.BindInt(1, remark);
    RETURN_IF_ERROR(Run(drop));
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status MarkReplacedLines(Transaction& transaction,
                               absl::Time replaced_before) {
  Statement& mark = transaction.Prepared(kMarkLinesSql);
  BindTime(mark, 1, replaced_before);
  mark.BindInt(2, absl::ToInt64Microseconds(kOpenAfterEnd));
  return Run(mark);
}

absl::Status MarkOldRows(Transaction& transaction, absl::Time charges_before,
                         absl::Time measurements_before) {
  Statement& charges = transaction.Prepared(kMarkOldChargesSql);
  BindTime(charges, 1, charges_before);
  RETURN_IF_ERROR(Run(charges));
  Statement& measurements = transaction.Prepared(kMarkOldMeasurementsSql);
  BindTime(measurements, 1, measurements_before);
  return Run(measurements);
}

absl::StatusOr<bool> DropSlice(Transaction& transaction) {
  ASSIGN_OR_RETURN(const std::optional<int64_t> replaced,
                   FindInt(transaction.Prepared(kNextLinesToDropSql)));
  if (replaced.has_value()) {
    ASSIGN_OR_RETURN(const int64_t lines,
                     DropChargeLines(transaction, *replaced, kRowsAtOnce));
    if (lines >= kRowsAtOnce) return true;
    RETURN_IF_ERROR(DropMeasurements(transaction, *replaced));
    Statement& gone = transaction.Prepared(kLinesGoneSql);
    gone.BindInt(1, *replaced);
    RETURN_IF_ERROR(Run(gone));
    return true;
  }
  ASSIGN_OR_RETURN(const std::optional<int64_t> dropped,
                   FindInt(transaction.Prepared(kNextDroppedSql)));
  if (!dropped.has_value()) return false;
  ASSIGN_OR_RETURN(const int64_t lines,
                   DropChargeLines(transaction, *dropped, kRowsAtOnce));
  if (lines >= kRowsAtOnce) return true;
  RETURN_IF_ERROR(DropStatusRows(transaction, *dropped));
  RETURN_IF_ERROR(DropMeasurements(transaction, *dropped));
  for (const char* sql : kDropFactsSql) {
    Statement& drop = transaction.Prepared(sql);
    drop.BindInt(1, *dropped);
    RETURN_IF_ERROR(Run(drop));
  }
  return true;
}

}  // namespace regisseur
