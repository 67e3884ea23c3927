#include "aggregator/answers/mandates.h"

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "aggregator/answers/cost_summary.h"
#include "aggregator/answers/extras.h"
#include "aggregator/answers/hour_balances.h"
#include "aggregator/answers/service_levels.h"
#include "core/base/status_macros.h"
#include "core/budget/budget.h"
#include "core/calendar/civil_span.h"
#include "core/money/currency.h"
#include "core/pricing/contract_price.h"
#include "core/time/instant.h"

namespace regisseur {
namespace {

using Kind = MandateBand::Kind;

class BandReader {
 public:
  BandReader(const AnswerContext& context, const Principal& who,
             const RoomScope& scope, const std::vector<ExtraRow>& extras,
             const std::vector<Matter>& hours, AsOf as_of,
             MandatesAnswer& answer)
      : context_(context),
        who_(who),
        scope_(scope),
        extras_(extras),
        hours_(hours),
        as_of_(as_of),
        answer_(answer) {}

  absl::Status Add(const Contract& contract) {
    contract_ = &contract;
    provider_ = scope_.known.CurrentId(contract.provider);
    const Mandate& mandate = contract.mandate;
    const absl::CivilMonth month(scope_.on);
    for (const absl::CivilMonth one : {month - 1, month}) {
      if (absl::CivilDay(one + 1) <= contract.term.start) continue;
      if (mandate.cost_above_plan_percent.has_value()) {
        RETURN_IF_ERROR(AddCost(one));
      }
      if (mandate.level_below_target.has_value()) {
        RETURN_IF_ERROR(AddLevels(one));
      }
    }
    if (mandate.hours.has_value()) RETURN_IF_ERROR(AddHours());
    if (mandate.amount.has_value()) RETURN_IF_ERROR(AddAmount());
    if (mandate.change.has_value()) RETURN_IF_ERROR(AddChange());
    return absl::OkStatus();
  }

 private:
  void Push(MandateBand band, absl::CivilDay first, absl::CivilDay last,
            bool is_money) {
    band.first = first;
    band.last = last;
    answer_.bands.push_back({provider_, contract_->id,
                             is_money ? contract_->currency : "",
                             std::move(band)});
  }

  void Note(const char* rule) {
    Gap gap;
    gap.provider = provider_;
    gap.rule = rule;
    gap.arguments = {{"contract", contract_->id}};
    AddGap(std::move(gap), answer_.gaps);
  }

  // Another contract with the provider runs too: what the provider costs does
  // not tell what this one does.
  bool IsShared() const {
    const std::vector<const Contract*> in_force =
        scope_.contracts->InForce(scope_.on);
    return std::any_of(
        in_force.begin(), in_force.end(), [this](const Contract* other) {
          return other->id != contract_->id &&
                 scope_.known.CurrentId(other->provider) == provider_ &&
                 other->term.start <= scope_.on;
        });
  }

  // A budget of the provider in the contract's currency, else what the contract
  // fixes when its price needs no usage.
  absl::StatusOr<std::optional<Decimal>> PlanOf(absl::CivilMonth month) const {
    for (const Budget& budget : scope_.known.portfolio().budgets) {
      if (budget.scope == Budget::Scope::kProvider && budget.Holds(month) &&
          scope_.known.CurrentId(budget.provider) == provider_ &&
          budget.currency == contract_->currency) {
        return std::optional<Decimal>(
            ShareOfMonth(budget, month, MinorUnitDigits(contract_->currency)));
      }
    }
    const bool needs_usage = std::any_of(
        contract_->pricing.begin(), contract_->pricing.end(),
        [](const PriceComponent& component) {
          return component.meter.has_value() || IsMetered(component.form);
        });
    if (needs_usage || contract_->pricing.empty()) {
      return std::optional<Decimal>();
    }
    ASSIGN_OR_RETURN(const std::vector<MonthPrice> prices,
                     PriceContract(*contract_, {}, month, month));
    return prices.front().total;
  }

  // What the month costs, net, in the contract's currency; absent when nothing
  // of it came or a part of it is missing.
  absl::StatusOr<std::optional<Decimal>> CostOf(absl::CivilMonth month) {
    ASSIGN_OR_RETURN(CostSummaryAnswer summary,
                     AnswerCostSummary(context_, who_,
                                       {.from = FormatMonth(month),
                                        .to = FormatMonth(month),
                                        .provider = provider_,
                                        .in = contract_->currency,
                                        .without_tax = true},
                                       as_of_));
    for (Gap& gap : summary.gaps) AddGap(std::move(gap), answer_.gaps);
    if (summary.rows.size() != 1 ||
        summary.rows.front().currency != contract_->currency) {
      return std::optional<Decimal>();
    }
    ASSIGN_OR_RETURN(const Decimal cost,
                     Decimal::Parse(summary.rows.front().billed));
    return std::optional<Decimal>(cost);
  }

