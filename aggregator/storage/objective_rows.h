#pragma once

#include <cstdint>
#include <functional>

#include "absl/status/status.h"
#include "aggregator/storage/database.h"
#include "aggregator/storage/text_dictionary.h"
#include "core/slo/declared_objective.h"

namespace regisseur {

// The rows of declared objectives.

// Its party's id comes beside it.
absl::Status InsertObjective(Transaction& transaction, TextDictionary& texts,
                             int64_t delivery, int64_t row, int64_t party,
                             const DeclaredObjective& objective);

// An objective as it is stored.
struct StoredObjective {
  int64_t id = 0;
  int64_t row = 0;
  DeclaredObjective objective;
};

// The objectives of a delivery, in order of row. The party's name is filled in.
absl::Status ReadObjectives(
    Connection& connection, int64_t delivery,
    const std::function<absl::Status(StoredObjective&)>& take);

// All objectives of a delivery.
absl::Status DropObjectives(Transaction& transaction, int64_t delivery);

}  // namespace regisseur
