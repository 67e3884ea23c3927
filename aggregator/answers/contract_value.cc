#include "aggregator/answers/contract_value.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <utility>
#include <variant>

#include "absl/strings/str_join.h"
#include "aggregator/answers/contract_plan.h"
#include "aggregator/answers/contract_prices.h"
#include "aggregator/answers/cost_basis.h"
#include "aggregator/answers/cost_conversion.h"
#include "aggregator/answers/cost_gaps.h"
#include "aggregator/answers/extras.h"
#include "aggregator/answers/invoice_cost.h"
#include "aggregator/answers/source_freshness.h"
#include "core/base/status_macros.h"
#include "core/contract/contract_family.h"
#include "core/finding/catalogue.h"
#include "core/money/currency.h"
#include "core/pricing/contract_price.h"
#include "core/time/instant.h"

namespace regisseur {
namespace {

// A forecast reaches no further.
constexpr int kMostForecastMonths = 240;
constexpr int kAveragedMonths = 3;

// Months with amounts.
using Months = std::map<absl::CivilMonth, Decimal>;

bool PriceNeedsUsage(const Contract& contract) {
  return std::any_of(contract.pricing.begin(), contract.pricing.end(),
                     [](const PriceComponent& component) {
                       return IsMetered(component.form);
                     });
}

class ValueReader {
 public:
  ValueReader(const AnswerContext& context, const Principal& who,
              const KnownPortfolio& known, const ContractRegister& contracts,
              const Contract& contract, const NoticeDates& dates,
              absl::CivilDay on, AsOf as_of, std::vector<Gap>& gaps)
      : context_(context),
        who_(who),
        known_(known),
        contracts_(contracts),
        contract_(contract),
        dates_(dates),
        on_(on),
        as_of_(as_of),
        gaps_(gaps),
        family_(FamilyOf(contracts, contract, on)),
        month_(on),
        running_(absl::CivilMonth(absl::ToCivilDay(
                     known.moment(), known.portfolio().time_zone)) == month_ &&
                 on.day() > 1) {}

  absl::StatusOr<ContractValue> Read() {
    for (const Contract* member : family_) {
      RETURN_IF_ERROR(NoteProvider(*member));
    }
    ASSIGN_OR_RETURN(const Months price, PriceOfFamily());
    const bool spend_known = !CannotBeToldApart();
    if (spend_known) RETURN_IF_ERROR(ReadSpend(price));
    RETURN_IF_ERROR(ReadForecast(price));
    if (!value_.why_unknown.empty()) return value_;
    RETURN_IF_ERROR(ComputeUse());
    return value_;
  }

 private:
  absl::Status NoteProvider(const Contract& member) {
    const std::string provider = known_.CurrentId(member.provider);
    const auto [start, is_new] =
        starts_.try_emplace(provider, member.term.start);
    if (!is_new) start->second = std::min(start->second, member.term.start);
    return absl::OkStatus();
  }

  // Another contract with one of the providers ran at the same time.
  bool CannotBeToldApart() {
    for (const auto& [provider, start] : starts_) {
      std::vector<std::string> others;
      for (const Contract* other : contracts_.InForce(on_)) {
        if (known_.CurrentId(other->provider) != provider ||
            std::any_of(
                family_.begin(), family_.end(),
                [&](const Contract* one) { return one->id == other->id; })) {
          continue;
        }
        const NoticeDates dates =
            ComputeNoticeDates(other->term, on_, other->holidays);
        const bool over =
            dates.term_end.has_value() && *dates.term_end <= start;
        if (!over && other->term.start <= on_) others.push_back(other->id);
      }
      if (others.empty()) continue;
      Gap gap;
      gap.provider = provider;
      gap.rule = "contract-spend-shared";
      gap.arguments = {{"contract", contract_.id},
                       {"others", absl::StrJoin(others, ", ")}};
      CannotTell(std::move(gap));
      return true;
    }
    return false;
  }

  void CannotTell(Gap gap) {
    value_.why_unknown = RenderMessage(gap.rule, gap.arguments);
    AddGap(std::move(gap), gaps_);
  }