  absl::Status AddCost(absl::CivilMonth month) {
    ASSIGN_OR_RETURN(const std::optional<Decimal> plan, PlanOf(month));
    if (!plan.has_value()) {
      Note("mandate-plan-unknown");
      return absl::OkStatus();
    }
    std::optional<Decimal> actual;
    if (!IsShared()) {
      ASSIGN_OR_RETURN(actual, CostOf(month));
    }
    if (!actual.has_value()) Note("mandate-cost-unknown");
    ASSIGN_OR_RETURN(
        MandateBand band,
        MakeCostBand(*plan, *contract_->mandate.cost_above_plan_percent,
                     actual));
    Push(std::move(band), absl::CivilDay(month), absl::CivilDay(month + 1) - 1,
         /*is_money=*/true);
    return absl::OkStatus();
  }

  absl::Status AddLevels(absl::CivilMonth month) {
    ASSIGN_OR_RETURN(
        ServiceLevelsAnswer levels,
        AnswerServiceLevels(
            context_, who_,
            {.period = FormatMonth(month), .contract = contract_->id}, as_of_));
    for (Gap& gap : levels.gaps) AddGap(std::move(gap), answer_.gaps);
    for (const ServiceLevelRow& level : levels.levels) {
      const WindowFigures& figures = level.figures;
      const auto* terms =
          std::get_if<AvailabilityTerms>(&figures.window.objective->terms);
      if (terms == nullptr) continue;
      std::optional<Decimal> attained;
      if (const auto text = figures.lead.Attained(); text.has_value()) {
        ASSIGN_OR_RETURN(attained, Decimal::Parse(*text));
      }
      ASSIGN_OR_RETURN(
          MandateBand band,
          MakeLevelBand(terms->target, *contract_->mandate.level_below_target,
                        attained));
      band.subject = figures.window.objective->id;
      Push(std::move(band),
           absl::ToCivilDay(figures.window.range.from,
                            figures.window.objective->window.zone),
           figures.window.last_day, /*is_money=*/false);
    }
    return absl::OkStatus();
  }

  absl::Status AddHours() {
    const BandPeriod period =
        BandPeriodOf(*contract_, contract_->mandate.hours_per, scope_.on);
    ASSIGN_OR_RETURN(const Decimal used,
                     EnteredHours(hours_, contract_->id, period.first,
                                  std::min(period.last, scope_.on)));
    ASSIGN_OR_RETURN(MandateBand band,
                     MakeBand(Kind::kHours, *contract_->mandate.hours, used));
    Push(std::move(band), period.first, period.last, /*is_money=*/false);
    return absl::OkStatus();
  }

  absl::Status AddAmount() {
    const BandPeriod period =
        BandPeriodOf(*contract_, contract_->mandate.amount_per, scope_.on);
    ASSIGN_OR_RETURN(const Decimal used,
                     OrderedAlone(*contract_, OrdersOf(extras_), scope_.on));
    ASSIGN_OR_RETURN(MandateBand band,
                     MakeBand(Kind::kAmount, *contract_->mandate.amount, used));
    Push(std::move(band), period.first, period.last, /*is_money=*/true);
    return absl::OkStatus();
  }

  // The largest that was ordered alone this month.
  absl::Status AddChange() {
    const absl::CivilMonth month(scope_.on);
    const ExtraRow* largest = nullptr;
    for (const ExtraRow& row : extras_) {
      if (row.matter.subject.contract != contract_->id || !row.within_mandate ||
          !IsInForce(row.state) || !row.ordered_on.has_value() ||
          absl::CivilMonth(*row.ordered_on) != month) {
        continue;
      }
      if (largest == nullptr || row.amount > largest->amount) largest = &row;
    }
    ASSIGN_OR_RETURN(
        MandateBand band,
        MakeBand(Kind::kChange, *contract_->mandate.change,
                 largest == nullptr ? Decimal() : largest->amount));
    if (largest != nullptr) band.subject = largest->matter.subject.objective;
    Push(std::move(band), absl::CivilDay(month), absl::CivilDay(month + 1) - 1,
         /*is_money=*/true);
    return absl::OkStatus();
  }

