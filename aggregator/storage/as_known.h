#pragma once

#include "absl/status/statusor.h"
#include "aggregator/storage/database.h"
#include "core/base/clock.h"

// The three meanings of "counts", as SQL conditions. `d` is the alias of a row
// with known_from_us and known_until_us (and dropped), `t` the parameter that
// holds the moment: ToStored(AsOf::known).

// Known at a moment (DECISIONS 1). Staged rows have no known_from_us.
#define REGISSEUR_KNOWN(d, t)                                         \
  d ".known_from_us <= " t " AND (" d ".known_until_us IS NULL OR " d \
    ".known_until_us > " t ")"

// In force now.
#define REGISSEUR_IN_FORCE(d) \
  d ".known_from_us IS NOT NULL AND " d ".known_until_us IS NULL"

// In force now, or staged by the running run.
#define REGISSEUR_IN_FORCE_OR_STAGED(d) \
  d ".known_until_us IS NULL AND " d ".dropped = 0"

namespace regisseur {

// The known time of a commit: the clock's time, made strictly increasing over
// the life of the file.
absl::StatusOr<absl::Time> NextKnownTime(Transaction& transaction,
                                         const Clock& clock);

}  // namespace regisseur