  // What the family's own price comes to by month, when no usage is needed;
  // else nothing.
  absl::StatusOr<Months> PriceOfFamily() {
    Months price;
    for (const Contract* member : family_) {
      if (PriceNeedsUsage(*member)) return Months();
    }
    const absl::CivilMonth horizon = month_ + kMostForecastMonths;
    for (const Contract* member : family_) {
      if (member->pricing.empty()) continue;
      const absl::CivilMonth first(member->term.start);
      if (first > horizon) continue;
      const NoticeDates dates =
          ComputeNoticeDates(member->term, on_, member->holidays);
      absl::CivilMonth last = horizon;
      // A contract that runs on by itself costs until somebody acts.
      if (!dates.renews && dates.last_possible_end.has_value()) {
        last =
            std::min(horizon, absl::CivilMonth(*dates.last_possible_end - 1));
      }
      if (last < first) continue;
      ASSIGN_OR_RETURN(const ContractPlan plan,
                       PlanOfContract(contracts_, member->id, first, last));
      if (!plan.by_usage.empty()) return Months();
      for (const auto& [month, amount] : plan.months) {
        ASSIGN_OR_RETURN(price[month], Decimal::Add(price[month], amount));
      }
    }
    return price;
  }

  // The last month whose spend counts on the day asked.
  absl::CivilMonth LastCounted() const {
    return running_ ? month_ : month_ - 1;
  }

  absl::Status ReadSpend(const Months& price) {
    const CostConverter converter(context_.rates.At(as_of_.known),
                                  contract_.currency, known_.moment(),
                                  known_.portfolio().conversion);
    bool any = false;
    for (const auto& [provider, start] : starts_) {
      ASSIGN_OR_RETURN(
          const bool told,
          ReadSpendOf(provider, absl::CivilMonth(start), converter));
      any = any || told;
    }
    if (any) return absl::OkStatus();
    // Nobody tells what it costs: what the contract computes (USERS U7).
    if (price.empty()) return PriceWhatIsOver();
    value_.basis = ContractValue::Basis::kContract;
    for (const auto& [month, amount] : price) {
      if (month < month_) months_[month] = amount;
    }
    return absl::OkStatus();
  }

  // A lot is owed once it is ordered.
  absl::Status AddLotsOfRunningMonth(const Contract& member,
                                     Months& months) const {
    for (const PriceComponent& component : member.pricing) {
      const auto* prepaid = std::get_if<PrepaidPrice>(&component.form);
      if (prepaid == nullptr) continue;
      for (const absl::CivilDay day : prepaid->ordered) {
        if (absl::CivilMonth(day) != month_ || day > on_) continue;
        ASSIGN_OR_RETURN(months[month_],
                         Decimal::Add(months[month_], prepaid->price));
      }
    }
    return absl::OkStatus();
  }

  // What the months that are over come to by accepted hours, ordered lots and
  // whatever else needs no charge.
  absl::Status PriceWhatIsOver() {
    std::set<std::string> missing;  // components
    bool over = false;
    bool priced = false;
    Months months;
    for (const Contract* member : family_) {
      RETURN_IF_ERROR(AddLotsOfRunningMonth(*member, months));
      const absl::CivilMonth first(member->term.start);
      if (first >= month_) continue;
      over = true;
      if (member->pricing.empty()) continue;
      priced = true;
      std::vector<Gap> gaps;  // one gap says it below
      ASSIGN_OR_RETURN(
          const std::vector<MonthPrice> prices,
          ReadContractPrices(context_, who_, known_, contracts_, member->id,
                             first, month_ - 1, as_of_, gaps));
      for (const MonthPrice& price : prices) {
        for (const ComponentPrice& line : price.components) {
          if (!line.amount.has_value()) missing.insert(line.component);
        }
        if (!price.exact.has_value()) continue;
        ASSIGN_OR_RETURN(months[price.month],
                         Decimal::Add(months[price.month], *price.exact));
      }
    }
    if (!over && months.empty()) return absl::OkStatus();
    if (!over || (priced && missing.empty())) {
      value_.basis = ContractValue::Basis::kContract;
      months_ = std::move(months);
      return absl::OkStatus();
    }
    Gap gap;
    gap.provider = known_.CurrentId(contract_.provider);
    gap.rule = priced ? "contract-spend-no-usage" : "contract-spend-no-price";
    gap.arguments = {{"contract", contract_.id},
                     {"components", absl::StrJoin(missing, ", ")}};
    CannotTell(std::move(gap));
    return absl::OkStatus();
  }

