#pragma once

#include <array>
#include <cstdint>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "aggregator/storage/charge_lines.h"
#include "aggregator/storage/database.h"
#include "aggregator/storage/party_rows.h"
#include "aggregator/storage/records.h"
#include "aggregator/storage/row_hash.h"
#include "aggregator/storage/staged_run.h"
#include "aggregator/storage/text_dictionary.h"

namespace regisseur {

// Stages the charges of a batch: checks them, adds them to the totals and to
// the hash of their deliveries, and stores their lines. Keeps its memory
// between batches. Writer thread only.
class ChargeStager {
 public:
  // `deliveries` are those of the batch, by its indexes.
  absl::Status Stage(Transaction& transaction, const StagedBatch& batch,
                     absl::Span<StagedDelivery* const> deliveries,
                     PartyIds& parties, TextDictionary& texts);

 private:
  absl::Status CheckBatch(const StagedBatch& batch) const;
  // The id of a key text of the batch.
  absl::StatusOr<int64_t> TextId(Transaction& transaction,
                                 const FactBatch& facts, int32_t text,
                                 TextDictionary& texts);
  // The party of charge `index`, by its dictionary index.
  absl::StatusOr<int32_t> PartyOf(const StagedBatch& batch, size_t index) const;
  absl::Status StageOne(Transaction& transaction, const StagedBatch& batch,
                        size_t index, StagedDelivery& delivery,
                        PartyIds& parties, TextDictionary& texts);

  Sha256Hasher hasher_;
  CanonicalRow row_;
  ChargeLineWriter lines_;

  // By dictionary index; -1 where not looked up yet.
  std::vector<int64_t> text_ids_;
  std::vector<int64_t> party_ids_;
  std::vector<int64_t> parties_;  // by charge

  // Of the charge at hand.
  std::array<absl::string_view, kChargeTextCount> texts_;
  std::vector<CanonicalRow::Named> others_;
};

}  // namespace regisseur
