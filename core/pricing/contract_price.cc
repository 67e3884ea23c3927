#include "core/pricing/contract_price.h"

#include <algorithm>
#include <memory>
#include <utility>
#include <variant>

#include "core/base/status_macros.h"
#include "core/money/currency.h"
#include "core/pricing/contract_periods.h"
#include "core/pricing/form_price.h"
#include "core/pricing/hour_bundle.h"
#include "core/pricing/prepaid_balance.h"
#include "core/pricing/stated_quantities.h"

namespace regisseur {
namespace {

using absl::CivilMonth;

const Decimal kHundred(100, 0);

absl::StatusOr<Decimal> PriceOf(const PriceForm& form, const Decimal& q) {
  if (const auto* price = std::get_if<PerUnitPrice>(&form)) {
    return ComputePrice(*price, q);
  }
  if (const auto* price = std::get_if<GraduatedPrice>(&form)) {
    return ComputePrice(*price, q);
  }
  if (const auto* price = std::get_if<VolumePrice>(&form)) {
    return ComputePrice(*price, q);
  }
  if (const auto* price = std::get_if<PackagePrice>(&form)) {
    return ComputePrice(*price, q);
  }
  if (const auto* price = std::get_if<BaselinePrice>(&form)) {
    return ComputePrice(*price, q);
  }
  return absl::InternalError("this form prices no quantity");
}

// The share of `amount` that `part` of `whole` months are.
absl::StatusOr<Decimal> ShareOf(const Decimal& amount, int part, int whole) {
  if (part == whole) return amount;
  ASSIGN_OR_RETURN(const Decimal::Quotient share,
                   Decimal::MultiplyDivide(amount, Decimal(part, 0),
                                           Decimal(whole, 0), {12, 12}));
  return share.rounded;
}

// `percent` of `amount`.
absl::StatusOr<Decimal> PercentOf(const Decimal& amount,
                                  const Decimal& percent) {
  ASSIGN_OR_RETURN(const Decimal product, Decimal::Multiply(amount, percent));
  return Decimal::Multiply(product, Decimal(1, 2));
}

// What a step says of what was attained: percent of the base, less than zero
// for a malus.
Decimal BonusPercent(const BonusMalusPrice& form, const Decimal& attained) {
  const BonusMalusPrice::Step* best = nullptr;
  const BonusMalusPrice::Step* worst = nullptr;
  for (const BonusMalusPrice::Step& step : form.steps) {
    if (step.above && attained > step.limit &&
        (best == nullptr || step.limit > best->limit)) {
      best = &step;
    }
    if (!step.above && attained < step.limit &&
        (worst == nullptr || step.limit < worst->limit)) {
      worst = &step;
    }
  }
  if (best != nullptr) return best->percent;
  return worst == nullptr ? Decimal() : worst->percent.Negated();
}

// Shares come after what they are of, floors after both.
int RankOf(const PriceForm& form) {
  if (std::holds_alternative<MinimumCommitment>(form)) return 2;
  return std::holds_alternative<PercentagePrice>(form) ||
                 std::holds_alternative<BonusMalusPrice>(form)
             ? 1
             : 0;
}

// One number of several months' quantities.
absl::StatusOr<Decimal> Take(MeterTake take, std::vector<Decimal> months) {
  switch (take) {
    case MeterTake::kSum:
    case MeterTake::kAverage: {
      ExactSum sum;
      for (const Decimal& q : months) RETURN_IF_ERROR(sum.Add(q));
      ASSIGN_OR_RETURN(const Decimal total, sum.ToDecimal());
      if (take == MeterTake::kSum) return total;
      ASSIGN_OR_RETURN(
          const Decimal::Quotient average,
          Decimal::MultiplyDivide(
              total, Decimal(1, 0),
              Decimal(static_cast<Int128>(months.size()), 0), {12, 12}));
      return average.rounded;
    }
    case MeterTake::kMax:
    case MeterTake::kPeakToDate:
      return *std::max_element(months.begin(), months.end());
    case MeterTake::kLast:
      return months.back();
    case MeterTake::kP95: {
      // The nearest rank: the smallest that 95 % of the months do not exceed.
      std::sort(months.begin(), months.end());
      return months[(months.size() * 95 + 99) / 100 - 1];
    }
  }
  return months.back();
}

// Prices one contract, month after month.
class ContractPricer {
 public:
  ContractPricer(const Contract& contract, PricedUsage usage, CivilMonth from,
                 CivilMonth to)
      : contract_(contract),
        usage_(std::move(usage)),
        from_(from),
        periods_(contract.term) {
    AddStatedQuantities(contract.pricing, from, to, usage_);
    for (const PriceComponent& component : contract.pricing) {
      if (const auto* bundle = std::get_if<HourBundlePrice>(&component.form)) {
        bundles_.emplace(component.component, HourBundle(*bundle));
      } else if (const auto* prepaid =
                     std::get_if<PrepaidPrice>(&component.form)) {
        prepaid_.emplace(component.component, PrepaidBalance(*prepaid));
      }
    }
  }