  // True when cost of the provider was told.
  absl::StatusOr<bool> ReadSpendOf(const std::string& provider,
                                   absl::CivilMonth first,
                                   const CostConverter& converter) {
    const absl::CivilMonth last = LastCounted();
    if (last < first) return false;
    CostFilter filter;
    filter.billing_period_start = {RangeOfMonth(first).from,
                                   RangeOfMonth(last).to};
    // What is added before it is converted.
    using Basis = ContractValue::Basis;
    std::map<std::tuple<Basis, BilledAt, std::string>, ExactSum> sums;
    CostBasisJudge judge;
    ASSIGN_OR_RETURN(const InvoicedDays days,
                     InvoicedDays::Read(context_, who_, known_, as_of_));
    std::vector<std::string> ids = {provider};
    if (const ProviderConfig* config =
            known_.portfolio().FindProvider(provider)) {
      ids.insert(ids.end(), config->formerly.begin(), config->formerly.end());
    }
    for (const std::string& id : ids) {
      filter.provider = id;
      RETURN_IF_ERROR(context_.cost.ReadTotals(
          who_, filter, as_of_, [&](const CostTotalRow& row) -> absl::Status {
            const KnownSource* source = known_.FindSource(row.source);
            const CostBasis basis =
                source == nullptr ? CostBasis::kCharges : source->config->basis;
            judge.See(provider, row.billing_period_start, basis);
            ExactSum& sum = sums[{
                basis == CostBasis::kCharges ? Basis::kCharges : Basis::kLedger,
                days.Of(provider,
                        {row.billing_period_start, row.billing_period_end}),
                row.currency}];
            if (row.charge_category == "Tax") return absl::OkStatus();
            return sum.Add(row.total.billed);
          }));
      RETURN_IF_ERROR(ReadInvoiceCost(
          context_, who_, filter, as_of_,
          [&](const InvoiceCostRow& row) -> absl::Status {
            judge.SeeInvoice(provider, row.billing_period_start);
            ExactSum& sum =
                sums[{Basis::kInvoices, row.billed_at(), row.currency}];
            if (row.charge_category == "Tax") return absl::OkStatus();
            return sum.Add(row.total.billed);
          }));
    }
    std::map<absl::CivilMonth, ConvertedSum> converted;
    for (const auto& [key, sum] : sums) {
      const auto& [basis, billed, currency] = key;
      const bool counts =
          basis == Basis::kInvoices
              ? judge.InvoicesCount(provider, billed.start)
              : judge.Counts(provider, billed.start,
                             basis == Basis::kLedger ? CostBasis::kLedger
                                                     : CostBasis::kCharges);
      if (!counts) continue;
      const absl::Status added = converter.AddTo(
          converted[absl::ToCivilMonth(billed.start, absl::UTCTimeZone())], sum,
          currency, billed);
      if (absl::IsNotFound(added)) {
        AddRateGap(provider, converter, sum, currency, billed);
        continue;
      }
      RETURN_IF_ERROR(added);
      if (value_.basis == Basis::kNone || basis < value_.basis) {
        value_.basis = basis;
      }
    }
    for (const auto& [month, sum] : converted) {
      ASSIGN_OR_RETURN(const Decimal amount, sum.Rounded(contract_.currency));
      ASSIGN_OR_RETURN(months_[month], Decimal::Add(months_[month], amount));
    }
    RETURN_IF_ERROR(AddSourceGaps(provider, filter.billing_period_start));
    return !sums.empty();
  }

  void AddRateGap(const std::string& provider, const CostConverter& converter,
                  const ExactSum& sum, const std::string& currency,
                  const BilledAt& billed) {
    if (!converter.has_rates()) AddGap(NoRatesGap(converter), gaps_);
    Gap gap;
    gap.provider = provider;
    gap.rule = "cost-no-rate";
    gap.arguments = {{"amount", sum.ToText(MinorUnitDigits(currency))},
                     {"currency", currency},
                     {"to", contract_.currency},
                     {"day", FormatDay(converter.DayOf(billed))}};
    AddGap(std::move(gap), gaps_);
  }

  absl::Status AddSourceGaps(const std::string& provider, TimeRange range) {
    for (const KnownSource& source : known_.sources()) {
      if (!known_.SpeaksAbout(source, provider)) continue;
      ASSIGN_OR_RETURN(
          const SourceRecord record,
          ReadSourceRecord(context_, who_, source.config->id, as_of_));
      if (!MayTell(record, FactKind::kCharges)) continue;
      RETURN_IF_ERROR(AddCostGaps(context_, who_, known_, source, record, range,
                                  as_of_, gaps_)
                          .status());
    }
    return absl::OkStatus();
  }

