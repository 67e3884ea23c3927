#include "aggregator/answers/accruals.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "aggregator/answers/charge_selection.h"
#include "aggregator/answers/contract_gaps.h"
#include "aggregator/answers/contract_plan.h"
#include "aggregator/answers/cost_basis.h"
#include "aggregator/answers/cost_gaps.h"
#include "aggregator/answers/cost_history.h"
#include "aggregator/answers/cost_summary_gaps.h"
#include "aggregator/answers/invoice_cost.h"
#include "core/base/status_macros.h"
#include "core/money/currency.h"
#include "core/time/instant.h"

namespace regisseur {
namespace {

// A bill for a year ahead is not older.
constexpr int kMonthsBefore = 12;
constexpr int kExactDigits = 12;

// Provider, currency, cost centre.
using RowKey = std::tuple<std::string, std::string, std::string>;

struct Sums {
  ExactSum billed;
  ExactSum effective;
  ExactSum prepaid;
};

// Of a provider in a currency, what is billed by usage of the month.
using UsageKey = std::pair<std::string, std::string>;

// The part of `amount` that falls to [from, to) of the charge period
// [start, end), by its length.
absl::StatusOr<Decimal> PartWithin(const Decimal& amount, absl::Time start,
                                   absl::Time end, absl::Time from,
                                   absl::Time to) {
  if (end <= start) {  // a moment
    return from <= start && start < to ? amount : Decimal();
  }
  const absl::Time first = std::max(start, from);
  const absl::Time last = std::min(end, to);
  if (last <= first) return Decimal();
  if (first == start && last == end) return amount;
  ASSIGN_OR_RETURN(
      const Decimal::Quotient part,
      Decimal::MultiplyDivide(
          amount, Decimal(absl::ToInt64Seconds(last - first), 0),
          Decimal(absl::ToInt64Seconds(end - start), 0),
          {.rounded_scale = kExactDigits, .truncated_scale = kExactDigits}));
  return part.rounded;
}

class AccrualReader {
 public:
  AccrualReader(const AnswerContext& context, const Principal& who,
                const KnownPortfolio& known, absl::CivilMonth month,
                const std::string& provider, AsOf as_of, AccrualsAnswer& answer)
      : context_(context),
        who_(who),
        known_(known),
        month_(month),
        range_(RangeOfMonth(month)),
        provider_(provider),
        as_of_(as_of),
        answer_(answer) {}

  absl::Status Read() {
    RETURN_IF_ERROR(ReadLines());
    for (const auto& [key, sums] : rows_) {
      RETURN_IF_ERROR(AddRow(key, sums));
    }
    RETURN_IF_ERROR(AddContracts());
    std::stable_sort(answer_.rows.begin(), answer_.rows.end(),
                     [](const AccrualRow& a, const AccrualRow& b) {
                       return std::tie(a.provider, a.currency, a.cost_center) <
                              std::tie(b.provider, b.currency, b.cost_center);
                     });
    return absl::OkStatus();
  }

 private:
  std::vector<CostFilter> Filters() const {
    CostFilter filter;
    filter.billing_period_start = {RangeOfMonth(month_ - kMonthsBefore).from,
                                   range_.to};
    std::vector<CostFilter> filters;
    if (provider_.empty()) {
      filters.push_back(filter);
    } else {
      for (const std::string& id : IdsOf(known_, provider_)) {
        filter.provider = id;
        filters.push_back(filter);
      }
    }
    return filters;
  }

  CostBasis BasisOf(const std::string& source) const {
    const KnownSource* found = known_.FindSource(source);
    return found == nullptr ? CostBasis::kCharges : found->config->basis;
  }

  absl::Status ReadLines() {
    CostBasisJudge judge;
    for (const CostFilter& filter : Filters()) {
      RETURN_IF_ERROR(context_.cost.ReadTotals(
          who_, filter, as_of_, [&](const CostTotalRow& row) {
            judge.See(known_.CurrentId(row.provider), row.billing_period_start,
                      BasisOf(row.source));
            return absl::OkStatus();
          }));
      RETURN_IF_ERROR(ReadInvoiceCost(
          context_, who_, filter, as_of_, [&](const CostTotalRow& row) {
            judge.SeeInvoice(known_.CurrentId(row.provider),
                             row.billing_period_start);
            return absl::OkStatus();
          }));
    }
    for (const CostFilter& filter : Filters()) {
      RETURN_IF_ERROR(ReadInvoiceCost(
          context_, who_, filter, as_of_,
          [&](const CostTotalRow& row) -> absl::Status {
            const std::string provider = known_.CurrentId(row.provider);
            if (!judge.InvoicesCount(provider, row.billing_period_start)) {
              return absl::OkStatus();
            }
            return AddInvoice(row, provider);
          }));
    }
    CostCenterReader centers;
    for (const CostFilter& filter : Filters()) {
      const absl::Status read = context_.cost.ReadLines(
          who_, filter, as_of_, [&](const ChargeLine& line) -> absl::Status {
            const std::string provider = known_.CurrentId(line.provider);
            if (!judge.Counts(provider, line.charge.billing_period_start,
                              BasisOf(line.source))) {
              return absl::OkStatus();
            }
            return AddLine(line, provider, centers);
          });
      if (absl::IsFailedPrecondition(read)) {
        Gap gap;
        gap.provider = provider_;
        gap.rule = "cost-lines-not-kept";
        gap.arguments = {{"why", std::string(read.message())}};
        AddGap(std::move(gap), answer_.gaps);
        continue;
      }
      RETURN_IF_ERROR(read);
    }
    return absl::OkStatus();
  }

