#include "aggregator/storage/delivery_purge.h"

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "aggregator/storage/act_rows.h"
#include "aggregator/storage/charge_lines.h"
#include "aggregator/storage/commitment_rows.h"
#include "aggregator/storage/invoice_rows.h"
#include "aggregator/storage/objective_rows.h"
#include "aggregator/storage/purge_check.h"
#include "aggregator/storage/statement_steps.h"
#include "aggregator/storage/status_rows.h"
#include "aggregator/storage/ticket_rows.h"
#include "core/base/status_macros.h"
#include "core/evidence/chain_entry.h"

namespace regisseur {
namespace {

// Rows of a transaction (DECISIONS 29).
constexpr int64_t kRowsAtOnce = 10000;
// More make several acts.
constexpr size_t kMostRowsOfAct = 10000;
// A billing period counts as open until so long after its end: nobody tells us
// yet when a period is closed.
constexpr absl::Duration kOpenAfterEnd = absl::Hours(24 * 40);

// What has a number is in force: no mark makes it a dropped run.
constexpr char kNextDroppedSql[] =
    "SELECT id FROM delivery WHERE known_from_us IS NULL AND dropped = 1"
    " AND number IS NULL AND chain_hash IS NULL LIMIT 1";
constexpr char kNextLinesToDropSql[] =
    "SELECT id FROM delivery WHERE lines_dropped = 1 AND id > ?1 "
    "ORDER BY id LIMIT 1";
#define REGISSEUR_PURGE_COLUMNS                    \
  "SELECT d.id, c.name, d.number FROM delivery d " \
  "JOIN chain c ON c.id = d.chain "
// A delivery that names no period is as old as its rows, or as its coming.
constexpr char kOldChargesSql[] = REGISSEUR_PURGE_COLUMNS
    "WHERE d.kind = 2 AND d.lines_dropped = 0 AND d.known_from_us IS NOT NULL"
    " AND COALESCE(d.period_end_us, d.known_from_us) < ?1 ORDER BY d.id";
constexpr char kOldMeasurementsSql[] = REGISSEUR_PURGE_COLUMNS
    "WHERE d.kind = 3 AND d.lines_dropped = 0 AND d.known_from_us < ?1"
    " AND d.row_count > 0"
    " AND NOT EXISTS (SELECT 1 FROM measurement m"
    "  WHERE m.delivery = d.id AND m.period_end_us >= ?1) ORDER BY d.id";
constexpr char kOldTicketsSql[] = REGISSEUR_PURGE_COLUMNS
    "WHERE d.kind > 3 AND d.kind = 4 AND d.lines_dropped = 0"
    " AND d.known_from_us < ?1 AND d.row_count > 0"
    " AND NOT EXISTS (SELECT 1 FROM ticket t"
    "  WHERE t.delivery = d.id AND t.updated_us >= ?1) ORDER BY d.id";
// What is declared holds until it is replaced.
constexpr char kOldObjectivesSql[] = REGISSEUR_PURGE_COLUMNS
    "WHERE d.kind > 3 AND d.kind = 5 AND d.lines_dropped = 0"
    " AND d.known_until_us < ?1 AND d.row_count > 0 ORDER BY d.id";
constexpr char kOldCommitmentsSql[] = REGISSEUR_PURGE_COLUMNS
    "WHERE d.kind > 3 AND d.kind = 7 AND d.lines_dropped = 0"
    " AND d.known_until_us < ?1 AND d.row_count > 0 ORDER BY d.id";
// One without an issue day is as old as its coming.
constexpr char kOldInvoicesSql[] = REGISSEUR_PURGE_COLUMNS
    "WHERE d.kind > 3 AND d.kind = 6 AND d.lines_dropped = 0"
    " AND d.known_from_us < ?1 AND d.row_count > 0"
    " AND NOT EXISTS (SELECT 1 FROM invoice i"
    "  WHERE i.delivery = d.id AND i.issued_us >= ?1) ORDER BY d.id";
// Replaced before its period closed, and that long enough ago, by what is in
// force. The last delivery before a period closed, and every one after, keeps
// its lines.
constexpr char kReplacedSql[] = REGISSEUR_PURGE_COLUMNS
    "WHERE d.kind = 2 AND d.lines_dropped = 0 AND d.known_until_us IS NOT NULL"
    " AND d.known_until_us < ?1"
    " AND (d.period_end_us IS NULL OR d.known_until_us <= d.period_end_us + ?2)"
    " AND d.known_until_us = (SELECT MIN(n.known_from_us) FROM delivery n"
    "  WHERE n.source = d.source AND n.scope = d.scope AND n.completeness = 1"
    "  AND n.known_from_us > d.known_from_us) ORDER BY d.id";
constexpr char kMarkSql[] =
    "UPDATE delivery SET lines_dropped = 1, purge_act = ?2 WHERE id = ?1";
constexpr char kLinesGoneSql[] =
    "UPDATE delivery SET lines_dropped = 2 WHERE id = ?1";
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

// Marks what `find` finds, each recorded in its own chain.
absl::Status Purge(Transaction& transaction, absl::Time known,
                   const Principal& who, const char* method, Statement& find) {
  struct Marked {
    std::vector<int64_t> deliveries;
    std::vector<std::string> canonical;
  };
  struct Found {
    int64_t delivery;
    std::string chain;
    int64_t number;
  };
  std::vector<Found> all;
  while (true) {
    ASSIGN_OR_RETURN(const bool row, find.Step());
    if (!row) break;
    all.push_back({find.Int(0), std::string(find.Text(1)), find.Int(2)});
  }
  find.Reset();
  std::map<std::string, std::vector<Marked>> by_chain;
  for (const Found& found : all) {
    ASSIGN_OR_RETURN(const bool is_as_chained,
                     IsDeliveryAsChained(transaction, found.delivery));
    if (!is_as_chained) continue;
    std::vector<Marked>& acts = by_chain[found.chain];
    if (acts.empty() || acts.back().deliveries.size() == kMostRowsOfAct) {
      acts.emplace_back();
    }
    acts.back().deliveries.push_back(found.delivery);
    acts.back().canonical.push_back(
        PurgedRows{found.chain, found.number}.Encode());
  }
  for (auto& [chain, acts] : by_chain) {
    for (Marked& marked : acts) {
      Act act;
      act.method = method;
      act.via = "daemon";
      act.provider = chain == kPortfolioChain ? "" : chain;
      act.arguments = {{"count", absl::StrCat(marked.deliveries.size())}};
      act.rows = std::move(marked.canonical);
      ASSIGN_OR_RETURN(const AppendedAct appended,
                       AppendAct(transaction, known, who, act));
      for (const int64_t delivery : marked.deliveries) {
        Statement& mark = transaction.Prepared(kMarkSql);
        mark.BindInt(1, delivery);
        mark.BindInt(2, appended.id);
        RETURN_IF_ERROR(Run(mark));
      }
    }
  }
  return absl::OkStatus();
}

// The next delivery whose marked lines may go.
absl::StatusOr<std::optional<int64_t>> FindLinesToDrop(
    Transaction& transaction) {
  std::optional<int64_t> delivery = 0;
  while (true) {
    Statement& next = transaction.Prepared(kNextLinesToDropSql);
    next.BindInt(1, *delivery);
    ASSIGN_OR_RETURN(delivery, FindInt(next));
    if (!delivery.has_value()) return delivery;
    ASSIGN_OR_RETURN(const bool is_recorded,
                     IsPurgeRecorded(transaction, *delivery));
    if (is_recorded) return delivery;
  }
}

}  // namespace

absl::Status PurgeReplacedLines(Transaction& transaction, absl::Time known,
                                const Principal& who,
                                absl::Time replaced_before) {
  Statement& find = transaction.Prepared(kReplacedSql);
  BindTime(find, 1, replaced_before);
  find.BindInt(2, absl::ToInt64Microseconds(kOpenAfterEnd));
  return Purge(transaction, known, who, "daemon.PurgeReplacedLines", find);
}

absl::Status PurgeOldRows(Transaction& transaction, absl::Time known,
                          const Principal& who, absl::Time charges_before,
                          absl::Time measurements_before) {
  Statement& charges = transaction.Prepared(kOldChargesSql);
  BindTime(charges, 1, charges_before);
  RETURN_IF_ERROR(
      Purge(transaction, known, who, "daemon.PurgeOldRows", charges));
  Statement& measurements = transaction.Prepared(kOldMeasurementsSql);
  BindTime(measurements, 1, measurements_before);
  return Purge(transaction, known, who, "daemon.PurgeOldRows", measurements);
}

absl::Status PurgeOldTickets(Transaction& transaction, absl::Time known,
                             const Principal& who, absl::Time before) {
  Statement& tickets = transaction.Prepared(kOldTicketsSql);
  BindTime(tickets, 1, before);
  return Purge(transaction, known, who, "daemon.PurgeOldRows", tickets);
}

absl::Status PurgeOldObjectives(Transaction& transaction, absl::Time known,
                                const Principal& who, absl::Time before) {
  Statement& objectives = transaction.Prepared(kOldObjectivesSql);
  BindTime(objectives, 1, before);
  return Purge(transaction, known, who, "daemon.PurgeOldRows", objectives);
}

absl::Status PurgeOldCommitments(Transaction& transaction, absl::Time known,
                                 const Principal& who, absl::Time before) {
  Statement& commitments = transaction.Prepared(kOldCommitmentsSql);
  BindTime(commitments, 1, before);
  return Purge(transaction, known, who, "daemon.PurgeOldRows", commitments);
}

absl::Status PurgeOldInvoices(Transaction& transaction, absl::Time known,
                              const Principal& who, absl::Time before) {
  Statement& invoices = transaction.Prepared(kOldInvoicesSql);
  BindTime(invoices, 1, before);
  return Purge(transaction, known, who, "daemon.PurgeOldRows", invoices);
}

absl::StatusOr<bool> DropSlice(Transaction& transaction) {
  ASSIGN_OR_RETURN(const std::optional<int64_t> replaced,
                   FindLinesToDrop(transaction));
  if (replaced.has_value()) {
    ASSIGN_OR_RETURN(const int64_t lines,
                     DropChargeLines(transaction, *replaced, kRowsAtOnce));
    if (lines >= kRowsAtOnce) return true;
    ASSIGN_OR_RETURN(const int64_t tickets,
                     DropTickets(transaction, *replaced, kRowsAtOnce));
    if (tickets >= kRowsAtOnce) return true;
    ASSIGN_OR_RETURN(const int64_t invoices,
                     DropInvoices(transaction, *replaced, kRowsAtOnce));
    if (invoices >= kRowsAtOnce) return true;
    RETURN_IF_ERROR(DropObjectives(transaction, *replaced));
    RETURN_IF_ERROR(DropCommitments(transaction, *replaced));
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
  ASSIGN_OR_RETURN(const int64_t tickets,
                   DropTickets(transaction, *dropped, kRowsAtOnce));
  if (tickets >= kRowsAtOnce) return true;
  ASSIGN_OR_RETURN(const int64_t invoices,
                   DropInvoices(transaction, *dropped, kRowsAtOnce));
  if (invoices >= kRowsAtOnce) return true;
  RETURN_IF_ERROR(DropObjectives(transaction, *dropped));
  RETURN_IF_ERROR(DropCommitments(transaction, *dropped));
  RETURN_IF_ERROR(DropMeasurements(transaction, *dropped));
  for (const char* sql : kDropFactsSql) {
    Statement& drop = transaction.Prepared(sql);
    drop.BindInt(1, *dropped);
    RETURN_IF_ERROR(Run(drop));
  }
  return true;
}

}  // namespace regisseur
