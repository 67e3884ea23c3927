#include "core/einvoice/exact_amount.h"

#include <string>

namespace regisseur {
namespace {

Amount Known(const absl::StatusOr<Decimal>& value) {
  if (!value.ok()) return std::nullopt;
  return *value;
}

}  // namespace

Amount Plus(const Amount& a, const Amount& b) {
  if (!a.has_value() || !b.has_value()) return std::nullopt;
  return Known(Decimal::Add(*a, *b));
}

Amount Minus(const Amount& a, const Amount& b) {
  if (!a.has_value() || !b.has_value()) return std::nullopt;
  return Known(Decimal::Subtract(*a, *b));
}

Amount PercentOf(const Amount& base, const Amount& percent) {
  if (!base.has_value() || !percent.has_value()) return std::nullopt;
  const Amount product = Known(Decimal::Multiply(*base, *percent));
  if (!product.has_value()) return std::nullopt;
  return Known(Decimal::Multiply(*product, Decimal(1, 2)));
}

Amount Absolute(const Amount& amount) {
  if (!amount.has_value() || !amount->IsNegative()) return amount;
  return amount->Negated();
}

Amount RoundedAsXPath(const Amount& amount, int scale) {
  if (!amount.has_value()) return std::nullopt;
  if (!amount->IsNegative()) return amount->RoundedHalfAwayFromZero(scale);
  // -2.5 becomes -2: only what lies beyond the half goes further down.
  const Decimal nearer = amount->Truncated(scale);
  const Amount beyond = Minus(nearer, amount);
  const Decimal half(5, scale + 1);
  if (!beyond.has_value() || *beyond <= half) return nearer;
  return Minus(nearer, Decimal(1, scale));
}

bool WithinOne(const Amount& a, const Amount& b, bool inclusive) {
  const Amount apart = Absolute(Minus(a, b));
  const Decimal one(1, 0);
  return apart.has_value() && (inclusive ? *apart <= one : *apart < one);
}

Amount SumOf(absl::Span<const Group* const> groups, int term) {
  Amount sum = Decimal();
  for (const Group* group : groups) {
    for (const Term* one : group->All(term)) sum = Plus(sum, one->decimal());
  }
  return sum;
}

std::string AmountText(const Amount& amount) {
  return amount.has_value() ? amount->ToString() : "nothing";
}

}  // namespace regisseur
