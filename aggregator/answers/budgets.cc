#include "aggregator/answers/budgets.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "aggregator/answers/budget_contracts.h"
#include "aggregator/answers/charge_selection.h"
#include "aggregator/answers/contract_gaps.h"
#include "aggregator/answers/cost_conversion.h"
#include "aggregator/answers/cost_gaps.h"
#include "aggregator/answers/cost_history.h"
#include "aggregator/answers/cost_outlook.h"
#include "core/base/status_macros.h"
#include "core/money/currency.h"
#include "core/time/instant.h"

namespace regisseur {
namespace {

// Lines of so many months before the running one are read for a forecast.
constexpr int kLineHistoryMonths = 12;

// Money in the currency of a budget: at its own rates, else as cost is.
class BudgetMoney {
 public:
  BudgetMoney(const AnswerContext& context, const Budget& budget,
              const KnownPortfolio& known, AsOf as_of)
      : budget_(budget),
        converter_(context.rates.At(as_of.known), budget.currency,
                   known.moment(), known.portfolio().conversion) {}

  const CostConverter& converter() const { return converter_; }

  // NOT_FOUND when there is no rate; then nothing was added.
  absl::Status AddTo(ConvertedSum& sum, const ExactSum& amount,
                     const std::string& currency,
                     const BilledAt& billed) const {
    const auto own = budget_.rates.find(currency);
    if (own == budget_.rates.end()) {
      return converter_.AddTo(sum, amount, currency, billed);
    }
    ASSIGN_OR_RETURN(const Decimal value, amount.ToDecimal());
    ASSIGN_OR_RETURN(const Decimal product,
                     Decimal::Multiply(value, own->second));
    ExactSum converted;
    RETURN_IF_ERROR(converted.Add(product));
    return sum.AddExact(converted);
  }

  // For estimates; none when there is no rate.
  absl::StatusOr<std::optional<double>> Rate(
      const std::string& currency) const {
    const auto own = budget_.rates.find(currency);
    if (own == budget_.rates.end()) return NewestRate(converter_, currency);
    double rate = 0;
    if (!absl::SimpleAtod(own->second.ToString(), &rate)) {
      return absl::InternalError("a decimal is no number");
    }
    return rate;
  }

 private:
  const Budget& budget_;
  const CostConverter converter_;
};

// The cost of all partners, read once for every budget that kept totals can
// answer.
class BudgetReader {
 public:
  BudgetReader(const AnswerContext& context, const Principal& who,
               const KnownPortfolio& known, AsOf as_of, BudgetsAnswer& answer)
      : context_(context),
        who_(who),
        known_(known),
        as_of_(as_of),
        running_(RunningMonth(known)),
        contracts_(context.contracts.At(as_of.known)),
        answer_(answer) {}

  absl::Status Read(const std::vector<const Budget*>& budgets) {
    for (const Budget* budget : budgets) {
      first_ = std::min(first_, budget->first);
    }
    for (const Budget* budget : budgets) {
      ASSIGN_OR_RETURN(BudgetRow row, ReadBudget(*budget));
      answer_.budgets.push_back(std::move(row));
    }
    return absl::OkStatus();
  }

 private:
  // What a budget is made of: series with their outlooks.
  struct Cost {
    std::vector<std::pair<CostSeriesKey, const CostSeries*>> series;
    std::vector<SeriesOutlook> outlooks;
    std::set<std::string> providers;
    std::map<std::string, KnownMonths> months;
    bool lines_dropped = false;
    // Keeps the series that are not of `all_`.
    std::vector<std::shared_ptr<const CostHistory>> histories;
  };