  absl::StatusOr<MonthPrice> Price(CivilMonth month) {
    MonthPrice price;
    price.month = month;
    const std::vector<PriceComponent>& pricing = contract_.PricingIn(month);
    price.components.resize(pricing.size());
    for (const int rank : {0, 1, 2}) {
      for (size_t i = 0; i < pricing.size(); ++i) {
        const PriceComponent& component = pricing[i];
        if (RankOf(component.form) != rank) continue;
        ComponentPrice& line = price.components[i];
        line.component = component.component;
        RETURN_IF_ERROR(PriceByRank(component, month, line));
        RETURN_IF_ERROR(TakeDiscount(component, month, line));
        history_[component.component][month] = line.amount;
      }
    }
    ExactSum sum;
    bool complete = true;
    for (const ComponentPrice& line : price.components) {
      if (line.amount.has_value()) {
        RETURN_IF_ERROR(sum.Add(*line.amount));
      } else {
        complete = false;
      }
    }
    if (complete) {
      ASSIGN_OR_RETURN(price.exact, sum.ToDecimal());
      price.total = price.exact->RoundedHalfAwayFromZero(
          MinorUnitDigits(contract_.currency));
    }
    return price;
  }

 private:
  absl::Status PriceByRank(const PriceComponent& component, CivilMonth month,
                           ComponentPrice& line) {
    if (const auto* least = std::get_if<MinimumCommitment>(&component.form)) {
      return PriceCommitment(*least, month, line);
    }
    if (const auto* share = std::get_if<PercentagePrice>(&component.form)) {
      return PriceShare(share->of, share->percent, month, line);
    }
    if (const auto* bonus = std::get_if<BonusMalusPrice>(&component.form)) {
      line.quantity = QuantityOf(component, month);
      // Nobody knows what was attained: neither a bonus nor none.
      if (!line.quantity.has_value()) return absl::OkStatus();
      return PriceShare(bonus->of, BonusPercent(*bonus, *line.quantity), month,
                        line);
    }
    return PriceComponentOf(component, month, line);
  }

  absl::Status PriceShare(const std::vector<std::string>& of,
                          const Decimal& percent, CivilMonth month,
                          ComponentPrice& line) {
    ExactSum sum;
    for (const std::string& component : of) {
      const std::optional<Decimal>& amount = history_[component][month];
      if (!amount.has_value()) return absl::OkStatus();
      RETURN_IF_ERROR(sum.Add(*amount));
    }
    ASSIGN_OR_RETURN(const Decimal base, sum.ToDecimal());
    ASSIGN_OR_RETURN(line.amount, PercentOf(base, percent));
    return absl::OkStatus();
  }

  // Of the discounts that the component can have the largest.
  absl::Status TakeDiscount(const PriceComponent& component, CivilMonth month,
                            ComponentPrice& line) const {
    const Decimal* most = nullptr;
    for (const TermDiscount& discount : contract_.discounts) {
      const bool named =
          discount.components.empty()
              ? RankOf(component.form) < 2
              : std::find(discount.components.begin(),
                          discount.components.end(),
                          component.component) != discount.components.end();
      if (named && IsReached(discount, month) &&
          (most == nullptr || discount.percent > *most)) {
        most = &discount.percent;
      }
    }
    if (most == nullptr) return absl::OkStatus();
    ASSIGN_OR_RETURN(const Decimal left, Decimal::Subtract(kHundred, *most));
    for (std::optional<Decimal>* amount : {&line.amount, &line.accrued}) {
      if (!amount->has_value()) continue;
      ASSIGN_OR_RETURN(*amount, PercentOf(**amount, left));
    }
    return absl::OkStatus();
  }

  bool IsReached(const TermDiscount& discount, CivilMonth month) const {
    const Term& term = contract_.term;
    if (discount.term.has_value()) {
      return term.initial.AddTo(term.start) >= discount.term->AddTo(term.start);
    }
    return CivilMonth(discount.after->AddTo(term.start)) <= month;
  }

