#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "aggregator/changes/acts.h"
#include "aggregator/changes/matter_act.h"
#include "aggregator/storage/matter_store.h"
#include "core/contract/contract_history.h"

namespace regisseur {

// The quiet log of how often we stepped in although a partner was inside its
// mandate: nobody is told but who asks. Thread-safe.
class MandateChanges {
 public:
  // What it is given must outlive it.
  MandateChanges(Acts& acts, const MatterStore& store,
                 const ContractHistory& contracts)
      : acts_(acts), store_(store), contracts_(contracts) {}

  struct NewIntervention {
    std::string contract;
    std::string day;  // empty: today
    std::string reason;
  };
  // Notes one; returns its id. INVALID_ARGUMENT naming the field; NOT_FOUND.
  absl::StatusOr<std::string> Note(const Principal& who,
                                   const MatterRequest& request,
                                   const NewIntervention& intervention,
                                   absl::CivilDay today);
  // NOT_FOUND.
  absl::StatusOr<Matter> Get(const Principal& who, const std::string& id) const;

 private:
  Acts& acts_;
  const MatterStore& store_;
  const ContractHistory& contracts_;
};

}  // namespace regisseur
