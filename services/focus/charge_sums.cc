#include "services/focus/charge_sums.h"

#include <optional>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "core/money/decimal.h"

namespace regisseur::focus {
namespace {

// What sums have; a sum of quantities of many units, or of prices, says
// nothing.
constexpr std::array<ChargeAmount, 4> kCosts = {
    ChargeAmount::kBilledCost, ChargeAmount::kEffectiveCost,
    ChargeAmount::kListCost, ChargeAmount::kContractedCost};

// Below it two numbers of one scale can be added without a look.
constexpr Int128 kRoom = Int128{1} << 120;

std::optional<Decimal> Sum(const Decimal& a, const Decimal& b) {
  if (a.scale() == b.scale() && a.coefficient() < kRoom &&
      a.coefficient() > -kRoom && b.coefficient() < kRoom &&
      b.coefficient() > -kRoom) {
    return Decimal(a.coefficient() + b.coefficient(), a.scale());
  }
  const absl::StatusOr<Decimal> sum = Decimal::Add(a, b);
  if (!sum.ok()) return std::nullopt;
  return *sum;
}

// False when it does not fit; then nothing was added.
bool AddCosts(const ChargeRow& row, Charge& charge) {
  std::array<std::optional<Decimal>, kCosts.size()> sums;
  for (size_t i = 0; i < kCosts.size(); ++i) {
    const auto cost = static_cast<size_t>(kCosts[i]);
    if (!row.amounts[cost].has_value()) continue;
    sums[i] = Sum(*charge.amounts[cost], *row.amounts[cost]);
    if (!sums[i].has_value()) return false;
  }
  for (size_t i = 0; i < kCosts.size(); ++i) {
    charge.amounts[static_cast<size_t>(kCosts[i])] = sums[i];
  }
  return true;
}

}  // namespace

void ChargeSums::FindMonth(int64_t seconds) {
  if (seconds >= month_from_ && seconds < month_until_) return;
  const absl::TimeZone utc = absl::UTCTimeZone();
  const absl::CivilMonth month(
      absl::ToCivilSecond(absl::FromUnixSeconds(seconds), utc));
  month_from_ = absl::ToUnixSeconds(absl::FromCivil(month, utc));
  month_until_ = absl::ToUnixSeconds(absl::FromCivil(month + 1, utc));
}

bool ChargeSums::Add(const ChargeRow& row, int64_t line, int delivery,
                     const std::array<int32_t, kSumTexts.size()>& texts,
                     std::vector<Charge>& charges) {
  FindMonth(row.charge_period_start);
  Key key;
  key.month = month_from_;
  key.delivery = delivery;
  for (size_t i = 0; i < texts.size(); ++i) key.texts[i] = texts[i];
  for (const ChargeAmount cost : kCosts) {
    key.nulls = key.nulls << 1 | (row.amount(cost).has_value() ? 0u : 1u);
  }
  ++lines_;
  const auto [known, is_new] =
      charges_.try_emplace(key, static_cast<int32_t>(charges.size()));
  if (!is_new) {
    Charge& charge = charges[static_cast<size_t>(known->second)];
    if (AddCosts(row, charge)) {
      ++charge.lines;
      return false;
    }
    known->second = static_cast<int32_t>(charges.size());
  }
  Charge& charge = charges.emplace_back();
  charge.delivery = delivery;
  charge.line = line;
  charge.lines = 1;
  for (size_t i = 0; i < texts.size(); ++i) {
    charge.texts[static_cast<size_t>(kSumTexts[i])] = texts[i];
  }
  for (const ChargeAmount cost : kCosts) {
    charge.amounts[static_cast<size_t>(cost)] = row.amount(cost);
  }
  charge.billing_period_start = absl::FromUnixSeconds(row.billing_period_start);
  charge.billing_period_end = absl::FromUnixSeconds(row.billing_period_end);
  charge.charge_period_start = absl::FromUnixSeconds(month_from_);
  charge.charge_period_end = absl::FromUnixSeconds(month_until_);
  return true;
}

void ChargeSums::Clear() {
  charges_.clear();
  lines_ = 0;
}

}  // namespace regisseur::focus
