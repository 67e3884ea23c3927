#include "aggregator/answers/contract_plan.h"

#include <algorithm>
#include <set>
#include <variant>

#include "aggregator/answers/contract_prices.h"
#include "aggregator/answers/cost_history.h"
#include "core/base/status_macros.h"
#include "core/pricing/contract_price.h"

namespace regisseur {
namespace {

// The months of one version.
struct Stretch {
  const Contract* contract;
  absl::CivilMonth first;
  absl::CivilMonth last;
};

std::vector<Stretch> StretchesOf(const ContractRegister& contracts,
                                 const std::string& id, absl::CivilMonth first,
                                 absl::CivilMonth last) {
  std::vector<Stretch> stretches;
  for (absl::CivilMonth month = first; month <= last; ++month) {
    const Contract* contract = contracts.Find(id, absl::CivilDay(month));
    // A contract that begins within the month holds in it.
    if (absl::CivilMonth(contract->term.start) > month) continue;
    if (!stretches.empty() && stretches.back().contract == contract &&
        stretches.back().last + 1 == month) {
      stretches.back().last = month;
    } else {
      stretches.push_back({contract, month, month});
    }
  }
  return stretches;
}

bool IsCommitment(const PriceComponent& component) {
  return std::holds_alternative<MinimumCommitment>(component.form);
}

bool HasCommitment(const Contract& contract) {
  return std::any_of(contract.pricing.begin(), contract.pricing.end(),
                     IsCommitment);
}

}  // namespace

absl::StatusOr<ContractPlan> PlanOfContract(const ContractRegister& contracts,
                                            const std::string& id,
                                            absl::CivilMonth first,
                                            absl::CivilMonth last) {
  ContractPlan plan;
  std::set<std::string> by_usage;
  for (const Stretch& stretch : StretchesOf(contracts, id, first, last)) {
    const Contract& contract = *stretch.contract;
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
  return plan;
}

absl::StatusOr<std::map<absl::CivilMonth, Decimal>> ReadLeastOfContract(
    const AnswerContext& context, const Principal& who,
    const KnownPortfolio& known, const ContractRegister& contracts,
    const std::string& id, absl::CivilMonth first, absl::CivilMonth last,
    AsOf as_of, std::vector<Gap>& gaps) {
  std::map<absl::CivilMonth, Decimal> months;
  for (const Stretch& stretch : StretchesOf(contracts, id, first, last)) {
    const Contract& contract = *stretch.contract;
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