  // By provider what of its charges counts.
  std::map<std::string, std::vector<std::string>> SelectorsOf(
      const Budget& budget) const {
    std::map<std::string, std::vector<std::string>> selectors;
    const auto add = [&](const std::string& provider,
                         const std::string& service) {
      const ProviderConfig* config = known_.portfolio().FindProvider(provider);
      if (config == nullptr) return;
      for (const ServiceConfig& each : config->services) {
        if (each.id != service) continue;
        std::vector<std::string>& of = selectors[config->id];
        of.insert(of.end(), each.charges.begin(), each.charges.end());
      }
    };
    if (budget.scope == Budget::Scope::kService) {
      add(budget.provider, budget.subject);
    }
    for (const FunctionConfig& function : known_.portfolio().functions) {
      if (budget.scope != Budget::Scope::kFunction ||
          function.id != budget.subject) {
        continue;
      }
      for (const auto& [provider, service] : function.needs) {
        add(provider, service);
      }
    }
    return selectors;
  }

  absl::StatusOr<const CostHistory*> All() {
    if (all_ == nullptr) {
      ASSIGN_OR_RETURN(
          CostHistory history,
          ReadCostHistory(context_, who_, known_,
                          {.first = std::min(first_, running_ - kHistoryMonths),
                           .last = running_},
                          as_of_));
      all_ = std::make_unique<CostHistory>(std::move(history));
    }
    return all_.get();
  }

  absl::Status AddFrom(const CostHistory& history, const Budget& budget,
                       const std::function<bool(const CostSeriesKey&)>& picks,
                       Cost& cost) {
    const absl::CivilMonth until = std::max(running_, budget.last);
    // What stands in for charges was spent; it is no series that goes on.
    std::vector<std::pair<CostSeriesKey, const CostSeries*>> stand_ins;
    for (const auto& [key, series] : history.stand_ins) {
      if (!picks(key)) continue;
      stand_ins.emplace_back(key, &series);
      cost.series.emplace_back(key, &series);
      cost.months.emplace(key.provider, history.providers.at(key.provider));
    }
    std::vector<SeriesOutlook> outlooks;
    for (const auto& [key, series] : history.series) {
      if (!picks(key)) continue;
      cost.series.emplace_back(key, &series);
      cost.providers.insert(key.provider);
      const KnownMonths& months = history.providers.at(key.provider);
      cost.months.emplace(key.provider, months);
      ASSIGN_OR_RETURN(
          std::optional<SeriesOutlook> outlook,
          SeriesOutlook::Make(key, series, months, running_, until));
      if (outlook.has_value()) outlooks.push_back(*std::move(outlook));
    }
    RETURN_IF_ERROR(TakeStandInsOff(stand_ins, running_, outlooks));
    cost.outlooks.insert(cost.outlooks.end(), outlooks.begin(), outlooks.end());
    return absl::OkStatus();
  }

  absl::Status AddLines(const ChargeSelection& selection,
                        const std::string& provider, const Budget& budget,
                        Cost& cost) {
    CostHistoryScope scope;
    scope.first = budget.last < running_
                      ? budget.first
                      : std::min(budget.first, running_ - kLineHistoryMonths);
    scope.last = std::min(running_, budget.last);
    if (budget.last >= running_) scope.last = running_;
    if (!provider.empty()) scope.providers = {provider};
    scope.picks_line = [&](const ChargeLine& line) {
      return selection.PicksLine(line);
    };
    ASSIGN_OR_RETURN(CostHistory history,
                     ReadCostHistory(context_, who_, known_, scope, as_of_));
    cost.lines_dropped = cost.lines_dropped || history.lines_dropped;
    auto kept = std::make_shared<const CostHistory>(std::move(history));
    cost.histories.push_back(kept);
    return AddFrom(
        *kept, budget, [](const CostSeriesKey&) { return true; }, cost);
  }

