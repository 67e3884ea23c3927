#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "aggregator/storage/database.h"
#include "core/base/clock.h"
#include "core/evidence/sha256.h"
#include "core/principal/principal.h"

namespace regisseur {

// A root as it is stored. Its statement and signature are bytes that nobody
// here looks into.
struct StoredRoot {
  int64_t number = 0;
  absl::Time made;
  std::string statement;
  std::string signature;
};

// A leaf of a root's tree. Padding has no chain: only its nonce.
struct StoredLeaf {
  std::string chain;
  int64_t length = 0;
  Sha256 head{};
  Sha256 nonce{};
};

// The signed roots, and the leaves that prove what is under each. Nothing is
// ever changed or removed. Thread-safe.
class RootStore {
 public:
  RootStore(const Database& database, const Clock& clock)
      : database_(database), clock_(clock) {}

  // What a new root is made of.
  struct Material {
    int64_t number = 0;
    absl::Time known;
    std::string previous_statement;  // empty for the first
    std::vector<StoredLeaf> chains;  // by name, without nonces
  };
  struct Made {
    StoredRoot root;
    std::vector<StoredLeaf> leaves;  // in the order of the tree
  };

  // The number that the next root gets.
  absl::StatusOr<int64_t> NextNumber(Transaction& transaction) const;
  // Puts into the chains what is in none yet, so that a root covers it.
  absl::Status ChainAll(Transaction& transaction, const Principal& who) const;
  // Stores the root that `make` makes of the heads, which were known at
  // `known`.
  absl::StatusOr<StoredRoot> Append(
      Transaction& transaction, absl::Time known,
      const std::function<Made(const Material&)>& make) const;

  // Oldest first, from `first` on.
  absl::StatusOr<std::vector<StoredRoot>> List(const Principal& who,
                                               int64_t first, int limit) const;
  // Absent when there is none. The last one for number 0.
  absl::StatusOr<std::optional<StoredRoot>> Find(const Principal& who,
                                                 int64_t number) const;
  // In the order of the tree.
  absl::StatusOr<std::vector<StoredLeaf>> ListLeaves(const Principal& who,
                                                     int64_t root) const;

 private:
  const Database& database_;
  const Clock& clock_;
};

}  // namespace regisseur
