#include "aggregator/answers/contract_rigidity.h"

#include <algorithm>
#include <memory>
#include <set>
#include <utility>
#include <variant>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "aggregator/answers/accepted_hours.h"
#include "aggregator/answers/contract_gaps.h"
#include "aggregator/answers/contract_plan.h"
#include "aggregator/answers/contract_prices.h"
#include "aggregator/answers/cost_conversion.h"
#include "aggregator/answers/hour_balances.h"
#include "aggregator/answers/service_levels.h"
#include "aggregator/answers/usage_book.h"
#include "core/base/status_macros.h"
#include "core/contract/notice_dates.h"
#include "core/money/currency.h"
#include "core/money/exact_sum.h"
#include "core/pricing/contract_periods.h"
#include "core/time/instant.h"

namespace regisseur {
namespace {

constexpr int kMonths = 12;
constexpr int kMostTrendMonths = 60;
constexpr int kShareDecimals = 6;

// What a minimum asks of the months of its period up to `last`, beyond what was
// used in them; what will be used after `on` counts for nothing.
absl::StatusOr<Decimal> OwedOfMinimum(
    const AnswerContext& context, const Principal& who,
    const KnownPortfolio& known, const ContractRegister& contracts,
    const Contract& contract, const MinimumCommitment& least,
    const PeriodMonths& period, absl::CivilDay on, absl::CivilMonth last,
    AsOf as_of) {
  const absl::CivilMonth first =
      std::max(period.first, absl::CivilMonth(contract.term.start));
  if (last < first) return Decimal();
  ASSIGN_OR_RETURN(
      const Decimal::Quotient asked,
      Decimal::MultiplyDivide(least.amount, Decimal(last - first + 1, 0),
                              Decimal(period.length(), 0), {12, 12}));
  std::vector<Gap> elsewhere;  // said by what the months came to
  ASSIGN_OR_RETURN(
      const std::vector<MonthPrice> prices,
      ReadContractPrices(context, who, known, contracts, contract.id, first,
                         last, as_of, elsewhere));
  Decimal owed = asked.rounded;
  for (const MonthPrice& price : prices) {
    for (const std::string& each : least.of) {
      const PriceComponent* const of = contract.FindComponent(each);
      if (price.month > absl::CivilMonth(on) &&
          (of == nullptr || of->meter.has_value())) {
        continue;
      }
      ASSIGN_OR_RETURN(
          owed,
          Decimal::Subtract(owed, price.AmountOf(each).value_or(Decimal())));
    }
  }
  return std::max(owed, Decimal());
}

// What days do not share out: a minimum of a quarter, year or term is owed
// whole at the end of its period, and of a period that the exit breaks its
// months until then.
absl::Status AddMinimumsOfPeriods(const AnswerContext& context,
                                  const Principal& who,
                                  const KnownPortfolio& known,
                                  const ContractRegister& contracts,
                                  const Contract& contract, absl::CivilDay on,
                                  absl::CivilDay exit, AsOf as_of,
                                  ExactSum& sum) {
  const ContractPeriods periods(contract.term);
  const absl::CivilMonth last(exit - 1);
  for (const absl::CivilMonth month :
       std::set<absl::CivilMonth>{absl::CivilMonth(on), last}) {
    for (const PriceComponent& component : contract.PricingIn(month)) {
      const auto* least = std::get_if<MinimumCommitment>(&component.form);
      if (least == nullptr || least->per == PricePeriod::kMonth) continue;
      const PeriodMonths period = periods.Of(least->per, month);
      if (period.last != month && month != last) continue;
      ASSIGN_OR_RETURN(const Decimal owed,
                       OwedOfMinimum(context, who, known, contracts, contract,
                                     *least, period, on, month, as_of));
      Decimal counted;
      if (period.last == month) {
        ASSIGN_OR_RETURN(counted, ShareOfDays(owed, month, on, exit));
      }
      ASSIGN_OR_RETURN(const Decimal left, Decimal::Subtract(owed, counted));
      RETURN_IF_ERROR(sum.Add(left));
    }
  }
  return absl::OkStatus();
}

// What leaving on `exit` still costs when notice is received on `on`.
absl::StatusOr<std::optional<Decimal>> CostOfLeaving(
    const AnswerContext& context, const Principal& who,
    const KnownPortfolio& known, const ContractRegister& contracts,
    const Contract& contract, absl::CivilDay on, absl::CivilDay exit,
    AsOf as_of, std::vector<Gap>& gaps) {
  ExactSum sum;
  if (exit > on) {
    ASSIGN_OR_RETURN(
        const auto least,
        ReadLeastOfContract(context, who, known, contracts, contract.id,
                            absl::CivilMonth(on), absl::CivilMonth(exit - 1),
                            as_of, gaps));
    for (const auto& [month, amount] : least) {
      ASSIGN_OR_RETURN(const Decimal part,
                       ShareOfDays(amount, month, on, exit));
      RETURN_IF_ERROR(sum.Add(part));
    }
    RETURN_IF_ERROR(AddMinimumsOfPeriods(context, who, known, contracts,
                                         contract, on, exit, as_of, sum));
  }
  // Only before the term ends.
  const NoticeDates dates =
      ComputeNoticeDates(contract.term, on, contract.holidays);
  if (contract.change.exit_payment.has_value() &&
      (!dates.term_end.has_value() || exit < *dates.term_end)) {
    RETURN_IF_ERROR(sum.Add(*contract.change.exit_payment));
  }
  ASSIGN_OR_RETURN(const Decimal cost, sum.ToDecimal());
  return std::optional<Decimal>(
      cost.RoundedHalfAwayFromZero(MinorUnitDigits(contract.currency)));
}

}  // namespace

absl::StatusOr<ContractRigidity> RigidityOf(const AnswerContext& context,
                                            const Principal& who,
                                            const KnownPortfolio& known,
                                            const ContractRegister& contracts,
                                            const Contract& contract,
                                            absl::CivilDay on, AsOf as_of,
                                            std::vector<Gap>& gaps) {
  ContractRigidity row;
  row.contract = contract.id;
  row.provider = known.CurrentId(contract.provider);
  row.currency = contract.currency;
  Rigidity& rigidity = row.rigidity;
  const int digits = MinorUnitDigits(contract.currency);
  const auto unknown = [&](const char* rule,
                           std::map<std::string, std::string> arguments = {}) {
    row.unknown.push_back({rule, std::move(arguments)});
  };

  // Part 1: the whole months before the day, at most twelve, of this contract.
  const absl::CivilMonth start(contract.term.start);
  const absl::CivilMonth first =
      std::max(absl::CivilMonth(on) - kMonths, start);
  const absl::CivilMonth last = absl::CivilMonth(on) - 1;
  bool has_hours = false, hours_known = true;
  if (contract.pricing.empty()) {
    unknown("rigidity-no-pricing");
  } else if (last < first) {
    unknown("rigidity-not-begun");
  } else {
    // What is carried is followed from the start.
    const absl::CivilMonth since = IsByMonth(contract) ? first : start;
    ASSIGN_OR_RETURN(
        PricedUsage usage,
        ReadPricedUsage(context, who, known, contract.provider,
                        contract.pricing, since, last, as_of, gaps));
    RETURN_IF_ERROR(AddAcceptedHours(context, who, contract, as_of, usage));
    ASSIGN_OR_RETURN(const std::vector<MonthPrice> prices,
                     PriceContract(contract, usage, since, last));
    for (const ComponentPrice& price : prices.back().components) {
      if (HasHours(*contract.FindComponent(price.component))) {
        has_hours = true;
        hours_known = hours_known && price.left.has_value();
      }
    }
    // Of the months those count that come after the last unknown one.
    absl::CivilMonth counted = first;
    std::vector<std::string> missing;
    for (const MonthPrice& price : prices) {
      if (price.month < first || price.exact.has_value()) continue;
      missing.push_back(FormatMonth(price.month));
      counted = price.month + 1;
    }
    if (!missing.empty()) {
      unknown(counted > last ? "rigidity-no-usage" : "rigidity-months-left-out",
              {{"months", absl::StrJoin(missing, ", ")}});
    }
    CostOfUse cost;
    if (counted <= last) {
      row.first_month = counted;
      row.last_month = last;
      rigidity.months = static_cast<int>(last - counted) + 1;
      ASSIGN_OR_RETURN(cost,
                       ComputeCostOfUse(contract, usage, since, counted, last));
      rigidity.cost = cost.cost->RoundedHalfAwayFromZero(digits);
    }
    if (cost.without_use.has_value()) {
      rigidity.cost_without_use =
          cost.without_use->RoundedHalfAwayFromZero(digits);
      if (cost.cost->IsZero()) {
        rigidity.fixed_share = Decimal();
      } else if (!cost.cost->IsNegative()) {
        ASSIGN_OR_RETURN(const Decimal::Quotient share,
                         Decimal::MultiplyDivide(
                             *cost.without_use, Decimal(1, 0), *cost.cost,
                             {kShareDecimals, kShareDecimals}));
        // A band gives back at most what use gives: never more than all.
        rigidity.fixed_share =
            std::min(std::max(share.rounded, Decimal()), Decimal(1, 0));
      }
    }
  }

  // Parts 2 and 3.
  const std::optional<absl::CivilDay> exit = EarliestExit(contract, on);
  if (exit.has_value()) {
    row.exit_day = *exit;
    rigidity.days_until_exit = std::max<int64_t>(0, *exit - on);
    if (contract.pricing.empty()) {
      unknown("rigidity-no-exit-cost");
    } else {
      ASSIGN_OR_RETURN(rigidity.exit_cost,
                       CostOfLeaving(context, who, known, contracts, contract,
                                     on, *exit, as_of, gaps));
    }
  } else {
    const NoticeDates dates =
        ComputeNoticeDates(contract.term, on, contract.holidays);
    rigidity.no_exit = dates.renews && !dates.term_end.has_value();
    if (!rigidity.no_exit) {
      unknown("rigidity-no-exit");
      unknown("rigidity-no-exit-cost");
    }
  }

  // Part 4.
  rigidity.change_days = ChangeDays(contract, on);
  if (!rigidity.change_days.has_value()) unknown("rigidity-no-change");
  ASSIGN_OR_RETURN(rigidity.surcharge_percent, SurchargePercent(contract));
  if (!rigidity.surcharge_percent.has_value()) {
    unknown("rigidity-no-surcharge");
  }

  // Part 5.
  if (!hours_known) {
    unknown("rigidity-no-hours");
  } else {
    rigidity.hours_available = Decimal();
    if (has_hours) {
      ASSIGN_OR_RETURN(
          const HourBalancesAnswer room,
          AnswerHourBalances(context, who,
                             {.contract = contract.id, .on = FormatDay(on)},
                             as_of));
      for (const HourBalanceRow& balance : room.balances) {
        ASSIGN_OR_RETURN(
            rigidity.hours_available,
            Decimal::Add(*rigidity.hours_available, balance.balance.left));
      }
      rigidity.hours_available = rigidity.hours_available->Normalized();
    }
  }
  rigidity.extras_available = static_cast<int>(contract.extras.size());
  RETURN_IF_ERROR(SetRigidityFigure(rigidity));
  return row;
}

std::vector<const Contract*> RunningContracts(const ContractRegister& contracts,
                                              absl::CivilDay day) {
  std::vector<const Contract*> running;
  for (const Contract* contract : contracts.InForce(day)) {
    const NoticeDates dates =
        ComputeNoticeDates(contract->term, day, contract->holidays);
    if (StateOf(contract->term, dates, day) == ContractState::kRunning) {
      running.push_back(contract);
    }
  }
  return running;
}

absl::StatusOr<RigidityMean> MeanOfRigidity(
    const AnswerContext& context, const KnownPortfolio& known,
    const std::string& provider, const std::vector<ContractRigidity>& rows,
    AsOf as_of, std::vector<Gap>& gaps) {
  const std::string& currency = known.portfolio().currency;
  RigidityMean mean;
  mean.provider = provider;
  mean.currency = currency;
  const CostConverter converter(context.rates.At(as_of.known), currency,
                                known.moment(), known.portfolio().conversion);
  std::vector<Weighed> low, high, fixed;
  ExactSum cost;
  for (const ContractRigidity& row : rows) {
    if (!row.rigidity.cost.has_value() || *row.rigidity.cost <= Decimal()) {
      mean.left_out.push_back(row.contract);
      continue;
    }
    ExactSum own;
    RETURN_IF_ERROR(own.Add(*row.rigidity.cost));
    ConvertedSum converted;
    const absl::Status added =
        row.currency == currency
            ? converted.AddExact(own)
            : converter.AddTo(converted, own, row.currency, converter.Ahead());
    if (absl::IsNotFound(added)) {
      mean.left_out.push_back(row.contract);
      Gap gap;
      gap.provider = row.provider;
      gap.rule = "rigidity-no-rate";
      gap.arguments = {{"contract", row.contract}, {"currency", row.currency}};
      AddGap(std::move(gap), gaps);
      continue;
    }
    RETURN_IF_ERROR(added);
    ASSIGN_OR_RETURN(const Decimal weight, converted.Rounded(currency));
    RETURN_IF_ERROR(cost.Add(weight));
    ++mean.contracts;
    low.push_back({row.rigidity.figure_at_least, weight});
    high.push_back({row.rigidity.figure_at_most, weight});
    if (row.rigidity.fixed_share.has_value()) {
      fixed.push_back({*row.rigidity.fixed_share, weight});
    }
  }
  if (mean.contracts == 0) return mean;
  ASSIGN_OR_RETURN(mean.cost, cost.ToDecimal());
  ASSIGN_OR_RETURN(mean.figure_at_least, WeighedMean(low, 3));
  ASSIGN_OR_RETURN(mean.figure_at_most, WeighedMean(high, 3));
  if (fixed.size() == low.size()) {
    ASSIGN_OR_RETURN(mean.fixed_share, WeighedMean(fixed, kShareDecimals));
  }
  return mean;
}

namespace {

class Answerer {
 public:
  Answerer(const AnswerContext& context, const Principal& who,
           const RigidityQuestion& question, AsOf as_of,
           const KnownPortfolio& known)
      : book_(as_of),
        context_(context),
        who_(who),
        question_(question),
        as_of_(as_of),
        known_(known),
        contracts_(context.contracts.At(as_of.known)) {
    // Each month of the trend looks back at twelve.
    context_.usage = &book_;
  }

