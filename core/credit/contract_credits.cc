#include "core/credit/contract_credits.h"

#include <algorithm>
#include <utility>
#include <variant>

#include "core/base/status_macros.h"
#include "core/credit/claim_date.h"
#include "core/credit/credit_tier.h"
#include "core/money/currency.h"
#include "core/money/exact_sum.h"

namespace regisseur {
namespace {

const MonthPrice* FindMonth(absl::Span<const MonthPrice> prices,
                            absl::CivilMonth month) {
  const auto found =
      std::find_if(prices.begin(), prices.end(),
                   [&](const MonthPrice& p) { return p.month == month; });
  return found == prices.end() ? nullptr : &*found;
}

std::optional<CreditTier> TierOf(const Objective& objective,
                                 const ObjectiveOutcome& outcome) {
  const std::vector<CreditTier>& tiers = objective.remedies.credits;
  if (outcome.level != nullptr) return FindCreditTier(tiers, *outcome.level);
  if (!outcome.figure.has_value()) return std::nullopt;
  const auto* terms = std::get_if<IndicatorTerms>(&objective.terms);
  return FindCreditTier(tiers, *outcome.figure,
                        terms != nullptr && terms->at_most);
}

// The first month of a cap's period that runs in `month`.
absl::CivilMonth FirstMonthOf(const AtRiskCap& cap, const Term& term,
                              absl::CivilMonth month) {
  switch (cap.per) {
    case AtRiskCap::Per::kMonth:
      return month;
    case AtRiskCap::Per::kContractYear:
      return month - (month.month() - term.start.month() + 12) % 12;
    case AtRiskCap::Per::kTwelveMonths:
      return month - 11;
  }
  return month;
}

// What a cap leaves for the month, and whether every price behind it is known.
// Prices are never negative, so that with one missing it is the least it can
// be.
struct CapLeft {
  CapBase base;
  Decimal limit;
  bool complete = true;
};

absl::StatusOr<CapLeft> LeftUnder(const AtRiskCap& cap,
                                  const Contract& contract,
                                  absl::CivilMonth month,
                                  const CreditBasis& basis) {
  CapLeft left;
  ExactSum price;
  ExactSum credited;
  const absl::CivilMonth start(contract.term.start);
  const absl::CivilMonth first =
      std::max(FirstMonthOf(cap, contract.term, month), start);
  for (absl::CivilMonth m = first; m <= month; ++m) {
    const MonthPrice* known = FindMonth(basis.prices, m);
    if (known != nullptr && known->exact.has_value()) {
      RETURN_IF_ERROR(price.Add(*known->exact));
    } else {
      left.complete = false;
    }
    const auto before = basis.credited.find(m);
    if (m < month && before != basis.credited.end()) {
      RETURN_IF_ERROR(credited.Add(before->second));
    }
  }
  ASSIGN_OR_RETURN(left.base.price, price.ToDecimal());
  ASSIGN_OR_RETURN(left.base.credited_before, credited.ToDecimal());
  ASSIGN_OR_RETURN(left.limit, ComputeCapLimit(cap, left.base));
  return left;
}

// Cuts the credits to what the caps leave, or leaves their amounts unknown.
absl::Status Cap(const Contract& contract, absl::CivilMonth month,
                 const CreditBasis& basis, const std::vector<Decimal>& exact,
                 std::vector<Credit>& credits) {
  const int digits = MinorUnitDigits(contract.currency);
  const bool known = exact.size() == credits.size();
  if (!known) {
    // One that is not known could use the cap up; without a cap each stands by
    // itself.
    if (contract.at_risk_caps.empty()) {
      for (Credit& credit : credits) credit.amount = credit.uncapped;
    }
    return absl::OkStatus();
  }
  ExactSum sum;
  for (const Decimal& credit : exact) RETURN_IF_ERROR(sum.Add(credit));
  ASSIGN_OR_RETURN(const Decimal total, sum.ToDecimal());
  std::optional<BindingCap> tightest;
  for (const AtRiskCap& cap : contract.at_risk_caps) {
    ASSIGN_OR_RETURN(const CapLeft left,
                     LeftUnder(cap, contract, month, basis));
    if (total > left.limit && !left.complete) return absl::OkStatus();
    if (!tightest.has_value() || left.limit < tightest->limit) {
      tightest = {cap, left.base, left.limit, total};
    }
  }
  if (tightest.has_value() && total <= tightest->limit) tightest.reset();
  ASSIGN_OR_RETURN(
      const std::vector<Decimal> amounts,
      CapCredits(
          exact,
          tightest.has_value() ? std::optional(tightest->limit) : std::nullopt,
          digits));
  for (size_t i = 0; i < credits.size(); ++i) {
    credits[i].amount = amounts[i];
    credits[i].cap = tightest;
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::vector<Credit>> ComputeContractCredits(
    const Contract& contract, absl::CivilMonth month,
    absl::Span<const ObjectiveOutcome> outcomes, const CreditBasis& basis) {
  const int digits = MinorUnitDigits(contract.currency);
  const MonthPrice* price = FindMonth(basis.prices, month);
  std::vector<Credit> credits;
  std::vector<Decimal> exact;  // those that are known
  for (const ObjectiveOutcome& outcome : outcomes) {
    const Objective* objective = contract.FindObjective(outcome.objective);
    if (objective == nullptr) continue;
    const std::optional<CreditTier> tier = TierOf(*objective, outcome);
    if (!tier.has_value()) continue;
    Credit credit;
    credit.objective = outcome.objective;
    credit.window_last_day = outcome.last_day;
    credit.tier = *tier;
    credit.at_least =
        outcome.level != nullptr && outcome.level->judged_is_bound;
    const Remedies& remedies = objective->remedies;
    if (remedies.claim_within.has_value() &&
        contract.remedy.settle == RemedyTerms::Settle::kClaim) {
      credit.claim_by = ComputeClaimBy(*remedies.claim_within, outcome.last_day,
                                       basis.billing_ends);
    }
    std::optional<Decimal> base;
    if (price != nullptr) {
      base = remedies.credit_base.empty()
                 ? price->exact
                 : price->AmountOf(remedies.credit_base);
    }
    if (base.has_value()) {
      ASSIGN_OR_RETURN(const Decimal amount,
                       ComputePercentOf(tier->percent, *base));
      exact.push_back(amount);
      credit.uncapped = amount.RoundedHalfAwayFromZero(digits);
    }
    credits.push_back(std::move(credit));
  }
  RETURN_IF_ERROR(Cap(contract, month, basis, exact, credits));
  return credits;
}

}  // namespace regisseur
