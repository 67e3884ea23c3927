#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "aggregator/changes/partnership_act.h"

namespace regisseur {

// What each side promised the other outside the services
// (core/partnership/obligation.h). Thread-safe.
class ObligationChanges {
 public:
  // What it is given must outlive it.
  ObligationChanges(Acts& acts, const MatterStore& store)
      : matters_{acts, store} {}

  struct NewObligation {
    Participant side = Participant::kCustomer;
    std::string what;
    std::string due_on;
    std::string ticket;       // of `place.provider`; empty: none
    std::string review;       // empty: none
    std::string responsible;  // empty: nobody in particular
  };
  // Of the own side it is promised, of the other one asked for; its id.
  // INVALID_ARGUMENT naming the field; NOT_FOUND for a review that is not
  // there.
  absl::StatusOr<std::string> Add(const Principal& who,
                                  const MatterRequest& request,
                                  const PartnershipPlace& place,
                                  const NewObligation& obligation);

  struct Step {
    std::string id;
    MatterMove move = MatterMove::kCommented;
    std::string text;
    bool internal = false;    // of a comment
    std::string responsible;  // of a promise
  };
  // A step. The errors of CheckObligationMove; NOT_FOUND; INVALID_ARGUMENT for
  // a text that is missing.
  absl::StatusOr<std::string> Move(const Principal& who,
                                   const MatterRequest& request, absl::Time now,
                                   const Step& step);

  // NOT_FOUND.
  absl::StatusOr<Matter> Get(const Principal& who,
                             const std::string& id) const {
    return matters_.Get(who, MatterKind::kObligation, id);
  }

 private:
  const SharedMatters matters_;
};

}  // namespace regisseur
