#include "core/credit/credit_cap.h"

#include <algorithm>
#include <numeric>

#include "core/base/status_macros.h"
#include "core/credit/credit_tier.h"
#include "core/money/exact_sum.h"

namespace regisseur {
namespace {

absl::StatusOr<Decimal> Sum(absl::Span<const Decimal> amounts) {
  ExactSum sum;
  for (const Decimal& amount : amounts) RETURN_IF_ERROR(sum.Add(amount));
  return sum.ToDecimal();
}

}  // namespace

absl::StatusOr<Decimal> ComputeCapLimit(const AtRiskCap& cap,
                                        const CapBase& base) {
  ASSIGN_OR_RETURN(const Decimal share,
                   ComputePercentOf(cap.percent, base.price));
  ASSIGN_OR_RETURN(const Decimal left,
                   Decimal::Subtract(share, base.credited_before));
  return std::max(left, Decimal());
}

absl::StatusOr<std::vector<Decimal>> CapCredits(
    absl::Span<const Decimal> credits, const std::optional<Decimal>& limit,
    int digits) {
  std::vector<Decimal> capped;
  ASSIGN_OR_RETURN(const Decimal total, Sum(credits));
  if (!limit.has_value() || total <= *limit) {
    for (const Decimal& credit : credits) {
      capped.push_back(credit.RoundedHalfAwayFromZero(digits));
    }
    return capped;
  }
  for (const Decimal& credit : credits) {
    ASSIGN_OR_RETURN(
        const Decimal::Quotient part,
        Decimal::MultiplyDivide(credit, *limit, total, {digits, digits}));
    capped.push_back(part.rounded);
  }
  ASSIGN_OR_RETURN(const Decimal given, Sum(capped));
  ASSIGN_OR_RETURN(
      const Decimal rest,
      Decimal::Subtract(limit->RoundedHalfAwayFromZero(digits), given));
  // To the largest; where cents are to be taken off, never below zero.
  std::vector<size_t> largest_first(credits.size());
  std::iota(largest_first.begin(), largest_first.end(), size_t{0});
  std::stable_sort(largest_first.begin(), largest_first.end(),
                   [&](size_t a, size_t b) { return credits[a] > credits[b]; });
  Decimal left = rest;
  for (const size_t i : largest_first) {
    const Decimal change = std::max(left, capped[i].Negated());
    ASSIGN_OR_RETURN(capped[i], Decimal::Add(capped[i], change));
    ASSIGN_OR_RETURN(left, Decimal::Subtract(left, change));
  }
  return capped;
}

}  // namespace regisseur
