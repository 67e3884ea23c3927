#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "aggregator/storage/database.h"
#include "core/evidence/chain_entry.h"
#include "core/evidence/evidence_lines.h"
#include "core/evidence/sha256.h"

namespace regisseur {

// A chain of evidence, and where it ended when it was asked.
struct StoredChain {
  int64_t id = 0;
  std::string name;
  int64_t length = 0;
  Sha256 head{};
};

// An entry as the tables have it now: nothing here is believed.
struct StoredEntry {
  int64_t id = 0;  // of the delivery or act
  EntryHead head;
  Sha256 row_hash{};
  Sha256 chain_hash{};
  KeptRows kept = KeptRows::kAll;

  bool is_delivery() const {
    return std::holds_alternative<DeliveryHead>(head);
  }
};

// All chains, by name.
absl::StatusOr<std::vector<StoredChain>> ReadChains(Connection& connection);

// The entry at a place of a chain. Absent when there is none, or when a
// delivery and an act claim the place.
absl::StatusOr<std::optional<StoredEntry>> FindStoredEntry(
    Connection& connection, int64_t chain, int64_t number);
// The hash of the entry before it and its head give the hash that it was stored
// with: nobody changed the head since, unless the chain was written anew.
absl::StatusOr<bool> IsHeadAsChained(Connection& connection, int64_t chain,
                                     const StoredEntry& entry);
// So do its rows. For entries of few rows: not for charges.
absl::StatusOr<bool> AreRowsAsChained(Connection& connection,
                                      const StoredEntry& entry);

// Reads the chains back in canonical bytes, made anew from the tables. What is
// done with a row may take long: no read is open meanwhile. All functions are
// thread-safe; DATA_LOSS, INVALID_ARGUMENT and OUT_OF_RANGE mean that the
// tables hold what was never written.
class ChainReader {
 public:
  using RowFunction = std::function<absl::Status(absl::string_view row)>;

  explicit ChainReader(const Database& database) : database_(database) {}

  // By name.
  absl::StatusOr<std::vector<StoredChain>> ListChains() const;
  // NOT_FOUND when there is no such chain.
  absl::StatusOr<StoredChain> GetChain(absl::string_view name) const;
  // Absent when there is none, or when a delivery and an act claim the place.
  absl::StatusOr<std::optional<StoredEntry>> FindEntry(const StoredChain& chain,
                                                       int64_t number) const;
  // Its rows in order; of an entry whose rows were purged what is left.
  absl::Status ReadRows(const StoredEntry& entry, const RowFunction& row) const;
  // Its kept totals in order.
  absl::Status ReadTotals(const StoredEntry& entry,
                          const RowFunction& row) const;

 private:
  const Database& database_;
};

}  // namespace regisseur
