#pragma once

#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"

namespace regisseur::simulator {

// Chance that is a pure function of (seed, subject, calendar day, purpose): the
// same question always gets the same answer, whatever was asked before and
// whatever the clock says. Immutable, so safe from any thread.
class DayDice {
 public:
  DayDice(uint64_t seed, absl::string_view subject);

  // 64 evenly spread bits.
  uint64_t Roll(absl::CivilDay day, absl::string_view purpose) const;

  // A whole number in [low, high], both included; `low` when high < low.
  int64_t Between(absl::CivilDay day, absl::string_view purpose, int64_t low,
                  int64_t high) const;

  // True in `per_mille` of a thousand days.
  bool Happens(absl::CivilDay day, absl::string_view purpose,
               int64_t per_mille) const;

  // A text of `length` letters and digits, as partners use for their ids.
  std::string Id(absl::CivilDay day, absl::string_view purpose,
                 int length) const;

 private:
  uint64_t key_;
};

// A text of `length` letters and digits that depends on `name` alone.
std::string IdOfName(absl::string_view name, int length);

// 64 evenly spread bits that depend on `text` alone.
uint64_t HashOfText(absl::string_view text);

}  // namespace regisseur::simulator
