#include "aggregator/answers/contract_plan.h"

#include <algorithm>
#include <set>
#include <utility>
#include <variant>

#include "aggregator/answers/contract_prices.h"
#include "aggregator/answers/cost_history.h"
#include "core/base/status_macros.h"
#include "core/contract/month_version.h"
#include "core/pricing/contract_periods.h"
#include "core/pricing/contract_price.h"
#include "core/pricing/stated_quantities.h"
#include "core/pricing/usage_meter.h"

namespace regisseur {
namespace {

bool IsCommitment(const PriceComponent& component) {
  return std::holds_alternative<MinimumCommitment>(component.form);
}

bool HasCommitment(const Contract& contract) {
  return std::any_of(contract.pricing.begin(), contract.pricing.end(),
                     IsCommitment);
}

// What each fixed amount of a contract is for, in days.
class FixedSpreader {
 public:
  FixedSpreader(const ContractRegister& contracts, std::string id,
                ContractPlan& plan)
      : contracts_(contracts), id_(std::move(id)), plan_(plan) {}

  // The part of a month.
  absl::StatusOr<Decimal> PartOf(absl::CivilMonth month) {
    const Contract* version = VersionOf(month);
    Decimal sum;
    if (version == nullptr) return sum;
    const Term& term = version->term;
    const ContractPeriods periods(term);
    for (const PriceComponent& component : version->pricing) {
      const auto* fixed = std::get_if<FixedPrice>(&component.form);
      // What is a share of fees is spread as they are.
      if (fixed == nullptr) fixed = BaseOf(*version, component);
      // What a commitment lacks is due at the end, and is for all of its days.
      FixedPrice lacking;
      if (const auto* least = std::get_if<MinimumCommitment>(&component.form)) {
        lacking.per = least->per;
        fixed = &lacking;
      }
      const PricePeriod per =
          fixed == nullptr ? PricePeriod::kMonth : fixed->per;
      if (per == PricePeriod::kMonth) {
        ASSIGN_OR_RETURN(
            const std::optional<Decimal> amount,
            AmountDue(month, component.component, /*as_accrued=*/true));
        ASSIGN_OR_RETURN(const Decimal part,
                         ShareOfDays(amount.value_or(Decimal()), month,
                                     term.start, absl::CivilDay::max()));
        ASSIGN_OR_RETURN(sum, Decimal::Add(sum, part));
        if (component.meter.has_value()) {
          RETURN_IF_ERROR(AddInArrears(
              periods.Of(component.meter->period, month).last, month, part));
        }
        continue;
      }
      // A contract year that begins within a month ends within one.
      const PeriodMonths here = periods.Of(per, month);
      const PeriodMonths before = periods.Of(per, month - 1);
      ASSIGN_OR_RETURN(const Decimal part, PartOf(*version, component.component,
                                                  *fixed, here, month));
      ASSIGN_OR_RETURN(sum, Decimal::Add(sum, part));
      if (before.first == here.first) continue;
      ASSIGN_OR_RETURN(const Decimal rest, PartOf(*version, component.component,
                                                  *fixed, before, month));
      ASSIGN_OR_RETURN(sum, Decimal::Add(sum, rest));
    }
    return sum;
  }

 private:
  // How the fees are due that a percentage is a share of, where all are due
  // alike; else nullptr.
  static const FixedPrice* BaseOf(const Contract& version,
                                  const PriceComponent& component) {
    const auto* share = std::get_if<PercentagePrice>(&component.form);
    if (share == nullptr) return nullptr;
    const FixedPrice* base = nullptr;
    for (const PriceComponent& other : version.pricing) {
      if (std::find(share->of.begin(), share->of.end(), other.component) ==
          share->of.end()) {
        continue;
      }
      const auto* fee = std::get_if<FixedPrice>(&other.form);
      if (fee == nullptr ||
          (base != nullptr &&
           (base->per != fee->per || base->in_advance != fee->in_advance))) {
        return nullptr;
      }
      base = fee;
    }
    return base;
  }

