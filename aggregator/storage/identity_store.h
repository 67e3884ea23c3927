#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "aggregator/storage/database.h"
#include "core/principal/identity.h"

namespace regisseur {

// The identities that were made while running, with the hashes of their tokens.
// What changes one takes the transaction, so that the act that tells it is
// stored with it or neither is. Thread-safe.
class IdentityStore {
 public:
  explicit IdentityStore(const Database& database) : database_(database) {}

  // All of them, those that ended too; oldest first.
  absl::StatusOr<std::vector<Identity>> List(const Principal& who) const;

  // NOT_FOUND for one that never was.
  absl::StatusOr<Identity> Get(Connection& connection,
                               absl::string_view id) const;
  // True when somebody who is an administrator can call at `moment`.
  absl::StatusOr<bool> HasAdministrator(Connection& connection,
                                        absl::Time moment) const;
  absl::Status Insert(Transaction& transaction, const Identity& identity) const;
  absl::Status SetApproved(Transaction& transaction, absl::string_view id,
                           absl::string_view by) const;
  absl::Status SetRevoked(Transaction& transaction, absl::string_view id,
                          absl::Time at) const;
  // No act: it says when somebody called, not that anything changed.
  absl::Status SetLastUsed(Transaction& transaction, absl::string_view id,
                           absl::Time at) const;

 private:
  const Database& database_;
};

}  // namespace regisseur
