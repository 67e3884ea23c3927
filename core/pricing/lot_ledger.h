#pragma once

#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "core/money/decimal.h"

namespace regisseur {

// Units that were bought at once and can be used on the days from `first_day`
// up to and including `last_day`.
struct UnitLot {
  absl::CivilDay first_day;
  absl::CivilDay last_day;
  Decimal bought;
  Decimal left;

  bool UsableOn(absl::CivilDay day) const {
    return first_day <= day && day <= last_day;
  }
};

// Lots that are drawn down, the oldest first (USERS U15). Lots and uses are
// told in order of time. Thread-compatible.
class LotLedger {
 public:
  void Add(absl::CivilDay first_day, absl::CivilDay last_day,
           const Decimal& units) {
    lots_.push_back({first_day, last_day, units, units});
  }
  // Draws what the lots of `day` have; returns what is beyond all of them.
  // OUT_OF_RANGE when a number cannot be held.
  absl::StatusOr<Decimal> Draw(absl::CivilDay day, const Decimal& units);

  const std::vector<UnitLot>& lots() const { return lots_; }

 private:
  std::vector<UnitLot> lots_;  // the oldest first
};

}  // namespace regisseur
