#include "aggregator/storage/run_in_force.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "aggregator/storage/as_known.h"
#include "aggregator/storage/batch_stager.h"
#include "aggregator/storage/chain_rows.h"
#include "aggregator/storage/finding_rows.h"
#include "aggregator/storage/source_rows.h"
#include "aggregator/storage/statement_steps.h"
#include "aggregator/storage/status_rows.h"
#include "core/base/failpoint.h"
#include "core/base/status_macros.h"
#include "core/evidence/chain_entry.h"

namespace regisseur {
namespace {

constexpr char kSetLastSql[] =
    "UPDATE source_progress SET staged_run = '', staged_number = 0,"
    " last_run = ?2, last_number = ?3,"
    " deliveries_in_force = deliveries_in_force + ?4 WHERE source = ?1";
constexpr char kDropDeliverySql[] =
    "UPDATE delivery SET dropped = 1 WHERE id = ?1";
constexpr char kConfirmDeliverySql[] =
    "UPDATE delivery SET confirmed_us = ?2, confirmed_origin = ?3 "
    "WHERE id = ?1";
// Who told it last counts: a file that was renamed and says the same only
// confirmed it.
constexpr char kToldBySql[] =
    "SELECT d.id, d.kind, d.scope, COALESCE(d.confirmed_origin, d.origin) "
    "FROM delivery d WHERE d.source = ?1 AND d.completeness = 1"
    " AND d.row_count > 0 AND " REGISSEUR_IN_FORCE("d") " ORDER BY d.id";
constexpr char kInForceOfScopeSql[] =
    "SELECT d.id, d.kind, d.row_count, d.row_hash,"
    // A row can stand for many lines.
    " CASE d.kind WHEN 2 THEN (SELECT COALESCE(SUM(p.facts), 0)"
    "  FROM delivery_party p WHERE p.delivery = d.id)"
    " ELSE d.row_count END FROM delivery d "
    "WHERE d.source = ?1 AND d.scope = ?2 AND " REGISSEUR_IN_FORCE(
        "d") " ORDER BY d.id";
constexpr char kKindOfScopeSql[] =
    "SELECT kind FROM delivery WHERE source = ?1 AND kind <> 0 "
    "ORDER BY CASE WHEN scope = ?2 THEN 0 ELSE 1 END, id DESC LIMIT 1";
constexpr char kCloseDeliverySql[] =
    "UPDATE delivery SET known_until_us = ?2 WHERE id = ?1";
constexpr char kPutInForceSql[] =
    "UPDATE delivery SET kind = ?2, chain = ?3, number = ?4, chain_hash = ?5,"
    " known_from_us = ?6, confirmed_us = ?6, region_left_out = ?7,"
    " total_count = ?8, totals_hash = ?9 WHERE id = ?1";
constexpr char kPeriodsOfTotalsSql[] =
    "INSERT INTO delivery_period (billing_period_start_s, delivery) "
    "SELECT DISTINCT billing_period_start_s, delivery FROM cost_total "
    "WHERE delivery = ?1";
constexpr char kPartiesOfTotalsSql[] =
    "INSERT INTO delivery_party (delivery, party, facts) "
    "SELECT delivery, party, SUM(charges) FROM cost_total "
    "WHERE delivery = ?1 GROUP BY delivery, party";
constexpr char kPartiesOfMeasurementsSql[] =
    "INSERT INTO delivery_party (delivery, party, facts) "
    "SELECT delivery, party, COUNT(*) FROM measurement "
    "WHERE delivery = ?1 GROUP BY delivery, party";
constexpr char kPartiesOfTicketsSql[] =
    "INSERT INTO delivery_party (delivery, party, facts) "
    "SELECT delivery, party, COUNT(*) FROM ticket "
    "WHERE delivery = ?1 GROUP BY delivery, party";
constexpr char kPartiesOfObjectivesSql[] =
    "INSERT INTO delivery_party (delivery, party, facts) "
    "SELECT delivery, party, COUNT(*) FROM objective "
    "WHERE delivery = ?1 GROUP BY delivery, party";
constexpr char kPartiesOfInvoicesSql[] =
    "INSERT INTO delivery_party (delivery, party, facts) "
    "SELECT delivery, party, COUNT(*) FROM invoice "
    "WHERE delivery = ?1 GROUP BY delivery, party";

constexpr char kPartiesOfCommitmentsSql[] =
    "INSERT INTO delivery_party (delivery, party, facts) "
    "SELECT delivery, party, COUNT(*) FROM commitment "
    "WHERE delivery = ?1 GROUP BY delivery, party";

// What the deliveries of one run come into force with.
struct Moment {
  const StagedBatch& last;
  int64_t source;
  absl::Time known;
};

// What the run has changed so far.
struct Changes {
  int64_t put = 0;         // deliveries in force
  int64_t replaced = 0;    // deliveries that it closed
  int64_t superseded = 0;  // their rows
};

// A delivery of the same source and scope that is in force.
struct InForce {
  int64_t id;
  int64_t rows;
  bool same;  // says the same
};

// A delivery without rows: only its predecessors tell what it is about.
absl::StatusOr<FactKind> KindOfEmpty(Transaction& transaction, int64_t source,
                                     const Delivery& head) {
  Statement& kind = transaction.Prepared(kKindOfScopeSql);
  kind.BindInt(1, source);
  kind.BindText(2, head.scope);
  ASSIGN_OR_RETURN(const std::optional<int64_t> before, FindInt(kind));
  if (before.has_value()) return static_cast<FactKind>(*before);
  return head.period_start.has_value() ? FactKind::kCharges : FactKind::kStatus;
}

absl::StatusOr<std::vector<InForce>> ListInForce(
    Transaction& transaction, int64_t source, const StagedDelivery& delivery) {
  std::vector<InForce> in_force;
  // A live page's changes carry the times of their polls: none repeats another,
  // and there are too many to look.
  const bool may_repeat =
      delivery.head.completeness == Completeness::kComplete ||
      delivery.head.recorded || *delivery.kind != FactKind::kStatus;
  if (!may_repeat) return in_force;
  Statement& read = transaction.Prepared(kInForceOfScopeSql);
  read.BindInt(1, source);
  read.BindText(2, delivery.head.scope);
  while (true) {
    ASSIGN_OR_RETURN(const bool row, read.Step());
    if (!row) break;
    in_force.push_back({read.Int(0), read.Int(4),
                        read.Int(1) == static_cast<int64_t>(*delivery.kind) &&
                            read.Int(2) == delivery.rows &&
                            read.Blob(3) == ToBytes(delivery.hash)});
  }
  read.Reset();
  return in_force;
}

// Writes the kept totals, and the ways into the delivery.
absl::Status WriteTotals(Transaction& transaction,
                         const StagedDelivery& delivery) {
  std::vector<const char*> ways;
  switch (*delivery.kind) {
    case FactKind::kStatus:
      break;
    case FactKind::kCharges:
      RETURN_IF_ERROR(delivery.cells.Write(transaction, delivery.id));
      ways = {kPeriodsOfTotalsSql, kPartiesOfTotalsSql};
      break;
    case FactKind::kMeasurements:
      ways = {kPartiesOfMeasurementsSql};
      break;
    case FactKind::kTickets:
      ways = {kPartiesOfTicketsSql};
      break;
    case FactKind::kObjectives:
      ways = {kPartiesOfObjectivesSql};
      break;
    case FactKind::kInvoices:
      ways = {kPartiesOfInvoicesSql};
      break;
    case FactKind::kCommitments:
      ways = {kPartiesOfCommitmentsSql};
      break;
  }
  for (const char* sql : ways) {
    Statement& insert = transaction.Prepared(sql);
    insert.BindInt(1, delivery.id);
    RETURN_IF_ERROR(Run(insert));
  }
  return absl::OkStatus();
}

// What the chain says of the kept totals, which must have been written.
absl::StatusOr<ChainedTotals> TotalsOf(Transaction& transaction,
                                       const StagedDelivery& delivery) {
  ChainedTotals totals;
  totals.region_left_out = delivery.cells.region_left_out();
  Sha256Hasher hasher;
  RETURN_IF_ERROR(
      ReadCanonicalTotals(transaction, delivery.id, [&](absl::string_view row) {
        totals.hash = RowHash(hasher, totals.hash, row);
        ++totals.count;
        return absl::OkStatus();
      }));
  return totals;
}

// Appends the delivery to its provider's chain and gives it its known time.
absl::Status Chain(Transaction& transaction, const Moment& moment,
                   const StagedDelivery& delivery) {
  ASSIGN_OR_RETURN(
      ChainEnd chain,
      OpenChain(transaction, ChainOfProvider(moment.last.assign(""))));
  DeliveryHead head;
  head.source = moment.last.source;
  head.chain = chain.name;
  head.number = chain.length + 1;
  head.kind = *delivery.kind;
  head.delivery = delivery.head;
  head.delivered_by = moment.last.delivered_by;
  head.rows = delivery.rows;
  head.known_from = moment.known;
  ASSIGN_OR_RETURN(head.totals, TotalsOf(transaction, delivery));
  ASSIGN_OR_RETURN(const Sha256 hash,
                   GrowChain(transaction, chain, head.Encode(), delivery.hash));
  Failpoint("delivery:chained");

  Statement& put = transaction.Prepared(kPutInForceSql);
  put.BindInt(1, delivery.id);
  put.BindInt(2, static_cast<int64_t>(*delivery.kind));
  put.BindInt(3, chain.id);
  put.BindInt(4, chain.length);
  put.BindBlob(5, ToBytes(hash));
  BindTime(put, 6, moment.known);
  put.BindInt(7, head.totals.region_left_out ? 1 : 0);
  put.BindInt(8, head.totals.count);
  put.BindBlob(9, ToBytes(head.totals.hash));
  return Run(put);
}

absl::Status Drop(Transaction& transaction, int64_t delivery) {
  Statement& drop = transaction.Prepared(kDropDeliverySql);
  drop.BindInt(1, delivery);
  return Run(drop);
}

absl::Status PutDeliveryInForce(Transaction& transaction, const Moment& moment,
                                StagedDelivery& delivery, Changes& changes) {
  if (!delivery.kind.has_value()) {
    ASSIGN_OR_RETURN(delivery.kind,
                     KindOfEmpty(transaction, moment.source, delivery.head));
  }
  ASSIGN_OR_RETURN(const std::vector<InForce> in_force,
                   ListInForce(transaction, moment.source, delivery));
  const bool complete = delivery.head.completeness == Completeness::kComplete;
  const auto same =
      std::find_if(in_force.begin(), in_force.end(),
                   [](const InForce& other) { return other.same; });
  if (same != in_force.end() && (!complete || in_force.size() == 1)) {
    Statement& confirm = transaction.Prepared(kConfirmDeliverySql);
    confirm.BindInt(1, same->id);
    BindTime(confirm, 2, moment.known);
    confirm.BindText(3, delivery.head.origin);
    RETURN_IF_ERROR(Run(confirm));
    return Drop(transaction, delivery.id);
  }
  const bool says_nothing = !complete && delivery.rows == 0;
  if (says_nothing) {
    return Drop(transaction, delivery.id);
  }
  if (complete) {
    for (const InForce& old : in_force) {
      Statement& close = transaction.Prepared(kCloseDeliverySql);
      close.BindInt(1, old.id);
      BindTime(close, 2, moment.known);
      RETURN_IF_ERROR(Run(close));
      ++changes.replaced;
      changes.superseded += old.rows;
    }
  }
  Failpoint("delivery:replaced-closed");
  RETURN_IF_ERROR(WriteTotals(transaction, delivery));
  Failpoint("delivery:totals-kept");
  RETURN_IF_ERROR(Chain(transaction, moment, delivery));
  Failpoint("delivery:in-force");
  ++changes.put;
  return absl::OkStatus();
}

// Puts an empty delivery in the place of each that one of the origins told and
// this run, which tells them whole, does not: its chain then shows since when
// the scope holds nothing, and on whose word.
absl::Status WithdrawUntold(Transaction& transaction, const Moment& moment,
                            const StagedRun& run,
                            const std::set<std::string>& origins,
                            Changes& changes) {
  struct Untold {
    int64_t id;
    FactKind kind;
    std::string origin;
  };
  std::vector<Untold> untold;
  Statement& read = transaction.Prepared(kToldBySql);
  read.BindInt(1, moment.source);
  while (true) {
    ASSIGN_OR_RETURN(const bool row, read.Step());
    if (!row) break;
    std::string origin(read.Text(3));
    if (run.Find(read.Text(2)) == nullptr && origins.contains(origin)) {
      untold.push_back(
          {read.Int(0), static_cast<FactKind>(read.Int(1)), std::move(origin)});
    }
  }
  read.Reset();
  for (const Untold& old : untold) {
    ASSIGN_OR_RETURN(Delivery head, ReadHead(transaction, old.id));
    head.origin = old.origin;
    ASSIGN_OR_RETURN(const std::unique_ptr<StagedDelivery> empty,
                     StageDelivery(transaction, moment.last, moment.source,
                                   std::move(head)));
    empty->kind = old.kind;
    RETURN_IF_ERROR(PutDeliveryInForce(transaction, moment, *empty, changes));
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status PutRunInForce(Transaction& transaction, const StagedBatch& last,
                           int64_t source, absl::Time known,
                           const StagedRun& run, int64_t& superseded) {
  const Moment moment{last, source, known};
  Changes changes;
  const std::set<std::string> whole(last.facts.whole_origins.begin(),
                                    last.facts.whole_origins.end());
  std::set<std::string> files = whole;
  for (const auto& delivery : run.deliveries()) {
    files.insert(delivery->head.origin);
    RETURN_IF_ERROR(
        PutDeliveryInForce(transaction, moment, *delivery, changes));
  }
  if (!whole.empty()) {
    RETURN_IF_ERROR(WithdrawUntold(transaction, moment, run, whole, changes));
  }
  RETURN_IF_ERROR(PutLiveCoverageInForce(transaction, source, known));
  RETURN_IF_ERROR(PutFindingsInForce(transaction, source, files, known));
  Statement& set = transaction.Prepared(kSetLastSql);
  set.BindInt(1, source);
  set.BindText(2, last.facts.run);
  set.BindInt(3, last.facts.number);
  set.BindInt(4, changes.put - changes.replaced);
  superseded += changes.superseded;
  return Run(set);
}

}  // namespace regisseur
