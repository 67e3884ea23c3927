#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "aggregator/storage/act_store.h"
#include "aggregator/storage/database.h"
#include "core/evidence/chain_entry.h"
#include "core/principal/principal.h"

namespace regisseur {

// An act as the tables have it.
struct AppendedAct {
  int64_t id = 0;
  ActRecord record;
};

// ActStore::Append, for an act that is known from when its transaction is.
absl::StatusOr<AppendedAct> AppendAct(Transaction& transaction,
                                      absl::Time known, const Principal& who,
                                      const Act& act);

// The act of one row, with all its texts. NOT_FOUND when there is none.
absl::StatusOr<ActRecord> GetAct(Connection& connection, int64_t id);

// A personal text as it is stored.
struct StoredPersonal {
  std::string name;
  Sha256 hash{};
  std::optional<std::string> salt;
  std::optional<std::string> value;
};
absl::StatusOr<std::vector<StoredPersonal>> ReadPersonal(Connection& connection,
                                                         int64_t act);

// What the chain says of a stored act.
struct StoredAct {
  int64_t id = 0;
  ActHead head;
  Sha256 row_hash{};
  Sha256 chain_hash{};
};
// The act at a place of a chain; absent when there is none.
absl::StatusOr<std::optional<StoredAct>> FindStoredAct(Connection& connection,
                                                       int64_t chain,
                                                       int64_t number);
// Its rows, in order.
absl::Status ReadActRows(
    Connection& connection, int64_t act,
    const std::function<absl::Status(int64_t number, absl::string_view row)>&
        row);

}  // namespace regisseur