  absl::Status ReadForecast(const Months& price) {
    if (!price.empty()) {
      value_.forecast_is_price = true;
      for (const auto& [month, amount] : price) {
        if (month >= month_) forecast_.push_back({month, amount});
      }
    } else {
      Decimal sum;
      int count = 0;
      for (int back = 1; back <= kAveragedMonths; ++back) {
        const auto found = months_.find(month_ - back);
        if (found == months_.end()) continue;
        ASSIGN_OR_RETURN(sum, Decimal::Add(sum, found->second));
        ++count;
      }
      if (count == 0) return absl::OkStatus();
      ASSIGN_OR_RETURN(
          const Decimal::Quotient average,
          Decimal::MultiplyDivide(
              sum, Decimal(1, 0), Decimal(count, 0),
              {.rounded_scale = MinorUnitDigits(contract_.currency),
               .truncated_scale = 0}));
      // A credit of three months is no forecast.
      if (average.rounded.IsNegative()) return absl::OkStatus();
      for (int ahead = 0; ahead < kMostForecastMonths; ++ahead) {
        forecast_.push_back({month_ + ahead, average.rounded});
      }
    }
    for (const MonthlySpend& spend : forecast_) {
      if (spend.month == month_ + 1) value_.forecast_per_month = spend.amount;
    }
    return absl::OkStatus();
  }

  absl::Status ComputeUse() {
    // What is ordered counts before it is billed (USERS U5).
    std::set<std::string> ids;
    for (const Contract* member : family_) ids.insert(member->id);
    ASSIGN_OR_RETURN(const auto ordered,
                     ReadOrderedNotBilled(context_, who_, ids, on_, as_of_));
    Decimal spent;
    for (const auto& [currency, amount] : ordered) {
      if (currency != contract_.currency) {
        Gap gap;
        gap.provider = known_.CurrentId(contract_.provider);
        gap.rule = "contract-ordered-currency";
        gap.arguments = {{"contract", contract_.id},
                         {"amount", amount.ToString()},
                         {"currency", currency},
                         {"of", contract_.currency}};
        CannotTell(std::move(gap));
        return absl::OkStatus();
      }
      spent = amount;
    }
    for (const auto& [month, amount] : months_) {
      ASSIGN_OR_RETURN(spent, Decimal::Add(spent, amount));
    }
    if (!months_.empty()) {
      value_.first_month = months_.begin()->first;
      value_.last_month = months_.rbegin()->first;
    }
    // What is left of the running month.
    if (const auto to_date = months_.find(month_);
        to_date != months_.end() && !forecast_.empty() &&
        forecast_.front().month == month_) {
      ASSIGN_OR_RETURN(
          const Decimal rest,
          Decimal::Subtract(forecast_.front().amount, to_date->second));
      forecast_.front().amount = std::max(rest, Decimal());
    }
    ASSIGN_OR_RETURN(CeilingUse use,
                     ComputeCeilingUse(*contract_.value, spent, forecast_,
                                       dates_.last_possible_end, on_));
    // The rest of the running month is spread over all of its days.
    if (use.exhausted_on.has_value()) {
      use.exhausted_on = std::max(*use.exhausted_on, on_);
    }
    value_.use = std::move(use);
    return absl::OkStatus();
  }

  const AnswerContext& context_;
  const Principal& who_;
  const KnownPortfolio& known_;
  const ContractRegister& contracts_;
  const Contract& contract_;
  const NoticeDates& dates_;
  const absl::CivilDay on_;
  const AsOf as_of_;
  std::vector<Gap>& gaps_;
  const std::vector<const Contract*> family_;
  const absl::CivilMonth month_;  // of the day asked
  // The day asked lies in the month that is going on, and not at its start.
  const bool running_;
  // By provider, the first day of the family with it.
  std::map<std::string, absl::CivilDay> starts_;
  Months months_;
  std::vector<MonthlySpend> forecast_;
  ContractValue value_;
};

}  // namespace

absl::StatusOr<ContractValue> ReadContractValue(
    const AnswerContext& context, const Principal& who,
    const KnownPortfolio& known, const ContractRegister& contracts,
    const Contract& contract, const NoticeDates& dates, absl::CivilDay on,
    AsOf as_of, std::vector<Gap>& gaps) {
  return ValueReader(context, who, known, contracts, contract, dates, on, as_of,
                     gaps)
      .Read();
}

}  // namespace regisseur
