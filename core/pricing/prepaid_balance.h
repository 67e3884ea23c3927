#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "core/contract/price_component.h"
#include "core/money/decimal.h"
#include "core/pricing/lot_ledger.h"

namespace regisseur {

// Units bought ahead and drawn down lot by lot, the oldest first (USERS U15;
// Dutch: strippenkaart). Orders and uses are told in order of time. Counted in
// sixtieths, so that twenty minutes are exact (unit_minutes.h); units here are
// rounded to twelve decimals where they are no exact number.
class PrepaidBalance {
 public:
  explicit PrepaidBalance(const PrepaidPrice& form) : form_(form) {}

  // OUT_OF_RANGE when a number cannot be held.
  absl::Status Order(absl::CivilDay day);

  struct Use {
    Decimal drawn;     // with step and factor
    Decimal short_by;  // beyond every lot; zero with renews: automatic
    int lots_bought = 0;
  };
  // Draws `units` on `day`, rounded up to the form's step and multiplied by
  // the named factor (none when empty). INVALID_ARGUMENT for a factor that the
  // form has not, OUT_OF_RANGE when a number cannot be held or
  // 10,000 lots at once are not enough.
  absl::StatusOr<Use> Draw(absl::CivilDay day, const Decimal& units,
                           const std::string& factor = "");

  // What is still there on `day` and will lapse.
  struct Lapse {
    absl::CivilDay last_day;
    Decimal units;
    Decimal amount;  // what was paid for them, exact to twelve decimals
  };
  absl::StatusOr<std::vector<Lapse>> Remaining(absl::CivilDay day) const;

  // All that were bought, in sixtieths of a unit.
  const std::vector<UnitLot>& lots() const { return ledger_.lots(); }

 private:
  PrepaidPrice form_;
  LotLedger ledger_;
};

}  // namespace regisseur
