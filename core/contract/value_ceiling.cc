#include "core/contract/value_ceiling.h"

#include <algorithm>

#include "core/base/status_macros.h"

namespace regisseur {
namespace {

// The day of `spend`'s month on which `left` is used up, the amount spread
// evenly: the smallest d with d * amount / days >= left.
absl::StatusOr<absl::CivilDay> ExhaustedWithin(const MonthlySpend& spend,
                                               const Decimal& left) {
  const int days = (absl::CivilDay(spend.month + 1) - 1).day();
  ASSIGN_OR_RETURN(const Decimal scaled,
                   Decimal::Multiply(left, Decimal(days, 0)));
  ASSIGN_OR_RETURN(const Decimal whole,
                   Decimal::DivideTruncated(scaled, spend.amount, 0));
  ASSIGN_OR_RETURN(const Decimal covered,
                   Decimal::Multiply(whole, spend.amount));
  int day = static_cast<int>(whole.coefficient());
  if (covered < scaled) ++day;
  return absl::CivilDay(spend.month) + std::clamp(day, 1, days) - 1;
}

}  // namespace

absl::StatusOr<CeilingUse> ComputeCeilingUse(
    const ValueCeiling& ceiling, const Decimal& spent,
    absl::Span<const MonthlySpend> forecast,
    std::optional<absl::CivilDay> last_possible_end, absl::CivilDay on) {
  CeilingUse use;
  ASSIGN_OR_RETURN(use.used, Decimal::Add(ceiling.used_elsewhere, spent));
  ASSIGN_OR_RETURN(use.left, Decimal::Subtract(ceiling.maximum, use.used));
  for (const Decimal& share : ceiling.warn_at) {
    ASSIGN_OR_RETURN(const Decimal level,
                     Decimal::Multiply(ceiling.maximum, share));
    if (use.used >= level) use.warning = share;
  }
  if (use.left <= Decimal()) {
    use.exhausted_on = on;
  } else {
    Decimal left = use.left;
    for (const MonthlySpend& spend : forecast) {
      if (spend.amount >= left) {
        ASSIGN_OR_RETURN(use.exhausted_on, ExhaustedWithin(spend, left));
        break;
      }
      ASSIGN_OR_RETURN(left, Decimal::Subtract(left, spend.amount));
    }
  }
  use.needed_by = use.exhausted_on;
  if (last_possible_end.has_value()) {
    use.needed_by = use.needed_by.has_value()
                        ? std::min(*use.needed_by, *last_possible_end)
                        : last_possible_end;
  }
  if (use.needed_by.has_value() && !ceiling.procurement_lead.IsZero()) {
    use.tender_start = ceiling.procurement_lead.TakenOff(*use.needed_by);
    use.tender_late = *use.tender_start < on;
  }
  return use;
}

}  // namespace regisseur
