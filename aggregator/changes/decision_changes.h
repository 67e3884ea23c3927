#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "aggregator/changes/acts.h"
#include "aggregator/changes/matter_act.h"
#include "aggregator/storage/matter_store.h"

namespace regisseur {

// What people do about items of the agenda: a matter an item, named by its id.
// Nobody but our own people hears of it. Thread-safe.
class DecisionChanges {
 public:
  // What it is given must outlive it.
  DecisionChanges(Acts& acts, const MatterStore& store)
      : acts_(acts), store_(store) {}

  // The item as the agenda has it now.
  struct Item {
    std::string id;
    std::string provider;
    std::string contract;
    std::vector<std::string> choices;  // their ids
    std::optional<absl::CivilDay> decide_by;
    bool is_open = true;
    // What a step keeps of it, by name.
    std::vector<std::pair<std::string, std::string>> values;
  };
  struct NewDecision {
    MatterMove move = MatterMove::kDecided;
    std::string option;
    std::string delegate;
    std::string until;  // a day
    std::string reason;
  };
  // Keeps it; returns the item's id. What `item` says where there is none,
  // unless the same request came before; INVALID_ARGUMENT naming the field,
  // PERMISSION_DENIED for who is no person, FAILED_PRECONDITION for reopening
  // what is open.
  absl::StatusOr<std::string> Do(const Principal& who,
                                 const MatterRequest& request,
                                 const NewDecision& decision,
                                 absl::CivilDay today,
                                 const absl::StatusOr<Item>& item);

 private:
  Acts& acts_;
  const MatterStore& store_;
};

}  // namespace regisseur