  const AnswerContext& context_;
  const Principal& who_;
  const RoomScope& scope_;
  const std::vector<ExtraRow>& extras_;
  const std::vector<Matter>& hours_;
  const AsOf as_of_;
  MandatesAnswer& answer_;
  const Contract* contract_ = nullptr;
  std::string provider_;
};

// What people noted, and orders within the mandate that we took back.
absl::Status AddInterventions(const AnswerContext& context,
                              const Principal& who, const RoomScope& scope,
                              const std::vector<ExtraRow>& extras, AsOf as_of,
                              std::vector<InterventionRow>& rows) {
  ASSIGN_OR_RETURN(
      const std::vector<Matter> noted,
      ReadRoomMatters(context, who, scope, MatterKind::kIntervention, as_of));
  for (const Matter& matter : noted) {
    rows.push_back(
        {matter.subject.name, matter.subject.provider, matter.subject.contract,
         absl::ToCivilDay(matter.subject.range.from, absl::UTCTimeZone()),
         "noted", matter.steps.front().Text("reason")});
  }
  for (const ExtraRow& row : extras) {
    const MatterStep* const taken_back =
        row.matter.FindLast(MatterMove::kWithdrawn);
    if (!row.within_mandate || !row.OfPartner() || taken_back == nullptr ||
        taken_back->Value(kExtraSide) != "customer") {
      continue;
    }
    rows.push_back({row.matter.subject.name, row.matter.subject.provider,
                    row.matter.subject.contract,
                    absl::ToCivilDay(taken_back->act.known_from,
                                     scope.known.portfolio().time_zone),
                    "cancelled", taken_back->Text("reason")});
  }
  const absl::CivilDay from = AddMonths(scope.on, -12);
  std::erase_if(rows, [&](const InterventionRow& row) {
    return row.day <= from || row.day > scope.on;
  });
  std::stable_sort(rows.begin(), rows.end(),
                   [](const InterventionRow& a, const InterventionRow& b) {
                     return a.day > b.day;
                   });
  return absl::OkStatus();
}

std::vector<InterventionCount> CountInterventions(
    const RoomScope& scope, const std::vector<InterventionRow>& rows) {
  std::map<std::string, InterventionCount> counts;
  for (const Contract* contract : scope.Running()) {
    if (contract->mandate != Mandate()) {
      counts[scope.known.CurrentId(contract->provider)];
    }
  }
  const absl::CivilDay lately(absl::CivilMonth(scope.on) - 1);
  for (const InterventionRow& row : rows) {
    InterventionCount& count = counts[scope.known.CurrentId(row.provider)];
    ++count.count;
    if (row.day >= lately) ++count.lately;
  }
  std::vector<InterventionCount> sorted;
  for (auto& [provider, count] : counts) {
    count.provider = provider;
    sorted.push_back(std::move(count));
  }
  std::stable_sort(sorted.begin(), sorted.end(),
                   [](const InterventionCount& a, const InterventionCount& b) {
                     return a.count > b.count;
                   });
  return sorted;
}

}  // namespace

absl::StatusOr<MandatesAnswer> AnswerMandates(const AnswerContext& context,
                                              const Principal& who,
                                              const RoomQuestion& question,
                                              AsOf as_of) {
  ASSIGN_OR_RETURN(const RoomScope scope,
                   OpenRoom(context, who, question, as_of));
  ASSIGN_OR_RETURN(const std::vector<ExtraRow> extras,
                   ReadExtraRows(context, who, scope, as_of));
  ASSIGN_OR_RETURN(
      const std::vector<Matter> hours,
      ReadRoomMatters(context, who, scope, MatterKind::kHours, as_of));
  MandatesAnswer answer;
  BandReader reader(context, who, scope, extras, hours, as_of, answer);
  for (const Contract* contract : scope.Running()) {
    RETURN_IF_ERROR(reader.Add(*contract));
  }
  RETURN_IF_ERROR(AddInterventions(context, who, scope, extras, as_of,
                                   answer.interventions));
  answer.intervention_counts = CountInterventions(scope, answer.interventions);
  return answer;
}

absl::StatusOr<std::vector<InterventionRow>> AnswerInterventions(
    const AnswerContext& context, const Principal& who,
    const RoomQuestion& question, AsOf as_of) {
  ASSIGN_OR_RETURN(const RoomScope scope,
                   OpenRoom(context, who, question, as_of));
  ASSIGN_OR_RETURN(const std::vector<ExtraRow> extras,
                   ReadExtraRows(context, who, scope, as_of));
  std::vector<InterventionRow> rows;
  RETURN_IF_ERROR(AddInterventions(context, who, scope, extras, as_of, rows));
  return rows;
}

}  // namespace regisseur
