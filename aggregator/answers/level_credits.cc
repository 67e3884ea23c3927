#include <algorithm>
#include <variant>

#include "absl/cleanup/cleanup.h"
#include "absl/strings/str_join.h"
#include "aggregator/answers/contract_prices.h"
#include "aggregator/answers/level_book.h"
#include "core/base/status_macros.h"
#include "core/contract/month_version.h"
#include "core/credit/claim_date.h"
#include "core/credit/credit_tier.h"
#include "core/credit/remedy_rules.h"
#include "core/money/currency.h"
#include "core/money/exact_sum.h"
#include "core/time/instant.h"

// What follows in money from the figures of a LevelBook.
namespace regisseur {
namespace {

// The first month that a cap of the contract looks at in `month`.
absl::CivilMonth FirstCapMonth(const Contract& contract,
                               absl::CivilMonth month) {
  const absl::CivilMonth start(contract.term.start);
  absl::CivilMonth first = month;
  for (const AtRiskCap& cap : contract.at_risk_caps) {
    switch (cap.per) {
      case AtRiskCap::Per::kMonth:
        break;
      case AtRiskCap::Per::kContractYear:
        first =
            std::min(first, month - (month.month() - start.month() + 12) % 12);
        break;
      case AtRiskCap::Per::kTwelveMonths:
        first = std::min(first, month - 11);
        break;
    }
  }
  return std::max(first, std::min(start, month));
}

bool NeedsBillingEnds(const Contract& contract) {
  return std::any_of(contract.objectives.begin(), contract.objectives.end(),
                     [](const Objective& objective) {
                       const auto& rule = objective.remedies.claim_within;
                       return rule.has_value() &&
                              rule->kind == ClaimRule::Kind::kEndOfBillingCycle;
                     });
}

std::vector<std::string> ComponentsWithoutPrice(const MonthPrice& price) {
  std::vector<std::string> names;
  for (const ComponentPrice& component : price.components) {
    if (!component.amount.has_value()) names.push_back(component.component);
  }
  return names;
}

// What one unit of a penalty is counted in: hours and days of downtime, tickets
// that were too late, points below the target.
absl::StatusOr<std::optional<Decimal>> UnitsOf(UnitPenalty::Per per,
                                               const Objective& objective,
                                               const Figure& figure) {
  switch (per) {
    case UnitPenalty::Per::kHour:
    case UnitPenalty::Per::kDay: {
      if (!figure.HasTimes()) return std::nullopt;
      const int64_t seconds = per == UnitPenalty::Per::kHour ? 3600 : 86400;
      // Started units count; a remainder far behind the point is none.
      ASSIGN_OR_RETURN(
          const Decimal units,
          Decimal::DivideTruncated(figure.level->times.DowntimeSeconds(),
                                   Decimal(seconds, 0), 12));
      return units;
    }
    case UnitPenalty::Per::kTicket: {
      if (figure.tickets.empty()) return std::nullopt;
      int64_t late = 0;
      for (const TicketRow& row : figure.tickets) {
        late +=
            static_cast<int64_t>(row.level.tickets.size()) - row.level.in_time;
      }
      return Decimal(late, 0);
    }
    case UnitPenalty::Per::kPoint: {
      const std::optional<Decimal> attained = AttainedNumber(figure);
      if (!attained.has_value()) return std::nullopt;
      std::optional<Decimal> target;
      bool at_most = false;
      if (const auto* terms =
              std::get_if<AvailabilityTerms>(&objective.terms)) {
        target = terms->target;
      } else if (const auto* indicator =
                     std::get_if<IndicatorTerms>(&objective.terms)) {
        target = indicator->target;
        at_most = indicator->at_most;
      } else if (const auto* composite =
                     std::get_if<CompositeTerms>(&objective.terms)) {
        target = composite->target;
      } else if (const TicketRow* row = figure.DecidingRow()) {
        target = row->level.level.share;
      }
      if (!target.has_value()) return std::nullopt;
      return at_most ? Decimal::Subtract(*attained, *target)
                     : Decimal::Subtract(*target, *attained);
    }
  }
  return std::nullopt;
}

// Rounded once; absent when there is nothing to pay.
absl::StatusOr<std::optional<Decimal>> SumOf(
    const std::vector<PenaltyRow>& penalties, const std::string& currency) {
  Decimal sum;
  for (const PenaltyRow& row : penalties) {
    ASSIGN_OR_RETURN(sum, Decimal::Add(sum, row.amount));
  }
  if (sum.IsZero()) return std::nullopt;
  return sum.RoundedHalfAwayFromZero(MinorUnitDigits(currency));
}

}  // namespace

std::optional<Decimal> CreditRow::Amount() const {
  std::optional<Decimal> amount;
  if (step.has_value()) {
    if (!step->amount.has_value()) return std::nullopt;
    amount = step->amount;
  }
  if (penalty.has_value()) {
    const auto sum = Decimal::Add(amount.value_or(Decimal()), *penalty);
    if (sum.ok()) amount = *sum;
  }
  return amount;
}

std::optional<Decimal> CreditRow::Uncapped() const {
  std::optional<Decimal> amount;
  if (step.has_value()) {
    if (!step->uncapped.has_value()) return std::nullopt;
    amount = step->uncapped;
  }
  if (penalty.has_value()) {
    const auto sum = Decimal::Add(amount.value_or(Decimal()), *penalty);
    if (sum.ok()) amount = *sum;
  }
  return amount;
}

std::optional<Decimal> AttainedNumber(const Figure& figure) {
  if (figure.level.has_value()) {
    const std::optional<LevelFraction>& judged = figure.level->judged;
    if (!judged.has_value()) return std::nullopt;
    return judged->Percent();
  }
  return figure.JudgedNumber();
}

absl::StatusOr<LevelBook::MonthOutcomes> LevelBook::OutcomesOf(
    const std::string& contract, absl::CivilMonth month,
    const ObjectiveWindow* window, const Figure* other) {
  MonthOutcomes month_outcomes;
  const Contract* version = VersionOfMonth(*contracts_, contract, month);
  if (version == nullptr) return month_outcomes;
  month_outcomes.contract = *version;
  month_outcomes.contract.objectives.clear();
  const std::vector<ObjectiveWindow> windows =
      WindowsOf(contract, "", {month, month});
  Expect(windows);
  for (const ObjectiveWindow& one : windows) {
    if (one.range.to > now() || absl::CivilMonth(one.last_day) != month) {
      continue;
    }
    ASSIGN_OR_RETURN(const WindowFigures* figures, FiguresOf(one));
    const bool replaced = window != nullptr && other != nullptr &&
                          one.objective->id == window->objective->id &&
                          one.range == window->range;
    const Figure& figure = replaced ? *other : figures->lead;
    if (figure.verdict != Verdict::kBreached) continue;
    ObjectiveOutcome outcome;
    outcome.objective = one.objective->id;
    outcome.last_day = one.last_day;
    if (figure.level.has_value()) {
      outcome.level = &*figure.level;
    } else {
      outcome.figure = figure.JudgedNumber();
    }
    if (month_outcomes.contract.FindObjective(outcome.objective) == nullptr) {
      month_outcomes.contract.objectives.push_back(*one.objective);
    }
    month_outcomes.windows.push_back(one);
    month_outcomes.outcomes.push_back(std::move(outcome));
  }
  return month_outcomes;
}

absl::StatusOr<const MonthPrice*> LevelBook::PriceOf(
    const std::string& contract, absl::CivilMonth month) {
  const MonthKey key{contract, month};
  const auto found = prices_.find(key);
  if (found == prices_.end()) {
    ASSIGN_OR_RETURN(std::vector<MonthPrice> prices,
                     ReadContractPrices(context_, who_, *known_, *contracts_,
                                        contract, month, month, as_of_, gaps_));
    std::optional<MonthPrice>& kept = prices_[key];
    if (!prices.empty()) kept = std::move(prices.front());
    return kept.has_value() ? &*kept : nullptr;
  }
  return found->second.has_value() ? &*found->second : nullptr;
}

absl::StatusOr<const std::vector<absl::CivilDay>*> LevelBook::BillingEndsOf(
    const std::string& provider) {
  const std::string id = known_->CurrentId(provider);
  const auto [found, added] = billing_ends_.try_emplace(id);
  if (added) {
    ASSIGN_OR_RETURN(found->second,
                     ReadBillingEnds(context_, who_, *known_, id, as_of_));
  }
  return &found->second;
}

absl::StatusOr<std::vector<Credit>> LevelBook::ComputeMonth(
    const std::string& contract, absl::CivilMonth month,
    const MonthOutcomes& outcomes) {
  CreditBasis basis;
  // Prices are read only where a step was reached.
  ASSIGN_OR_RETURN(const std::vector<Credit> reached,
                   ComputeContractCredits(outcomes.contract, month,
                                          outcomes.outcomes, basis));
  if (reached.empty()) return reached;
  const absl::CivilMonth first = FirstCapMonth(outcomes.contract, month);
  ASSIGN_OR_RETURN(std::vector<MonthPrice> prices,
                   ReadContractPrices(context_, who_, *known_, *contracts_,
                                      contract, first, month, as_of_, gaps_));
  for (const MonthPrice& price : prices) {
    prices_[{contract, price.month}] = price;
  }
  {
    ++looking_aside_;
    const absl::Cleanup end = [&] { EndLookingAside(outcomes.contract); };
    for (absl::CivilMonth before = first; before < month; ++before) {
      ASSIGN_OR_RETURN(const MonthCredits* earlier,
                       CreditsOfMonth(contract, before));
      if (earlier->sum.has_value()) {
        basis.credited[before] = *earlier->sum;
      } else {
        // What was credited is not known, and so neither is what a cap leaves.
        std::erase_if(prices,
                      [&](const MonthPrice& p) { return p.month == before; });
      }
    }
  }
  basis.prices = prices;
  if (NeedsBillingEnds(outcomes.contract)) {
    ASSIGN_OR_RETURN(const std::vector<absl::CivilDay>* ends,
                     BillingEndsOf(outcomes.contract.provider));
    basis.billing_ends = *ends;
  }
  ASSIGN_OR_RETURN(std::vector<Credit> credits,
                   ComputeContractCredits(outcomes.contract, month,
                                          outcomes.outcomes, basis));
  for (const Credit& credit : credits) {
    if (credit.amount.has_value()) continue;
    std::vector<std::string> missing;
    for (const MonthPrice& price : prices) {
      for (std::string& name : ComponentsWithoutPrice(price)) {
        missing.push_back(FormatMonth(price.month) + " " + name);
      }
    }
    Gap gap;
    gap.provider = known_->CurrentId(outcomes.contract.provider);
    gap.rule = "sla-credit-unknown";
    gap.arguments = {
        {"contract", contract},
        {"objective", credit.objective},
        {"missing",
         missing.empty() ? FormatMonth(month) : absl::StrJoin(missing, ", ")}};
    AddGap(std::move(gap), gaps_);
  }
  return credits;
}

absl::StatusOr<const LevelBook::MonthCredits*> LevelBook::CreditsOfMonth(
    const std::string& contract, absl::CivilMonth month) {
  const MonthKey key{contract, month};
  std::vector<Gap>& untold = untold_credits_[key];
  if (const auto found = credits_.find(key); found != credits_.end()) {
    Tell(absl::CivilDay(month + 1) - 1, "", untold);
    return &found->second;
  }
  ASSIGN_OR_RETURN(const MonthOutcomes outcomes,
                   OutcomesOf(contract, month, nullptr, nullptr));
  MonthCredits result;
  std::vector<Gap> others = std::exchange(gaps_, {});
  absl::StatusOr<std::vector<Credit>> credits =
      ComputeMonth(contract, month, outcomes);
  untold = std::exchange(gaps_, std::move(others));
  RETURN_IF_ERROR(credits.status());
  result.credits = *std::move(credits);
  Tell(absl::CivilDay(month + 1) - 1, "", untold);
  ExactSum sum;
  bool known = true;
  for (const Credit& credit : result.credits) {
    if (!credit.amount.has_value()) {
      known = false;
      continue;
    }
    RETURN_IF_ERROR(sum.Add(*credit.amount));
  }
  if (known) {
    ASSIGN_OR_RETURN(result.sum, sum.ToDecimal());
  }
  return &(credits_[key] = std::move(result));
}

absl::StatusOr<std::vector<PenaltyRow>> LevelBook::PenaltiesOf(
    const ObjectiveWindow& window, const Figure& figure) {
  std::vector<PenaltyRow> rows;
  for (const UnitPenalty& penalty : window.objective->remedies.penalties) {
    ASSIGN_OR_RETURN(const std::optional<Decimal> units,
                     UnitsOf(penalty.per, *window.objective, figure));
    if (!units.has_value()) continue;
    PenaltyRow row{.terms = penalty, .units = units->Normalized()};
    ASSIGN_OR_RETURN(row.paid, CountPaidUnits(penalty, *units));
    ASSIGN_OR_RETURN(row.amount, ComputeUnitPenalty(penalty, *units));
    rows.push_back(std::move(row));
  }
  return rows;
}

absl::StatusOr<bool> LevelBook::IsEarnedBack(const ObjectiveWindow& window) {
  const std::optional<EarnBack>& terms = window.objective->remedies.earn_back;
  if (!terms.has_value()) return false;
  // The windows that follow, as far as they are over.
  std::vector<JudgedWindow> judged = {
      {window.last_day, Verdict::kBreached, {}}};
  const absl::CivilMonth first(window.last_day);
  const absl::CivilMonth running(
      absl::ToCivilMonth(now(), window.objective->window.zone));
  ++looking_aside_;
  const absl::Cleanup end = [&] { EndLookingAside(*window.contract); };
  for (const ObjectiveWindow& next :
       WindowsOf(window.contract->id, window.objective->id, {first, running})) {
    if (next.range.from < window.range.to || next.range.to > now()) continue;
    if (judged.size() > static_cast<size_t>(terms->windows)) break;
    ASSIGN_OR_RETURN(const WindowFigures* figures, FiguresOf(next));
    judged.push_back(
        {next.last_day, figures->lead.verdict, AttainedNumber(figures->lead)});
  }
  return FindEarnBack(*terms, judged, 0).has_value();
}

absl::StatusOr<std::optional<CreditRow>> LevelBook::CreditOf(
    const ObjectiveWindow& window, const Figure* other) {
  if (window.range.to > now()) return std::nullopt;
  ASSIGN_OR_RETURN(const WindowFigures* figures, FiguresOf(window));
  const Figure& figure = other == nullptr ? figures->lead : *other;
  if (figure.verdict != Verdict::kBreached) return std::nullopt;
  const Remedies& remedies = window.objective->remedies;
  if (remedies.credits.empty() && remedies.penalties.empty()) {
    return std::nullopt;
  }
  const std::string& contract = window.contract->id;
  const absl::CivilMonth month(window.last_day);
  std::vector<Credit> credits;
  if (other == nullptr) {
    ASSIGN_OR_RETURN(const MonthCredits* known,
                     CreditsOfMonth(contract, month));
    credits = known->credits;
  } else {
    ASSIGN_OR_RETURN(const MonthOutcomes outcomes,
                     OutcomesOf(contract, month, &window, other));
    ASSIGN_OR_RETURN(credits, ComputeMonth(contract, month, outcomes));
  }
  CreditRow row;
  row.currency = window.contract->currency;
  row.automatic =
      window.contract->remedy.settle == RemedyTerms::Settle::kAutomatic;
  for (Credit& credit : credits) {
    if (credit.objective == window.objective->id &&
        credit.window_last_day == window.last_day) {
      row.step = std::move(credit);
    } else {
      row.cut_with.push_back(std::move(credit));
    }
  }
  if (!row.step.has_value() || !row.step->cap.has_value()) row.cut_with.clear();
  ASSIGN_OR_RETURN(row.penalties, PenaltiesOf(window, figure));
  ASSIGN_OR_RETURN(row.penalty, SumOf(row.penalties, row.currency));
  if (!row.step.has_value() && !row.penalty.has_value()) return std::nullopt;
  if (row.step.has_value()) {
    row.claim_by = row.step->claim_by;
    ASSIGN_OR_RETURN(const MonthPrice* price, PriceOf(contract, month));
    if (price != nullptr) {
      row.base = remedies.credit_base.empty()
                     ? price->exact
                     : price->AmountOf(remedies.credit_base);
    }
  } else if (remedies.claim_within.has_value() && !row.automatic) {
    ASSIGN_OR_RETURN(const std::vector<absl::CivilDay>* ends,
                     BillingEndsOf(window.contract->provider));
    row.claim_by =
        ComputeClaimBy(*remedies.claim_within, window.last_day, *ends);
  }
  ASSIGN_OR_RETURN(row.earned_back, IsEarnedBack(window));
  return row;
}

absl::StatusOr<std::optional<BonusRow>> LevelBook::BonusOf(
    const ObjectiveWindow& window) {
  const Remedies& remedies = window.objective->remedies;
  if (remedies.bonus.empty() || window.range.to > now()) return std::nullopt;
  ASSIGN_OR_RETURN(const WindowFigures* figures, FiguresOf(window));
  if (!figures->lead.level.has_value()) return std::nullopt;
  const std::optional<CreditTier> tier =
      FindBonusTier(remedies.bonus, *figures->lead.level);
  if (!tier.has_value()) return std::nullopt;
  BonusRow row;
  row.currency = window.contract->currency;
  row.tier = *tier;
  ASSIGN_OR_RETURN(
      const MonthPrice* price,
      PriceOf(window.contract->id, absl::CivilMonth(window.last_day)));
  if (price == nullptr) return row;
  const std::optional<Decimal> base =
      remedies.credit_base.empty() ? price->exact
                                   : price->AmountOf(remedies.credit_base);
  if (base.has_value()) {
    ASSIGN_OR_RETURN(const Decimal amount,
                     ComputePercentOf(tier->percent, *base));
    row.amount = amount.RoundedHalfAwayFromZero(MinorUnitDigits(row.currency));
  }
  return row;
}

}  // namespace regisseur