  absl::StatusOr<RigidityAnswer> Answer() {
    RETURN_IF_ERROR(ReadQuestion());
    ASSIGN_OR_RETURN(answer_.contracts, RowsOn(answer_.on, answer_.gaps));
    AddContractFileGaps(context_, known_, *contracts_, provider_, answer_.on,
                        as_of_, answer_.gaps);
    RETURN_IF_ERROR(AddMeans());
    const absl::CivilMonth last(answer_.on);
    std::vector<Gap> elsewhere;  // of months that are shown as they are known
    for (int i = question_.trend_months; i > 0; --i) {
      RigidityTrend point;
      point.month = last - i;
      const absl::CivilDay day = absl::CivilDay(point.month + 1) - 1;
      ASSIGN_OR_RETURN(const std::vector<ContractRigidity> rows,
                       RowsOn(day, elsewhere));
      if (rows.empty()) continue;
      ASSIGN_OR_RETURN(point.mean, MeanOfRigidity(context_, known_, "", rows,
                                                  as_of_, elsewhere));
      answer_.trend.push_back(std::move(point));
    }
    return std::move(answer_);
  }

 private:
  absl::Status ReadQuestion() {
    answer_.on =
        absl::ToCivilDay(known_.moment(), known_.portfolio().time_zone);
    if (!question_.on.empty()) {
      const absl::StatusOr<absl::CivilDay> day = ParseDay(question_.on);
      if (!day.ok()) {
        return absl::InvalidArgumentError(
            absl::StrCat("on: '", question_.on,
                         "' is no day; write for instance 2026-10-05"));
      }
      answer_.on = *day;
    }
    if (question_.trend_months < 0 ||
        question_.trend_months > kMostTrendMonths) {
      return absl::InvalidArgumentError(absl::StrCat("trend_months: from 0 to ",
                                                     kMostTrendMonths, ", not ",
                                                     question_.trend_months));
    }
    if (!question_.provider.empty()) {
      RETURN_IF_ERROR(known_.CheckProvider(question_.provider));
      provider_ = known_.CurrentId(question_.provider);
    }
    if (!question_.contract.empty()) {
      RETURN_IF_ERROR(FindContracts(known_, *contracts_, question_.provider,
                                    question_.contract, "")
                          .status());
    }
    return absl::OkStatus();
  }

