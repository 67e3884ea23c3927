#pragma once

#include <map>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "core/money/decimal.h"

namespace regisseur {

// ECB euro reference rates: foreign units for 1 EUR, by day and currency. Days
// without rates (weekends, TARGET holidays) have none. Built once, then
// immutable and safe to share.
class ExchangeRates {
 public:
  // Where a conversion came from.
  struct Conversion {
    Decimal rounded;    // half away from zero, to the minor unit of `to`
    Decimal exact;      // 12 decimals, cut off
    Decimal rate;       // `to` for one `from`, 12 decimals, cut off
    absl::CivilDay rate_date;
  };

  // Parses eurofxref CSV: header `Date, USD, JPY, ...`, days `2026-04-13` or
  // `13 April 2026`, `N/A` holes, trailing comma. INVALID_ARGUMENT with line
  // and column.
  static absl::StatusOr<ExchangeRates> ParseCsv(absl::string_view csv);
  // From days that a caller read elsewhere (the XML form).
  void Set(absl::CivilDay day, absl::string_view currency, Decimal rate);

  // Converts at the last rate on or before `day` and at most 7 days older;
  // cross rates go through EUR with both rates of one day (DECISIONS 20).
  // Computed as amount * rate_to / rate_from in one exact fraction, rounded
  // once. NOT_FOUND says what is missing.
  absl::StatusOr<Conversion> Convert(const Decimal& amount,
                                     absl::string_view from,
                                     absl::string_view to,
                                     absl::CivilDay day) const;

  bool empty() const { return days_.empty(); }
  // The newest day that has rates.
  std::optional<absl::CivilDay> LastDay() const;

 private:
  std::map<absl::CivilDay, absl::flat_hash_map<std::string, Decimal>> days_;
};

}  // namespace regisseur
