#pragma once

#include <map>
#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "core/money/decimal.h"

namespace regisseur {

// Which rate cost is converted at (USERS U7, DECISIONS 20).
enum class ConversionDay {
  // Charges and the ledger at the last day of their billing period, invoices at
  // their tax point, else the day of issue.
  kChargeDay = 1,
  // The same, and charges at the day of the invoice about their billing period,
  // once there is one.
  kInvoiceDate,
  // The last day of the month in which the billing period ends.
  kMonthEnd,
  // The mean of all rates of the month in which the billing period starts.
  kMonthAverage,
  // Fixed rates of the configuration.
  kBudget,
};

struct ConversionRule {
  ConversionDay on = ConversionDay::kChargeDay;
  // With kBudget: units of `currency` for one of each.
  std::map<std::string, Decimal> rates;
  std::string currency;

  bool operator==(const ConversionRule&) const = default;
};

// `charge_day`, as the configuration says it; none for a word that is none.
absl::string_view ConversionDayWord(ConversionDay on);
std::optional<ConversionDay> FindConversionDay(absl::string_view word);
// What it means, for headings: "at the mean rate of the month".
absl::string_view ConversionInWords(ConversionDay on);

}  // namespace regisseur
