#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "aggregator/changes/partnership_act.h"
#include "core/partnership/plan.h"
#include "core/partnership/plan_reader.h"

namespace regisseur {

// The relationship plan with a provider: one side proposes a version, the other
// agrees (core/partnership/plan.h). Thread-safe.
class PlanChanges {
 public:
  // What it is given must outlive it. Without a reader no text can be proposed.
  PlanChanges(Acts& acts, const MatterStore& store, const PlanReader* reader)
      : matters_{acts, store}, reader_(reader) {}

  // What a text says. UNIMPLEMENTED without a reader; else its errors.
  absl::StatusOr<RelationshipPlan> Read(const std::string& text) const;

  // Proposes it by a named person; its id. One that waits is answered with it.
  // INVALID_ARGUMENT naming the field, also for a contract, an objective or a
  // service that is not there.
  absl::StatusOr<std::string> Propose(const Principal& who,
                                      const MatterRequest& request,
                                      const PartnershipPlace& place,
                                      const RelationshipPlan& plan,
                                      const std::string& text);
  // A named person of the other side agrees or refuses, or one of the own side
  // takes it back.
  absl::StatusOr<std::string> Decide(const Principal& who,
                                     const MatterRequest& request,
                                     const std::string& id, MatterMove move,
                                     const std::string& text);
  absl::StatusOr<std::string> Comment(const Principal& who,
                                      const MatterRequest& request,
                                      const std::string& id,
                                      const std::string& text, bool internal);

  // NOT_FOUND.
  absl::StatusOr<Matter> Get(const Principal& who,
                             const std::string& id) const {
    return matters_.Get(who, MatterKind::kPlan, id);
  }

 private:
  const SharedMatters matters_;
  const PlanReader* const reader_;
};

}  // namespace regisseur
