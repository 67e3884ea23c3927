#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "aggregator/changes/partnership_act.h"
#include "core/partnership/escalation.h"

namespace regisseur {

// Calling on the other side (core/partnership/escalation.h). Thread-safe.
class EscalationChanges {
 public:
  // What it is given must outlive it.
  EscalationChanges(Acts& acts, const MatterStore& store)
      : matters_{acts, store} {}

  struct NewEscalation {
    std::string subject;
    std::string priority;  // empty: P3
    std::string text;
    int level = 0;  // 0: the lowest rung of the other side
    EscalationLinks links;
  };
  // Opens one; its id. INVALID_ARGUMENT naming the field.
  absl::StatusOr<std::string> Open(const Principal& who,
                                   const MatterRequest& request,
                                   const PartnershipPlace& place,
                                   const NewEscalation& escalation);

  struct Step {
    std::string id;
    MatterMove move = MatterMove::kCommented;
    std::string text;
    bool internal = false;  // of a comment
    EscalationLinks links;  // of kLinked
    // Of kRaisedHigher: what is promised for its incident.
    std::optional<EscalationTarget> target = std::nullopt;
  };
  // A step; `place` is that of the escalation today. The errors of
  // CheckEscalationMove; NOT_FOUND; INVALID_ARGUMENT for a text that is
  // missing.
  absl::StatusOr<std::string> Move(const Principal& who,
                                   const MatterRequest& request,
                                   const PartnershipPlace& place,
                                   const Step& step);

  // Writes down which rungs time called since, each once; how many. `targets`
  // are what is promised for incidents, by the escalation's id.
  absl::StatusOr<int> KeepEscalatedRungs(
      const Principal& who, absl::Time now,
      const std::map<std::string, EscalationTarget>& targets = {});

  // NOT_FOUND.
  absl::StatusOr<Matter> Get(const Principal& who,
                             const std::string& id) const {
    return matters_.Get(who, MatterKind::kEscalation, id);
  }

 private:
  const SharedMatters matters_;
};

}  // namespace regisseur
