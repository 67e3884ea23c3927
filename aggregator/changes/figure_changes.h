#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "aggregator/changes/acts.h"
#include "aggregator/changes/matter_act.h"
#include "aggregator/storage/matter_store.h"
#include "aggregator/storage/storage.h"
#include "core/base/clock.h"
#include "core/contract/contract_history.h"
#include "core/contract/objective.h"

namespace regisseur {

// Figures that a person enters from paper (USERS U3): what only a report, a
// letter or minutes say. Each is a named person's act, with the document kept
// as an original by its SHA-256, and counts until it expires. Nobody has to
// approve one: it never takes the place of what was measured, and who disagrees
// objects to it. Thread-safe.
class FigureChanges {
 public:
  // What it is given must outlive it.
  FigureChanges(Acts& acts, const MatterStore& store,
                const ContractHistory& contracts, Originals& originals,
                const Clock& clock)
      : acts_(acts),
        store_(store),
        contracts_(contracts),
        originals_(originals),
        clock_(clock) {}

  struct NewFigure {
    std::string provider;
    std::string contract;  // empty: the only one with such an objective
    std::string objective;
    // The month or day in which the window ends; of scores, outcomes and tests
    // of recovery the month or day that the figure is about.
    std::string period;
    std::string value;  // exact decimal
    std::string unit;
    FigureOrigin origin = FigureOrigin::kReported;
    std::string document;  // its name
    std::string content;   // its bytes
    std::string expires;   // a day; empty: a year from today
    std::string remark;
  };
  // Enters it; returns its id. INVALID_ARGUMENT naming the field; NOT_FOUND
  // without such a promise; FAILED_PRECONDITION for a period that is not over;
  // PERMISSION_DENIED for who is no named person.
  absl::StatusOr<std::string> Enter(const Principal& who,
                                    const MatterRequest& request,
                                    const NewFigure& figure);
  // Takes one back; it stays visible. Who entered it may, or a person who
  // decides. NOT_FOUND; FAILED_PRECONDITION when it was taken back before.
  absl::StatusOr<std::string> Withdraw(const Principal& who,
                                       const MatterRequest& request,
                                       const std::string& id,
                                       const std::string& reason);
  // NOT_FOUND.
  absl::StatusOr<Matter> Get(const Principal& who, const std::string& id) const;

 private:
  Acts& acts_;
  const MatterStore& store_;
  const ContractHistory& contracts_;
  Originals& originals_;
  const Clock& clock_;
};

}  // namespace regisseur
