#include <algorithm>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "aggregator/storage/as_known.h"
#include "aggregator/storage/charge_lines.h"
#include "aggregator/storage/cost_cells.h"
#include "aggregator/storage/finding_rows.h"
#include "aggregator/storage/page_state.h"
#include "aggregator/storage/row_hash.h"
#include "aggregator/storage/source_rows.h"
#include "aggregator/storage/statement_steps.h"
#include "aggregator/storage/status_rows.h"
#include "aggregator/storage/storage.h"
#include "aggregator/storage/text_dictionary.h"
#include "core/base/status_macros.h"
#include "core/portfolio/portfolio.h"

namespace regisseur {
namespace {

// Rows of a transaction, at most (DECISIONS 29).
constexpr int64_t kMaxRows = 10000;
// Runs whose staged state is remembered; others are read again when they go on.
constexpr size_t kMaxRememberedRuns = 16;
// A billing period counts as open until so long after its end: nobody tells us
// yet when a period is closed.
constexpr absl::Duration kOpenAfterEnd = absl::Hours(24 * 40);

constexpr char kSharedChain[] = "shared";
constexpr char kTax[] = "Tax";

constexpr char kSetCursorSql[] =
    "UPDATE source_progress SET cursor = ?2 WHERE source = ?1";
constexpr char kSetStagedSql[] =
    "UPDATE source_progress SET cursor = ?2, staged_run = ?3,"
    " staged_number = ?4 WHERE source = ?1";
constexpr char kSetLastSql[] =
    "UPDATE source_progress SET staged_run = '', staged_number = 0,"
    " last_run = ?2, last_number = ?3,"
    " deliveries_in_force = deliveries_in_force + ?4 WHERE source = ?1";
constexpr char kSetAdapterSql[] =
    "UPDATE source_progress SET adapter_version = ?2 WHERE source = ?1";

constexpr char kStagedDeliveriesSql[] =
    "SELECT id, scope, kind, row_count, row_hash FROM delivery "
    "WHERE source = ?1 AND known_from_us IS NULL AND dropped = 0 ORDER BY id";
constexpr char kInsertDeliverySql[] =
    "INSERT INTO delivery (source, run, kind, scope, completeness, recorded,"
    " period_start_us, period_end_us, origin, account, delivered_by,"
    " row_count, row_hash, dropped, lines_dropped, region_left_out) "
    "VALUES (?1, ?2, 0, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, 0, ?11, 0, 0, 0) "
    "RETURNING id";
constexpr char kUpdateStagedSql[] =
    "UPDATE delivery SET kind = ?2, row_count = ?3, row_hash = ?4,"
    " completeness = ?5, recorded = ?6, period_start_us = ?7,"
    " period_end_us = ?8, origin = ?9, account = ?10, delivered_by = ?11 "
    "WHERE id = ?1";
constexpr char kDropStagedSql[] =
    "UPDATE delivery SET dropped = 1 "
    "WHERE source = ?1 AND known_from_us IS NULL";
constexpr char kDropDeliverySql[] =
    "UPDATE delivery SET dropped = 1 WHERE id = ?1";
constexpr char kConfirmDeliverySql[] =
    "UPDATE delivery SET confirmed_us = ?2 WHERE id = ?1";
constexpr char kInForceOfScopeSql[] =
    "SELECT d.id, d.kind, d.row_count, d.row_hash FROM delivery d "
    "WHERE d.source = ?1 AND d.scope = ?2 AND " REGISSEUR_IN_FORCE(
        "d") " ORDER BY d.id";
constexpr char kKindOfScopeSql[] =
    "SELECT kind FROM delivery WHERE source = ?1 AND kind <> 0 "
    "ORDER BY CASE WHEN scope = ?2 THEN 0 ELSE 1 END, id DESC LIMIT 1";
constexpr char kCloseDeliverySql[] =
    "UPDATE delivery SET known_until_us = ?2 WHERE id = ?1";
constexpr char kPutInForceSql[] =
    "UPDATE delivery SET kind = ?2, chain = ?3, number = ?4, chain_hash = ?5,"
    " known_from_us = ?6, confirmed_us = ?6, region_left_out = ?7 "
    "WHERE id = ?1";

constexpr char kFindChainSql[] =
    "SELECT id, length, head_hash FROM chain WHERE name = ?1";
constexpr char kInsertChainSql[] =
    "INSERT INTO chain (name, length, head_hash) VALUES (?1, 0, ?2) "
    "RETURNING id";
constexpr char kGrowChainSql[] =
    "UPDATE chain SET length = ?2, head_hash = ?3 WHERE id = ?1";

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

constexpr char kFindPartySql[] =
    "SELECT id FROM party WHERE source = ?1 AND name = ?2";
constexpr char kInsertPartySql[] =
    "INSERT INTO party (source, name) VALUES (?1, ?2) RETURNING id";
constexpr char kAssignPartySql[] =
    "INSERT INTO party_assignment (party, provider, known_from_us) "
    "VALUES (?1, ?2, ?3)";
constexpr char kAssignedPartiesSql[] =
    "SELECT p.id, p.name, a.id, a.provider FROM party p "
    "JOIN party_assignment a ON a.party = p.id AND a.known_until_us IS NULL "
    "WHERE p.source = ?1";
constexpr char kEndAssignmentSql[] =
    "UPDATE party_assignment SET known_until_us = ?2 WHERE id = ?1";

constexpr char kInsertPersonalSql[] =
    "INSERT INTO personal_text (value) VALUES (?1) RETURNING id";
constexpr char kInsertMeasurementSql[] =
    "INSERT INTO measurement (delivery, row, line, party, service_text,"
    " indicator_text, period_start_us, period_end_us, value, numerator,"
    " denominator, norm, norm_operator, unit_text, remark, not_applicable) "
    "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15,"
    " ?16)";

constexpr char kForgetSeenSql[] = "DELETE FROM page_seen WHERE source = ?1";
constexpr char kInsertSeenSql[] =
    "INSERT INTO page_seen (source, kind, partner_id) VALUES (?1, ?2, ?3) "
    "ON CONFLICT (source, kind, partner_id) DO NOTHING";

constexpr char kLastTrySql[] =
    "SELECT id, outcome, rule, message, data_until_us, adapter_version,"
    " tells FROM source_try WHERE source = ?1 ORDER BY id DESC LIMIT 1";
constexpr char kExtendTrySql[] =
    "UPDATE source_try SET last_us = ?2, tries = tries + 1,"
    " data_until_us = COALESCE(?3, data_until_us) WHERE id = ?1";
constexpr char kInsertTrySql[] =
    "INSERT INTO source_try (source, outcome, rule, message, first_us,"
    " last_us, tries, data_until_us, adapter_version, tells) "
    "VALUES (?1, ?2, ?3, ?4, ?5, ?5, 1, ?6, ?7, ?8)";

constexpr char kNextDroppedSql[] =
    "SELECT id FROM delivery WHERE known_from_us IS NULL AND dropped = 1 "
    "LIMIT 1";
constexpr char kNextLinesToDropSql[] =
    "SELECT id FROM delivery WHERE kind = 2 AND lines_dropped = 1"
    " AND known_until_us IS NOT NULL LIMIT 1";
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

// A delivery of the run that is being staged.
struct StagedDelivery {
  int64_t id = 0;
  Delivery head;
  std::optional<FactKind> kind;  // known with the first row
  int64_t rows = 0;
  Sha256 hash{};
  CostCells cells;
  LineTextsBuilder line_texts;  // of the batch that is being stored
  bool told_in_batch = false;
};

// What a run has staged so far, by scope: a scope that a run tells twice is one
// delivery. In the order of coming.
struct StagedRun {
  std::vector<std::unique_ptr<StagedDelivery>> deliveries;

