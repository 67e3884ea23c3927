#include "core/room/hour_balance.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <utility>
#include <variant>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_split.h"
#include "core/base/status_macros.h"
#include "core/contract/notice_dates.h"
#include "core/money/currency.h"
#include "core/pricing/lot_ledger.h"
#include "core/pricing/prepaid_balance.h"
#include "core/pricing/unit_minutes.h"

namespace regisseur {
namespace {

// What happens to the lots on a day: first what is bought, then what is used.
struct Event {
  absl::CivilDay day;
  const HourOrder* order = nullptr;
  const HourUse* use = nullptr;
};

absl::CivilDay LastDayOf(absl::CivilMonth month) {
  return absl::CivilDay(month + 1) - 1;
}

absl::StatusOr<Decimal> AddHours(const Decimal& a, const Decimal& b) {
  ASSIGN_OR_RETURN(const Decimal minutes, MinutesOf(a));
  ASSIGN_OR_RETURN(const Decimal more, MinutesOf(b));
  ASSIGN_OR_RETURN(const Decimal sum, Decimal::Add(minutes, more));
  return HoursOf(sum);
}

class BalanceMaker {
 public:
  BalanceMaker(const Contract& contract, const PriceComponent& component,
               absl::CivilDay on, const std::vector<HourTerms>& earlier)
      : contract_(contract),
        on_(on),
        end_(FindEndOfTerm(contract.term, on, contract.holidays)) {
    bundle_ = std::get_if<HourBundlePrice>(&component.form);
    prepaid_form_ = std::get_if<PrepaidPrice>(&component.form);
    for (const HourTerms& terms : earlier) {
      terms_[terms.from] = &terms.component->form;
    }
    terms_[earlier.empty() ? absl::CivilMonth(contract.term.start)
                           : absl::CivilMonth(contract.ValidFrom())] =
        &component.form;
  }

  absl::StatusOr<HourBalance> Make(std::vector<HourOrder> orders,
                                   const std::vector<HourUse>& uses) {
    if (prepaid_form_ != nullptr) {
      prepaid_.emplace(*prepaid_form_);
      for (const absl::CivilDay day : prepaid_form_->ordered) {
        orders.push_back({day, Decimal(1, 0)});
      }
    } else if (!bundle_->opening.IsZero()) {
      // As if bought in the month before the term.
      const absl::CivilMonth before =
          absl::CivilMonth(contract_.term.start) - 1;
      ASSIGN_OR_RETURN(const Decimal opening, MinutesOf(bundle_->opening));
      bundle_lots_.Add(contract_.term.start,
                       LastDayOf(before + BundleOf(before).carry_over_months),
                       opening);
    }
    for (const Event& event : EventsOf(orders, uses)) {
      if (event.order != nullptr) {
        RETURN_IF_ERROR(Buy(*event.order));
      } else {
        RETURN_IF_ERROR(Draw(*event.use));
      }
    }
    RETURN_IF_ERROR(BuyMonthsUntil(on_));
    RETURN_IF_ERROR(Sum());
    return std::move(balance_);
  }

 private:
  std::vector<Event> EventsOf(const std::vector<HourOrder>& orders,
                              const std::vector<HourUse>& uses) const {
    std::vector<Event> events;
    for (const HourOrder& order : orders) {
      if (order.day <= on_) events.push_back({order.day, &order, nullptr});
    }
    for (const HourUse& use : uses) {
      if (use.day <= on_) events.push_back({use.day, nullptr, &use});
    }
    std::stable_sort(
        events.begin(), events.end(), [](const Event& a, const Event& b) {
          return a.day != b.day ? a.day < b.day
                                : (a.order != nullptr) > (b.order != nullptr);
        });
    return events;
  }

  // The hours that a bundle buys by itself.
  absl::Status BuyMonthsUntil(absl::CivilDay day) {
    if (bundle_ == nullptr) return absl::OkStatus();
    if (!next_month_.has_value()) {
      next_month_ = absl::CivilMonth(contract_.term.start);
    }
    for (; *next_month_ <= absl::CivilMonth(day); ++*next_month_) {
      if (end_.has_value() && absl::CivilDay(*next_month_) >= *end_) break;
      const HourBundlePrice& then = BundleOf(*next_month_);
      ASSIGN_OR_RETURN(const Decimal minutes, MinutesOf(then.hours));
      bundle_lots_.Add(absl::CivilDay(*next_month_),
                       LastDayOf(*next_month_ + then.carry_over_months),
                       minutes);
    }
    return absl::OkStatus();
  }

  // What was agreed in a month; before the first version what that says.
  const PriceForm& TermsOf(absl::CivilMonth month) const {
    auto after = terms_.upper_bound(month);
    return *(after == terms_.begin() ? after : std::prev(after))->second;
  }
  const HourBundlePrice& BundleOf(absl::CivilMonth month) const {
    return std::get<HourBundlePrice>(TermsOf(month));
  }

