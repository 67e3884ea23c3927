#include "core/pricing/unit_minutes.h"

#include "core/base/status_macros.h"

namespace regisseur {
namespace {

constexpr int kHourDigits = 12;
// Sixty times what the last of twelve decimals can be off is no more than a
// tenth of the last of these.
constexpr int kMinuteDigits = 9;

}  // namespace

absl::StatusOr<Decimal> MinutesOf(const Decimal& hours) {
  ASSIGN_OR_RETURN(const Decimal exact,
                   Decimal::Multiply(hours, Decimal(60, 0)));
  if (hours.Normalized().scale() != kHourDigits) return exact.Normalized();
  const Decimal near =
      exact.RoundedHalfAwayFromZero(kMinuteDigits).Normalized();
  ASSIGN_OR_RETURN(const Decimal::Quotient back,
                   Decimal::MultiplyDivide(near, Decimal(1, 0), Decimal(60, 0),
                                           {kHourDigits, kHourDigits}));
  return back.rounded == hours || back.truncated == hours ? near
                                                          : exact.Normalized();
}

absl::StatusOr<Decimal> HoursOf(const Decimal& minutes) {
  ASSIGN_OR_RETURN(const Decimal::Quotient hours,
                   Decimal::MultiplyDivide(minutes, Decimal(1, 0),
                                           Decimal(60, 0), {kHourDigits, 0}));
  return hours.rounded.Normalized();
}

}  // namespace regisseur
