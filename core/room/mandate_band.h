#pragma once

#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "core/contract/contract.h"
#include "core/money/decimal.h"

namespace regisseur {

// One band of a mandate (Dutch: speelruimte): where it ends and how much of it
// is used. Inside it a partner acts alone; only what leaves it is told.
struct MandateBand {
  enum class Kind {
    kCost,    // of a month, beside what was planned
    kHours,   // of a period
    kAmount,  // changes and extras of a period together
    kChange,  // one change or extra
    kLevel,   // what was attained beside its target
  };
  Kind kind = Kind::kCost;
  std::string subject;  // of a level the objective, of a change the extra
  absl::CivilDay first;
  absl::CivilDay last;
  std::optional<Decimal> plan;  // of a cost the plan, of a level the target
  Decimal limit;
  std::optional<Decimal> used;  // absent: not known
  // Of the width of the band, with one decimal, cut off; absent when it is not
  // known or the band has no width.
  std::optional<Decimal> used_percent;
  bool outside = false;
};

// `cost`.
absl::string_view BandKindWord(MandateBand::Kind kind);

// From `plan` up to `percent` more. OUT_OF_RANGE as all of these when a number
// cannot be held.
absl::StatusOr<MandateBand> MakeCostBand(const Decimal& plan,
                                         const Decimal& percent,
                                         const std::optional<Decimal>& actual);
// From zero up to `limit`.
absl::StatusOr<MandateBand> MakeBand(MandateBand::Kind kind,
                                     const Decimal& limit,
                                     const std::optional<Decimal>& used);
// From `target` down to `points` less. A level at its target uses none of it.
absl::StatusOr<MandateBand> MakeLevelBand(
    const Decimal& target, const Decimal& points,
    const std::optional<Decimal>& attained);

// The days of the period of a contract that `day` lies in. Contract years begin
// on its start day; a term is all of it.
struct BandPeriod {
  absl::CivilDay first;
  absl::CivilDay last;
};
BandPeriod BandPeriodOf(const Contract& contract, PricePeriod period,
                        absl::CivilDay day);

// True when a change of `amount` is the partner's to decide alone, with `spent`
// in its period so far. Without `change` and without `amount` nothing is.
absl::StatusOr<bool> CoversChange(const Mandate& mandate, const Decimal& amount,
                                  const Decimal& spent);

}  // namespace regisseur
