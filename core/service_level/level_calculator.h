#pragma once

#include <vector>

#include "absl/time/time.h"
#include "absl/types/span.h"
#include "core/contract/objective.h"
#include "core/service_level/availability_fold.h"
#include "core/service_level/service_level.h"

namespace regisseur {

// What is known about a service.
struct ServiceEvidence {
  // One for each component that is the service; all of them have to be up.
  std::vector<ComponentEvidence> components;
  // What was said about the running window before.
  bool was_at_risk = false;
};

// Computes availability objectives over one window (DECISIONS 16). What depends
// on the objective and the window alone (hours, holidays, clock changes,
// maintenance windows) is worked out once, so that one calculator serves many
// services with the same terms. Immutable; any thread may use it.
class LevelCalculator {
 public:
  // `window` is one that WindowContaining or WindowsEndingIn gave, `now` cuts a
  // running one. Required: an objective with AvailabilityTerms that
  // CheckContract accepts; it must outlive the calculator.
  LevelCalculator(const Objective& objective, TimeRange window, absl::Time now);

  // The level of a service. To know how long an outage at the window's border
  // was, timelines should reach minimum_outage beyond it. The pieces are the
  // evidence under the figures; who needs the figures alone may do without.
  ServiceLevel Compute(const ServiceEvidence& evidence,
                       bool with_pieces = true) const;

  absl::Duration agreed_whole_window() const;

 private:
  struct MicroRange {
    int64_t from;
    int64_t to;
  };
  class Walk;

  const AvailabilityTerms& terms_;
  const TimeRange window_;
  const TimeRange counted_;  // the window up to now
  std::vector<MicroRange> agreed_;
  int64_t agreed_whole_us_ = 0;
  std::vector<TimeRange> maintenance_windows_;
  // Where the allowance begins anew, ascending.
  std::vector<int64_t> allowance_starts_;
};

}  // namespace regisseur
