#include "core/fx/conversion_rule.h"

namespace regisseur {
namespace {

constexpr ConversionDay kAll[] = {
    ConversionDay::kChargeDay, ConversionDay::kInvoiceDate,
    ConversionDay::kMonthEnd, ConversionDay::kMonthAverage,
    ConversionDay::kBudget};

}  // namespace

absl::string_view ConversionDayWord(ConversionDay on) {
  switch (on) {
    case ConversionDay::kChargeDay:
      return "charge_day";
    case ConversionDay::kInvoiceDate:
      return "invoice_date";
    case ConversionDay::kMonthEnd:
      return "month_end";
    case ConversionDay::kMonthAverage:
      return "month_average";
    case ConversionDay::kBudget:
      return "budget";
  }
  return "";
}

std::optional<ConversionDay> FindConversionDay(absl::string_view word) {
  for (const ConversionDay on : kAll) {
    if (word == ConversionDayWord(on)) return on;
  }
  return std::nullopt;
}

absl::string_view ConversionInWords(ConversionDay on) {
  switch (on) {
    case ConversionDay::kChargeDay:
      return "at the rate of the last day of the billing period, of an invoice "
             "of its tax point or issue";
    case ConversionDay::kInvoiceDate:
      return "at the rate of the invoice's tax point or issue, before there is "
             "one of the last day of the billing period";
    case ConversionDay::kMonthEnd:
      return "at the rate of the last day of the month";
    case ConversionDay::kMonthAverage:
      return "at the mean rate of the month";
    case ConversionDay::kBudget:
      return "at the configuration's fixed rates";
  }
  return "";
}

}  // namespace regisseur
