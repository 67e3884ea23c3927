#include "core/pricing/accrued_months.h"

#include <algorithm>
#include <optional>
#include <string>
#include <variant>

#include "core/base/status_macros.h"
#include "core/pricing/contract_periods.h"
#include "core/pricing/whole_periods.h"

namespace regisseur {
namespace {

constexpr int kDigits = 12;

class Accruer {
 public:
  Accruer(const Contract& contract, const std::vector<MonthPrice>& months,
          absl::CivilMonth begin)
      : months_(months), begin_(begin), periods_(contract.term) {}

  // What of a component belongs to a month; absent where that is not known.
  absl::StatusOr<std::optional<Decimal>> PartOf(
      const std::vector<PriceComponent>& pricing,
      const PriceComponent& component, const MonthPrice& month) {
    const ComponentPrice* const line = LineOf(month, component.component);
    if (line == nullptr) return std::optional<Decimal>();
    if (line->accrued.has_value()) return line->accrued;
    if (const auto* share = std::get_if<PercentagePrice>(&component.form)) {
      return ShareOf(pricing, *share, month);
    }
    const PricePeriod per = LongestPeriod(component);
    if (per == PricePeriod::kMonth) return line->amount;
    const PeriodMonths period = periods_.Of(per, month.month);
    const auto* fixed = std::get_if<FixedPrice>(&component.form);
    const bool first = fixed != nullptr && fixed->in_advance;
    // Of a period that begins before the months only what belongs to them is
    // priced.
    const absl::CivilMonth from =
        first ? period.first : std::max(period.first, begin_);
    const MonthPrice* const due = Month(first ? period.first : period.last);
    std::optional<Decimal> amount;
    if (due != nullptr) {
      amount = due->AmountOf(component.component);
    } else if (fixed != nullptr) {
      return Divided(fixed->amount, period.length());
    }
    if (!amount.has_value()) return amount;
    return Divided(*amount, static_cast<int>(period.last - from) + 1);
  }

 private:
  absl::StatusOr<std::optional<Decimal>> ShareOf(
      const std::vector<PriceComponent>& pricing, const PercentagePrice& share,
      const MonthPrice& month) {
    Decimal sum;
    for (const PriceComponent& other : pricing) {
      if (std::find(share.of.begin(), share.of.end(), other.component) ==
          share.of.end()) {
        continue;
      }
      ASSIGN_OR_RETURN(const std::optional<Decimal> part,
                       PartOf(pricing, other, month));
      if (!part.has_value()) return part;
      ASSIGN_OR_RETURN(sum, Decimal::Add(sum, *part));
    }
    ASSIGN_OR_RETURN(
        const Decimal::Quotient of,
        Decimal::MultiplyDivide(sum, share.percent, Decimal(100, 0),
                                {kDigits, kDigits}));
    return std::optional<Decimal>(of.rounded);
  }

  static absl::StatusOr<std::optional<Decimal>> Divided(const Decimal& amount,
                                                        int months) {
    ASSIGN_OR_RETURN(
        const Decimal::Quotient part,
        Decimal::MultiplyDivide(amount, Decimal(1, 0), Decimal(months, 0),
                                {kDigits, kDigits}));
    return std::optional<Decimal>(part.rounded);
  }

  const MonthPrice* Month(absl::CivilMonth month) const {
    if (months_.empty() || month < months_.front().month ||
        month > months_.back().month) {
      return nullptr;
    }
    return &months_[month - months_.front().month];
  }

  static const ComponentPrice* LineOf(const MonthPrice& month,
                                      const std::string& component) {
    for (const ComponentPrice& line : month.components) {
      if (line.component == component) return &line;
    }
    return nullptr;
  }

  const std::vector<MonthPrice>& months_;
  const absl::CivilMonth begin_;
  const ContractPeriods periods_;
};

}  // namespace

absl::StatusOr<std::map<absl::CivilMonth, Decimal>> AccrueMonths(
    const Contract& contract, const std::vector<MonthPrice>& months,
    absl::CivilMonth begin) {
  std::map<absl::CivilMonth, Decimal> accrued;
  const auto by_month = [](const PriceComponent& component) {
    return LongestPeriod(component) == PricePeriod::kMonth;
  };
  if (std::all_of(contract.pricing.begin(), contract.pricing.end(), by_month)) {
    return accrued;
  }
  Accruer accruer(contract, months, begin);
  for (const MonthPrice& month : months) {
    const std::vector<PriceComponent>& pricing =
        contract.PricingIn(month.month);
    Decimal sum;
    bool known = true;
    for (const PriceComponent& component : pricing) {
      ASSIGN_OR_RETURN(const std::optional<Decimal> part,
                       accruer.PartOf(pricing, component, month));
      known = known && part.has_value();
      if (known) {
        ASSIGN_OR_RETURN(sum, Decimal::Add(sum, *part));
      }
    }
    if (known) accrued[month.month] = sum;
  }
  return accrued;
}

}  // namespace regisseur