  // The part that falls to `month` of what is due for a period.
  absl::StatusOr<Decimal> PartOf(const Contract& version,
                                 const std::string& component,
                                 const FixedPrice& fixed,
                                 const PeriodMonths& period,
                                 absl::CivilMonth month) {
    const Term& term = version.term;
    const int64_t later =
        fixed.per == PricePeriod::kQuarter ? 0 : term.start.day() - 1;
    const absl::CivilDay from =
        std::max(term.start, absl::CivilDay(period.first) + later);
    const absl::CivilDay to = absl::CivilDay(period.last + 1) + later;
    const absl::CivilDay first = std::max(from, absl::CivilDay(month));
    const absl::CivilDay end = std::min(to, absl::CivilDay(month + 1));
    if (end <= first) return Decimal();
    ASSIGN_OR_RETURN(
        const std::optional<Decimal> amount,
        AmountDue(fixed.in_advance ? period.first : period.last, component));
    if (!amount.has_value()) return Decimal();
    ASSIGN_OR_RETURN(
        const Decimal::Quotient part,
        Decimal::MultiplyDivide(*amount, Decimal(end - first, 0),
                                Decimal(to - from, 0),
                                {.rounded_scale = 12, .truncated_scale = 12}));
    if (!fixed.in_advance) {
      RETURN_IF_ERROR(AddInArrears(period.last, month, part.rounded));
    }
    return part.rounded;
  }

  absl::Status AddInArrears(absl::CivilMonth due, absl::CivilMonth month,
                            const Decimal& part) {
    if (due <= month || part.IsZero()) return absl::OkStatus();
    Decimal& sum = plan_.in_arrears[due][month];
    ASSIGN_OR_RETURN(sum, Decimal::Add(sum, part));
    return absl::OkStatus();
  }

  const Contract* VersionOf(absl::CivilMonth month) const {
    return VersionOfMonth(contracts_, id_, month);
  }

  // By the version of the month in which it is due. `as_accrued`: of a true-up
  // what belongs to the month.
  absl::StatusOr<std::optional<Decimal>> AmountDue(absl::CivilMonth due,
                                                   const std::string& component,
                                                   bool as_accrued = false) {
    const Contract* version = VersionOf(due);
    if (version == nullptr) return std::optional<Decimal>();
    const absl::CivilMonth start(version->term.start);
    if (due < start) return std::optional<Decimal>();
    std::map<absl::CivilMonth, MonthPrice>& prices = prices_[version];
    if (!prices.contains(due)) {
      // Some months more, which will be asked for next.
      ASSIGN_OR_RETURN(const std::vector<MonthPrice> months,
                       PriceContract(*version, {}, start, due + kMonthsAhead));
      for (const MonthPrice& month : months) prices[month.month] = month;
    }
    const MonthPrice& price = prices.at(due);
    for (const ComponentPrice& line : price.components) {
      if (as_accrued && line.component == component &&
          line.accrued.has_value()) {
        return line.accrued;
      }
    }
    return price.AmountOf(component);
  }

  static constexpr int kMonthsAhead = 24;

