#include "aggregator/answers/payment_obligations.h"

#include <algorithm>
#include <map>
#include <memory>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "aggregator/answers/contract_gaps.h"
#include "aggregator/answers/contract_plan.h"
#include "core/base/status_macros.h"
#include "core/calendar/civil_span.h"
#include "core/money/currency.h"
#include "core/time/instant.h"

namespace regisseur {
namespace {

constexpr int kYear = 12;

Gap ContractGap(absl::string_view rule, const std::string& provider,
                const std::string& contract) {
  Gap gap;
  gap.provider = provider;
  gap.rule = std::string(rule);
  gap.arguments = {{"contract", contract}};
  return gap;
}

// What of the months falls to the days [from, to).
absl::StatusOr<Decimal> PayableIn(
    const std::map<absl::CivilMonth, Decimal>& months, absl::CivilDay from,
    absl::CivilDay to) {
  Decimal sum;
  for (const auto& [month, amount] : months) {
    ASSIGN_OR_RETURN(const Decimal share, ShareOfDays(amount, month, from, to));
    ASSIGN_OR_RETURN(sum, Decimal::Add(sum, share));
  }
  return sum;
}

absl::Status FillAmounts(const std::map<absl::CivilMonth, Decimal>& months,
                         absl::CivilDay on, absl::CivilDay start,
                         absl::CivilDay exit, PaymentObligation& obligation) {
  const absl::CivilDay from = on + 1;
  const absl::CivilDay one_year = std::min(AddMonths(from, kYear), exit);
  const absl::CivilDay five_years = std::min(AddMonths(from, 5 * kYear), exit);
  const int digits = MinorUnitDigits(obligation.currency);
  // Rounded as sums from the day on, so that the parts keep the total.
  const auto until = [&](absl::CivilDay to) -> absl::StatusOr<Decimal> {
    ASSIGN_OR_RETURN(const Decimal sum,
                     PayableIn(months, std::max(from, start), to));
    return sum.RoundedHalfAwayFromZero(digits);
  };
  ASSIGN_OR_RETURN(obligation.within_one_year, until(one_year));
  ASSIGN_OR_RETURN(const Decimal by_five, until(five_years));
  ASSIGN_OR_RETURN(obligation.total, until(exit));
  ASSIGN_OR_RETURN(obligation.one_to_five_years,
                   Decimal::Subtract(by_five, obligation.within_one_year));
  ASSIGN_OR_RETURN(obligation.later,
                   Decimal::Subtract(obligation.total, by_five));
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<PaymentObligationsAnswer> AnswerPaymentObligations(
    const AnswerContext& context, const Principal& who,
    const PaymentObligationsQuestion& question, AsOf as_of) {
  ASSIGN_OR_RETURN(const KnownPortfolio known,
                   KnownPortfolio::Load(context, who, as_of));
  PaymentObligationsAnswer answer;
  answer.on = absl::ToCivilDay(known.moment(), known.portfolio().time_zone);
  if (!question.on.empty()) {
    const absl::StatusOr<absl::CivilDay> day = ParseDay(question.on);
    if (!day.ok()) {
      return absl::InvalidArgumentError(absl::StrCat(
          "on: \"", question.on, "\" is no day such as 2026-12-31"));
    }
    answer.on = *day;
  }
  const std::string asked = known.CurrentId(question.provider);
  if (!asked.empty()) RETURN_IF_ERROR(known.CheckProvider(asked));
  const std::shared_ptr<const ContractRegister> contracts =
      context.contracts.At(as_of.known);
  for (const Contract* contract : contracts->InForce(answer.on)) {
    const std::string provider = known.CurrentId(contract->provider);
    if (!asked.empty() && provider != asked) continue;
    const std::optional<absl::CivilDay> exit =
        EarliestExit(*contracts, contract->id, answer.on);
    if (!exit.has_value()) {
      AddGap(ContractGap("obligation-without-end", provider, contract->id),
             answer.gaps);
      continue;
    }
    if (*exit <= answer.on + 1) continue;  // ended, or free to go
    const absl::CivilMonth first(answer.on + 1);
    const absl::CivilMonth last(*exit - 1);
    ASSIGN_OR_RETURN(const ContractPlan plan,
                     PlanOfContract(*contracts, contract->id, first, last));
    ASSIGN_OR_RETURN(
        const auto least,
        ReadLeastOfContract(context, who, known, *contracts, contract->id,
                            first, last, as_of, answer.gaps));
    PaymentObligation obligation;
    obligation.contract = contract->id;
    obligation.provider = provider;
    obligation.until = *exit - 1;
    obligation.currency = contract->currency;
    obligation.by_usage = plan.by_usage;
    RETURN_IF_ERROR(
        FillAmounts(least, answer.on, contract->term.start, *exit, obligation));
    if (contract->pricing.empty()) {
      AddGap(ContractGap("obligation-without-price", provider, contract->id),
             answer.gaps);
      continue;
    }
    AddLotGaps(*contract, provider, answer.gaps);
    if (!plan.by_usage.empty()) {
      Gap gap = ContractGap("obligation-by-usage", provider, contract->id);
      gap.arguments["components"] = absl::StrJoin(plan.by_usage, ", ");
      gap.notice = true;
      AddGap(std::move(gap), answer.gaps);
    }
    answer.obligations.push_back(std::move(obligation));
  }
  AddContractFileGaps(context, known, *contracts, asked, answer.on, as_of,
                      answer.gaps);
  return answer;
}

}  // namespace regisseur