  absl::Status PriceComponentOf(const PriceComponent& component,
                                CivilMonth month, ComponentPrice& line) {
    if (const auto* fixed = std::get_if<FixedPrice>(&component.form)) {
      return PriceFixed(*fixed, month, line);
    }
    const std::optional<Decimal> q = QuantityOf(component, month);
    if (auto bundle = bundles_.find(component.component);
        bundle != bundles_.end()) {
      // Hours that are not known leave the balance unknown from here on.
      if (!q.has_value()) broken_.insert(component.component);
      if (broken_.count(component.component) > 0) return absl::OkStatus();
      line.quantity = q;
      bundle->second.Reprice(std::get<HourBundlePrice>(component.form));
      ASSIGN_OR_RETURN(const HourBundle::Month drawn, bundle->second.Next(*q));
      line.amount = drawn.cost;
      line.left = drawn.carried_hours;
      return absl::OkStatus();
    }
    if (const auto* prepaid = std::get_if<PrepaidPrice>(&component.form)) {
      return PricePrepaid(*prepaid, component.component, month, q, line);
    }
    return PriceMetered(component, month, q, line);
  }

  absl::Status PriceFixed(const FixedPrice& fixed, CivilMonth month,
                          ComponentPrice& line) {
    const PeriodMonths period = periods_.Of(fixed.per, month);
    const CivilMonth due = fixed.in_advance ? period.first : period.last;
    if (month != due) {
      line.amount = Decimal();
      return absl::OkStatus();
    }
    ASSIGN_OR_RETURN(
        line.amount,
        fixed.in_advance
            ? absl::StatusOr<Decimal>(fixed.amount)
            : ShareOf(fixed.amount, MonthsInRange(period), period.length()));
    return absl::OkStatus();
  }

  absl::Status PricePrepaid(const PrepaidPrice& prepaid,
                            const std::string& component, CivilMonth month,
                            const std::optional<Decimal>& q,
                            ComponentPrice& line) {
    PrepaidBalance& balance = prepaid_.at(component);
    int lots = 0;
    for (const absl::CivilDay day : prepaid.ordered) {
      // Lots of before the range are there to be drawn, and paid for already.
      const bool before = month == from_ && CivilMonth(day) < from_;
      if (!before && CivilMonth(day) != month) continue;
      RETURN_IF_ERROR(balance.Order(day));
      if (!before) ++lots;
    }
    if (q.has_value() && !q->IsZero()) {
      ASSIGN_OR_RETURN(const PrepaidBalance::Use use,
                       balance.Draw(absl::CivilDay(month), *q));
      lots += use.lots_bought;
    }
    line.quantity = q;
    ASSIGN_OR_RETURN(line.amount,
                     Decimal::Multiply(prepaid.price, Decimal(lots, 0)));
    // Use that is not known leaves the balance unknown from here on.
    if (!q.has_value()) broken_.insert(component);
    if (broken_.count(component) > 0) return absl::OkStatus();
    ASSIGN_OR_RETURN(const std::vector<PrepaidBalance::Lapse> lots_left,
                     balance.Remaining(absl::CivilDay(month + 1) - 1));
    line.left = Decimal();
    for (const PrepaidBalance::Lapse& lot : lots_left) {
      ASSIGN_OR_RETURN(line.left, Decimal::Add(*line.left, lot.units));
    }
    return absl::OkStatus();
  }

  absl::Status PriceMetered(const PriceComponent& component, CivilMonth month,
                            const std::optional<Decimal>& q,
                            ComponentPrice& line) {
    const Meter& meter = *component.meter;
    std::vector<std::optional<Decimal>>& seen =
        period_quantities_[component.component];
    const bool peak = meter.take == MeterTake::kPeakToDate;
    // A peak counts from the anniversary on, whatever the period is.
    const PeriodMonths period =
        periods_.Of(peak ? PricePeriod::kContractYear : meter.period, month);
    if (month == period.first) {
      seen.clear();
      accrued_.erase(component.component);
    }
    seen.push_back(q);
    std::vector<Decimal> quantities;
    for (const std::optional<Decimal>& quantity : seen) {
      if (quantity.has_value()) quantities.push_back(*quantity);
    }
    const bool complete = quantities.size() == seen.size();
    const bool last = month == periods_.Of(meter.period, month).last;
    if (!complete) {
      // The quantity of the period is not known; before its last month nothing
      // is due yet.
      if (!last) line.amount = Decimal();
      return absl::OkStatus();
    }
    ASSIGN_OR_RETURN(Decimal taken, Take(meter.take, std::move(quantities)));
    if (!meter.beyond.IsZero()) {
      taken = std::max(taken, meter.beyond);
      ASSIGN_OR_RETURN(taken, Decimal::Subtract(taken, meter.beyond));
    }
    line.quantity = taken;
    if (!peak) {
      if (!last) {
        line.amount = Decimal();
        return absl::OkStatus();
      }
      ASSIGN_OR_RETURN(line.amount, PriceOf(component.form, taken));
      return absl::OkStatus();
    }
    // Seats grow within the year: each month costs its peak so far, and the
    // sum of the period is due in its last month.
    ASSIGN_OR_RETURN(const Decimal monthly, PriceOf(component.form, taken));
    Decimal& accrued = accrued_[component.component];
    ASSIGN_OR_RETURN(accrued, Decimal::Add(accrued, monthly));
    if (last) {
      line.amount = accrued;
      accrued = Decimal();
    } else {
      line.amount = Decimal();
    }
    if (meter.period != PricePeriod::kMonth) line.accrued = monthly;
    return absl::OkStatus();
  }

