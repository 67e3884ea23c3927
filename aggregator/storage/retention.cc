#include "aggregator/storage/retention.h"

#include <unistd.h>

#include <vector>

#include "absl/strings/str_cat.h"
#include "aggregator/storage/act_rows.h"
#include "aggregator/storage/as_known.h"
#include "aggregator/storage/delivery_purge.h"
#include "aggregator/storage/durable_file.h"
#include "aggregator/storage/original_rows.h"
#include "aggregator/storage/packed_file.h"
#include "aggregator/storage/pulse_store.h"
#include "aggregator/storage/purge_check.h"
#include "aggregator/storage/statement_steps.h"
#include "aggregator/storage/unchained_rows.h"
#include "core/base/status_macros.h"
#include "core/evidence/canonical_bytes.h"

namespace regisseur {
namespace {

constexpr char kOldRemarksSql[] =
    "SELECT m.id, m.remark FROM measurement m "
    "JOIN delivery d ON d.id = m.delivery "
    "WHERE m.remark IS NOT NULL AND m.period_end_us < ?1"
    " AND d.known_from_us IS NOT NULL";
constexpr char kForgetRemarkSql[] =
    "UPDATE measurement SET remark = NULL WHERE id = ?1";
constexpr char kOldTitlesSql[] =
    "SELECT t.id, t.title FROM ticket t "
    "JOIN delivery d ON d.id = t.delivery "
    "WHERE t.title IS NOT NULL AND t.updated_us < ?1"
    " AND d.known_from_us IS NOT NULL";
constexpr char kForgetTitleSql[] =
    "UPDATE ticket SET title = NULL WHERE id = ?1";
constexpr char kDropPersonalSql[] = "DELETE FROM personal_text WHERE id = ?1";
// A file goes when nobody sent it since.
constexpr char kOldOriginalsSql[] =
    "SELECT sha256 FROM original GROUP BY sha256 "
    "HAVING MAX(known_from_us) < ?1"
    " AND SUM(CASE WHEN purge_act IS NULL THEN 1 ELSE 0 END) > 0"
    " AND SUM(CASE WHEN act IS NULL THEN 1 ELSE 0 END) = 0 ORDER BY sha256";
constexpr char kTakeOriginalSql[] =
    "UPDATE original SET purge_act = ?2 "
    "WHERE sha256 = ?1 AND purge_act IS NULL";

Act PurgeAct(absl::string_view what, size_t count) {
  Act act;
  act.method = absl::StrCat("daemon.Purge", what);
  act.via = "daemon";
  act.arguments = {{"count", absl::StrCat(count)}};
  return act;
}

}  // namespace

std::string PurgedOriginalRow(absl::string_view sha256) {
  CanonicalBytes row;
  row.Letter('F');
  row.Text(sha256);
  return std::string(row.bytes());
}

absl::Status RetentionPurge::Run(const Principal& who,
                                 const RetentionBorders& borders) {
  RETURN_IF_ERROR(queue_.Write(
      WriteQueue::Lane::kAct, [&](Transaction& transaction) -> absl::Status {
        ASSIGN_OR_RETURN(const absl::Time known,
                         NextKnownTime(transaction, clock_));
        RETURN_IF_ERROR(ChainRows(transaction, known, who));
        RETURN_IF_ERROR(PurgeOldRows(transaction, known, who, borders.charges,
                                     borders.measurements));
        RETURN_IF_ERROR(
            PurgeOldTickets(transaction, known, who, borders.tickets));
        RETURN_IF_ERROR(
            PurgeOldObjectives(transaction, known, who, borders.objectives));
        RETURN_IF_ERROR(
            PurgeOldCommitments(transaction, known, who, borders.charges));
        RETURN_IF_ERROR(
            PurgeOldInvoices(transaction, known, who, borders.invoices));
        RETURN_IF_ERROR(PurgeRemarks(transaction, known, who, borders.remarks));
        RETURN_IF_ERROR(
            PurgePulseWords(transaction, known, who, borders.pulse_words));
        return PurgeOriginals(transaction, known, who, borders.originals);
      }));
  return RemoveFiles();
}

absl::Status RetentionPurge::PurgeRemarks(Transaction& transaction,
                                          absl::Time known,
                                          const Principal& who,
                                          absl::Time before) {
  const std::pair<const char*, const char*> kinds[] = {
      {kOldRemarksSql, kForgetRemarkSql}, {kOldTitlesSql, kForgetTitleSql}};
  size_t count = 0;
  for (const auto& [find, forget_it] : kinds) {
    std::vector<std::pair<int64_t, int64_t>> remarks;
    Statement& read = transaction.Prepared(find);
    BindTime(read, 1, before);
    while (true) {
      ASSIGN_OR_RETURN(const bool found, read.Step());
      if (!found) break;
      remarks.emplace_back(read.Int(0), read.Int(1));
    }
    read.Reset();
    for (const auto& [fact, remark] : remarks) {
      Statement& forget = transaction.Prepared(forget_it);
      forget.BindInt(1, fact);
      RETURN_IF_ERROR(regisseur::Run(forget));
      Statement& drop = transaction.Prepared(kDropPersonalSql);
      drop.BindInt(1, remark);
      RETURN_IF_ERROR(regisseur::Run(drop));
    }
    count += remarks.size();
  }
  if (count == 0) return absl::OkStatus();
  return AppendAct(transaction, known, who, PurgeAct("Remarks", count))
      .status();
}

absl::Status RetentionPurge::PurgePulseWords(Transaction& transaction,
                                             absl::Time known,
                                             const Principal& who,
                                             absl::Time before) {
  if (before == absl::InfinitePast()) return absl::OkStatus();
  ASSIGN_OR_RETURN(
      const int64_t count,
      ForgetPulseWords(transaction,
                       absl::ToCivilDay(before, absl::UTCTimeZone())));
  if (count == 0) return absl::OkStatus();
  return AppendAct(transaction, known, who, PurgeAct("PulseWords", count))
      .status();
}

absl::Status RetentionPurge::PurgeOriginals(Transaction& transaction,
                                            absl::Time known,
                                            const Principal& who,
                                            absl::Time before) {
  std::vector<std::string> hashes;
  Statement& read = transaction.Prepared(kOldOriginalsSql);
  BindTime(read, 1, before);
  while (true) {
    ASSIGN_OR_RETURN(const bool found, read.Step());
    if (!found) break;
    hashes.emplace_back(read.Text(0));
  }
  read.Reset();
  if (hashes.empty()) return absl::OkStatus();
  Act act = PurgeAct("Originals", hashes.size());
  for (const std::string& hash : hashes) {
    act.rows.push_back(PurgedOriginalRow(hash));
  }
  ASSIGN_OR_RETURN(const AppendedAct appended,
                   AppendAct(transaction, known, who, act));
  for (const std::string& hash : hashes) {
    Statement& take = transaction.Prepared(kTakeOriginalSql);
    take.BindText(1, hash);
    take.BindInt(2, appended.id);
    RETURN_IF_ERROR(regisseur::Run(take));
  }
  return absl::OkStatus();
}

// After the record is durable; what a crash leaves goes with the next purge.
absl::Status RetentionPurge::RemoveFiles() {
  ASSIGN_OR_RETURN(const std::vector<KeptOriginal> originals,
                   ListKeptOriginals(database_));
  for (const KeptOriginal& original : originals) {
    const std::string path =
        OriginalPath(absl::StrCat(data_dir_, "/originals"), original.sha256);
    if (!original.purged || access(path.c_str(), F_OK) != 0) continue;
    bool is_recorded = false;
    RETURN_IF_ERROR(database_.Read([&](Connection& connection) -> absl::Status {
      ASSIGN_OR_RETURN(is_recorded,
                       IsOriginalPurgeRecorded(connection, original.sha256));
      return absl::OkStatus();
    }));
    if (is_recorded) RETURN_IF_ERROR(RemoveTree(path));
  }
  return absl::OkStatus();
}

}  // namespace regisseur