  absl::Status Buy(const HourOrder& order) {
    if (bundle_ != nullptr) {
      RETURN_IF_ERROR(BuyMonthsUntil(order.day));
      ASSIGN_OR_RETURN(const Decimal minutes, MinutesOf(order.quantity));
      bundle_lots_.Add(
          order.day,
          LastDayOf(absl::CivilMonth(order.day) +
                    BundleOf(absl::CivilMonth(order.day)).carry_over_months),
          minutes);
      return absl::OkStatus();
    }
    for (Decimal lots = order.quantity; lots > Decimal();) {
      RETURN_IF_ERROR(prepaid_->Order(order.day));
      ASSIGN_OR_RETURN(lots, Decimal::Subtract(lots, Decimal(1, 0)));
    }
    return absl::OkStatus();
  }

  absl::Status Draw(const HourUse& use) {
    Decimal drawn;
    Decimal beyond;
    if (bundle_ != nullptr) {
      if (!use.factor.empty()) {
        balance_.refused.push_back(use);
        return absl::OkStatus();
      }
      RETURN_IF_ERROR(BuyMonthsUntil(use.day));
      ASSIGN_OR_RETURN(const Decimal wanted, MinutesOf(use.hours));
      ASSIGN_OR_RETURN(beyond, bundle_lots_.Draw(use.day, wanted));
      ASSIGN_OR_RETURN(drawn, Decimal::Subtract(wanted, beyond));
      ASSIGN_OR_RETURN(const Decimal::Quotient overage,
                       Decimal::MultiplyDivide(
                           beyond, BundleOf(absl::CivilMonth(use.day)).overage,
                           Decimal(60, 0), {12, 12}));
      ASSIGN_OR_RETURN(overage_, Decimal::Add(overage_, overage.rounded));
    } else {
      const absl::StatusOr<PrepaidBalance::Use> taken =
          prepaid_->Draw(use.day, use.hours, use.factor);
      if (absl::IsInvalidArgument(taken.status())) {
        balance_.refused.push_back(use);
        return absl::OkStatus();
      }
      RETURN_IF_ERROR(taken.status());
      ASSIGN_OR_RETURN(drawn, MinutesOf(taken->drawn));
      ASSIGN_OR_RETURN(beyond, MinutesOf(taken->short_by));
    }
    ASSIGN_OR_RETURN(balance_.used, Decimal::Add(balance_.used, drawn));
    ASSIGN_OR_RETURN(balance_.beyond, Decimal::Add(balance_.beyond, beyond));
    if (use.by_charges) {
      ASSIGN_OR_RETURN(balance_.by_charges,
                       Decimal::Add(balance_.by_charges, drawn));
    }
    return absl::OkStatus();
  }

  // What was paid for what is left of a lot, to twelve decimals.
  absl::StatusOr<Decimal> PaidFor(const UnitLot& lot) const {
    const PriceForm& form = TermsOf(absl::CivilMonth(lot.first_day));
    const auto* bundle = std::get_if<HourBundlePrice>(&form);
    const auto* prepaid = std::get_if<PrepaidPrice>(&form);
    ASSIGN_OR_RETURN(
        const Decimal of,
        MinutesOf(bundle != nullptr ? bundle->hours : prepaid->units));
    if (of.IsZero()) return Decimal();
    ASSIGN_OR_RETURN(
        const Decimal::Quotient paid,
        Decimal::MultiplyDivide(
            lot.left, bundle != nullptr ? bundle->price : prepaid->price, of,
            {12, 12}));
    return paid.rounded;
  }

  int Digits() const { return MinorUnitDigits(contract_.currency); }

  absl::Status Sum() {
    const std::vector<UnitLot>& lots =
        bundle_ != nullptr ? bundle_lots_.lots() : prepaid_->lots();
    for (const UnitLot& lot : lots) {
      HourLot row{.bought_on = lot.first_day,
                  .last_day = lot.last_day,
                  .lapsed = lot.last_day < on_};
      ASSIGN_OR_RETURN(const Decimal used,
                       Decimal::Subtract(lot.bought, lot.left));
      ASSIGN_OR_RETURN(row.bought, HoursOf(lot.bought));
      ASSIGN_OR_RETURN(row.used, HoursOf(used));
      ASSIGN_OR_RETURN(row.left, HoursOf(lot.left));
      ASSIGN_OR_RETURN(const Decimal paid, PaidFor(lot));
      row.left_amount = paid.RoundedHalfAwayFromZero(Digits());
      Decimal& amount =
          row.lapsed ? balance_.lapsed_amount : balance_.left_amount;
      ASSIGN_OR_RETURN(amount, Decimal::Add(amount, paid));
      Decimal& minutes = row.lapsed ? balance_.lapsed : balance_.left;
      ASSIGN_OR_RETURN(minutes, Decimal::Add(minutes, lot.left));
      ASSIGN_OR_RETURN(balance_.bought,
                       Decimal::Add(balance_.bought, lot.bought));
      balance_.lots.push_back(std::move(row));
    }
    for (Decimal* const amount :
         {&balance_.left_amount, &balance_.lapsed_amount}) {
      *amount = amount->RoundedHalfAwayFromZero(Digits());
    }
    if (bundle_ != nullptr) {
      balance_.beyond_amount = overage_.RoundedHalfAwayFromZero(Digits());
    }
    for (Decimal* const told :
         {&balance_.bought, &balance_.used, &balance_.by_charges,
          &balance_.left, &balance_.lapsed, &balance_.beyond}) {
      ASSIGN_OR_RETURN(*told, HoursOf(*told));
    }
    return absl::OkStatus();
  }

