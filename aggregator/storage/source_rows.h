#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "aggregator/storage/database.h"
#include "aggregator/storage/records.h"

namespace regisseur {

// The rows about a source itself, and the heads of its deliveries.

absl::StatusOr<std::optional<int64_t>> FindSourceId(Connection& connection,
                                                    absl::string_view source);
// Makes the source when it is new.
absl::StatusOr<int64_t> SourceId(Transaction& transaction,
                                 absl::string_view source);

struct StoredProgress {
  SourceProgress progress;
  // The run that came into force last, and its last batch.
  std::string last_run;
  int64_t last_number = 0;
  int64_t deliveries_in_force = 0;
};
absl::StatusOr<StoredProgress> ReadProgress(Connection& connection,
                                            int64_t source);
// FAILED_PRECONDITION while a run of the source is staged.
absl::Status RequireNothingStaged(Transaction& transaction, int64_t source);

// How `source_try.tells` holds what an adapter tells.
int64_t ToBits(const std::set<FactKind>& kinds);
std::set<FactKind> FactKindsFromBits(int64_t bits);

// The head of a delivery. NOT_FOUND when there is none.
absl::StatusOr<Delivery> ReadHead(Connection& connection, int64_t delivery);

}  // namespace regisseur