  absl::StatusOr<Cost> CostOf(const Budget& budget) {
    Cost cost;
    const std::string provider = known_.CurrentId(budget.provider);
    switch (budget.scope) {
      case Budget::Scope::kPortfolio:
      case Budget::Scope::kProvider: {
        ASSIGN_OR_RETURN(const CostHistory* all, All());
        RETURN_IF_ERROR(AddFrom(
            *all, budget,
            [&](const CostSeriesKey& key) {
              return provider.empty() || key.provider == provider;
            },
            cost));
        break;
      }
      case Budget::Scope::kService:
      case Budget::Scope::kFunction:
        for (const auto& [id, selectors] : SelectorsOf(budget)) {
          const ChargeSelection selection =
              ChargeSelection::BySelectors(selectors);
          if (!selection.by_service_name()) {
            RETURN_IF_ERROR(AddLines(selection, id, budget, cost));
            continue;
          }
          ASSIGN_OR_RETURN(const CostHistory* all, All());
          RETURN_IF_ERROR(AddFrom(
              *all, budget,
              [&, &id = id](const CostSeriesKey& key) {
                return key.provider == id &&
                       selection.PicksServiceName(key.service);
              },
              cost));
        }
        break;
      case Budget::Scope::kCostCenter:
        RETURN_IF_ERROR(AddLines(ChargeSelection::ByCostCenter(budget.subject),
                                 provider, budget, cost));
        break;
      case Budget::Scope::kTag:
        RETURN_IF_ERROR(
            AddLines(ChargeSelection::ByTag(budget.subject, budget.value),
                     provider, budget, cost));
        break;
    }
    if (cost.lines_dropped) {
      Gap gap;
      gap.provider = provider;
      gap.rule = "budget-lines-dropped";
      gap.arguments = {{"budget", budget.id}};
      AddGap(std::move(gap), answer_.gaps);
    }
    return cost;
  }

  absl::StatusOr<BudgetRow> ReadBudget(const Budget& budget) {
    BudgetRow row;
    row.budget = budget;
    ASSIGN_OR_RETURN(const Cost cost, CostOf(budget));
    row.incomplete = cost.lines_dropped;
    RETURN_IF_ERROR(AddSilence(budget, row));
    const BudgetMoney money(context_, budget, known_, as_of_);
    for (absl::CivilMonth month = budget.first; month <= budget.last; ++month) {
      BudgetMonth of_month{.month = month};
      ASSIGN_OR_RETURN(of_month.spent, Spent(cost, month, money, row));
      ASSIGN_OR_RETURN(of_month.rest, Rest(cost, month, money, row));
      row.months.push_back(of_month);
    }
    AddHoles(budget, cost, row);
    // What came reaches as far as the furthest data.
    std::optional<absl::Time> furthest;
    for (const auto& [provider, months] : cost.months) {
      if (!months.data_until.has_value()) continue;
      row.data_until = std::min(*months.data_until,
                                row.data_until.value_or(*months.data_until));
      furthest =
          std::max(*months.data_until, furthest.value_or(*months.data_until));
    }
    absl::CivilDay reached = answer_.today;
    if (furthest.has_value()) {
      reached =
          std::min(reached, absl::ToCivilDay(*furthest - absl::Microseconds(1),
                                             absl::UTCTimeZone()));
    }
    ASSIGN_OR_RETURN(row.standing,
                     ComputeBudgetStanding(budget, row.months, reached,
                                           MinorUnitDigits(budget.currency)));
    std::optional<absl::CivilDay>& passed = row.standing.exceeded_on;
    if (!row.standing.exceeded && passed.has_value()) {
      // What is still to come does not come before today.
      passed = std::max(*passed, answer_.today);
    }
    RETURN_IF_ERROR(AddInterval(cost, money, row));
    RETURN_IF_ERROR(AddBudgetContracts(
        context_, who_, known_, *contracts_,
        [&](ConvertedSum& sum, const ExactSum& amount,
            const std::string& currency, const BilledAt& billed) {
          return money.AddTo(sum, amount, currency, billed);
        },
        answer_.today, as_of_, row, answer_.gaps));
    return row;
  }

  absl::StatusOr<Decimal> Spent(const Cost& cost, absl::CivilMonth month,
                                const BudgetMoney& money, BudgetRow& row) {
    ConvertedSum sum;
    for (const auto& [key, series] : cost.series) {
      const auto of_month = series->find(month);
      if (of_month == series->end()) continue;
      for (const auto& [billed, amount] : of_month->second.parts) {
        const absl::Status added =
            money.AddTo(sum, amount, key.currency, billed);
        if (!absl::IsNotFound(added)) {
          RETURN_IF_ERROR(added);
          continue;
        }
        row.incomplete = true;
        const CostConverter& converter = money.converter();
        if (!converter.has_rates()) {
          AddGap(NoRatesGap(converter), answer_.gaps);
        }
        Gap gap;
        gap.provider = key.provider;
        gap.rule = "cost-no-rate";
        gap.arguments = {
            {"amount", amount.ToText(MinorUnitDigits(key.currency))},
            {"currency", key.currency},
            {"to", row.budget.currency},
            {"day", FormatDay(converter.DayOf(billed))}};
        AddGap(std::move(gap), answer_.gaps);
      }
    }
    row.provisional = row.provisional || sum.provisional();
    return sum.Unrounded();
  }