  absl::Status PriceCommitment(const MinimumCommitment& commitment,
                               CivilMonth month, ComponentPrice& line) {
    const PeriodMonths period = periods_.Of(commitment.per, month);
    ExactSum sum;
    for (CivilMonth m = std::max(period.first, from_); m <= month; ++m) {
      for (const std::string& component : commitment.of) {
        const std::optional<Decimal>& amount = history_[component][m];
        if (!amount.has_value()) {
          if (month != period.last) line.amount = Decimal();
          return absl::OkStatus();
        }
        RETURN_IF_ERROR(sum.Add(*amount));
      }
    }
    ASSIGN_OR_RETURN(const Decimal spent, sum.ToDecimal());
    const int months = MonthsInRange(period);
    ASSIGN_OR_RETURN(const Decimal least,
                     ShareOf(commitment.amount, months, period.length()));
    const auto short_of = [&](const Decimal& cost) -> absl::StatusOr<Decimal> {
      if (cost >= least) return Decimal();
      return Decimal::Subtract(least, cost);
    };
    if (month == period.last) {
      ASSIGN_OR_RETURN(line.amount, short_of(spent));
      return absl::OkStatus();
    }
    line.amount = Decimal();
    const int elapsed =
        static_cast<int>(month - std::max(period.first, from_)) + 1;
    ASSIGN_OR_RETURN(const Decimal::Quotient expected,
                     Decimal::MultiplyDivide(spent, Decimal(months, 0),
                                             Decimal(elapsed, 0), {12, 12}));
    ASSIGN_OR_RETURN(line.estimated_true_up, short_of(expected.rounded));
    return absl::OkStatus();
  }

  // Months of the period that are not before the range.
  int MonthsInRange(const PeriodMonths& period) const {
    return static_cast<int>(period.last - std::max(period.first, from_)) + 1;
  }

  // The month's quantity; absent when it is not known.
  std::optional<Decimal> QuantityOf(const PriceComponent& component,
                                    CivilMonth month) const {
    if (usage_.refused.count(component.component) > 0) return std::nullopt;
    const auto months = usage_.quantities.find(component.component);
    if (months != usage_.quantities.end()) {
      const auto quantity = months->second.find(month);
      if (quantity != months->second.end()) return quantity->second;
    }
    // Without a meter people tell the hours; none told are none used.
    if (!component.meter.has_value()) return Decimal();
    // What the data does not tell is not zero because charges came.
    if (component.meter->count == MeterCount::kStated ||
        component.meter->count == MeterCount::kTickets) {
      return std::nullopt;
    }
    if (usage_.delivered.count(month) > 0) return Decimal();
    return std::nullopt;
  }

  const Contract& contract_;
  PricedUsage usage_;
  const CivilMonth from_;
  const ContractPeriods periods_;
  std::map<std::string, HourBundle> bundles_;
  std::map<std::string, PrepaidBalance> prepaid_;
  std::set<std::string> broken_;
  // Of the period that runs, by component.
  std::map<std::string, std::vector<std::optional<Decimal>>> period_quantities_;
  std::map<std::string, Decimal> accrued_;
  std::map<std::string, std::map<CivilMonth, std::optional<Decimal>>> history_;
};

}  // namespace

std::optional<Decimal> MonthPrice::AmountOf(absl::string_view component) const {
  for (const ComponentPrice& line : components) {
    if (line.component == component) return line.amount;
  }
  return std::nullopt;
}

absl::StatusOr<std::vector<MonthPrice>> PriceContract(const Contract& contract,
                                                      const PricedUsage& usage,
                                                      absl::CivilMonth from,
                                                      absl::CivilMonth to) {
  std::vector<MonthPrice> months;
  ContractPricer pricer(contract, usage, from, to);
  for (absl::CivilMonth month = from; month <= to; ++month) {
    ASSIGN_OR_RETURN(MonthPrice price, pricer.Price(month));
    months.push_back(std::move(price));
  }
  return months;
}

}  // namespace regisseur