  // The contracts that run on `day`.
  absl::StatusOr<std::vector<ContractRigidity>> RowsOn(absl::CivilDay day,
                                                       std::vector<Gap>& gaps) {
    std::vector<ContractRigidity> rows;
    for (const Contract* contract : RunningContracts(*contracts_, day)) {
      if (!question_.contract.empty() && contract->id != question_.contract) {
        continue;
      }
      if (!provider_.empty() &&
          known_.CurrentId(contract->provider) != provider_) {
        continue;
      }
      ASSIGN_OR_RETURN(rows.emplace_back(),
                       RigidityOf(context_, who_, known_, *contracts_,
                                  *contract, day, as_of_, gaps));
    }
    return rows;
  }

  absl::Status AddMeans() {
    std::map<std::string, std::vector<ContractRigidity>> by_provider;
    for (const ContractRigidity& row : answer_.contracts) {
      by_provider[row.provider].push_back(row);
    }
    const absl::CivilMonth last = absl::CivilMonth(answer_.on) - 1;
    const absl::CivilMonth first = last - kMonths + 1;
    const std::string currency = known_.portfolio().currency;
    std::optional<ExactSum> paid = ExactSum(), outside = ExactSum();
    for (const auto& [provider, rows] : by_provider) {
      ASSIGN_OR_RETURN(RigidityMean mean,
                       MeanOfRigidity(context_, known_, provider, rows, as_of_,
                                      answer_.gaps));
      ASSIGN_OR_RETURN(
          const PaidOutside beyond,
          ReadPaidOutside(context_, who_, known_, *contracts_, provider, first,
                          last, currency, as_of_, answer_.gaps));
      RETURN_IF_ERROR(SetSurcharge(beyond, mean));
      if (beyond.paid.has_value() && beyond.outside.has_value()) {
        if (paid) RETURN_IF_ERROR(paid->Add(*beyond.paid));
        if (outside) RETURN_IF_ERROR(outside->Add(*beyond.outside));
      } else {
        paid.reset();
        outside.reset();
      }
      answer_.providers.push_back(std::move(mean));
    }
    ASSIGN_OR_RETURN(answer_.portfolio,
                     MeanOfRigidity(context_, known_, "", answer_.contracts,
                                    as_of_, answer_.gaps));
    if (paid && outside) {
      PaidOutside all;
      ASSIGN_OR_RETURN(all.paid, paid->ToDecimal());
      ASSIGN_OR_RETURN(all.outside, outside->ToDecimal());
      RETURN_IF_ERROR(SetSurcharge(all, answer_.portfolio));
    }
    return absl::OkStatus();
  }