  const Contract& contract_;
  const absl::CivilDay on_;
  const std::optional<absl::CivilDay> end_;  // of the term, as it stands
  const HourBundlePrice* bundle_ = nullptr;
  const PrepaidPrice* prepaid_form_ = nullptr;
  LotLedger bundle_lots_;
  std::optional<absl::CivilMonth> next_month_;
  std::optional<PrepaidBalance> prepaid_;
  // What is agreed from a month on; all of one form.
  std::map<absl::CivilMonth, const PriceForm*> terms_;
  Decimal overage_;      // to twelve decimals
  HourBalance balance_;  // in minutes until it is summed
};

}  // namespace

std::vector<HourOrder> HourOrdersOf(absl::Span<const ExtraOrder> orders,
                                    const std::string& contract,
                                    const std::string& component) {
  std::vector<HourOrder> ordered;
  for (const ExtraOrder& order : orders) {
    if (order.contract == contract && order.buys == component &&
        IsInForce(order.state) && order.ordered_on.has_value()) {
      ordered.push_back({*order.ordered_on, order.quantity});
    }
  }
  return ordered;
}

std::optional<HourLot> HourBalance::NextLapse() const {
  std::optional<HourLot> next;
  for (const HourLot& lot : lots) {
    if (lot.lapsed || lot.left.IsZero()) continue;
    if (!next.has_value() || lot.last_day < next->last_day) {
      next = lot;
    } else if (lot.last_day == next->last_day) {
      const absl::StatusOr<Decimal> left = AddHours(next->left, lot.left);
      const absl::StatusOr<Decimal> amount =
          Decimal::Add(next->left_amount, lot.left_amount);
      if (left.ok()) next->left = *left;
      if (amount.ok()) next->left_amount = *amount;
    }
  }
  return next;
}

bool HasHours(const PriceComponent& component) {
  return std::holds_alternative<HourBundlePrice>(component.form) ||
         std::holds_alternative<PrepaidPrice>(component.form);
}

std::vector<HourTerms> EarlierTerms(const ContractRegister& contracts,
                                    const Contract& version,
                                    const PriceComponent& component) {
  std::vector<HourTerms> earlier;
  for (const Contract* before : contracts.Versions(version.id)) {
    if (before->ValidFrom() >= version.ValidFrom()) break;
    const PriceComponent* const then =
        before->FindComponent(component.component);
    const absl::CivilMonth from(before->ValidFrom());
    if (then == nullptr || then->form.index() != component.form.index()) {
      continue;
    }
    // Of several within a month the last one counts.
    if (!earlier.empty() && earlier.back().from == from) earlier.pop_back();
    if (from < absl::CivilMonth(version.ValidFrom())) {
      earlier.push_back({from, then});
    }
  }
  return earlier;
}

absl::StatusOr<HourBalance> ComputeHourBalance(
    const Contract& contract, const PriceComponent& component,
    std::vector<HourOrder> orders, std::vector<HourUse> uses, absl::CivilDay on,
    const std::vector<HourTerms>& earlier) {
  return BalanceMaker(contract, component, on, earlier)
      .Make(std::move(orders), uses);
}

absl::StatusOr<Decimal> ParseHours(const std::string& text) {
  const absl::Status wrong = absl::InvalidArgumentError(
      absl::StrCat("\"", text, "\" is no number of hours such as 2.5 or 2:30"));
  const std::pair<std::string, std::string> parts =
      absl::StrSplit(text, absl::MaxSplits(':', 1));
  if (text.find(':') == std::string::npos) {
    absl::StatusOr<Decimal> hours = Decimal::Parse(text);
    if (!hours.ok()) {
      hours = Decimal::ParseLocal(text, /*decimal_comma=*/true);
    }
    if (!hours.ok() || !(*hours > Decimal())) return wrong;
    return *hours;
  }
  int hours = 0;
  int minutes = 0;
  if (!absl::SimpleAtoi(parts.first, &hours) || parts.second.size() != 2 ||
      !absl::SimpleAtoi(parts.second, &minutes) || hours < 0 || minutes < 0 ||
      minutes > 59 || hours + minutes == 0) {
    return wrong;
  }
  return HoursOf(Decimal(static_cast<Int128>(hours) * 60 + minutes, 0));
}

std::string FormatHours(const Decimal& hours) {
  const absl::StatusOr<Decimal> minutes = MinutesOf(hours);
  if (!minutes.ok() || !(minutes->Truncated(0) == *minutes) ||
      minutes->IsNegative()) {
    return hours.ToString();
  }
  const Int128 whole = minutes->Truncated(0).coefficient();
  return absl::StrFormat("%s:%02d", Decimal(whole / 60, 0).ToString(),
                         static_cast<int>(whole % 60));
}

}  // namespace regisseur
