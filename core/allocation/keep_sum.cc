#include "core/allocation/keep_sum.h"

#include <algorithm>
#include <cstdint>
#include <numeric>
#include <optional>

#include "core/base/status_macros.h"

namespace regisseur {
namespace {

// Decimals by which rests are compared.
constexpr int kRestDigits = 6;

// Gives what `parts` leave of `total` to those with the largest rest, one of
// the last decimal each.
absl::Status HandOut(const Decimal& total, int scale,
                     const std::vector<Decimal>& rests,
                     std::vector<Decimal>& parts) {
  Decimal sum;
  for (const Decimal& part : parts) {
    ASSIGN_OR_RETURN(sum, Decimal::Add(sum, part));
  }
  ASSIGN_OR_RETURN(const Decimal left, Decimal::Subtract(total, sum));
  const std::optional<int64_t> units = left.CoefficientAt(scale);
  if (!units.has_value()) {
    return absl::InvalidArgumentError("the total has more decimals than parts");
  }
  std::vector<size_t> order(parts.size());
  std::iota(order.begin(), order.end(), size_t{0});
  const bool up = *units >= 0;
  std::stable_sort(order.begin(), order.end(), [&](size_t a, size_t b) {
    return up ? rests[a] > rests[b] : rests[a] < rests[b];
  });
  const Decimal one(up ? 1 : -1, scale);
  const int64_t count = up ? *units : -*units;
  for (int64_t i = 0; i < count; ++i) {
    Decimal& part = parts[order[static_cast<size_t>(i) % order.size()]];
    ASSIGN_OR_RETURN(part, Decimal::Add(part, one));
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::vector<Decimal>> DivideKeepingSum(
    const Decimal& total, absl::Span<const Decimal> weights, int scale) {
  Decimal all;
  for (const Decimal& weight : weights) {
    if (weight.IsNegative()) {
      return absl::InvalidArgumentError("a weight is negative");
    }
    ASSIGN_OR_RETURN(all, Decimal::Add(all, weight));
  }
  if (all.IsZero()) return absl::InvalidArgumentError("all weights are zero");
  std::vector<Decimal> parts;
  std::vector<Decimal> rests;
  for (const Decimal& weight : weights) {
    ASSIGN_OR_RETURN(
        const Decimal::Quotient part,
        Decimal::MultiplyDivide(
            total, weight, all,
            {.rounded_scale = std::min(scale + kRestDigits, Decimal::kMaxScale),
             .truncated_scale = scale}));
    parts.push_back(part.truncated);
    ASSIGN_OR_RETURN(const Decimal rest,
                     Decimal::Subtract(part.rounded, part.truncated));
    rests.push_back(rest);
  }
  RETURN_IF_ERROR(HandOut(total, scale, rests, parts));
  return parts;
}

absl::StatusOr<std::vector<Decimal>> RoundKeepingSum(
    absl::Span<const Decimal> parts, int digits) {
  Decimal sum;
  std::vector<Decimal> rounded;
  std::vector<Decimal> rests;
  for (const Decimal& part : parts) {
    ASSIGN_OR_RETURN(sum, Decimal::Add(sum, part));
    rounded.push_back(part.Truncated(digits));
    ASSIGN_OR_RETURN(const Decimal rest,
                     Decimal::Subtract(part, rounded.back()));
    rests.push_back(rest);
  }
  if (rounded.empty()) return rounded;
  RETURN_IF_ERROR(
      HandOut(sum.RoundedHalfAwayFromZero(digits), digits, rests, rounded));
  return rounded;
}

}  // namespace regisseur