  StagedDelivery* Find(absl::string_view scope) {
    for (const auto& delivery : deliveries) {
      if (delivery->head.scope == scope) return delivery.get();
    }
    return nullptr;
  }
};

absl::Status InvalidRow(absl::string_view what, int64_t row,
                        absl::string_view why) {
  return absl::InvalidArgumentError(
      absl::StrCat(what, " ", row, " of the batch ", why));
}

void BindHead(Statement& statement, int first, const Delivery& head) {
  statement.BindInt(first, static_cast<int64_t>(head.completeness));
  statement.BindInt(first + 1, head.recorded ? 1 : 0);
  BindTime(statement, first + 2, head.period_start);
  BindTime(statement, first + 3, head.period_end);
  statement.BindText(first + 4, head.origin);
  statement.BindText(first + 5, head.billing_account_id);
}

void BindNumber(Statement& statement, int index,
                const std::optional<Decimal>& number) {
  if (number.has_value()) statement.BindText(index, number->ToString());
}

}  // namespace

class FactWriter::Impl {
 public:
  Impl(Database& database, WriteQueue& queue, const Clock& clock)
      : database(database), queue(queue), clock(clock) {}

  // Runs `write` on the writer thread; forgets what is remembered there when
  // it did not become durable.
  absl::Status Write(WriteQueue::Lane lane,
                     const std::function<absl::Status(Transaction&)>& write) {
    return queue.Write(lane, [&](Transaction& transaction) {
      transaction.OnRollback([this] {
        texts_.Clear();
        runs_.clear();
      });
      return write(transaction);
    });
  }

  absl::Status StoreBatch(Transaction& transaction, const StagedBatch& batch,
                          bool* in_force);
  absl::Status DropStaged(Transaction& transaction, int64_t source);
  absl::Status RecordTry(Transaction& transaction, int64_t source,
                         const SourceTry& attempt);
  absl::Status Reassign(
      Transaction& transaction, int64_t source,
      const std::function<std::string(const std::string&)>& assign);
  // Drops one slice of what need not be kept; false when there is no more.
  absl::StatusOr<bool> DropSlice(Transaction& transaction);
  // Runs DropSlice in transactions of its own until nothing is left.
  absl::Status DropAll();

  Database& database;
  WriteQueue& queue;
  const Clock& clock;

 private:
  // What one batch needs while it is stored.
  struct Batch {
    const StagedBatch& staged;
    const FactBatch& facts;
    int64_t source;
    absl::Time known;
    std::vector<StagedDelivery*> deliveries;
    // By dictionary index; -1 where not looked up yet.
    std::vector<int64_t> text_ids;
    std::vector<int64_t> party_ids;
    absl::flat_hash_map<std::string, int64_t> parties;
  };

  absl::StatusOr<StagedRun*> FindRun(Transaction& transaction, int64_t source);
  absl::Status LoadRun(Transaction& transaction, int64_t source,
                       StagedRun& run);
  absl::Status StageHeads(Transaction& transaction, Batch& batch,
                          StagedRun& run);
  absl::Status StageCharges(Transaction& transaction, Batch& batch);
  absl::Status StageMeasurements(Transaction& transaction, Batch& batch);
  absl::Status StageStatus(Transaction& transaction, Batch& batch);
  absl::Status StageCoverage(Transaction& transaction, Batch& batch);
  absl::Status StageSeen(Transaction& transaction, const Batch& batch);
  absl::Status PutInForce(Transaction& transaction, const Batch& batch,
                          StagedRun& run);
  // True when the delivery came into force.
  absl::StatusOr<bool> PutDeliveryInForce(Transaction& transaction,
                                          const Batch& batch,
                                          StagedDelivery& delivery,
                                          int64_t* replaced);
  absl::StatusOr<int64_t> PartyId(Transaction& transaction, Batch& batch,
                                  const std::string& name);
  absl::StatusOr<StagedDelivery*> DeliveryOf(const Batch& batch, int index,
                                             FactKind kind,
                                             absl::string_view what,
                                             int64_t row) const;

  // Chains the canonical row into the delivery's hash. The row must have been
  // begun with BeginRow.
  void BeginRow(StagedDelivery& delivery) {
    ++delivery.rows;
    row_.StartChained(delivery.hash);
  }
  void EndRow(StagedDelivery& delivery) {
    delivery.hash = hasher_.Hash(row_.bytes());
  }

