#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "aggregator/storage/charge_stager.h"
#include "aggregator/storage/database.h"
#include "aggregator/storage/party_rows.h"
#include "aggregator/storage/records.h"
#include "aggregator/storage/row_hash.h"
#include "aggregator/storage/staged_run.h"
#include "aggregator/storage/text_dictionary.h"

namespace regisseur {

// Stores the rows of a batch as staged: they belong to deliveries that are not
// in force, so that no reader sees them. Writer thread only.
class BatchStager {
 public:
  // `texts` must outlive the stager.
  explicit BatchStager(TextDictionary& texts) : texts_(texts) {}

  // `run` is what the batch's run has staged so far; it grows. After an error
  // it is not what is stored and must be forgotten.
  absl::Status Stage(Transaction& transaction, int64_t source, absl::Time known,
                     const StagedBatch& staged, StagedRun& run);

 private:
  // What one batch needs while it is stored.
  struct Batch {
    const StagedBatch& staged;
    const FactBatch& facts;
    int64_t source;
    PartyIds& parties;
    std::vector<StagedDelivery*> deliveries;
  };

  absl::Status StageHeads(Transaction& transaction, Batch& batch,
                          StagedRun& run);
  absl::Status StageMeasurements(Transaction& transaction, Batch& batch);
  absl::Status StageTickets(Transaction& transaction, Batch& batch);
  absl::Status StageObjectives(Transaction& transaction, Batch& batch);
  absl::Status StageInvoices(Transaction& transaction, Batch& batch);
  absl::Status StageCommitments(Transaction& transaction, Batch& batch);
  absl::Status StageStatus(Transaction& transaction, Batch& batch);
  absl::Status StageCoverage(Transaction& transaction, Batch& batch);
  absl::Status StageSeen(Transaction& transaction, const Batch& batch);
  absl::Status UpdateHeads(Transaction& transaction, const Batch& batch,
                           const StagedRun& run);

  // Chains the canonical row into the delivery's hash. The row must have been
  // begun with BeginRow.
  void BeginRow(StagedDelivery& delivery) {
    ++delivery.rows;
    row_.StartChained(delivery.hash);
  }
  void EndRow(StagedDelivery& delivery) {
    delivery.hash = hasher_.Hash(row_.bytes());
  }

  TextDictionary& texts_;
  ChargeStager charges_;
  Sha256Hasher hasher_;
  CanonicalRow row_;
};

// Stores the head of a delivery of the batch's run, without rows.
absl::StatusOr<std::unique_ptr<StagedDelivery>> StageDelivery(
    Transaction& transaction, const StagedBatch& staged, int64_t source,
    Delivery head);

// Forgets what the parts of an unfinished moment of a page showed.
absl::Status ForgetSeen(Transaction& transaction, int64_t source);

}  // namespace regisseur