  const ContractRegister& contracts_;
  const std::string id_;
  ContractPlan& plan_;
  std::map<const Contract*, std::map<absl::CivilMonth, MonthPrice>> prices_;
};

}  // namespace

absl::StatusOr<ContractPlan> PlanOfContract(const ContractRegister& contracts,
                                            const std::string& id,
                                            absl::CivilMonth first,
                                            absl::CivilMonth last,
                                            bool with_spread) {
  ContractPlan plan;
  std::set<std::string> by_usage;
  for (const MonthStretch& stretch : StretchesOf(contracts, id, first, last)) {
    const Contract& contract = *stretch.version;
    if (contract.pricing.empty()) continue;
    ASSIGN_OR_RETURN(
        const std::vector<MonthPrice> prices,
        PriceContract(contract, {}, absl::CivilMonth(contract.term.start),
                      stretch.last));
    for (const MonthPrice& price : prices) {
      if (price.month < stretch.first) continue;
      Decimal& sum = plan.months[price.month];
      for (size_t i = 0; i < price.components.size(); ++i) {
        const ComponentPrice& component = price.components[i];
        if (!component.amount.has_value()) {
          // A commitment asks for a least; what is used is its components'.
          if (!IsCommitment(contract.pricing[i]) &&
              by_usage.insert(component.component).second) {
            plan.by_usage.push_back(component.component);
          }
          continue;
        }
        ASSIGN_OR_RETURN(sum, Decimal::Add(sum, *component.amount));
      }
    }
  }
  if (with_spread) {
    FixedSpreader spreader(contracts, id, plan);
    for (const auto& [month, due] : plan.months) {
      ASSIGN_OR_RETURN(plan.spread[month], spreader.PartOf(month));
    }
  }
  return plan;
}

absl::StatusOr<std::map<absl::CivilMonth, Decimal>> ReadLeastOfContract(
    const AnswerContext& context, const Principal& who,
    const KnownPortfolio& known, const ContractRegister& contracts,
    const std::string& id, absl::CivilMonth first, absl::CivilMonth last,
    AsOf as_of, std::vector<Gap>& gaps) {
  std::map<absl::CivilMonth, Decimal> months;
  for (const MonthStretch& stretch : StretchesOf(contracts, id, first, last)) {
    const Contract& contract = *stretch.version;
    if (contract.pricing.empty()) continue;
    const absl::CivilMonth start(contract.term.start);
    PricedUsage usage;
    if (HasCommitment(contract)) {
      const absl::CivilMonth until =
          std::min(RunningMonth(known), stretch.last);
      if (start <= until) {
        ASSIGN_OR_RETURN(
            usage,
            ReadPricedUsage(context, who, known, contract.provider,
                            contract.pricing, start, until, as_of, gaps));
      }
      // What cannot be counted takes nothing off.
      for (const std::string& component : usage.refused) {
        usage.quantities.erase(component);
      }
      usage.refused.clear();
    }
    // A month without usage is the least that it can cost.
    for (absl::CivilMonth month = start; month <= stretch.last; ++month) {
      usage.delivered.insert(month);
    }
    AddStatedQuantities(contract.pricing, start, stretch.last, usage);
    for (const PriceComponent& component : contract.pricing) {
      if (!component.meter.has_value() || IsOfCharges(*component.meter)) {
        continue;
      }
      for (absl::CivilMonth month = start; month <= stretch.last; ++month) {
        usage.quantities[component.component].try_emplace(month);
      }
    }
    ASSIGN_OR_RETURN(const std::vector<MonthPrice> prices,
                     PriceContract(contract, usage, start, stretch.last));
    for (const MonthPrice& price : prices) {
      if (price.month < stretch.first) continue;
      months[price.month] = price.exact.value_or(Decimal());
    }
  }
  return months;
}

std::optional<absl::CivilDay> EarliestExit(const Contract& contract,
                                           absl::CivilDay on) {
  const NoticeDates dates =
      ComputeNoticeDates(contract.term, on, contract.holidays);
  std::optional<absl::CivilDay> exit = dates.earliest_exit;
  if (!exit.has_value() && !dates.renews) exit = dates.term_end;
  // A cloud service may be left earlier by law.
  if (dates.switch_exit.has_value()) {
    exit = exit.has_value() ? std::min(*exit, *dates.switch_exit)
                            : *dates.switch_exit;
  }
  return exit;
}

std::optional<absl::CivilDay> EarliestExit(const ContractRegister& contracts,
                                           const std::string& id,
                                           absl::CivilDay on) {
  std::optional<absl::CivilDay> exit =
      EarliestExit(*contracts.Find(id, on), on);
  for (const Contract* version : contracts.Versions(id)) {
    if (version->ValidFrom() <= on) continue;
    if (exit.has_value() && *exit < version->ValidFrom()) break;
    exit = EarliestExit(*version, on);
  }
  return exit;
}

void AddLotGaps(const Contract& contract, const std::string& provider,
                std::vector<Gap>& gaps) {
  for (const PriceComponent& component : contract.pricing) {
    const auto* prepaid = std::get_if<PrepaidPrice>(&component.form);
    if (prepaid == nullptr ||
        prepaid->renews != PrepaidPrice::Renews::kAutomatic) {
      continue;
    }
    Gap gap;
    gap.provider = provider;
    gap.rule = "contract-lot-by-itself";
    gap.arguments = {{"contract", contract.id},
                     {"component", component.component},
                     {"price", prepaid->price.ToString()},
                     {"currency", contract.currency}};
    AddGap(std::move(gap), gaps);
  }
}

absl::StatusOr<Decimal> ShareOfDays(const Decimal& amount,
                                    absl::CivilMonth month, absl::CivilDay from,
                                    absl::CivilDay to) {
  const absl::CivilDay first = std::max(from, absl::CivilDay(month));
  const absl::CivilDay end = std::min(to, absl::CivilDay(month + 1));
  if (end <= first) return Decimal();
  const int64_t days = absl::CivilDay(month + 1) - absl::CivilDay(month);
  if (end - first == days) return amount;
  ASSIGN_OR_RETURN(
      const Decimal::Quotient share,
      Decimal::MultiplyDivide(amount, Decimal(end - first, 0), Decimal(days, 0),
                              {.rounded_scale = 12, .truncated_scale = 12}));
  return share.rounded;
}

}  // namespace regisseur
