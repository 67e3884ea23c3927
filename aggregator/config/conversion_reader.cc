#include "aggregator/config/conversion_reader.h"

#include "absl/strings/str_cat.h"
#include "core/money/currency.h"

namespace regisseur {

ConversionRule ReadConversion(const YamlValue& exchange_rates,
                              const std::string& portfolio_currency) {
  ConversionRule rule;
  rule.currency = portfolio_currency;
  const YamlValue on = exchange_rates.Get("on");
  if (on.present()) {
    const std::optional<ConversionDay> day = FindConversionDay(on.Text());
    if (!day.has_value()) {
      on.Refuse(absl::StrCat("is '", on.Text(),
                             "': write charge_day, invoice_date, month_end, "
                             "month_average or budget"));
    }
    rule.on = day.value_or(rule.on);
  }
  const YamlValue rates = exchange_rates.Get("rates");
  for (const auto& [currency, rate] : rates.Members()) {
    if (!IsCurrencyCode(currency)) {
      rate.Refuse(absl::StrCat("is of '", currency,
                               "': write an ISO 4217 code such as USD"));
    } else if (currency == portfolio_currency) {
      rate.Refuse("is the portfolio's own currency, which needs no rate");
    }
    const absl::StatusOr<Decimal> value = Decimal::Parse(rate.Text());
    if (!value.ok() || *value <= Decimal()) {
      rate.Refuse(absl::StrCat("is '", rate.Text(),
                               "': write a rate such as \"0.92\", above zero"));
      continue;
    }
    rule.rates[currency] = *value;
  }
  const bool fixed = rule.on == ConversionDay::kBudget;
  if (fixed && rule.rates.empty()) {
    on.Refuse(
        "is budget: write the fixed rates beside it, such as rates: "
        "{USD: \"0.92\"}");
  } else if (!fixed && rates.present()) {
    rates.Refuse("are used with on: budget only");
  }
  return rule;
}

}  // namespace regisseur