  // Absent where a month ahead has no forecast at all.
  absl::StatusOr<std::optional<Decimal>> Rest(const Cost& cost,
                                              absl::CivilMonth month,
                                              const BudgetMoney& money,
                                              const BudgetRow& row) const {
    double rest = 0;
    for (const SeriesOutlook& outlook : cost.outlooks) {
      ASSIGN_OR_RETURN(const std::optional<double> rate,
                       money.Rate(outlook.key().currency));
      rest += outlook.Rest(month) * rate.value_or(0);
    }
    if (cost.outlooks.empty() && month >= running_) return std::nullopt;
    return RoundedEstimate(rest, row.budget.currency);
  }

  // The providers whose cost a budget counts.
  std::set<std::string> ProvidersOf(const Budget& budget) const {
    std::set<std::string> providers;
    if (budget.scope == Budget::Scope::kService ||
        budget.scope == Budget::Scope::kFunction) {
      for (const auto& [id, selectors] : SelectorsOf(budget)) {
        providers.insert(id);
      }
    } else if (!budget.provider.empty()) {
      providers.insert(known_.CurrentId(budget.provider));
    } else {
      for (const ProviderConfig& provider : known_.portfolio().providers) {
        providers.insert(provider.id);
      }
    }
    return providers;
  }

  // What a partner costs of whom nothing ever came is not known, and not zero.
  absl::Status AddSilence(const Budget& budget, BudgetRow& row) {
    ASSIGN_OR_RETURN(const CostHistory* const all, All());
    const std::set<std::string> providers = ProvidersOf(budget);
    const auto silent = std::count_if(
        providers.begin(), providers.end(), [&](const std::string& provider) {
          const auto months = all->providers.find(provider);
          return months == all->providers.end() ||
                 months->second.delivered.empty();
        });
    row.incomplete = row.incomplete || silent > 0;
    row.unknown = silent == static_cast<int64_t>(providers.size());
    return absl::OkStatus();
  }

  // Months that are over and were not delivered between others that were.
  void AddHoles(const Budget& budget, const Cost& cost, BudgetRow& row) {
    for (const auto& [provider, months] : cost.months) {
      if (months.delivered.empty()) continue;
      const absl::CivilMonth first =
          std::max(budget.first, *months.delivered.begin());
      for (absl::CivilMonth month = first;
           month <= budget.last && month < running_; ++month) {
        if (!months.delivered.contains(month)) row.incomplete = true;
      }
    }
  }

  absl::Status AddInterval(const Cost& cost, const BudgetMoney& money,
                           BudgetRow& row) const {
    if (!row.standing.forecast.has_value()) return absl::OkStatus();
    std::map<std::string, CostOutlook> by_currency;
    for (const SeriesOutlook& outlook : cost.outlooks) {
      by_currency[outlook.key().currency].Add(outlook);
    }
    double width = 0;
    for (const auto& [currency, outlook] : by_currency) {
      ASSIGN_OR_RETURN(const std::optional<double> rate, money.Rate(currency));
      // Errors of months one after another are taken as independent.
      double squares = 0;
      for (const BudgetMonth& month : row.months) {
        if (!month.rest.has_value() || month.rest->IsZero()) continue;
        const std::optional<double> half = outlook.HalfWidth(1);
        if (!half.has_value()) return absl::OkStatus();
        squares += *half * *half;
      }
      width += std::sqrt(squares) * rate.value_or(0);
    }
    row.half_width = RoundedEstimate(width, row.budget.currency);
    return absl::OkStatus();
  }