  // Writer thread only; forgotten when a transaction rolls back.
  TextDictionary texts_;
  std::map<int64_t, StagedRun> runs_;  // by source

  // Writer thread only.
  Sha256Hasher hasher_;
  CanonicalRow row_;
};

absl::StatusOr<StagedRun*> FactWriter::Impl::FindRun(Transaction& transaction,
                                                     int64_t source) {
  const auto found = runs_.find(source);
  if (found != runs_.end()) return &found->second;
  if (runs_.size() >= kMaxRememberedRuns) runs_.clear();
  StagedRun& run = runs_[source];
  RETURN_IF_ERROR(LoadRun(transaction, source, run));
  return &run;
}

// After a restart the run goes on where it stood: its totals are added up again
// from its lines.
absl::Status FactWriter::Impl::LoadRun(Transaction& transaction, int64_t source,
                                       StagedRun& run) {
  Statement& read = transaction.Prepared(kStagedDeliveriesSql);
  read.BindInt(1, source);
  while (true) {
    ASSIGN_OR_RETURN(const bool row, read.Step());
    if (!row) break;
    auto delivery = std::make_unique<StagedDelivery>();
    delivery->id = read.Int(0);
    delivery->head.scope = std::string(read.Text(1));
    if (read.Int(2) != 0) delivery->kind = static_cast<FactKind>(read.Int(2));
    delivery->rows = read.Int(3);
    delivery->hash = HashFromBytes(read.Blob(4));
    run.deliveries.push_back(std::move(delivery));
  }
  read.Reset();
  for (const auto& delivery : run.deliveries) {
    ASSIGN_OR_RETURN(delivery->head, ReadHead(transaction, delivery->id));
    if (delivery->kind != FactKind::kCharges) continue;
    ASSIGN_OR_RETURN(const int64_t tax, texts_.Intern(transaction, kTax));
    ASSIGN_OR_RETURN(
        const int64_t lines,
        ReadChargeLines(
            transaction, delivery->id, 0, delivery->rows,
            [&](const StoredLine& line, const LineTexts&, bool) {
              return delivery->cells.Add(
                  line, line.charge.text(ChargeText::kChargeCategory) == tax);
            }));
    if (lines != delivery->rows) {
      return absl::DataLossError(
          absl::StrCat("delivery ", delivery->head.scope, " has ", lines,
                       " staged lines, and should have ", delivery->rows));
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<StagedDelivery*> FactWriter::Impl::DeliveryOf(
    const Batch& batch, int index, FactKind kind, absl::string_view what,
    int64_t row) const {
  if (index < 0 || index >= static_cast<int>(batch.deliveries.size())) {
    return InvalidRow(what, row,
                      absl::StrCat("names delivery ", index, "; the batch has ",
                                   batch.deliveries.size()));
  }
  StagedDelivery* delivery = batch.deliveries[index];
  if (!delivery->kind.has_value()) delivery->kind = kind;
  if (*delivery->kind != kind) {
    return InvalidRow(
        what, row,
        absl::StrCat("belongs to delivery `", delivery->head.scope,
                     "`, which has facts of another kind; give each kind a "
                     "scope of its own"));
  }
  delivery->told_in_batch = true;
  return delivery;
}

absl::Status FactWriter::Impl::StageHeads(Transaction& transaction,
                                          Batch& batch, StagedRun& run) {
  for (const auto& delivery : run.deliveries) delivery->told_in_batch = false;
  for (const Delivery& head : batch.facts.deliveries) {
    StagedDelivery* delivery = run.Find(head.scope);
    if (delivery == nullptr) {
      delivery =
          run.deliveries.emplace_back(std::make_unique<StagedDelivery>()).get();
      Statement& insert = transaction.Prepared(kInsertDeliverySql);
      insert.BindInt(1, batch.source);
      insert.BindText(2, batch.facts.run);
      insert.BindText(3, head.scope);
      BindHead(insert, 4, head);
      insert.BindText(10, batch.staged.delivered_by);
      insert.BindBlob(11, ToBytes(delivery->hash));
      ASSIGN_OR_RETURN(delivery->id, InsertedId(insert));
    }
    delivery->head = head;
    delivery->told_in_batch = true;
    batch.deliveries.push_back(delivery);
  }
  return absl::OkStatus();
}

absl::StatusOr<int64_t> FactWriter::Impl::PartyId(Transaction& transaction,
                                                  Batch& batch,
                                                  const std::string& name) {
  const auto known = batch.parties.find(name);
  if (known != batch.parties.end()) return known->second;
  Statement& find = transaction.Prepared(kFindPartySql);
  find.BindInt(1, batch.source);
  find.BindText(2, name);
  ASSIGN_OR_RETURN(std::optional<int64_t> id, FindInt(find));
  if (!id.has_value()) {
    Statement& insert = transaction.Prepared(kInsertPartySql);
    insert.BindInt(1, batch.source);
    insert.BindText(2, name);
    ASSIGN_OR_RETURN(id, InsertedId(insert));
    Statement& assign = transaction.Prepared(kAssignPartySql);
    assign.BindInt(1, *id);
    assign.BindText(2, batch.staged.assign(name));
    BindTime(assign, 3, batch.known);
    RETURN_IF_ERROR(Run(assign));
  }
  batch.parties.emplace(name, *id);
  return *id;
}

absl::Status FactWriter::Impl::StageCharges(Transaction& transaction,
                                            Batch& batch) {
  const FactBatch& facts = batch.facts;
  if (facts.charges.empty()) return absl::OkStatus();
  const std::vector<int32_t>& parties = batch.staged.charge_parties;
  if (!parties.empty() && parties.size() != facts.charges.size()) {
    return absl::InvalidArgumentError(
        absl::StrCat("the batch has ", facts.charges.size(), " charges and ",
                     parties.size(), " parties"));
  }
  const auto dictionary_size = static_cast<int32_t>(facts.dictionary.size());
  batch.text_ids.assign(facts.dictionary.size(), -1);
  batch.party_ids.assign(std::max<size_t>(facts.dictionary.size(), 1), -1);
  StoredLine line;
  std::array<absl::string_view, kChargeTextCount> texts;
  for (size_t i = 0; i < facts.charges.size(); ++i) {
    const Charge& charge = facts.charges[i];
    const auto row = static_cast<int64_t>(i) + 1;
    ASSIGN_OR_RETURN(
        StagedDelivery* const delivery,
        DeliveryOf(batch, charge.delivery, FactKind::kCharges, "charge", row));
    if (!charge.amount(ChargeAmount::kBilledCost).has_value()) {
      return InvalidRow("charge", row, "has no BilledCost");
    }
    const int32_t party = parties.empty() ? 0 : parties[i];
    if (party < 0 || (party > 0 && party >= dictionary_size)) {
      return InvalidRow("charge", row, "has a party that is no text of it");
    }
    int64_t& party_id = batch.party_ids[party];
    if (party_id < 0) {
      const std::string name = party == 0 ? "" : facts.dictionary[party];
      ASSIGN_OR_RETURN(party_id, PartyId(transaction, batch, name));
    }
    BeginRow(*delivery);
    if (!delivery->line_texts.started()) {
      delivery->line_texts.Start(delivery->rows, facts.dictionary.size());
    }
    line.charge = charge;
    for (int column = 0; column < kChargeTextCount; ++column) {
      const int32_t text = charge.texts[column];
      if (text == 0) {
        texts[column] = absl::string_view();
        continue;
      }
      if (text < 0 || text >= dictionary_size) {
        return InvalidRow("charge", row, "has a text that the batch lacks");
      }
      texts[column] = facts.dictionary[text];
      if (!IsKeyText(static_cast<ChargeText>(column))) {
        line.charge.texts[column] =
            texts[column].empty()
                ? 0
                : delivery->line_texts.Number(text, texts[column]);
        continue;
      }
      int64_t& id = batch.text_ids[text];
      if (id < 0) {
        ASSIGN_OR_RETURN(id, texts_.Intern(transaction, texts[column]));
      }
      line.charge.texts[column] = static_cast<int32_t>(id);
    }
    row_.PutCharge(party == 0 ? absl::string_view() : facts.dictionary[party],
                   charge, texts);
    EndRow(*delivery);
    line.row = delivery->rows;
    line.party = party_id;
    RETURN_IF_ERROR(AppendChargeLine(transaction, delivery->id, line));
    RETURN_IF_ERROR(delivery->cells.Add(
        line, texts[static_cast<int>(ChargeText::kChargeCategory)] == kTax));
  }
  for (StagedDelivery* const delivery : batch.deliveries) {
    if (!delivery->line_texts.started()) continue;
    RETURN_IF_ERROR(
        delivery->line_texts.Write(transaction, delivery->id, delivery->rows));
  }
  return absl::OkStatus();
}

absl::Status FactWriter::Impl::StageMeasurements(Transaction& transaction,
                                                 Batch& batch) {
  int64_t row = 0;
  for (const Measurement& measurement : batch.facts.measurements) {
    ASSIGN_OR_RETURN(StagedDelivery* const delivery,
                     DeliveryOf(batch, measurement.delivery,
                                FactKind::kMeasurements, "measurement", ++row));
    ASSIGN_OR_RETURN(const int64_t party,
                     PartyId(transaction, batch, measurement.party));
    BeginRow(*delivery);
    row_.PutMeasurement(measurement.party, measurement);
    EndRow(*delivery);
    std::optional<int64_t> remark;
    if (!measurement.remark.empty()) {
      Statement& personal = transaction.Prepared(kInsertPersonalSql);
      personal.BindText(1, measurement.remark);
      ASSIGN_OR_RETURN(remark, InsertedId(personal));
    }
    ASSIGN_OR_RETURN(const int64_t service,
                     texts_.Intern(transaction, measurement.service));
    ASSIGN_OR_RETURN(const int64_t indicator,
                     texts_.Intern(transaction, measurement.indicator));
    ASSIGN_OR_RETURN(const int64_t unit,
                     texts_.Intern(transaction, measurement.unit));
    Statement& insert = transaction.Prepared(kInsertMeasurementSql);
    insert.BindInt(1, delivery->id);
    insert.BindInt(2, delivery->rows);
    insert.BindInt(3, measurement.line);
    insert.BindInt(4, party);
    insert.BindInt(5, service);
    insert.BindInt(6, indicator);
    BindTime(insert, 7, measurement.period_start);
    BindTime(insert, 8, measurement.period_end);
    BindNumber(insert, 9, measurement.value);
    BindNumber(insert, 10, measurement.numerator);
    BindNumber(insert, 11, measurement.denominator);
    BindNumber(insert, 12, measurement.norm);
    insert.BindText(13, measurement.norm_operator);
    insert.BindInt(14, unit);
    if (remark.has_value()) insert.BindInt(15, *remark);
    insert.BindInt(16, measurement.not_applicable ? 1 : 0);
    RETURN_IF_ERROR(Run(insert));
  }
  return absl::OkStatus();
}

absl::Status FactWriter::Impl::StageStatus(Transaction& transaction,
                                           Batch& batch) {
  int64_t number = 0;
  for (const PageChangesAt& at : batch.staged.page_changes) {
    ASSIGN_OR_RETURN(StagedDelivery* const delivery,
                     DeliveryOf(batch, at.delivery, FactKind::kStatus,
                                "observation", ++number));
    RowPlace place{batch.source, delivery->id, 0};
    for (const Component& component : at.changes.components) {
      BeginRow(*delivery);
      row_.PutComponent(component);
      EndRow(*delivery);
      place.row = delivery->rows;
      RETURN_IF_ERROR(InsertComponent(transaction, texts_, place, component));
    }
    for (const PageChanges::ComponentChange& change : at.changes.states) {
      BeginRow(*delivery);
      row_.PutStateChange(change.component_id, change.change);
      EndRow(*delivery);
      place.row = delivery->rows;
      RETURN_IF_ERROR(InsertStateChange(transaction, place, change.component_id,
                                        change.change));
    }
    for (const Incident& incident : at.changes.incidents) {
      BeginRow(*delivery);
      row_.PutIncident(incident, at.observed_time, at.previous_observed_time);
      EndRow(*delivery);
      place.row = delivery->rows;
      RETURN_IF_ERROR(InsertIncident(transaction, texts_, place, incident,
                                     at.observed_time,
                                     at.previous_observed_time));
    }
    for (const Maintenance& maintenance : at.changes.maintenances) {
      BeginRow(*delivery);
      row_.PutMaintenance(maintenance, at.observed_time,
                          at.previous_observed_time);
      EndRow(*delivery);
      place.row = delivery->rows;
      RETURN_IF_ERROR(InsertMaintenance(transaction, texts_, place, maintenance,
                                        at.observed_time,
                                        at.previous_observed_time));
    }
  }
  return absl::OkStatus();
}

absl::Status FactWriter::Impl::StageCoverage(Transaction& transaction,
                                             Batch& batch) {
  int64_t number = 0;
  for (const CoverageStretch& coverage : batch.staged.coverage) {
    ASSIGN_OR_RETURN(StagedDelivery* const delivery,
                     DeliveryOf(batch, coverage.delivery, FactKind::kStatus,
                                "coverage", ++number));
    if (!delivery->head.recorded) {
      RETURN_IF_ERROR(StageLiveCoverage(transaction, batch.source, coverage));
      continue;
    }
    BeginRow(*delivery);
    row_.PutCoverage(coverage);
    EndRow(*delivery);
    RETURN_IF_ERROR(InsertRecordedCoverage(
        transaction, {batch.source, delivery->id, delivery->rows}, coverage));
  }
  return absl::OkStatus();
}

// What the parts of an unfinished moment showed, for the parts that follow.
absl::Status FactWriter::Impl::StageSeen(Transaction& transaction,
                                         const Batch& batch) {
  const auto see = [&](SeenKind kind, absl::string_view id) {
    Statement& insert = transaction.Prepared(kInsertSeenSql);
    insert.BindInt(1, batch.source);
    insert.BindInt(2, static_cast<int64_t>(kind));
    insert.BindText(3, id);
    return Run(insert);
  };
  for (const StatusObservation& observation : batch.facts.observations) {
    if (observation.last_part) {
      Statement& forget = transaction.Prepared(kForgetSeenSql);
      forget.BindInt(1, batch.source);
      RETURN_IF_ERROR(Run(forget));
      continue;
    }
    for (const Component& component : observation.components) {
      RETURN_IF_ERROR(see(SeenKind::kComponent, component.id));
    }
    for (const Incident& incident : observation.incidents) {
      RETURN_IF_ERROR(see(SeenKind::kIncident, incident.id));
    }
    for (const Maintenance& maintenance : observation.maintenances) {
      RETURN_IF_ERROR(see(SeenKind::kMaintenance, maintenance.id));
    }
  }
  return absl::OkStatus();
}

absl::Status FactWriter::Impl::StoreBatch(Transaction& transaction,
                                          const StagedBatch& staged,
                                          bool* in_force) {
  const FactBatch& facts = staged.facts;
  ASSIGN_OR_RETURN(const int64_t source, SourceId(transaction, staged.source));
  ASSIGN_OR_RETURN(const StoredProgress stored,
                   ReadProgress(transaction, source));
  const SourceProgress& progress = stored.progress;
  if (progress.staged_run.empty()) {
    if (facts.run == stored.last_run && facts.number <= stored.last_number) {
      return absl::OkStatus();
    }
    if (facts.number != 1) {
      return absl::FailedPreconditionError(
          absl::StrCat("batch ", facts.number, " of run ", facts.run,
                       " came where batch 1 of a new run is due"));
    }
  } else if (facts.run != progress.staged_run) {
    return absl::FailedPreconditionError(absl::StrCat(
        "batch ", facts.number, " of run ", facts.run, " came while run ",
        progress.staged_run, " is staged; finish or drop that first"));
  } else if (facts.number <= progress.staged_number) {
    return absl::OkStatus();
  } else if (facts.number != progress.staged_number + 1) {
    return absl::FailedPreconditionError(absl::StrCat(
        "batch ", facts.number, " of run ", facts.run, " came where batch ",
        progress.staged_number + 1, " is due"));
  }

  ASSIGN_OR_RETURN(const absl::Time known, NextKnownTime(transaction, clock));
  ASSIGN_OR_RETURN(StagedRun* const run, FindRun(transaction, source));
  Batch batch{staged, facts, source, known, {}, {}, {}, {}};
  RETURN_IF_ERROR(StageHeads(transaction, batch, *run));
  RETURN_IF_ERROR(StageCharges(transaction, batch));
  RETURN_IF_ERROR(StageMeasurements(transaction, batch));
  RETURN_IF_ERROR(StageStatus(transaction, batch));
  RETURN_IF_ERROR(StageCoverage(transaction, batch));
  RETURN_IF_ERROR(StageSeen(transaction, batch));
  RETURN_IF_ERROR(
      StageFindings(transaction, source, facts.run, facts.findings));
  for (const auto& delivery : run->deliveries) {
    if (!delivery->told_in_batch) continue;
    Statement& update = transaction.Prepared(kUpdateStagedSql);
    update.BindInt(1, delivery->id);
    update.BindInt(2, delivery->kind.has_value()
                          ? static_cast<int64_t>(*delivery->kind)
                          : 0);
    update.BindInt(3, delivery->rows);
    update.BindBlob(4, ToBytes(delivery->hash));
    BindHead(update, 5, delivery->head);
    update.BindText(11, staged.delivered_by);
    RETURN_IF_ERROR(Run(update));
  }
  Statement& set = transaction.Prepared(kSetStagedSql);
  set.BindInt(1, source);
  set.BindBlob(2, facts.cursor);
  set.BindText(3, facts.run);
  set.BindInt(4, facts.number);
  RETURN_IF_ERROR(Run(set));
  if (!facts.last) return absl::OkStatus();
  RETURN_IF_ERROR(PutInForce(transaction, batch, *run));
  runs_.erase(source);
  *in_force = true;
  return absl::OkStatus();
}

absl::StatusOr<bool> FactWriter::Impl::PutDeliveryInForce(
    Transaction& transaction, const Batch& batch, StagedDelivery& delivery,
    int64_t* replaced) {
  const bool complete = delivery.head.completeness == Completeness::kComplete;
  if (!delivery.kind.has_value()) {
    // It has no rows, so that only its predecessors tell what it is about.
    Statement& kind = transaction.Prepared(kKindOfScopeSql);
    kind.BindInt(1, batch.source);
    kind.BindText(2, delivery.head.scope);
    ASSIGN_OR_RETURN(const std::optional<int64_t> before, FindInt(kind));
    delivery.kind = before.has_value() ? static_cast<FactKind>(*before)
                    : delivery.head.period_start.has_value()
                        ? FactKind::kCharges
                        : FactKind::kStatus;
  }

  struct InForce {
    int64_t id;
    bool same;
  };
  std::vector<InForce> in_force;
  // A live page's changes carry the times of their polls: none repeats another,
  // and there are too many to look.
  const bool may_repeat =
      complete || delivery.head.recorded || *delivery.kind != FactKind::kStatus;
  Statement& read = transaction.Prepared(kInForceOfScopeSql);
  read.BindInt(1, batch.source);
  read.BindText(2, delivery.head.scope);
  while (may_repeat) {
    ASSIGN_OR_RETURN(const bool row, read.Step());
    if (!row) break;
    in_force.push_back(
        {read.Int(0), read.Int(1) == static_cast<int64_t>(*delivery.kind) &&
                          read.Int(2) == delivery.rows &&
                          read.Blob(3) == ToBytes(delivery.hash)});
  }
  read.Reset();
  const auto same =
      std::find_if(in_force.begin(), in_force.end(),
                   [](const InForce& other) { return other.same; });
  const bool says_nothing = !complete && delivery.rows == 0;
  const bool renews =
      same != in_force.end() && (!complete || in_force.size() == 1);
  if (says_nothing || renews) {
    if (renews) {
      Statement& confirm = transaction.Prepared(kConfirmDeliverySql);
      confirm.BindInt(1, same->id);
      BindTime(confirm, 2, batch.known);
      RETURN_IF_ERROR(Run(confirm));
    }
    Statement& drop = transaction.Prepared(kDropDeliverySql);
    drop.BindInt(1, delivery.id);
    RETURN_IF_ERROR(Run(drop));
    return false;
  }
  if (complete) {
    for (const InForce& old : in_force) {
      Statement& close = transaction.Prepared(kCloseDeliverySql);
      close.BindInt(1, old.id);
      BindTime(close, 2, batch.known);
      RETURN_IF_ERROR(Run(close));
      ++*replaced;
    }
  }

  const std::string provider = batch.staged.assign("");
  const std::string chain =
      provider.empty() || provider == kUnassigned ? kSharedChain : provider;
  Statement& find = transaction.Prepared(kFindChainSql);
  find.BindText(1, chain);
  ASSIGN_OR_RETURN(const bool found, find.Step());
  int64_t chain_id = 0;
  int64_t length = 0;
  Sha256 head{};
  if (found) {
    chain_id = find.Int(0);
    length = find.Int(1);
    head = HashFromBytes(find.Blob(2));
    find.Reset();
  } else {
    Statement& insert = transaction.Prepared(kInsertChainSql);
    insert.BindText(1, chain);
    insert.BindBlob(2, ToBytes(head));
    ASSIGN_OR_RETURN(chain_id, InsertedId(insert));
  }
  ++length;
  row_.StartChained(head);
  row_.PutHead(batch.staged.source, chain, length, *delivery.kind,
               delivery.head, batch.staged.delivered_by, delivery.rows,
               batch.known);
  row_.PutHash(delivery.hash);
  head = hasher_.Hash(row_.bytes());
  Statement& grow = transaction.Prepared(kGrowChainSql);
  grow.BindInt(1, chain_id);
  grow.BindInt(2, length);
  grow.BindBlob(3, ToBytes(head));
  RETURN_IF_ERROR(Run(grow));

  Statement& put = transaction.Prepared(kPutInForceSql);
  put.BindInt(1, delivery.id);
  put.BindInt(2, static_cast<int64_t>(*delivery.kind));
  put.BindInt(3, chain_id);
  put.BindInt(4, length);
  put.BindBlob(5, ToBytes(head));
  BindTime(put, 6, batch.known);
  put.BindInt(7, delivery.cells.region_left_out() ? 1 : 0);
  RETURN_IF_ERROR(Run(put));

  if (*delivery.kind == FactKind::kCharges) {
    RETURN_IF_ERROR(delivery.cells.Write(transaction, delivery.id));
    for (const char* sql : {kPeriodsOfTotalsSql, kPartiesOfTotalsSql}) {
      Statement& insert = transaction.Prepared(sql);
      insert.BindInt(1, delivery.id);
      RETURN_IF_ERROR(Run(insert));
    }
  } else if (*delivery.kind == FactKind::kMeasurements) {
    Statement& insert = transaction.Prepared(kPartiesOfMeasurementsSql);
    insert.BindInt(1, delivery.id);
    RETURN_IF_ERROR(Run(insert));
  }
  return true;
}

absl::Status FactWriter::Impl::PutInForce(Transaction& transaction,
                                          const Batch& batch, StagedRun& run) {
  int64_t put = 0;
  int64_t replaced = 0;
  std::set<std::string> files;
  for (const auto& delivery : run.deliveries) {
    files.insert(delivery->head.origin);
    ASSIGN_OR_RETURN(
        const bool in_force,
        PutDeliveryInForce(transaction, batch, *delivery, &replaced));
    if (in_force) ++put;
  }
  RETURN_IF_ERROR(
      PutLiveCoverageInForce(transaction, batch.source, batch.known));
  RETURN_IF_ERROR(
      PutFindingsInForce(transaction, batch.source, files, batch.known));
  Statement& set = transaction.Prepared(kSetLastSql);
  set.BindInt(1, batch.source);
  set.BindText(2, batch.facts.run);
  set.BindInt(3, batch.facts.number);
  set.BindInt(4, put - replaced);
  return Run(set);
}

absl::Status FactWriter::Impl::DropStaged(Transaction& transaction,
                                          int64_t source) {
  runs_.erase(source);
  Statement& drop = transaction.Prepared(kDropStagedSql);
  drop.BindInt(1, source);
  RETURN_IF_ERROR(Run(drop));
  RETURN_IF_ERROR(DropStagedLiveCoverage(transaction, source));
  RETURN_IF_ERROR(DropStagedFindings(transaction, source));
  Statement& forget = transaction.Prepared(kForgetSeenSql);
  forget.BindInt(1, source);
  RETURN_IF_ERROR(Run(forget));
  Statement& set = transaction.Prepared(kSetStagedSql);
  set.BindInt(1, source);
  set.BindBlob(2, "");
  set.BindText(3, "");
  set.BindInt(4, 0);
  return Run(set);
}

absl::Status FactWriter::Impl::RecordTry(Transaction& transaction,
                                         int64_t source,
                                         const SourceTry& attempt) {
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

absl::Status FactWriter::Impl::Reassign(
    Transaction& transaction, int64_t source,
    const std::function<std::string(const std::string&)>& assign) {
  struct Moved {
    int64_t party;
    int64_t assignment;
    std::string provider;
  };
  std::vector<Moved> moved;
  Statement& read = transaction.Prepared(kAssignedPartiesSql);
  read.BindInt(1, source);
  while (true) {
    ASSIGN_OR_RETURN(const bool row, read.Step());
    if (!row) break;
    std::string provider = assign(std::string(read.Text(1)));
    if (provider == read.Text(3)) continue;
    moved.push_back({read.Int(0), read.Int(2), std::move(provider)});
  }
  read.Reset();
  if (moved.empty()) return absl::OkStatus();
  ASSIGN_OR_RETURN(const absl::Time known, NextKnownTime(transaction, clock));
  for (const Moved& move : moved) {
    Statement& end = transaction.Prepared(kEndAssignmentSql);
    end.BindInt(1, move.assignment);
    BindTime(end, 2, known);
    RETURN_IF_ERROR(Run(end));
    Statement& begin = transaction.Prepared(kAssignPartySql);
    begin.BindInt(1, move.party);
    begin.BindText(2, move.provider);
    BindTime(begin, 3, known);
    RETURN_IF_ERROR(Run(begin));
  }
  return absl::OkStatus();
}

absl::StatusOr<bool> FactWriter::Impl::DropSlice(Transaction& transaction) {
  ASSIGN_OR_RETURN(const std::optional<int64_t> replaced,
                   FindInt(transaction.Prepared(kNextLinesToDropSql)));
  if (replaced.has_value()) {
    ASSIGN_OR_RETURN(const int64_t lines,
                     DropChargeLines(transaction, *replaced, kMaxRows));
    if (lines == kMaxRows) return true;
    Statement& gone = transaction.Prepared(kLinesGoneSql);
    gone.BindInt(1, *replaced);
    RETURN_IF_ERROR(Run(gone));
    return true;
  }
  ASSIGN_OR_RETURN(const std::optional<int64_t> dropped,
                   FindInt(transaction.Prepared(kNextDroppedSql)));
  if (!dropped.has_value()) return false;
  ASSIGN_OR_RETURN(const int64_t lines,
                   DropChargeLines(transaction, *dropped, kMaxRows));
  if (lines == kMaxRows) return true;
  RETURN_IF_ERROR(DropStatusRows(transaction, *dropped));
  std::vector<int64_t> remarks;
  Statement& read = transaction.Prepared(kRemarksSql);
  read.BindInt(1, *dropped);
  while (true) {
    ASSIGN_OR_RETURN(const bool row, read.Step());
    if (!row) break;
    remarks.push_back(read.Int(0));
  }
  read.Reset();
  Statement& measurements = transaction.Prepared(kDropMeasurementsSql);
  measurements.BindInt(1, *dropped);
  RETURN_IF_ERROR(Run(measurements));
  for (const int64_t remark : remarks) {
    Statement& drop = transaction.Prepared(kDropPersonalSql);
    drop.BindInt(1, remark);
    RETURN_IF_ERROR(Run(drop));
  }
  for (const char* sql : kDropFactsSql) {
    Statement& drop = transaction.Prepared(sql);
    drop.BindInt(1, *dropped);
    RETURN_IF_ERROR(Run(drop));
  }
  return true;
}

absl::Status FactWriter::Impl::DropAll() {
  bool more = true;
  while (more) {
    RETURN_IF_ERROR(Write(WriteQueue::Lane::kImport,
                          [&](Transaction& transaction) -> absl::Status {
                            ASSIGN_OR_RETURN(more, DropSlice(transaction));
                            return absl::OkStatus();
                          }));
  }
  return absl::OkStatus();
}

FactWriter::FactWriter(Database& database, WriteQueue& queue,
                       const Clock& clock)
    : impl_(std::make_unique<Impl>(database, queue, clock)) {}
FactWriter::~FactWriter() = default;

absl::StatusOr<SourceProgress> FactWriter::GetProgress(
    const Principal& who, absl::string_view source) const {
  SourceProgress progress;
  RETURN_IF_ERROR(
      impl_->database.Read([&](Connection& connection) -> absl::Status {
        ASSIGN_OR_RETURN(const std::optional<int64_t> id,
                         FindSourceId(connection, source));
        if (!id.has_value()) return absl::OkStatus();
        ASSIGN_OR_RETURN(const StoredProgress stored,
                         ReadProgress(connection, *id));
        progress = stored.progress;
        return absl::OkStatus();
      }));
  return progress;
}

absl::StatusOr<PageState> FactWriter::GetPageState(
    const Principal& who, absl::string_view source) const {
  PageState state;
  RETURN_IF_ERROR(
      impl_->database.Read([&](Connection& connection) -> absl::Status {
        ASSIGN_OR_RETURN(const std::optional<int64_t> id,
                         FindSourceId(connection, source));
        if (!id.has_value()) return absl::OkStatus();
        ASSIGN_OR_RETURN(state, ReadPageState(connection, *id));
        return absl::OkStatus();
      }));
  return state;
}

absl::Status FactWriter::StoreBatch(const Principal& who,
                                    const StagedBatch& batch) {
  const FactBatch& facts = batch.facts;
  if (batch.source.empty() || facts.run.empty() || facts.number < 1 ||
      batch.assign == nullptr) {
    return absl::InvalidArgumentError(
        "a batch needs a source, a run, a number from 1 and a rule that gives "
        "parties to providers");
  }
  const auto rows =
      static_cast<int64_t>(facts.charges.size() + facts.measurements.size());
  if (rows > kMaxRows) {
    return absl::InvalidArgumentError(absl::StrCat(
        "batch ", facts.number, " has ", rows, " rows; at most ", kMaxRows));
  }
  bool in_force = false;
  RETURN_IF_ERROR(
      impl_->Write(WriteQueue::Lane::kImport, [&](Transaction& transaction) {
        return impl_->StoreBatch(transaction, batch, &in_force);
      }));
  // What the run has made superfluous; a crash here leaves it to the next.
  return in_force ? impl_->DropAll() : absl::OkStatus();
}

absl::Status FactWriter::Confirm(const Principal& who, absl::string_view source,
                                 const CoverageStretch& coverage,
                                 absl::string_view cursor) {
  return impl_->Write(
      WriteQueue::Lane::kImport, [&](Transaction& transaction) -> absl::Status {
        ASSIGN_OR_RETURN(const int64_t id, SourceId(transaction, source));
        RETURN_IF_ERROR(RequireNothingStaged(transaction, id));
        ASSIGN_OR_RETURN(const absl::Time known,
                         NextKnownTime(transaction, impl_->clock));
        RETURN_IF_ERROR(ConfirmLiveCoverage(transaction, id, coverage, known));
        Statement& set = transaction.Prepared(kSetCursorSql);
        set.BindInt(1, id);
        set.BindBlob(2, cursor);
        return Run(set);
      });
}

absl::Status FactWriter::DropStaged(const Principal& who,
                                    absl::string_view source) {
  RETURN_IF_ERROR(impl_->Write(
      WriteQueue::Lane::kImport, [&](Transaction& transaction) -> absl::Status {
        ASSIGN_OR_RETURN(const int64_t id, SourceId(transaction, source));
        return impl_->DropStaged(transaction, id);
      }));
  return impl_->DropAll();
}

absl::Status FactWriter::StoreCheckpoint(const Principal& who,
                                         absl::string_view source,
                                         const Checkpoint& checkpoint) {
  return impl_->Write(
      WriteQueue::Lane::kImport, [&](Transaction& transaction) -> absl::Status {
        ASSIGN_OR_RETURN(const int64_t id, SourceId(transaction, source));
        RETURN_IF_ERROR(RequireNothingStaged(transaction, id));
        ASSIGN_OR_RETURN(const absl::Time known,
                         NextKnownTime(transaction, impl_->clock));
        RETURN_IF_ERROR(ReplaceFindings(transaction, id,
                                        FindingTeller::kCheckpoint,
                                        checkpoint.findings, known));
        Statement& set = transaction.Prepared(kSetCursorSql);
        set.BindInt(1, id);
        set.BindBlob(2, checkpoint.cursor);
        return Run(set);
      });
}

absl::Status FactWriter::RecordTry(const Principal& who,
                                   absl::string_view source,
                                   const SourceTry& attempt) {
  return impl_->Write(
      WriteQueue::Lane::kImport, [&](Transaction& transaction) -> absl::Status {
        ASSIGN_OR_RETURN(const int64_t id, SourceId(transaction, source));
        return impl_->RecordTry(transaction, id, attempt);
      });
}

absl::Status FactWriter::ReplaceDaemonFindings(
    const Principal& who, absl::string_view source,
    const std::vector<Finding>& findings) {
  return impl_->Write(
      WriteQueue::Lane::kImport, [&](Transaction& transaction) -> absl::Status {
        ASSIGN_OR_RETURN(const int64_t id, SourceId(transaction, source));
        ASSIGN_OR_RETURN(const absl::Time known,
                         NextKnownTime(transaction, impl_->clock));
        return ReplaceFindings(transaction, id, FindingTeller::kDaemon,
                               findings, known);
      });
}

absl::Status FactWriter::Reassign(
    const Principal& who, absl::string_view source,
    const std::function<std::string(const std::string&)>& assign) {
  return impl_->Write(
      WriteQueue::Lane::kAct, [&](Transaction& transaction) -> absl::Status {
        ASSIGN_OR_RETURN(const int64_t id, SourceId(transaction, source));
        return impl_->Reassign(transaction, id, assign);
      });
}

absl::Status FactWriter::Purge(const Principal& who,
                               absl::Duration keep_replaced_lines) {
  RETURN_IF_ERROR(
      impl_->Write(WriteQueue::Lane::kImport, [&](Transaction& transaction) {
        Statement& mark = transaction.Prepared(kMarkLinesSql);
        BindTime(mark, 1, impl_->clock.Now() - keep_replaced_lines);
        mark.BindInt(2, absl::ToInt64Microseconds(kOpenAfterEnd));
        return Run(mark);
      }));
  return impl_->DropAll();
}

}  // namespace regisseur
