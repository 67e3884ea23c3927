#include <algorithm>
#include <string>
#include <utility>

#include "aggregator/storage/as_known.h"
#include "aggregator/storage/finding_rows.h"
#include "aggregator/storage/row_hash.h"
#include "aggregator/storage/source_rows.h"
#include "aggregator/storage/statement_steps.h"
#include "aggregator/storage/storage.h"
#include "core/base/status_macros.h"
#include "core/portfolio/portfolio.h"

namespace regisseur {
namespace {

// Newest first; stretches that began after the moment were not known then.
constexpr char kTriesSql[] =
    "SELECT outcome, rule, message, first_us, last_us, tries, data_until_us,"
    " adapter_version, tells FROM source_try "
    "WHERE source = ?1 AND first_us <= ?2 ORDER BY id DESC";
constexpr char kCountInForceSql[] =
    "SELECT COUNT(*) FROM delivery d WHERE d.source = ?1"
    " AND " REGISSEUR_KNOWN("d", "?2");
constexpr char kUnassignedSql[] =
    "SELECT p.name, SUM(f.facts) FROM delivery d "
    "JOIN delivery_party f ON f.delivery = d.id "
    "JOIN party p ON p.id = f.party "
    "JOIN party_assignment a ON a.party = p.id AND a.provider = ?3"
    " AND " REGISSEUR_KNOWN("a", "?2")
    " WHERE d.source = ?1 AND " REGISSEUR_KNOWN("d", "?2")
    " GROUP BY p.id, p.name";

// A charge can stand for many lines.
#define REGISSEUR_DELIVERY_COLUMNS                                        \
  "SELECT s.name, c.name, d.number, d.kind, d.scope, d.completeness,"     \
  " d.recorded, d.period_start_us, d.period_end_us, d.origin, d.account," \
  " d.known_from_us, d.known_until_us, d.row_hash, d.chain_hash,"         \
  " CASE d.kind WHEN 2 THEN (SELECT COALESCE(SUM(f.facts), 0)"            \
  "  FROM delivery_party f WHERE f.delivery = d.id)"                      \
  " ELSE d.row_count END, d.delivered_by, d.lines_dropped "               \
  "FROM delivery d "                                                      \
  "JOIN source s ON s.id = d.source JOIN chain c ON c.id = d.chain "
constexpr char kAllDeliveriesSql[] = REGISSEUR_DELIVERY_COLUMNS
    "WHERE " REGISSEUR_KNOWN("d", "?2") " ORDER BY c.id, d.number";
constexpr char kDeliveriesSql[] =
    REGISSEUR_DELIVERY_COLUMNS "WHERE d.source = ?1 AND " REGISSEUR_KNOWN(
        "d", "?2") " ORDER BY c.id, d.number";
constexpr char kLastToldSql[] =
    "SELECT MAX(confirmed_us) FROM delivery "
    "WHERE source = ?1 AND known_from_us IS NOT NULL";
constexpr char kToldAfterSql[] = REGISSEUR_DELIVERY_COLUMNS
    "WHERE d.source = ?1 AND d.known_from_us IS NOT NULL"
    " AND d.known_until_us IS NULL AND d.confirmed_us > ?2 "
    "ORDER BY c.id, d.number LIMIT 1000";
constexpr char kSourcesSql[] =
    "SELECT s.name FROM source s WHERE EXISTS"
    " (SELECT 1 FROM delivery d WHERE d.source = s.id"
    "  AND d.known_from_us IS NOT NULL)";

bool IsGood(TryOutcome outcome) {
  return outcome == TryOutcome::kAnswered || outcome == TryOutcome::kUnchanged;
}

// The tries of a stretch that had happened by `known`, taking them to be evenly
// spread: only its first and last are stored.
int TriesUntil(absl::Time first, absl::Time last, int64_t tries,
               absl::Time known) {
  if (known >= last || last <= first || tries < 2) {
    return static_cast<int>(tries);
  }
  const absl::Duration step = (last - first) / (tries - 1);
  if (step <= absl::ZeroDuration()) return static_cast<int>(tries);
  return static_cast<int>((known - first) / step) + 1;
}

absl::Status ReadTries(Connection& connection, int64_t source, AsOf as_of,
                       SourceRecord& record) {
  Statement& read = connection.Prepared(kTriesSql);
  read.BindInt(1, source);
  BindTime(read, 2, as_of.known);
  bool answered = false;
  while (!answered || !record.data_until.has_value()) {
    ASSIGN_OR_RETURN(const bool row, read.Step());
    if (!row) break;
    const auto outcome = static_cast<TryOutcome>(read.Int(0));
    const absl::Time first = Time(read, 3);
    const absl::Time last = std::min(Time(read, 4), as_of.known);
    std::optional<absl::Time> data_until = FindTime(read, 6);
    // It may have grown since.
    if (data_until.has_value() && Time(read, 4) > as_of.known) {
      data_until = std::min(*data_until, last);
    }
    if (!record.last_try.has_value()) {
      record.last_try = last;
      record.adapter_version = std::string(read.Text(7));
    }
    if (record.tells.empty()) record.tells = FactKindsFromBits(read.Int(8));
    if (IsGood(outcome)) {
      if (!answered) record.last_answer = last;
      answered = true;
      if (!record.data_until.has_value()) record.data_until = data_until;
      continue;
    }
    if (answered) continue;
    record.failures_in_row +=
        TriesUntil(first, Time(read, 4), read.Int(5), as_of.known);
    if (!record.failure.has_value()) {
      SourceTry failure;
      failure.time = last;
      failure.outcome = outcome;
      failure.rule = std::string(read.Text(1));
      failure.message = std::string(read.Text(2));
      failure.data_until = data_until;
      failure.adapter_version = std::string(read.Text(7));
      failure.tells = FactKindsFromBits(read.Int(8));
      record.failure = std::move(failure);
    }
  }
  read.Reset();
  return absl::OkStatus();
}

DeliveryRecord ReadDelivery(const Statement& read) {
  DeliveryRecord record;
  record.source = std::string(read.Text(0));
  record.chain = std::string(read.Text(1));
  record.number = read.Int(2);
  record.kind = static_cast<FactKind>(read.Int(3));
  record.head.scope = std::string(read.Text(4));
  record.head.completeness = static_cast<Completeness>(read.Int(5));
  record.head.recorded = read.Int(6) != 0;
  record.head.period_start = FindTime(read, 7);
  record.head.period_end = FindTime(read, 8);
  record.head.origin = std::string(read.Text(9));
  record.head.billing_account_id = std::string(read.Text(10));
  record.known_from = Time(read, 11);
  record.known_until = FindTime(read, 12);
  record.rows_sha256 = ToHex(HashFromBytes(read.Blob(13)));
  record.chain_sha256 = ToHex(HashFromBytes(read.Blob(14)));
  record.rows = read.Int(15);
  record.delivered_by = std::string(read.Text(16));
  record.lines_dropped = read.Int(17) != 0;
  return record;
}

}  // namespace

absl::StatusOr<SourceRecord> SourceReader::GetSource(const Principal& who,
                                                     absl::string_view source,
                                                     AsOf as_of) const {
  SourceRecord record;
  RETURN_IF_ERROR(database_.Read([&](Connection& connection) -> absl::Status {
    ASSIGN_OR_RETURN(const std::optional<int64_t> id,
                     FindSourceId(connection, source));
    if (!id.has_value()) return absl::OkStatus();
    RETURN_IF_ERROR(ReadTries(connection, *id, as_of, record));
    ASSIGN_OR_RETURN(const StoredProgress stored,
                     ReadProgress(connection, *id));
    record.cursor = stored.progress.cursor;
    if (as_of.IsNow()) {
      record.deliveries_in_force = stored.deliveries_in_force;
      return absl::OkStatus();
    }
    Statement& count = connection.Prepared(kCountInForceSql);
    count.BindInt(1, *id);
    BindTime(count, 2, as_of.known);
    ASSIGN_OR_RETURN(const std::optional<int64_t> in_force, FindInt(count));
    record.deliveries_in_force = in_force.value_or(0);
    return absl::OkStatus();
  }));
  return record;
}

absl::StatusOr<std::vector<Finding>> SourceReader::ListFindings(
    const Principal& who, absl::string_view source, AsOf as_of) const {
  std::vector<Finding> findings;
  RETURN_IF_ERROR(database_.Read([&](Connection& connection) -> absl::Status {
    ASSIGN_OR_RETURN(const std::optional<int64_t> id,
                     FindSourceId(connection, source));
    if (!id.has_value()) return absl::OkStatus();
    ASSIGN_OR_RETURN(findings, ReadFindings(connection, *id, as_of));
    return absl::OkStatus();
  }));
  return findings;
}

absl::StatusOr<std::vector<UnassignedParty>> SourceReader::ListUnassigned(
    const Principal& who, absl::string_view source, AsOf as_of,
    int limit) const {
  std::vector<UnassignedParty> parties;
  RETURN_IF_ERROR(database_.Read([&](Connection& connection) -> absl::Status {
    ASSIGN_OR_RETURN(const std::optional<int64_t> id,
                     FindSourceId(connection, source));
    if (!id.has_value()) return absl::OkStatus();
    Statement& read = connection.Prepared(kUnassignedSql);
    read.BindInt(1, *id);
    BindTime(read, 2, as_of.known);
    read.BindText(3, kUnassigned);
    while (true) {
      ASSIGN_OR_RETURN(const bool row, read.Step());
      if (!row) break;
      parties.push_back({std::string(read.Text(0)), read.Int(1)});
    }
    return absl::OkStatus();
  }));
  std::sort(parties.begin(), parties.end(),
            [](const UnassignedParty& a, const UnassignedParty& b) {
              return a.count != b.count ? a.count > b.count : a.party < b.party;
            });
  if (parties.size() > static_cast<size_t>(std::max(limit, 0))) {
    parties.resize(static_cast<size_t>(std::max(limit, 0)));
  }
  return parties;
}

absl::StatusOr<std::vector<DeliveryRecord>> SourceReader::ListDeliveries(
    const Principal& who, absl::string_view source, AsOf as_of) const {
  std::vector<DeliveryRecord> deliveries;
  RETURN_IF_ERROR(database_.Read([&](Connection& connection) -> absl::Status {
    Statement& read = connection.Prepared(source.empty() ? kAllDeliveriesSql
                                                         : kDeliveriesSql);
    BindTime(read, 2, as_of.known);
    if (!source.empty()) {
      ASSIGN_OR_RETURN(const std::optional<int64_t> id,
                       FindSourceId(connection, source));
      if (!id.has_value()) return absl::OkStatus();
      read.BindInt(1, *id);
    }
    while (true) {
      ASSIGN_OR_RETURN(const bool row, read.Step());
      if (!row) break;
      deliveries.push_back(ReadDelivery(read));
    }
    return absl::OkStatus();
  }));
  std::stable_sort(deliveries.begin(), deliveries.end(),
                   [](const DeliveryRecord& a, const DeliveryRecord& b) {
                     return a.chain < b.chain;
                   });
  return deliveries;
}

absl::StatusOr<absl::Time> SourceReader::GetLastTold(
    const Principal& who, absl::string_view source) const {
  absl::Time last = absl::InfinitePast();
  RETURN_IF_ERROR(database_.Read([&](Connection& connection) -> absl::Status {
    ASSIGN_OR_RETURN(const std::optional<int64_t> id,
                     FindSourceId(connection, source));
    if (!id.has_value()) return absl::OkStatus();
    Statement& read = connection.Prepared(kLastToldSql);
    read.BindInt(1, *id);
    ASSIGN_OR_RETURN(const bool row, read.Step());
    if (row) last = FindTime(read, 0).value_or(last);
    read.Reset();
    return absl::OkStatus();
  }));
  return last;
}

absl::StatusOr<std::vector<DeliveryRecord>> SourceReader::ListToldAfter(
    const Principal& who, absl::string_view source, absl::Time after) const {
  std::vector<DeliveryRecord> deliveries;
  RETURN_IF_ERROR(database_.Read([&](Connection& connection) -> absl::Status {
    ASSIGN_OR_RETURN(const std::optional<int64_t> id,
                     FindSourceId(connection, source));
    if (!id.has_value()) return absl::OkStatus();
    Statement& read = connection.Prepared(kToldAfterSql);
    read.BindInt(1, *id);
    BindTime(read, 2, after);
    while (true) {
      ASSIGN_OR_RETURN(const bool row, read.Step());
      if (!row) break;
      deliveries.push_back(ReadDelivery(read));
    }
    read.Reset();
    return absl::OkStatus();
  }));
  return deliveries;
}

absl::StatusOr<std::vector<TryStretch>> SourceReader::ListTries(
    const Principal& who, absl::string_view source, TimeRange range,
    AsOf as_of) const {
  std::vector<TryStretch> tries;
  RETURN_IF_ERROR(database_.Read([&](Connection& connection) -> absl::Status {
    ASSIGN_OR_RETURN(const std::optional<int64_t> id,
                     FindSourceId(connection, source));
    if (!id.has_value()) return absl::OkStatus();
    Statement& read = connection.Prepared(kTriesSql);
    read.BindInt(1, *id);
    BindTime(read, 2, std::min(range.to, as_of.known));
    while (true) {
      ASSIGN_OR_RETURN(const bool row, read.Step());
      if (!row) break;
      TryStretch stretch;
      stretch.outcome = static_cast<TryOutcome>(read.Int(0));
      stretch.rule = std::string(read.Text(1));
      stretch.message = std::string(read.Text(2));
      stretch.first = Time(read, 3);
      stretch.last = std::min(Time(read, 4), as_of.known);
      // Newest first: what comes now is older still.
      if (stretch.last < range.from) break;
      tries.push_back(std::move(stretch));
    }
    read.Reset();
    return absl::OkStatus();
  }));
  std::reverse(tries.begin(), tries.end());
  return tries;
}

absl::StatusOr<std::vector<std::string>> SourceReader::ListKnownSources(
    const Principal& who) const {
  std::vector<std::string> sources;
  RETURN_IF_ERROR(database_.Read([&](Connection& connection) -> absl::Status {
    Statement& read = connection.Prepared(kSourcesSql);
    while (true) {
      ASSIGN_OR_RETURN(const bool row, read.Step());
      if (!row) break;
      sources.emplace_back(read.Text(0));
    }
    return absl::OkStatus();
  }));
  std::sort(sources.begin(), sources.end());
  return sources;
}

int64_t SourceReader::data_version() const { return database_.data_version(); }

}  // namespace regisseur
