#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace regisseur {

// What is made up for of runs that came due while nobody could do them.
enum class CatchUp {
  kNone,    // only what came due just now
  kLatest,  // the last one
  kAll,     // all, up to a bound
};
absl::string_view CatchUpWord(CatchUp catch_up);

// So long after it was due a run is still on time: a restart for an upgrade
// does not lose it.
inline constexpr absl::Duration kOnTime = absl::Minutes(15);

// What becomes of runs that are due and were neither done nor missed.
struct CatchUpPlan {
  std::vector<absl::Time> make;    // ascending
  std::vector<absl::Time> missed;  // ascending
};
// `due` ascends and none of it lies after `now`. Of kAll the last `most`.
CatchUpPlan PlanCatchUp(CatchUp catch_up, size_t most,
                        const std::vector<absl::Time>& due, absl::Time now);

}  // namespace regisseur
