#include "aggregator/storage/try_rows.h"

#include <algorithm>

#include "aggregator/storage/source_rows.h"
#include "aggregator/storage/statement_steps.h"
#include "core/base/status_macros.h"

namespace regisseur {
namespace {

constexpr char kSetAdapterSql[] =
    "UPDATE source_progress SET adapter_version = ?2 WHERE source = ?1";
constexpr char kLastTrySql[] =
    "SELECT id, outcome, rule, message, data_until_us, adapter_version,"
    " tells FROM source_try WHERE source = ?1 ORDER BY id DESC LIMIT 1";
constexpr char kReachSql[] =
    "SELECT MAX(data_until_us) FROM source_try WHERE source = ?1";
constexpr char kExtendTrySql[] =
    "UPDATE source_try SET last_us = ?2, tries = tries + 1,"
    " data_until_us = COALESCE(?3, data_until_us) WHERE id = ?1";
constexpr char kInsertTrySql[] =
    "INSERT INTO source_try (source, outcome, rule, message, first_us,"
    " last_us, tries, data_until_us, adapter_version, tells) "
    "VALUES (?1, ?2, ?3, ?4, ?5, ?5, 1, ?6, ?7, ?8)";

}  // namespace

absl::Status RecordSourceTry(Transaction& transaction, int64_t source,
                             SourceTry attempt) {
  if (attempt.keeps_reach && attempt.data_until.has_value()) {
    Statement& reach = transaction.Prepared(kReachSql);
    reach.BindInt(1, source);
    ASSIGN_OR_RETURN(const bool row, reach.Step());
    if (row) {
      attempt.data_until =
          std::max(*attempt.data_until,
                   FindTime(reach, 0).value_or(absl::InfinitePast()));
    }
    reach.Reset();
  }
  if (!attempt.adapter_version.empty()) {
    Statement& set = transaction.Prepared(kSetAdapterSql);
    set.BindInt(1, source);
    set.BindText(2, attempt.adapter_version);
    RETURN_IF_ERROR(Run(set));
  }
  Statement& last = transaction.Prepared(kLastTrySql);
  last.BindInt(1, source);
  ASSIGN_OR_RETURN(const bool found, last.Step());
  if (found) {
    const int64_t id = last.Int(0);
    // How far the data reaches moves with each poll of some pages; that alone
    // is no new stretch while nothing new was told.
    const bool same = last.Int(1) == static_cast<int64_t>(attempt.outcome) &&
                      last.Text(2) == attempt.rule &&
                      last.Text(3) == attempt.message &&
                      last.Text(5) == attempt.adapter_version &&
                      last.Int(6) == ToBits(attempt.tells) &&
                      (FindTime(last, 4) == attempt.data_until ||
                       attempt.outcome == TryOutcome::kUnchanged);
    last.Reset();
    if (same) {
      Statement& extend = transaction.Prepared(kExtendTrySql);
      extend.BindInt(1, id);
      BindTime(extend, 2, attempt.time);
      BindTime(extend, 3, attempt.data_until);
      return Run(extend);
    }
  }
  Statement& insert = transaction.Prepared(kInsertTrySql);
  insert.BindInt(1, source);
  insert.BindInt(2, static_cast<int64_t>(attempt.outcome));
  insert.BindText(3, attempt.rule);
  insert.BindText(4, attempt.message);
  BindTime(insert, 5, attempt.time);
  BindTime(insert, 6, attempt.data_until);
  insert.BindText(7, attempt.adapter_version);
  insert.BindInt(8, ToBits(attempt.tells));
  return Run(insert);
}

}  // namespace regisseur
