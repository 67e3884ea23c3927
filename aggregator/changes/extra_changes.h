#pragma once

#include <functional>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "aggregator/changes/acts.h"
#include "aggregator/changes/matter_act.h"
#include "aggregator/storage/matter_store.h"
#include "core/base/clock.h"
#include "core/contract/contract_history.h"
#include "core/money/decimal.h"
#include "core/principal/identity.h"
#include "core/room/extra_order.h"

namespace regisseur {

// Orders of extras (USERS U5, U19): within the mandate at once, beyond it when
// a second person of ours approves, refused with the clause beyond the value
// ceiling and where the contract's nature would change, unless a named person
// overrides that. Thread-safe.
class ExtraChanges {
 public:
  // What it is given must outlive it.
  ExtraChanges(Acts& acts, const MatterStore& store,
               const ContractHistory& contracts,
               const IdentityDirectory& directory, const Clock& clock)
      : acts_(acts),
        store_(store),
        contracts_(contracts),
        directory_(directory),
        clock_(clock) {}

  // What the spend of a contract and those under it leaves under its ceiling.
  struct SpendRoom {
    std::optional<Decimal> left;    // absent where it cannot be told
    std::string why_unknown;        // and then why
    std::set<std::string> counted;  // orders that are taken off already
  };
  // Asked of the contract and the frameworks above it, where they have one.
  using ReadRoom = std::function<absl::StatusOr<SpendRoom>(const Contract&)>;

  struct NewOrder {
    std::string provider;  // whose contract it has to be; empty: anybody's
    std::string contract;
    std::string extra;
    std::string quantity;  // empty: one
    std::string reason;    // required to override
    bool override_refusal = false;
  };
  // Orders it, or proposes to; returns its id. INVALID_ARGUMENT naming the
  // field, NOT_FOUND, FAILED_PRECONDITION with the clause that refuses it;
  // PERMISSION_DENIED for an override by who does not decide.
  absl::StatusOr<std::string> Order(const Principal& who,
                                    const MatterRequest& request,
                                    const NewOrder& order, absl::CivilDay today,
                                    const ReadRoom& room);

  struct Decision {
    std::string id;
    bool approves = false;
    std::string reason;  // required to refuse
    std::string on_behalf_of;
  };
  // A second person's yes, within its limit, or its no.
  absl::StatusOr<std::string> Decide(const Principal& who,
                                     const MatterRequest& request,
                                     const Decision& decision,
                                     absl::CivilDay today,
                                     const ReadRoom& room);
  // It is there since `day` (empty: today).
  absl::StatusOr<std::string> Deliver(
      const Principal& who, const MatterRequest& request, const std::string& id,
      const std::string& day, const std::string& remark, absl::CivilDay today);
  // Takes it back before it is delivered: we, or the partner what it ordered
  // itself.
  absl::StatusOr<std::string> Cancel(const Principal& who,
                                     const MatterRequest& request,
                                     const std::string& id,
                                     const std::string& reason);
  // NOT_FOUND.
  absl::StatusOr<Matter> Get(const Principal& who, const std::string& id) const;

 private:
  // The steps that put an order in force on `today`.
  static std::vector<NewMatterStep> InForce(
      const Contract& contract, const Extra& extra, MatterSubject subject,
      MatterMove move, std::vector<std::pair<std::string, std::string>> values,
      absl::CivilDay today);
  // A ceiling, whose it is.
  struct Ceiling {
    const Contract* holder;
    SpendRoom spend;
  };
  static absl::StatusOr<std::vector<Ceiling>> ReadCeilings(
      const ContractRegister& contracts, const Contract& contract,
      absl::CivilDay today, const ReadRoom& room);
  // An order of so much, beside all others but `but_for`.
  absl::StatusOr<ExtraVerdict> Judge(Connection& connection,
                                     const ContractRegister& contracts,
                                     const Contract& contract,
                                     const Decimal& amount,
                                     const std::vector<Ceiling>& ceilings,
                                     const std::string& but_for,
                                     absl::CivilDay today) const;
  absl::StatusOr<Matter> FindOwn(const Principal& who, Connection& connection,
                                 const std::string& id) const;

  Acts& acts_;
  const MatterStore& store_;
  const ContractHistory& contracts_;
  const IdentityDirectory& directory_;
  const Clock& clock_;
};

}  // namespace regisseur
