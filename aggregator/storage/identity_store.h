#pragma once

#include <functional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "aggregator/storage/act_store.h"
#include "aggregator/storage/database.h"
#include "core/principal/identity.h"

namespace regisseur {

// An identity as the table has it. `row` is what the chains hold of it, in
// canonical bytes: all but its name, which stands with the act that made it,
// and when it was last used.
struct StoredIdentity {
  std::string id;
  std::string name;
  std::string row;
};
inline constexpr char kIdentityLetter = 'Y';

absl::Status ReadIdentityRows(
    Connection& connection,
    const std::function<absl::Status(const StoredIdentity& identity)>& take);

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
  // The act that makes, approves or ends one carries its row as it is then
  // (StoredIdentity): what the table says is held against it.
  absl::Status Insert(Transaction& transaction, const Identity& identity,
                      Act& act) const;
  absl::Status SetApproved(Transaction& transaction, absl::string_view id,
                           absl::string_view by, Act& act) const;
  absl::Status SetRevoked(Transaction& transaction, absl::string_view id,
                          absl::Time at, Act& act) const;
  // Takes the name away, which is in no chain. FAILED_PRECONDITION while the
  // identity can still act at `moment`; nothing for one that never was here.
  absl::Status ForgetName(Transaction& transaction, absl::string_view id,
                          absl::Time moment) const;
  // No act: it says when somebody called, not that anything changed.
  absl::Status SetLastUsed(Transaction& transaction, absl::string_view id,
                           absl::Time at) const;

 private:
  // Puts the row as it is now into the act.
  absl::Status Tell(Transaction& transaction, absl::string_view id,
                    Act& act) const;

  const Database& database_;
};

}  // namespace regisseur