  absl::Status AddLine(const ChargeLine& line, const std::string& provider,
                       CostCenterReader& centers) {
    const Charge& charge = line.charge;
    const auto text = [&](ChargeText column) -> const std::string& {
      return (*line.dictionary)[charge.text(column)];
    };
    const bool billed_now = range_.Contains(charge.billing_period_start);
    if ((!billed_now && charge.charge_period_end <= range_.from) ||
        text(ChargeText::kChargeCategory) == "Tax") {
      return absl::OkStatus();
    }
    const Decimal amount =
        charge.amount(ChargeAmount::kBilledCost).value_or(Decimal());
    Sums& sums = rows_[{provider, text(ChargeText::kBillingCurrency),
                        centers.Read(line)}];
    if (billed_now) RETURN_IF_ERROR(sums.billed.Add(amount));
    ASSIGN_OR_RETURN(
        const Decimal effective,
        PartWithin(amount, charge.charge_period_start, charge.charge_period_end,
                   range_.from, range_.to));
    RETURN_IF_ERROR(sums.effective.Add(effective));
    if (text(ChargeText::kChargeCategory) == "Usage") {
      const UsageKey key(provider, text(ChargeText::kBillingCurrency));
      RETURN_IF_ERROR(used_[key].Add(effective));
    }
    ASSIGN_OR_RETURN(
        const Decimal prepaid,
        PartWithin(amount, charge.charge_period_start, charge.charge_period_end,
                   range_.to, absl::InfiniteFuture()));
    return sums.prepaid.Add(prepaid);
  }

  // Its effective cost is spread already, a row a month.
  absl::Status AddInvoice(const CostTotalRow& row,
                          const std::string& provider) {
    ASSIGN_OR_RETURN(const absl::CivilMonth month,
                     ParseMonth(row.charge_month));
    if (row.charge_category == "Tax" || month < month_) {
      return absl::OkStatus();
    }
    Sums& sums = rows_[{provider, row.currency, ""}];
    if (range_.Contains(row.billing_period_start)) {
      RETURN_IF_ERROR(sums.billed.Add(row.total.billed));
    }
    return (month == month_ ? sums.effective : sums.prepaid)
        .Add(row.total.effective.sum);
  }

  absl::Status AddRow(const RowKey& key, const Sums& sums) {
    AccrualRow row;
    std::tie(row.provider, row.currency, row.cost_center) = key;
    const auto rounded = [&](const ExactSum& sum) -> absl::StatusOr<Decimal> {
      ASSIGN_OR_RETURN(const Decimal value, sum.ToDecimal());
      return value.RoundedHalfAwayFromZero(MinorUnitDigits(row.currency));
    };
    ASSIGN_OR_RETURN(row.billed, rounded(sums.billed));
    ASSIGN_OR_RETURN(row.effective, rounded(sums.effective));
    ASSIGN_OR_RETURN(row.prepaid, rounded(sums.prepaid));
    if (row.billed.IsZero() && row.effective.IsZero() && row.prepaid.IsZero()) {
      return absl::OkStatus();
    }
    answer_.rows.push_back(std::move(row));
    return absl::OkStatus();
  }

  // What the contracts of one provider compute in one currency.
  struct Expected {
    std::vector<std::string> contracts;
    Decimal amount;  // what is fixed
    std::vector<std::string> contracts_by_usage;
    std::vector<std::string> by_usage;  // components
  };

