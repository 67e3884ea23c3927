#pragma once

#include <memory>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "aggregator/answers/gap.h"
#include "core/fx/exchange_rates.h"
#include "core/money/decimal.h"
#include "core/money/exact_sum.h"

namespace regisseur {

// A sum in one currency of parts that each were converted exactly; rounded
// once, at the end (DECISIONS 20). A value.
class ConvertedSum {
 public:
  // Adds an amount that is already in the currency.
  absl::Status AddExact(const ExactSum& amount);
  // Adds a converted part.
  absl::Status AddConverted(const ExchangeRates::Conversion& conversion,
                            bool provisional);
  absl::Status Add(const ConvertedSum& other);

  // Half away from zero to the minor unit. OUT_OF_RANGE when it does not fit.
  absl::StatusOr<Decimal> Rounded(absl::string_view currency) const;
  // With 12 decimals, cut off.
  absl::StatusOr<Decimal> Unrounded() const;
  // A rate in it can still change.
  bool provisional() const { return provisional_; }
  bool empty() const { return parts_ == 0; }

 private:
  ExactSum sum_;
  int parts_ = 0;
  // The rounded form of the only part, which is exact where the sum of cut
  // decimals might not be.
  std::optional<Decimal> only_part_rounded_;
  bool provisional_ = false;
};

// Converts charges at the days of DECISIONS 20: the last day of the billing
// period, in an open period the newest rate. Immutable; thread-safe.
class CostConverter {
 public:
  CostConverter(std::shared_ptr<const ExchangeRates> rates,
                std::string currency, absl::Time moment);

  const std::string& currency() const { return currency_; }
  // False when no exchange rates are configured.
  bool has_rates() const { return !rates_->empty(); }

  // The day whose rate counts for a billing period that ends at `period_end`.
  absl::CivilDay DayOf(absl::Time period_end) const;

  // The day of the rate that counts so far, where a newer one can still take
  // its place.
  std::optional<absl::CivilDay> ProvisionalDay(absl::string_view currency,
                                               absl::Time period_end) const;

  // Adds `amount`, billed in `currency` in a period that ends at
  // `period_end`, to `sum`. NOT_FOUND
  // when there is no rate; then nothing was added.
  absl::Status AddTo(ConvertedSum& sum, const ExactSum& amount,
                     absl::string_view currency, absl::Time period_end) const;

 private:
  std::shared_ptr<const ExchangeRates> rates_;
  std::string currency_;
  absl::Time moment_;
};

// Says that there are no rates at all.
Gap NoRatesGap(const CostConverter& converter);

}  // namespace regisseur
