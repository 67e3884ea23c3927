#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "aggregator/changes/acts.h"
#include "aggregator/changes/matter_act.h"
#include "aggregator/storage/matter_store.h"
#include "core/base/clock.h"
#include "core/contract/contract_history.h"
#include "core/contract/version_reader.h"
#include "core/principal/identity.h"
#include "core/room/version_proposal.h"

namespace regisseur {

// Changing a contract together: next versions that one side proposes and both
// accept (USERS U18, U19). Thread-safe.
class VersionChanges {
 public:
  // What it is given must outlive it. `on_agreed` is called after a version was
  // agreed and is durable: the register has to hold it from then on. Without a
  // reader nothing can be proposed.
  VersionChanges(Acts& acts, const MatterStore& store,
                 const ContractHistory& contracts,
                 const IdentityDirectory& directory, const Clock& clock,
                 const VersionReader* reader, std::function<void()> on_agreed)
      : acts_(acts),
        store_(store),
        contracts_(contracts),
        directory_(directory),
        clock_(clock),
        reader_(reader),
        on_agreed_(std::move(on_agreed)) {}

  struct NewVersion {
    std::string provider;  // whose contract it has to be; empty: anybody's
    std::string contract;
    std::string text;
    std::string reason;
    std::string answers;  // the other side's proposal that it answers
  };
  // Proposes it; returns its id. INVALID_ARGUMENT, a line a mistake; NOT_FOUND;
  // FAILED_PRECONDITION for a day that is over or an answer to what is not
  // open.
  absl::StatusOr<std::string> Propose(const Principal& who,
                                      const MatterRequest& request,
                                      const NewVersion& version,
                                      absl::CivilDay today);
  // Says something; `internal` is what the partner is not to hear.
  absl::StatusOr<std::string> Comment(const Principal& who,
                                      const MatterRequest& request,
                                      const std::string& id,
                                      const std::string& text, bool internal,
                                      absl::CivilDay today);

  struct Acceptance {
    std::string id;
    std::string document;  // required of us
    std::string on_behalf_of;
    // What the version fixes: the money that our yes binds to.
    std::optional<Principal::MoneyLimit> amount;
  };
  // Accepts it for the side of who calls.
  absl::StatusOr<std::string> Accept(const Principal& who,
                                     const MatterRequest& request,
                                     const Acceptance& acceptance,
                                     absl::CivilDay today);
  // Takes it back: its own side.
  absl::StatusOr<std::string> Withdraw(const Principal& who,
                                       const MatterRequest& request,
                                       const std::string& id,
                                       const std::string& reason,
                                       absl::CivilDay today);
  // NOT_FOUND.
  absl::StatusOr<Matter> Get(const Principal& who, const std::string& id) const;

 private:
  // FAILED_PRECONDITION when another version of the contract was agreed for the
  // day `from` or a later one.
  absl::Status CheckNothingAgreedBehind(Connection& connection,
                                        const Matter& version,
                                        absl::CivilDay from) const;
  absl::StatusOr<Matter> FindOwn(const Principal& who, Connection& connection,
                                 const std::string& id) const;
  absl::StatusOr<const VersionReader*> Reader() const;

  Acts& acts_;
  const MatterStore& store_;
  const ContractHistory& contracts_;
  const IdentityDirectory& directory_;
  const Clock& clock_;
  const VersionReader* const reader_;
  const std::function<void()> on_agreed_;
};

// The texts of versions that were agreed, by the id of their proposals, and why
// some of them cannot be read.
struct AgreedVersions {
  std::map<std::string, std::string> texts;
  std::map<std::string, std::string> lost;
};
absl::StatusOr<AgreedVersions> ReadAgreedVersions(const Principal& who,
                                                  const MatterStore& store);

}  // namespace regisseur
