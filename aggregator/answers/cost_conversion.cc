#include "aggregator/answers/cost_conversion.h"

#include <algorithm>
#include <utility>

#include "absl/time/civil_time.h"
#include "core/base/status_macros.h"
#include "core/money/currency.h"

namespace regisseur {

absl::Status ConvertedSum::AddExact(const ExactSum& amount) {
  RETURN_IF_ERROR(sum_.Add(amount));
  ++parts_;
  only_part_rounded_.reset();
  return absl::OkStatus();
}

absl::Status ConvertedSum::AddConverted(
    const ExchangeRates::Conversion& conversion, bool provisional) {
  RETURN_IF_ERROR(sum_.Add(conversion.exact));
  ++parts_;
  only_part_rounded_.reset();
  if (parts_ == 1) only_part_rounded_ = conversion.rounded;
  provisional_ = provisional_ || provisional;
  return absl::OkStatus();
}

absl::Status ConvertedSum::Add(const ConvertedSum& other) {
  if (other.empty()) return absl::OkStatus();
  RETURN_IF_ERROR(sum_.Add(other.sum_));
  if (parts_ == 0) {
    only_part_rounded_ = other.only_part_rounded_;
  } else {
    only_part_rounded_.reset();
  }
  parts_ += other.parts_;
  provisional_ = provisional_ || other.provisional_;
  return absl::OkStatus();
}

absl::StatusOr<Decimal> ConvertedSum::Rounded(
    absl::string_view currency) const {
  if (only_part_rounded_.has_value()) return *only_part_rounded_;
  ASSIGN_OR_RETURN(const Decimal sum, sum_.ToDecimal());
  return sum.RoundedHalfAwayFromZero(MinorUnitDigits(currency));
}

absl::StatusOr<Decimal> ConvertedSum::Unrounded() const {
  ASSIGN_OR_RETURN(const Decimal sum, sum_.ToDecimal());
  return sum.Truncated(12);
}

CostConverter::CostConverter(std::shared_ptr<const ExchangeRates> rates,
                             std::string currency, absl::Time moment)
    : rates_(std::move(rates)),
      currency_(std::move(currency)),
      moment_(moment) {}

absl::CivilDay CostConverter::DayOf(absl::Time period_end) const {
  return absl::ToCivilDay(std::min(period_end - absl::Microseconds(1), moment_),
                          absl::UTCTimeZone());
}

absl::Status CostConverter::AddTo(ConvertedSum& sum, const ExactSum& amount,
                                  absl::string_view currency,
                                  absl::Time period_end) const {
  if (currency == currency_) return sum.AddExact(amount);
  ASSIGN_OR_RETURN(const Decimal value, amount.ToDecimal());
  ASSIGN_OR_RETURN(
      const ExchangeRates::Conversion conversion,
      rates_->Convert(value, currency, currency_, DayOf(period_end)));
  return sum.AddConverted(conversion,
                          ProvisionalDay(currency, period_end).has_value());
}

std::optional<absl::CivilDay> CostConverter::ProvisionalDay(
    absl::string_view currency, absl::Time period_end) const {
  if (currency == currency_) return std::nullopt;
  // The rate of a period is fixed once a rate of its last day or later is
  // known; until then a newer one can take its place.
  const absl::CivilDay day = DayOf(period_end);
  const std::optional<absl::CivilDay> last = rates_->LastDay();
  if (last.has_value() && *last < day) return last;
  if (period_end > moment_) return day;
  return std::nullopt;
}

Gap NoRatesGap(const CostConverter& converter) {
  Gap gap;
  gap.rule = "cost-no-rates-configured";
  gap.arguments = {{"to", converter.currency()}};
  return gap;
}

}  // namespace regisseur
