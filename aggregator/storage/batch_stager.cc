#include "aggregator/storage/batch_stager.h"

#include <memory>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "aggregator/storage/commitment_rows.h"
#include "aggregator/storage/finding_rows.h"
#include "aggregator/storage/invoice_content.h"
#include "aggregator/storage/invoice_rows.h"
#include "aggregator/storage/objective_rows.h"
#include "aggregator/storage/page_state.h"
#include "aggregator/storage/statement_steps.h"
#include "aggregator/storage/status_rows.h"
#include "aggregator/storage/ticket_rows.h"
#include "core/base/failpoint.h"
#include "core/base/status_macros.h"

namespace regisseur {
namespace {

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

absl::Status ForgetSeen(Transaction& transaction, int64_t source) {
  Statement& forget = transaction.Prepared(kForgetSeenSql);
  forget.BindInt(1, source);
  return Run(forget);
}

void Widen(std::optional<StateMoments>& moments, absl::Time at) {
  if (!moments.has_value()) moments.emplace(StateMoments{at, at});
  moments->first = std::min(moments->first, at);
  moments->last = std::max(moments->last, at);
}

absl::StatusOr<std::unique_ptr<StagedDelivery>> StageDelivery(
    Transaction& transaction, const StagedBatch& staged, int64_t source,
    Delivery head) {
  auto made = std::make_unique<StagedDelivery>();
  made->head = std::move(head);
  Statement& insert = transaction.Prepared(kInsertDeliverySql);
  insert.BindInt(1, source);
  insert.BindText(2, staged.facts.run);
  insert.BindText(3, made->head.scope);
  BindHead(insert, 4, made->head);
  insert.BindText(10, staged.delivered_by);
  insert.BindBlob(11, ToBytes(made->hash));
  ASSIGN_OR_RETURN(made->id, InsertedId(insert));
  return made;
}

absl::Status BatchStager::StageHeads(Transaction& transaction, Batch& batch,
                                     StagedRun& run) {
  for (const auto& delivery : run.deliveries()) {
    delivery->told_in_batch = false;
    delivery->state_moments.reset();
  }
  for (const Delivery& head : batch.facts.deliveries) {
    StagedDelivery* delivery = run.Find(head.scope);
    if (delivery == nullptr) {
      ASSIGN_OR_RETURN(
          std::unique_ptr<StagedDelivery> made,
          StageDelivery(transaction, batch.staged, batch.source, head));
      delivery = &run.Add(std::move(made));
    }
    delivery->head = head;
    delivery->told_in_batch = true;
    batch.deliveries.push_back(delivery);
  }
  return absl::OkStatus();
}

absl::Status BatchStager::StageMeasurements(Transaction& transaction,
                                            Batch& batch) {
  int64_t row = 0;
  for (const Measurement& measurement : batch.facts.measurements) {
    ASSIGN_OR_RETURN(
        StagedDelivery* const delivery,
        DeliveryOfRow(batch.deliveries, measurement.delivery,
                      FactKind::kMeasurements, "measurement", ++row));
    ASSIGN_OR_RETURN(const int64_t party,
                     batch.parties.Get(transaction, measurement.party));
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

absl::Status BatchStager::StageTickets(Transaction& transaction, Batch& batch) {
  int64_t number = 0;
  for (const Ticket& ticket : batch.facts.tickets) {
    ASSIGN_OR_RETURN(StagedDelivery* const delivery,
                     DeliveryOfRow(batch.deliveries, ticket.delivery,
                                   FactKind::kTickets, "ticket", ++number));
    ASSIGN_OR_RETURN(const int64_t party,
                     batch.parties.Get(transaction, ticket.party));
    BeginRow(*delivery);
    row_.PutTicket(ticket.party, ticket);
    EndRow(*delivery);
    RETURN_IF_ERROR(InsertTicket(transaction, texts_, delivery->id,
                                 delivery->rows, party, ticket));
  }
  return absl::OkStatus();
}

absl::Status BatchStager::StageObjectives(Transaction& transaction,
                                          Batch& batch) {
  int64_t number = 0;
  for (const DeclaredObjective& objective : batch.facts.objectives) {
    ASSIGN_OR_RETURN(
        StagedDelivery* const delivery,
        DeliveryOfRow(batch.deliveries, objective.delivery,
                      FactKind::kObjectives, "objective", ++number));
    ASSIGN_OR_RETURN(const int64_t party,
                     batch.parties.Get(transaction, objective.party));
    BeginRow(*delivery);
    row_.PutObjective(objective.party, objective);
    EndRow(*delivery);
    RETURN_IF_ERROR(InsertObjective(transaction, texts_, delivery->id,
                                    delivery->rows, party, objective));
  }
  return absl::OkStatus();
}

absl::Status BatchStager::StageCommitments(Transaction& transaction,
                                           Batch& batch) {
  int64_t number = 0;
  for (const ContractCommitment& commitment : batch.facts.commitments) {
    ASSIGN_OR_RETURN(
        StagedDelivery* const delivery,
        DeliveryOfRow(batch.deliveries, commitment.delivery,
                      FactKind::kCommitments, "commitment", ++number));
    ASSIGN_OR_RETURN(const int64_t party,
                     batch.parties.Get(transaction, commitment.party));
    BeginRow(*delivery);
    row_.PutCommitment(commitment.party, commitment);
    EndRow(*delivery);
    RETURN_IF_ERROR(InsertCommitment(transaction, texts_, delivery->id,
                                     delivery->rows, party, commitment));
  }
  return absl::OkStatus();
}

absl::Status BatchStager::StageInvoices(Transaction& transaction,
                                        Batch& batch) {
  int64_t number = 0;
  for (const Invoice& invoice : batch.facts.invoices) {
    ASSIGN_OR_RETURN(StagedDelivery* const delivery,
                     DeliveryOfRow(batch.deliveries, invoice.delivery,
                                   FactKind::kInvoices, "invoice", ++number));
    const std::string named = batch.staged.invoice_parties.empty()
                                  ? std::string()
                                  : batch.staged.invoice_parties[number - 1];
    ASSIGN_OR_RETURN(const int64_t party,
                     batch.parties.Get(transaction, named));
    const std::string content = EncodeInvoice(invoice);
    BeginRow(*delivery);
    row_.PutInvoice(named, content);
    EndRow(*delivery);
    RETURN_IF_ERROR(InsertInvoice(transaction, delivery->id, delivery->rows,
                                  party, invoice, content));
  }
  return absl::OkStatus();
}

absl::Status BatchStager::StageStatus(Transaction& transaction, Batch& batch) {
  int64_t number = 0;
  for (const PageChangesAt& at : batch.staged.page_changes) {
    ASSIGN_OR_RETURN(StagedDelivery* const delivery,
                     DeliveryOfRow(batch.deliveries, at.delivery,
                                   FactKind::kStatus, "observation", ++number));
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
      Widen(delivery->state_moments, change.change.at);
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

absl::Status BatchStager::StageCoverage(Transaction& transaction,
                                        Batch& batch) {
  int64_t number = 0;
  for (const CoverageStretch& coverage : batch.staged.coverage) {
    ASSIGN_OR_RETURN(StagedDelivery* const delivery,
                     DeliveryOfRow(batch.deliveries, coverage.delivery,
                                   FactKind::kStatus, "coverage", ++number));
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
absl::Status BatchStager::StageSeen(Transaction& transaction,
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
      RETURN_IF_ERROR(ForgetSeen(transaction, batch.source));
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

absl::Status BatchStager::UpdateHeads(Transaction& transaction,
                                      const Batch& batch,
                                      const StagedRun& run) {
  for (const auto& delivery : run.deliveries()) {
    if (!delivery->told_in_batch) continue;
    Statement& update = transaction.Prepared(kUpdateStagedSql);
    update.BindInt(1, delivery->id);
    update.BindInt(2, delivery->kind.has_value()
                          ? static_cast<int64_t>(*delivery->kind)
                          : 0);
    update.BindInt(3, delivery->rows);
    update.BindBlob(4, ToBytes(delivery->hash));
    BindHead(update, 5, delivery->head);
    update.BindText(11, batch.staged.delivered_by);
    RETURN_IF_ERROR(Run(update));
    if (delivery->state_moments.has_value()) {
      RETURN_IF_ERROR(WidenStateMoments(transaction, delivery->id,
                                        delivery->state_moments->first,
                                        delivery->state_moments->last));
    }
  }
  return absl::OkStatus();
}

absl::Status BatchStager::Stage(Transaction& transaction, int64_t source,
                                absl::Time known, const StagedBatch& staged,
                                StagedRun& run) {
  PartyIds parties(source, known, staged.assign);
  Batch batch{staged, staged.facts, source, parties, {}};
  RETURN_IF_ERROR(StageHeads(transaction, batch, run));
  Failpoint("batch:heads-staged");
  RETURN_IF_ERROR(
      charges_.Stage(transaction, staged, batch.deliveries, parties, texts_));
  RETURN_IF_ERROR(StageMeasurements(transaction, batch));
  RETURN_IF_ERROR(StageTickets(transaction, batch));
  RETURN_IF_ERROR(StageObjectives(transaction, batch));
  RETURN_IF_ERROR(StageInvoices(transaction, batch));
  RETURN_IF_ERROR(StageCommitments(transaction, batch));
  RETURN_IF_ERROR(StageStatus(transaction, batch));
  RETURN_IF_ERROR(StageCoverage(transaction, batch));
  RETURN_IF_ERROR(StageSeen(transaction, batch));
  Failpoint("batch:rows-staged");
  RETURN_IF_ERROR(StageFindings(transaction, source, staged.facts.run,
                                staged.facts.findings));
  return UpdateHeads(transaction, batch, run);
}

}  // namespace regisseur
