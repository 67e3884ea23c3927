#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "aggregator/storage/database.h"
#include "core/base/clock.h"

namespace regisseur {

// The ids of the parties that one batch names. One that is new is given to a
// provider at once. All references must outlive it.
class PartyIds {
 public:
  PartyIds(int64_t source, absl::Time known,
           const std::function<std::string(const std::string&)>& assign)
      : source_(source), known_(known), assign_(assign) {}

  absl::StatusOr<int64_t> Get(Transaction& transaction,
                              const std::string& name);

 private:
  const int64_t source_;
  const absl::Time known_;
  const std::function<std::string(const std::string&)>& assign_;
  absl::flat_hash_map<std::string, int64_t> ids_;
};

// Gives every known party of a source to a provider anew; only differences are
// stored; they hold from `known` on.
absl::Status ReassignParties(
    Transaction& transaction, int64_t source,
    const std::function<std::string(const std::string&)>& assign,
    absl::Time known);

}  // namespace regisseur
