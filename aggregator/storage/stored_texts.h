#pragma once

#include <cstdint>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "aggregator/storage/database.h"

namespace regisseur {

// The text of an id of the dictionary; empty for 0. DATA_LOSS when there is
// none.
absl::StatusOr<std::string> GetStoredText(Connection& connection, int64_t id);

// The same, remembering what it read. Not thread-safe.
class StoredTexts {
 public:
  absl::StatusOr<std::string> Get(Connection& connection, int64_t id);

 private:
  absl::flat_hash_map<int64_t, std::string> texts_;
};

}  // namespace regisseur
