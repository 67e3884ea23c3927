#pragma once

#include <cstdint>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "aggregator/storage/database.h"
#include "aggregator/storage/row_hash.h"

namespace regisseur {

// Stores each text once and gives its id; the empty text is 0. Remembers the
// ids of the texts that it met, within bounds. Writer thread only; Clear after
// a transaction that rolled back.
class TextDictionary {
 public:
  absl::StatusOr<int64_t> Intern(Transaction& transaction,
                                 absl::string_view text);
  void Clear();

 private:
  absl::flat_hash_map<std::string, int64_t> ids_;
  size_t bytes_ = 0;
  int64_t next_id_ = 0;  // 0: not read yet
  Sha256Hasher hasher_;
};

}  // namespace regisseur
