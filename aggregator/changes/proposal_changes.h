#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "aggregator/changes/acts.h"
#include "aggregator/changes/matter_act.h"
#include "aggregator/storage/matter_store.h"
#include "core/base/clock.h"
#include "core/contract/contract_history.h"
#include "core/matter/matter.h"
#include "core/money/decimal.h"
#include "core/principal/identity.h"

namespace regisseur {

// With what a figure was computed that is settled now (DECISIONS 4).
struct Provenance {
  std::string program;
  std::string time_zone_data;
};

// What both sides settle about a promise: time that is left out of it, the
// figure that holds, and that a figure is wrong (USERS U12, U14). Anybody whom
// the table lets call may propose; a second person of ours says yes
// (core/principal/binding_act.h). Thread-safe.
class ProposalChanges {
 public:
  // What it is given must outlive it.
  ProposalChanges(Acts& acts, const MatterStore& store,
                  const ContractHistory& contracts,
                  const IdentityDirectory& directory, const Clock& clock,
                  Provenance provenance)
      : acts_(acts),
        store_(store),
        contracts_(contracts),
        directory_(directory),
        clock_(clock),
        provenance_(std::move(provenance)) {}

  // Whose promise; `provider` may be empty, else it has to be the contract's.
  struct Promise {
    std::string provider;
    std::string contract;
    std::string objective;
  };

  struct NewExclusion {
    Promise promise;
    std::string from;  // a time, a day or a month in the objective's zone
    std::string to;    // a day or month included whole
    // customer, third_party, force_majeure, not_affected.
    std::string accountability;
    std::string reason;
    std::string evidence;
    std::string view;  // of the other side; may follow with the approval
  };
  // Proposes to leave time out of a promise; returns its id. INVALID_ARGUMENT
  // naming the field; NOT_FOUND without such a promise.
  absl::StatusOr<std::string> ProposeExclusion(const Principal& who,
                                               const MatterRequest& request,
                                               const NewExclusion& exclusion);

  struct NewSettlement {
    Promise promise;
    std::string period;    // `2026-10`, or the last day of the window
    std::string value;     // exact decimal, as the objective's figure is
    std::string document;  // in which both sides said yes
  };
  // Proposes the figure that holds for a window.
  absl::StatusOr<std::string> ProposeSettlement(
      const Principal& who, const MatterRequest& request,
      const NewSettlement& settlement);

  struct NewObjection {
    Promise promise;
    std::string period;
    std::string figure;  // what it should be; empty when that is not known
    std::string reason;
    std::string evidence;
  };
  // Says that a figure is wrong: it is disputed from here on, until that is
  // taken back or the figure is settled. The side is that of who calls.
  // FAILED_PRECONDITION before the window begins, once its figure is settled,
  // and while an objection of the same side is open.
  absl::StatusOr<std::string> RaiseObjection(const Principal& who,
                                             const MatterRequest& request,
                                             const NewObjection& objection);

  struct Decision {
    std::string id;
    bool approves = false;
    std::string reason;  // required to refuse
    std::string view;    // of the other side, where it was not given before
    std::string on_behalf_of;
  };
  // The money that hangs on a matter; absent when there is none or it cannot be
  // told.
  using Stake =
      std::function<absl::StatusOr<std::optional<Principal::MoneyLimit>>(
          const Matter&)>;
  // Approves or refuses what another person proposed. NOT_FOUND;
  // FAILED_PRECONDITION when it does not wait for that, or the other side's
  // view is missing where the contract needs it; PERMISSION_DENIED.
  absl::StatusOr<std::string> Decide(const Principal& who,
                                     const MatterRequest& request,
                                     const Decision& decision,
                                     const Stake& stake);
  // Takes a proposal, an approved exclusion or an objection back; it stays
  // visible. Who made it may as long as it waits; else a person who decides.
  absl::StatusOr<std::string> Withdraw(const Principal& who,
                                       const MatterRequest& request,
                                       const std::string& id,
                                       const std::string& reason);

  // Any of the three kinds. NOT_FOUND.
  absl::StatusOr<Matter> Get(const Principal& who, const std::string& id) const;

 private:
  absl::StatusOr<Matter> FindAny(const Principal& who, Connection& connection,
                                 const std::string& id) const;
  // Objections to the same figure that are open.
  absl::StatusOr<std::vector<Matter>> OpenObjections(
      Connection& connection, const NewMatterStep& about) const;
  std::shared_ptr<const ContractRegister> Contracts() const {
    return contracts_.At(absl::InfiniteFuture());
  }

  Acts& acts_;
  const MatterStore& store_;
  const ContractHistory& contracts_;
  const IdentityDirectory& directory_;
  const Clock& clock_;
  const Provenance provenance_;
};

}  // namespace regisseur
