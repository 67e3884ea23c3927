#include "aggregator/answers/cost_conversion.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "core/base/status_macros.h"
#include "core/money/currency.h"

namespace regisseur {
namespace {

// Beyond every date that is billed; civil arithmetic needs an end.
constexpr absl::Time kFarAway = absl::FromUnixSeconds(253402300800);  // 10000

}  // namespace

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
                             std::string currency, absl::Time moment,
                             ConversionRule rule)
    : rates_(std::move(rates)),
      currency_(std::move(currency)),
      moment_(moment),
      rule_(std::move(rule)) {}

absl::CivilDay CostConverter::EndOf(const BilledAt& billed) const {
  const auto month_of = [](absl::Time time) {
    return absl::ToCivilMonth(std::min(time, kFarAway), absl::UTCTimeZone());
  };
  switch (rule_.on) {
    case ConversionDay::kChargeDay:
    case ConversionDay::kInvoiceDate:
    // Into another currency than the portfolio's nothing is fixed.
    case ConversionDay::kBudget:
      if (billed.invoiced.has_value()) return *billed.invoiced + 1;
      return absl::ToCivilDay(
                 std::min(billed.end, kFarAway) - absl::Microseconds(1),
                 absl::UTCTimeZone()) +
             1;
    case ConversionDay::kMonthEnd:
      return absl::CivilDay(month_of(billed.end - absl::Microseconds(1)) + 1);
    case ConversionDay::kMonthAverage:
      return absl::CivilDay(month_of(billed.start) + 1);
  }
  return absl::CivilDay();
}

absl::CivilDay CostConverter::DayOf(const BilledAt& billed) const {
  return std::min(EndOf(billed) - 1,
                  absl::ToCivilDay(moment_, absl::UTCTimeZone()));
}

absl::Status CostConverter::AddTo(ConvertedSum& sum, const ExactSum& amount,
                                  absl::string_view currency,
                                  const BilledAt& billed) const {
  if (currency == currency_) return sum.AddExact(amount);
  ASSIGN_OR_RETURN(const Decimal value, amount.ToDecimal());
  if (IsFixed()) {
    const auto rate =
        rule_.rates.find(std::string(currency.data(), currency.size()));
    if (rate == rule_.rates.end()) {
      return absl::NotFoundError("the configuration fixes no rate");
    }
    ASSIGN_OR_RETURN(const Decimal product,
                     Decimal::Multiply(value, rate->second));
    ExactSum exact;
    RETURN_IF_ERROR(exact.Add(product));
    return sum.AddExact(exact);
  }
  const absl::CivilDay day = DayOf(billed);
  const bool provisional = ProvisionalDay(currency, billed).has_value();
  if (rule_.on == ConversionDay::kMonthAverage) {
    const auto average = rates_->ConvertAtAverage(
        value, currency, currency_, absl::CivilMonth(EndOf(billed) - 1), day);
    if (average.ok()) return sum.AddConverted(*average, provisional);
    // A month that just began has no mean yet.
    if (!absl::IsNotFound(average.status()) || !provisional) {
      return average.status();
    }
  }
  ASSIGN_OR_RETURN(const ExchangeRates::Conversion conversion,
                   rates_->Convert(value, currency, currency_, day));
  return sum.AddConverted(conversion, provisional);
}

std::optional<absl::CivilDay> CostConverter::ProvisionalDay(
    absl::string_view currency, const BilledAt& billed) const {
  if (currency == currency_ || IsFixed()) return std::nullopt;
  // The rate of a period is fixed once a rate of its last day or later is
  // known; until then a newer one can take its place.
  const absl::CivilDay day = DayOf(billed);
  const std::optional<absl::CivilDay> last = rates_->LastDay();
  if (last.has_value() && *last < day) return last;
  if (absl::FromCivil(EndOf(billed), absl::UTCTimeZone()) > moment_) return day;
  return std::nullopt;
}

std::string CostConverter::InWords() const {
  if (currency_.empty()) return "";
  const ConversionDay on = rule_.on == ConversionDay::kBudget && !IsFixed()
                               ? ConversionDay::kChargeDay
                               : rule_.on;
  return absl::StrCat("in ", currency_, " ", ConversionInWords(on));
}

Gap NoRatesGap(const CostConverter& converter) {
  Gap gap;
  gap.rule = "cost-no-rates-configured";
  gap.arguments = {{"to", converter.currency()}};
  return gap;
}

}  // namespace regisseur
