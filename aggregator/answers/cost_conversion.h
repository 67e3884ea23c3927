#pragma once

#include <memory>
#include <optional>
#include <string>
#include <tuple>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "aggregator/answers/gap.h"
#include "core/fx/conversion_rule.h"
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

// When something was billed, which its rate hangs on.
struct BilledAt {
  // The billing period.
  absl::Time start;
  absl::Time end;
  // The tax point, else the day of issue, of the invoice that it stands on.
  std::optional<absl::CivilDay> invoiced = std::nullopt;

  friend bool operator==(const BilledAt&, const BilledAt&) = default;
  friend bool operator<(const BilledAt& a, const BilledAt& b) {
    return std::tie(a.start, a.end, a.invoiced) <
           std::tie(b.start, b.end, b.invoiced);
  }
};

// Converts cost by a rule (DECISIONS 20), at the newest rate where its day is
// still to come. Immutable; thread-safe.
class CostConverter {
 public:
  CostConverter(std::shared_ptr<const ExchangeRates> rates,
                std::string currency, absl::Time moment, ConversionRule rule);

  const std::string& currency() const { return currency_; }
  // False when nothing can be converted: no exchange rates are configured.
  bool has_rates() const { return !rates_->empty() || IsFixed(); }

  // The day whose rate counts; of a mean the last day that is in it.
  absl::CivilDay DayOf(const BilledAt& billed) const;

  // The day of the rate that counts so far, where a newer one can still take
  // its place.
  std::optional<absl::CivilDay> ProvisionalDay(absl::string_view currency,
                                               const BilledAt& billed) const;

  // Adds `amount`, billed in `currency`, to `sum`. NOT_FOUND when there is no
  // rate; then nothing was added.
  absl::Status AddTo(ConvertedSum& sum, const ExactSum& amount,
                     absl::string_view currency, const BilledAt& billed) const;

  // What is not billed yet.
  BilledAt Ahead() const { return {moment_, absl::InfiniteFuture()}; }

  // Which rates, for headings; empty where nothing is converted.
  std::string InWords() const;

 private:
  bool IsFixed() const {
    return rule_.on == ConversionDay::kBudget && currency_ == rule_.currency;
  }
  // The first day that has no part in the rate.
  absl::CivilDay EndOf(const BilledAt& billed) const;

  std::shared_ptr<const ExchangeRates> rates_;
  std::string currency_;
  absl::Time moment_;
  ConversionRule rule_;
};

// Says that there are no rates at all.
Gap NoRatesGap(const CostConverter& converter);

}  // namespace regisseur
