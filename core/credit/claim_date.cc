#include "core/credit/claim_date.h"

#include "core/calendar/civil_span.h"

namespace regisseur {
namespace {

absl::CivilDay LastDayOf(absl::CivilMonth month) {
  return absl::CivilDay(month + 1) - 1;
}

// The last day of the n-th billing period that ends after `day`.
absl::CivilDay BillingEndAfter(absl::CivilDay day, int n,
                               absl::Span<const absl::CivilDay> billing_ends) {
  absl::CivilDay end = day;
  for (const absl::CivilDay known : billing_ends) {
    if (known <= end) continue;
    end = known;
    if (--n <= 0) return end;
  }
  for (; n > 0; --n) {
    const absl::CivilDay month_end = LastDayOf(absl::CivilMonth(end));
    end = month_end > end ? month_end : LastDayOf(absl::CivilMonth(end) + 1);
  }
  return end;
}

}  // namespace

absl::CivilDay ComputeClaimBy(const ClaimRule& rule, absl::CivilDay last_day,
                              absl::Span<const absl::CivilDay> billing_ends) {
  switch (rule.kind) {
    case ClaimRule::Kind::kDays:
      return last_day + rule.n;
    case ClaimRule::Kind::kMonths:
      return AddMonths(last_day, rule.n);
    case ClaimRule::Kind::kEndOfMonthAfter:
      return LastDayOf(absl::CivilMonth(last_day) + rule.n);
    case ClaimRule::Kind::kEndOfBillingCycle:
      return BillingEndAfter(last_day, rule.n, billing_ends);
  }
  return last_day;
}

}  // namespace regisseur
