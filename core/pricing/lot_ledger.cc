#include "core/pricing/lot_ledger.h"

#include <algorithm>

#include "core/base/status_macros.h"

namespace regisseur {

absl::StatusOr<Decimal> LotLedger::Draw(absl::CivilDay day,
                                        const Decimal& units) {
  Decimal wanted = units;
  for (UnitLot& lot : lots_) {
    if (wanted.IsZero()) break;
    if (!lot.UsableOn(day)) continue;
    const Decimal drawn = std::min(lot.left, wanted);
    ASSIGN_OR_RETURN(lot.left, Decimal::Subtract(lot.left, drawn));
    ASSIGN_OR_RETURN(wanted, Decimal::Subtract(wanted, drawn));
  }
  return wanted;
}

}  // namespace regisseur
