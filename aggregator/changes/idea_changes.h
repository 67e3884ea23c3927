#pragma once

#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "aggregator/changes/partnership_act.h"

namespace regisseur {

// Improvements that three parties propose, endorse and comment
// (core/partnership/idea.h). Thread-safe.
class IdeaChanges {
 public:
  // What it is given must outlive it.
  IdeaChanges(Acts& acts, const MatterStore& store) : matters_{acts, store} {}

  struct NewIdea {
    std::string title;
    std::string text;
    std::optional<IdeaRecord::Benefit> benefit;
  };
  // Proposes one; its id. INVALID_ARGUMENT naming the field.
  absl::StatusOr<std::string> Propose(const Principal& who,
                                      const MatterRequest& request,
                                      const PartnershipPlace& place,
                                      const NewIdea& idea);

  struct Step {
    std::string id;
    MatterMove move = MatterMove::kCommented;
    std::string text;
    bool internal = false;  // of a comment
    std::string due_on;     // of kAccepted: a day, or empty
  };
  // A step. FAILED_PRECONDITION where it stands elsewhere, and for who endorses
  // twice or takes back what was not given; PERMISSION_DENIED for a machine
  // that decides; NOT_FOUND; INVALID_ARGUMENT for a text that is missing.
  absl::StatusOr<std::string> Move(const Principal& who,
                                   const MatterRequest& request,
                                   absl::CivilDay today, const Step& step);

  // What came of one, as it was computed.
  struct Check {
    std::string id;
    std::string before_from, before_to, after_from, after_to;  // months
    std::optional<Decimal> before, after;  // absent: not known
    std::string unknown_why;               // and then why
    std::string method;                    // a rule of the catalogue
    bool lower_is_better = false;
  };
  // Keeps it. FAILED_PRECONDITION unless it is realised and expected something.
  absl::StatusOr<std::string> KeepCheck(const Principal& who,
                                        const MatterRequest& request,
                                        const Check& check);

  // NOT_FOUND.
  absl::StatusOr<Matter> Get(const Principal& who,
                             const std::string& id) const {
    return matters_.Get(who, MatterKind::kIdea, id);
  }

 private:
  const SharedMatters matters_;
};

}  // namespace regisseur
