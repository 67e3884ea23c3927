#include "aggregator/answers/convert_amount.h"

#include <memory>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "core/base/status_macros.h"
#include "core/money/currency.h"
#include "core/time/instant.h"

namespace regisseur {
namespace {

absl::Status InField(absl::string_view field, const absl::Status& status) {
  return absl::Status(status.code(),
                      absl::StrCat(field, ": ", status.message()));
}

absl::Status CheckCurrency(absl::string_view field, const std::string& code) {
  if (IsCurrencyCode(code)) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat(
      field, ": \"", code, "\" is no ISO 4217 currency, for instance EUR"));
}

}  // namespace

absl::StatusOr<ConvertAmountAnswer> AnswerConvertAmount(
    const AnswerContext& context, const Principal& who,
    const ConvertAmountQuestion& question, AsOf as_of) {
  const absl::StatusOr<Decimal> amount = Decimal::Parse(question.amount);
  if (!amount.ok()) return InField("amount", amount.status());
  RETURN_IF_ERROR(CheckCurrency("from", question.from));
  RETURN_IF_ERROR(CheckCurrency("to", question.to));
  const absl::StatusOr<absl::CivilDay> day = ParseDay(question.on);
  if (!day.ok()) return InField("on", day.status());

  const std::shared_ptr<const ExchangeRates> rates =
      context.rates.At(as_of.known);
  if (rates->empty()) {
    return absl::FailedPreconditionError(
        "no exchange rates are configured; give exchange_rates: {file: …} in "
        "the configuration, the ECB's eurofxref-hist as CSV, XML or zip");
  }
  ConvertAmountAnswer answer;
  ASSIGN_OR_RETURN(answer.conversion,
                   rates->Convert(*amount, question.from, question.to, *day));
  answer.currency = question.to;
  answer.rate_source = context.rates.SourceAt(as_of.known);
  return answer;
}

}  // namespace regisseur
