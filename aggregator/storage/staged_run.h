#pragma once

#include <cstdint>
#include <list>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "aggregator/storage/cost_cells.h"
#include "aggregator/storage/database.h"
#include "aggregator/storage/row_hash.h"
#include "aggregator/storage/text_dictionary.h"
#include "core/delivery/delivery.h"

namespace regisseur {

// The category whose charges are tax.
inline constexpr char kTax[] = "Tax";

// The first and the last moment at which states changed.
struct StateMoments {
  absl::Time first;
  absl::Time last;
};

// A delivery of the run that is being staged.
struct StagedDelivery {
  int64_t id = 0;
  Delivery head;
  std::optional<FactKind> kind;  // known with the first row
  int64_t rows = 0;
  Sha256 hash{};
  std::optional<bool> sums;  // whether its charges are; known with the first
  CostCells cells;

  // Of the batch that is being stored.
  bool told_in_batch = false;
  std::optional<StateMoments> state_moments;
  std::vector<int32_t> charges;  // its charges, by index into the batch's
};

// What a run has staged so far: a scope that a run tells twice is one delivery.
class StagedRun {
 public:
  // In the order of coming.
  absl::Span<const std::unique_ptr<StagedDelivery>> deliveries() const {
    return deliveries_;
  }
  // Null when the run did not tell that scope yet.
  StagedDelivery* Find(absl::string_view scope) const;
  StagedDelivery& Add(std::unique_ptr<StagedDelivery> delivery);
  size_t CellCount() const;

 private:
  std::vector<std::unique_ptr<StagedDelivery>> deliveries_;
  absl::flat_hash_map<std::string, StagedDelivery*> by_scope_;
};

// The runs that are being staged, by source. Those that went on last are
// remembered, within bounds; others are read again from what they have stored.
// Writer thread only.
class StagedRuns {
 public:
  // Valid until the next call.
  absl::StatusOr<StagedRun*> Get(Transaction& transaction, int64_t source,
                                 TextDictionary& texts);
  // For a run that ended, and for one whose transaction rolled back.
  void Forget(int64_t source);

 private:
  std::list<std::pair<int64_t, StagedRun>> runs_;  // the last used first
};

// The delivery that row `row` (from 1) of a batch belongs to. INVALID_ARGUMENT
// when the batch has none of that index, or it has facts of another kind.
absl::StatusOr<StagedDelivery*> DeliveryOfRow(
    absl::Span<StagedDelivery* const> deliveries, int index, FactKind kind,
    absl::string_view what, int64_t row);

absl::Status InvalidRow(absl::string_view what, int64_t row,
                        absl::string_view why);

}  // namespace regisseur
