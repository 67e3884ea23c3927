#include "core/budget/budget.h"

#include "absl/status/statusor.h"

namespace regisseur {
namespace {

// The part of the first `months` of the budget.
absl::StatusOr<Decimal> PartOf(const Budget& budget, int months, int digits) {
  const absl::StatusOr<Decimal::Quotient> part = Decimal::MultiplyDivide(
      budget.amount, Decimal(months, 0), Decimal(budget.Months(), 0),
      {.rounded_scale = digits, .truncated_scale = digits});
  if (!part.ok()) return part.status();
  return part->rounded;
}

}  // namespace

Decimal ShareOfMonth(const Budget& budget, absl::CivilMonth month,
                     int minor_unit_digits) {
  const int before = static_cast<int>(month - budget.first);
  const auto until = PartOf(budget, before + 1, minor_unit_digits);
  const auto earlier = PartOf(budget, before, minor_unit_digits);
  if (!until.ok() || !earlier.ok()) return Decimal();
  const absl::StatusOr<Decimal> share = Decimal::Subtract(*until, *earlier);
  return share.ok() ? *share : Decimal();
}

}  // namespace regisseur
