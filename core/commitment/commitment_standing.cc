#include "core/commitment/commitment_standing.h"

#include <algorithm>
#include <cstdint>

#include "core/base/status_macros.h"

namespace regisseur {
namespace {

constexpr int64_t kKnownPart = 10;  // a tenth of the stretch
constexpr int64_t kTolerance = 20;  // a twentieth of what was committed
constexpr int64_t kDaysOfYear = 365;
constexpr int64_t kMonthsOfYear = 12;

absl::StatusOr<Decimal> Fraction(const Decimal& amount, int64_t by, int64_t of,
                                 int digits) {
  ASSIGN_OR_RETURN(const Decimal::Quotient share,
                   Decimal::MultiplyDivide(
                       amount, Decimal(by, 0), Decimal(of, 0),
                       {.rounded_scale = digits, .truncated_scale = digits}));
  return share.rounded;
}

}  // namespace

absl::StatusOr<CommitmentStanding> StandingOf(const CommitmentUse& use,
                                              int digits) {
  CommitmentStanding standing;
  ASSIGN_OR_RETURN(standing.balance,
                   Decimal::Subtract(use.committed, use.used));
  if (!use.committed.IsZero()) {
    ASSIGN_OR_RETURN(
        const Decimal::Quotient percent,
        Decimal::MultiplyDivide(use.used, Decimal(100, 0), use.committed,
                                {.rounded_scale = 1, .truncated_scale = 1}));
    standing.utilisation_percent = percent.rounded;
  }
  const int64_t all = use.end - use.first;
  const int64_t known = std::min(use.until, use.end) - use.first;
  if (all <= 0 || known <= 0 || known * kKnownPart < all) {
    // What is used up is used up, however early.
    if (standing.balance.IsNegative())
      standing.outlook = CommitmentOutlook::kOver;
    return standing;
  }
  ASSIGN_OR_RETURN(
      standing.burn_per_month,
      Fraction(use.used, kDaysOfYear, known * kMonthsOfYear, digits));
  ASSIGN_OR_RETURN(standing.expected, Fraction(use.used, all, known, digits));
  ASSIGN_OR_RETURN(const Decimal rest,
                   Decimal::Subtract(use.committed, *standing.expected));
  standing.expected_true_up =
      std::max(rest, Decimal()).RoundedHalfAwayFromZero(digits);
  ASSIGN_OR_RETURN(const Decimal tolerance,
                   Fraction(use.committed, 1, kTolerance, digits));
  standing.outlook = rest > tolerance             ? CommitmentOutlook::kUnder
                     : rest < tolerance.Negated() ? CommitmentOutlook::kOver
                                                  : CommitmentOutlook::kOnTrack;
  if (use.used > Decimal() && *standing.expected > use.committed) {
    // known days * committed / used, cut off: on the next day it is gone.
    ASSIGN_OR_RETURN(
        const Decimal::Quotient days,
        Decimal::MultiplyDivide(use.committed, Decimal(known, 0), use.used,
                                {.rounded_scale = 0, .truncated_scale = 0}));
    standing.exhausted_on =
        use.first + static_cast<int64_t>(days.truncated.coefficient());
  }
  return standing;
}

}  // namespace regisseur