  absl::Status AddContracts() {
    const std::shared_ptr<const ContractRegister> contracts =
        context_.contracts.At(as_of_.known);
    const absl::CivilDay first(month_);
    const absl::CivilDay end(month_ + 1);
    std::map<std::pair<std::string, std::string>, Expected> expected;
    for (const Contract* contract : contracts->InForce(end - 1)) {
      const std::string provider = known_.CurrentId(contract->provider);
      if (!provider_.empty() && provider != provider_) continue;
      if (contract->pricing.empty()) continue;  // it computes nothing
      const NoticeDates dates =
          ComputeNoticeDates(contract->term, first, contract->holidays);
      // A contract that renews by itself runs on until somebody acts.
      const absl::CivilDay exit =
          dates.renews ? absl::CivilDay::max()
                       : dates.term_end.value_or(absl::CivilDay::max());
      if (contract->term.start >= end || exit <= first) continue;
      ASSIGN_OR_RETURN(
          const ContractPlan plan,
          PlanOfContract(*contracts, contract->id, month_, month_));
      Expected& sum = expected[{provider, contract->currency}];
      sum.contracts.push_back(contract->id);
      if (!plan.by_usage.empty()) {
        sum.contracts_by_usage.push_back(contract->id);
        sum.by_usage.insert(sum.by_usage.end(), plan.by_usage.begin(),
                            plan.by_usage.end());
      }
      const auto price = plan.months.find(month_);
      if (price == plan.months.end()) continue;
      ASSIGN_OR_RETURN(
          const Decimal share,
          ShareOfDays(price->second, month_, contract->term.start, exit));
      ASSIGN_OR_RETURN(sum.amount, Decimal::Add(sum.amount, share));
    }
    for (const auto& [of, sum] : expected) {
      RETURN_IF_ERROR(AddExpected(of.first, of.second, sum));
    }
    AddContractFileGaps(context_, known_, *contracts, provider_, first, as_of_,
                        answer_.gaps);
    return absl::OkStatus();
  }

  absl::Status AddExpected(const std::string& provider,
                           const std::string& currency, const Expected& sum) {
    std::vector<AccrualRow*> rows;
    Decimal effective;
    for (AccrualRow& row : answer_.rows) {
      if (row.provider != provider || row.currency != currency) continue;
      rows.push_back(&row);
      ASSIGN_OR_RETURN(effective, Decimal::Add(effective, row.effective));
    }
    if (!sum.by_usage.empty()) {
      Gap gap;
      gap.provider = provider;
      gap.rule = "accrual-by-usage";
      gap.arguments = {
          {"contracts", absl::StrJoin(sum.contracts_by_usage, ", ")},
          {"components", absl::StrJoin(sum.by_usage, ", ")}};
      gap.notice = !rows.empty();
      AddGap(std::move(gap), answer_.gaps);
      if (sum.amount.IsZero()) return absl::OkStatus();
      // What was billed by usage pays nothing of what is fixed.
      ASSIGN_OR_RETURN(const Decimal used,
                       used_[{provider, currency}].ToDecimal());
      ASSIGN_OR_RETURN(effective, Decimal::Subtract(effective, used));
    }
    const Decimal amount =
        sum.amount.RoundedHalfAwayFromZero(MinorUnitDigits(currency));
    AccrualRow* row = rows.size() == 1 ? rows.front() : nullptr;
    if (row == nullptr) {
      AccrualRow own;
      own.provider = provider;
      own.currency = currency;
      const Decimal zero(0, 0);
      own.billed = zero.RoundedHalfAwayFromZero(MinorUnitDigits(currency));
      own.effective = own.billed;
      own.prepaid = own.billed;
      answer_.rows.push_back(std::move(own));
      row = &answer_.rows.back();
    }
    if (sum.contracts.size() == 1) row->contract = sum.contracts.front();
    row->expected = amount;
    ASSIGN_OR_RETURN(const Decimal open, Decimal::Subtract(amount, effective));
    row->accrual = std::max(open, Decimal())
                       .RoundedHalfAwayFromZero(MinorUnitDigits(currency));
    return absl::OkStatus();
  }

  const AnswerContext& context_;
  const Principal& who_;
  const KnownPortfolio& known_;
  const absl::CivilMonth month_;
  const TimeRange range_;
  const std::string provider_;
  const AsOf as_of_;
  AccrualsAnswer& answer_;
  std::map<RowKey, Sums> rows_;
  std::map<UsageKey, ExactSum> used_;
};

}  // namespace

absl::StatusOr<AccrualsAnswer> AnswerAccruals(const AnswerContext& context,
                                              const Principal& who,
                                              const AccrualsQuestion& question,
                                              AsOf as_of) {
  const absl::StatusOr<absl::CivilMonth> month = ParseMonth(question.period);
  if (!month.ok()) {
    return absl::InvalidArgumentError(absl::StrCat(
        "period: \"", question.period, "\" is no month such as 2026-09"));
  }
  ASSIGN_OR_RETURN(const KnownPortfolio known,
                   KnownPortfolio::Load(context, who, as_of));
  const std::string provider = known.CurrentId(question.provider);
  if (!provider.empty()) RETURN_IF_ERROR(known.CheckProvider(provider));
  AccrualsAnswer answer;
  RETURN_IF_ERROR(
      AccrualReader(context, who, known, *month, provider, as_of, answer)
          .Read());
  if (*month >= RunningMonth(known)) {
    Gap gap;
    gap.provider = provider;
    gap.rule = "accrual-month-not-over";
    gap.arguments = {{"month", FormatMonth(*month)}};
    gap.notice = true;
    AddGap(std::move(gap), answer.gaps);
  }
  RETURN_IF_ERROR(AddHistoryGaps(context, who, known, provider,
                                 RangeOfMonth(*month), as_of, answer.gaps));
  return answer;
}

}  // namespace regisseur