  static absl::Status SetSurcharge(const PaidOutside& beyond,
                                   RigidityMean& mean) {
    mean.paid_outside = beyond.outside;
    if (!beyond.outside.has_value() || !beyond.paid.has_value() ||
        *beyond.paid <= Decimal()) {
      return absl::OkStatus();
    }
    ASSIGN_OR_RETURN(
        const Decimal::Quotient share,
        Decimal::MultiplyDivide(*beyond.outside, Decimal(1, 0), *beyond.paid,
                                {kShareDecimals, kShareDecimals}));
    mean.surcharge_share = share.rounded;
    return absl::OkStatus();
  }

  UsageBook book_;
  AnswerContext context_;
  const Principal& who_;
  const RigidityQuestion& question_;
  const AsOf as_of_;
  const KnownPortfolio& known_;
  const std::shared_ptr<const ContractRegister> contracts_;
  std::string provider_;
  RigidityAnswer answer_;
};

}  // namespace

absl::StatusOr<RigidityAnswer> AnswerRigidity(const AnswerContext& context,
                                              const Principal& who,
                                              const RigidityQuestion& question,
                                              AsOf as_of) {
  ASSIGN_OR_RETURN(const KnownPortfolio known,
                   KnownPortfolio::Load(context, who, as_of));
  return Answerer(context, who, question, as_of, known).Answer();
}

}  // namespace regisseur