  const AnswerContext& context_;
  const Principal& who_;
  const KnownPortfolio& known_;
  const AsOf as_of_;
  const absl::CivilMonth running_;
  const std::shared_ptr<const ContractRegister> contracts_;
  BudgetsAnswer& answer_;
  absl::CivilMonth first_ = absl::CivilMonth::max();
  std::unique_ptr<const CostHistory> all_;
};

// The months of `2026` or `2026-10`.
absl::StatusOr<std::pair<absl::CivilMonth, absl::CivilMonth>> ParsePeriod(
    const std::string& text) {
  int year = 0;
  if (text.size() == 4 && absl::SimpleAtoi(text, &year)) {
    return std::make_pair(absl::CivilMonth(year, 1),
                          absl::CivilMonth(year, 12));
  }
  const absl::StatusOr<absl::CivilMonth> month = ParseMonth(text);
  if (month.ok()) return std::make_pair(*month, *month);
  return absl::InvalidArgumentError(absl::StrCat(
      "period: \"", text, "\" is no month or year such as 2026-10 or 2026"));
}

// Each provider whose cost a budget counts; empty: every one.
bool IsAbout(const KnownPortfolio& known, const Budget& budget,
             const std::string& provider) {
  if (budget.scope == Budget::Scope::kFunction) {
    for (const FunctionConfig& function : known.portfolio().functions) {
      if (function.id != budget.subject) continue;
      return std::any_of(function.needs.begin(), function.needs.end(),
                         [&](const auto& need) {
                           return known.CurrentId(need.first) == provider;
                         });
    }
    return false;
  }
  return known.CurrentId(budget.provider) == provider;
}

bool HasOwnBudget(const KnownPortfolio& known,
                  const std::vector<const Budget*>& budgets,
                  const std::string& provider) {
  return std::any_of(budgets.begin(), budgets.end(), [&](const Budget* budget) {
    return budget->scope == Budget::Scope::kProvider &&
           known.CurrentId(budget->provider) == provider;
  });
}

}  // namespace

absl::StatusOr<BudgetsAnswer> AnswerBudgets(const AnswerContext& context,
                                            const Principal& who,
                                            const BudgetsQuestion& question,
                                            AsOf as_of) {
  ASSIGN_OR_RETURN(const KnownPortfolio known,
                   KnownPortfolio::Load(context, who, as_of));
  const std::string provider = known.CurrentId(question.provider);
  if (!provider.empty()) RETURN_IF_ERROR(known.CheckProvider(provider));
  std::vector<const Budget*> budgets;
  for (const Budget& budget : known.portfolio().budgets) {
    if (!question.period.empty()) {
      ASSIGN_OR_RETURN(const auto months, ParsePeriod(question.period));
      if (budget.last < months.first || months.second < budget.first) continue;
    }
    if (!provider.empty() && !IsAbout(known, budget, provider)) continue;
    budgets.push_back(&budget);
  }
  BudgetsAnswer answer;
  answer.today = absl::ToCivilDay(known.moment(), absl::UTCTimeZone());
  answer.conversion =
      std::string(ConversionInWords(known.portfolio().conversion.on));
  BudgetReader reader(context, who, known, as_of, answer);
  RETURN_IF_ERROR(reader.Read(budgets));
  if (budgets.empty()) return answer;
  // Of contracts that are left out nothing is accrued or committed.
  std::vector<Gap> left_out;
  AddContractFileGaps(context, known, *context.contracts.At(as_of.known),
                      provider, as_of, left_out);
  for (Gap& gap : left_out) {
    if (gap.provider.empty() || HasOwnBudget(known, budgets, gap.provider)) {
      AddGap(std::move(gap), answer.gaps);
    }
  }
  TimeRange range = RangeOfMonth(RunningMonth(known));
  for (const Budget* budget : budgets) {
    range.from = std::min(range.from, RangeOfMonth(budget->first).from);
  }
  RETURN_IF_ERROR(
      AddHistoryGaps(context, who, known, provider, range, as_of, answer.gaps));
  return answer;
}

}  // namespace regisseur
