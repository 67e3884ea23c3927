#include "core/service_level/level_fraction.h"

namespace regisseur {
namespace {

Decimal::Quotient PercentOf(const LevelFraction& fraction, int decimals) {
  // Neither a number nor a quotient of at most 100 can fail to fit.
  return Decimal::MultiplyDivide(Decimal(fraction.part, 0), Decimal(100, 0),
                                 Decimal(fraction.whole, 0),
                                 {decimals, decimals})
      .value_or(Decimal::Quotient());
}

}  // namespace

Decimal LevelFraction::Percent(int decimals) const {
  return PercentOf(*this, decimals).truncated;
}

Decimal LevelFraction::RoundedPercent(int decimals) const {
  return PercentOf(*this, decimals).rounded;
}

int LevelFraction::CompareToPercent(const Decimal& percent) const {
  Decimal normal = percent.Normalized();
  Int128 scale = 100;
  for (int i = 0; i < normal.scale(); ++i) scale *= 10;
  const Int128 left = part * scale;
  const Int128 right = normal.coefficient() * whole;
  return left < right ? -1 : left > right ? 1 : 0;
}

}  // namespace regisseur
