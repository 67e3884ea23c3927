#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "aggregator/storage/database.h"
#include "core/evidence/chain_entry.h"
#include "core/evidence/sha256.h"

namespace regisseur {

// Where a chain of evidence stands.
struct ChainEnd {
  int64_t id = 0;
  std::string name;
  int64_t length = 0;
  Sha256 head{};
};

// The chain of a source that belongs to `provider`: the provider's own, or
// `shared` where it belongs to nobody in particular.
std::string ChainOfProvider(absl::string_view provider);

// Makes the chain when it is new.
absl::StatusOr<ChainEnd> OpenChain(Transaction& transaction,
                                   absl::string_view name);
// Puts an entry behind the end. `head` must have been made for this chain and
// its next number. Returns the hash of the entry.
absl::StatusOr<Sha256> GrowChain(Transaction& transaction, ChainEnd& chain,
                                 absl::string_view head,
                                 const Sha256& row_hash);

// The kept totals of a delivery in canonical bytes (letter T), in the order in
// which they are hashed.
absl::Status ReadCanonicalTotals(
    Connection& connection, int64_t delivery,
    const std::function<absl::Status(absl::string_view row)>& row);

}  // namespace regisseur
