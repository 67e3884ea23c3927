#pragma once

#include <map>
#include <optional>
#include <string>

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
    Decimal rounded;  // half away from zero, to the minor unit of `to`
    Decimal exact;    // 12 decimals, cut off
    Decimal rate;     // `to` for one `from`, at most 12 decimals, cut off
    absl::CivilDay rate_date;
  };

  // Parses eurofxref CSV: header `Date, USD, JPY, ...`, days `2026-04-13` or
  // `13 April 2026` in any order, `N/A` or nothing where there is no rate,
  // trailing comma. INVALID_ARGUMENT with line and column.
  static absl::StatusOr<ExchangeRates> ParseCsv(absl::string_view csv);
  // From days that a caller read elsewhere (the XML form). Requires a rate
  // above zero.
  void Set(absl::CivilDay day, absl::string_view currency, Decimal rate);

  // Converts at the last day on or before `day`, at most 7 days older, that has
  // rates of both currencies; cross rates go through EUR with both rates of
  // that day (DECISIONS 20). EUR has rate 1 on every day that has rates. From a
  // currency to itself the rate is 1 and its date the day asked.
  //
  // Computed as amount * rate_to / rate_from in one exact fraction, rounded
  // once. NOT_FOUND says which rate is missing, INVALID_ARGUMENT which text is
  // no currency, OUT_OF_RANGE that the result cannot be held.
  absl::StatusOr<Conversion> Convert(const Decimal& amount,
                                     absl::string_view from,
                                     absl::string_view to,
                                     absl::CivilDay day) const;

  // The same at the mean of the rates of `month` up to and including `until`:
  // the arithmetic mean of each currency's euro rates over the days that have
  // both, as the ECB states averages. The date is the last of those days.
  // NOT_FOUND where no day has both.
  absl::StatusOr<Conversion> ConvertAtAverage(const Decimal& amount,
                                              absl::string_view from,
                                              absl::string_view to,
                                              absl::CivilMonth month,
                                              absl::CivilDay until) const;

  bool empty() const { return days_.empty(); }
  // The newest day that has rates.
  std::optional<absl::CivilDay> LastDay() const;

 private:
  using Rates = absl::flat_hash_map<std::string, Decimal>;

  // Of one day; nullptr where it has none.
  static const Decimal* Find(const Rates& rates, absl::string_view currency);

  std::map<absl::CivilDay, Rates> days_;
};

}  // namespace regisseur
