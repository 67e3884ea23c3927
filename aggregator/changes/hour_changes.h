#pragma once

#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "aggregator/changes/acts.h"
#include "aggregator/changes/matter_act.h"
#include "aggregator/storage/matter_store.h"
#include "aggregator/storage/storage.h"
#include "core/base/clock.h"
#include "core/contract/contract_history.h"
#include "core/principal/identity.h"

namespace regisseur {

// Hours that somebody of either side enters from a document (USERS U15). They
// count once an owner of ours accepted them. Thread-safe.
class HourChanges {
 public:
  // What it is given must outlive it.
  HourChanges(Acts& acts, const MatterStore& store,
              const ContractHistory& contracts,
              const IdentityDirectory& directory, Originals& originals,
              const Clock& clock)
      : acts_(acts),
        store_(store),
        contracts_(contracts),
        directory_(directory),
        originals_(originals),
        clock_(clock) {}

  struct NewHours {
    std::string provider;  // whose contract it has to be; empty: anybody's
    std::string contract;
    std::string component;  // empty: the only one with hours
    std::string day;        // empty: today
    std::string hours;      // `2.5`, `2:30`
    std::string factor;
    std::string document;  // its name
    std::string content;   // its bytes; may be empty
    std::string remark;
  };
  // Enters them; returns their id. INVALID_ARGUMENT naming the field,
  // NOT_FOUND, PERMISSION_DENIED for who is no named person.
  absl::StatusOr<std::string> Book(const Principal& who,
                                   const MatterRequest& request,
                                   const NewHours& hours, absl::CivilDay today);

  struct Decision {
    std::string id;
    bool accepts = false;
    std::string reason;  // required to refuse
    std::string on_behalf_of;
  };
  // Accepts or refuses what another person entered. FAILED_PRECONDITION when
  // they do not wait; PERMISSION_DENIED.
  absl::StatusOr<std::string> Decide(const Principal& who,
                                     const MatterRequest& request,
                                     const Decision& decision);
  // Takes back what waits: who entered it, or somebody of that side who
  // decides.
  absl::StatusOr<std::string> Withdraw(const Principal& who,
                                       const MatterRequest& request,
                                       const std::string& id,
                                       const std::string& reason);
  // NOT_FOUND.
  absl::StatusOr<Matter> Get(const Principal& who, const std::string& id) const;

 private:
  absl::StatusOr<Matter> FindOwn(const Principal& who, Connection& connection,
                                 const std::string& id) const;
  // What accepting `hours` costs beside what is paid already: those of a bundle
  // beyond it. Absent when nothing.
  absl::StatusOr<std::optional<Principal::MoneyLimit>> CostOf(
      Connection& connection, const Principal& who, const Matter& hours) const;

  Acts& acts_;
  const MatterStore& store_;
  const ContractHistory& contracts_;
  const IdentityDirectory& directory_;
  Originals& originals_;
  const Clock& clock_;
};

}  // namespace regisseur
