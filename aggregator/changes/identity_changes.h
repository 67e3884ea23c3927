#pragma once

#include <functional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "aggregator/changes/acts.h"
#include "aggregator/storage/identity_store.h"
#include "core/base/clock.h"
#include "core/principal/identity.h"

namespace regisseur {

// Making, approving and ending identities. Thread-safe.
class IdentityChanges {
 public:
  // A request that changes something: what the act carries of it.
  struct Request {
    std::string method;  // the full name
    std::string id;      // its request_id; required
    std::string content;
  };
  struct Created {
    Identity identity;
    // The same request made it before; its token was shown then.
    bool repeated = false;
  };

  // What it is given must outlive it. `changed` hears of
  // every change, with all identities as they are then.
  IdentityChanges(Acts& acts, const IdentityStore& store,
                  const IdentityDirectory& directory, const Clock& clock,
                  std::function<void(std::vector<Identity>)> changed)
      : acts_(acts),
        store_(store),
        directory_(directory),
        clock_(clock),
        changed_(std::move(changed)) {}

  // Makes `identity`, whose id, token and expiry are set. With a limit it is
  // proposed only. INVALID_ARGUMENT when it does not fit together or expires
  // more than 400 days from now; FAILED_PRECONDITION for the very first one
  // when nobody could make another after it.
  absl::StatusOr<Created> Create(const Principal& who, const Request& request,
                                 Identity identity);
  // Approves a proposed one (core/principal/binding_act.h). `on_behalf_of`: the
  // identity for whom `who` deputises; empty: in own right. NOT_FOUND;
  // FAILED_PRECONDITION when nothing is proposed; PERMISSION_DENIED.
  absl::StatusOr<Identity> Approve(const Principal& who, const Request& request,
                                   const std::string& id,
                                   const std::string& on_behalf_of);
  // Ends one. NOT_FOUND; FAILED_PRECONDITION for one of the configuration.
  absl::StatusOr<Identity> Revoke(const Principal& who, const Request& request,
                                  const std::string& id);

 private:
  Act ActOf(const Request& request, const std::string& id) const;
  absl::StatusOr<Identity> Get(const Principal& who, const std::string& id);
  absl::Status Tell(const Principal& who);

  Acts& acts_;
  const IdentityStore& store_;
  const IdentityDirectory& directory_;
  const Clock& clock_;
  const std::function<void(std::vector<Identity>)> changed_;
  // Held from reading to telling: an older list never follows a newer one, or
  // a revoked token would come back to life.
  absl::Mutex telling_;
};

}  // namespace regisseur
