#include "aggregator/answers/agreed_months.h"

#include <algorithm>

#include "aggregator/answers/contract_plan.h"
#include "core/base/status_macros.h"
#include "core/money/exact_sum.h"
#include "core/reconciliation/invoiced_items.h"

namespace regisseur {
namespace {

// The unit of what is not metered.
constexpr char kMonths[] = "months";

Decimal Magnitude(const Decimal& value) {
  return value.IsNegative() ? value.Negated() : value;
}

Decimal SmallerOf(const Decimal& a, const Decimal& b) {
  return Magnitude(b) < Magnitude(a) ? b : a;
}

// Adds the item of a component, unless no month has it.
absl::Status AddItem(const PriceComponent& component,
                     const std::vector<MonthPrice>& months,
                     AgreedMonths& agreed) {
  ExpectedItem item;
  item.names = {component.component};
  if (component.meter.has_value()) {
    for (const std::string* name :
         {&component.meter->sku, &component.meter->service_name}) {
      if (!name->empty()) item.names.push_back(*name);
    }
    item.unit = component.meter->unit;
  } else {
    item.unit = kMonths;
  }
  ExactSum net, quantity;
  std::map<absl::CivilMonth, Decimal> by_month;
  bool known = true, counted = true, any = false;
  for (const MonthPrice& month : months) {
    for (const ComponentPrice& price : month.components) {
      if (price.component != component.component) continue;
      any = true;
      known = known && price.amount.has_value();
      if (price.amount.has_value()) {
        RETURN_IF_ERROR(net.Add(*price.amount));
        by_month[month.month] = *price.amount;
      }
      const std::optional<Decimal> units =
          component.meter.has_value() ? price.quantity : Decimal(1, 0);
      counted = counted && units.has_value();
      if (units.has_value()) RETURN_IF_ERROR(quantity.Add(*units));
    }
  }
  if (!any) return absl::OkStatus();
  if (known) {
    ASSIGN_OR_RETURN(item.net, net.ToDecimal());
  } else {
    by_month.clear();
  }
  if (counted) {
    ASSIGN_OR_RETURN(item.quantity, quantity.ToDecimal());
  }
  agreed.all.items.push_back(std::move(item));
  agreed.by_month.push_back(std::move(by_month));
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<AgreedMonths> AgreedMonthsOf(
    const Contract& contract, const std::vector<MonthPrice>& months) {
  AgreedMonths agreed;
  agreed.contract = contract.id;
  for (const MonthPrice& month : months) agreed.months.push_back(month.month);
  for (const PriceComponent& component : contract.pricing) {
    RETURN_IF_ERROR(AddItem(component, months, agreed));
  }
  for (const Extra& extra : contract.extras) {
    ExpectedItem item;
    item.names = {extra.name};
    item.unit = extra.unit;
    item.price_if_ordered = extra.price;
    agreed.all.items.push_back(std::move(item));
    agreed.by_month.emplace_back();
  }
  return agreed;
}

AgreedLedger::Key AgreedLedger::KeyOf(const AgreedMonths& agreed, size_t item,
                                      absl::CivilMonth month) {
  return {{agreed.contract, agreed.all.items[item].names.front()}, month};
}

absl::Status AgreedMonths::CutTo(absl::CivilDay first, absl::CivilDay last,
                                 int digits) {
  whole = by_month;
  for (size_t i = 0; i < by_month.size(); ++i) {
    ExpectedItem& item = all.items[i];
    if (by_month[i].empty()) continue;
    if (item.unit != kMonths) {
      by_month[i].clear();
      item.net.reset();
      item.quantity.reset();
      continue;
    }
    ExactSum net;
    for (auto& [month, amount] : by_month[i]) {
      ASSIGN_OR_RETURN(const Decimal part,
                       ShareOfDays(amount, month, first, last + 1));
      if (part == amount) {
        RETURN_IF_ERROR(net.Add(amount));
        continue;
      }
      item.quantity.reset();
      amount = part.RoundedHalfAwayFromZero(digits);
      RETURN_IF_ERROR(net.Add(amount));
    }
    ASSIGN_OR_RETURN(item.net, net.ToDecimal());
  }
  return absl::OkStatus();
}

absl::StatusOr<Decimal> AgreedLedger::LeftOf(const AgreedMonths& agreed,
                                             size_t item,
                                             absl::CivilMonth month) const {
  const Decimal part = agreed.by_month[item].at(month);
  const auto found = taken_.find(KeyOf(agreed, item, month));
  if (found == taken_.end()) return part;
  if (agreed.whole.empty()) {
    return Decimal::Subtract(part, found->second.amount);
  }
  ASSIGN_OR_RETURN(
      const Decimal rest,
      Decimal::Subtract(agreed.whole[item].at(month), found->second.amount));
  return SmallerOf(part, rest);
}

absl::StatusOr<AgreedLedger::Held> AgreedLedger::Hold(
    const AgreedMonths& agreed, const Invoice& invoice,
    const std::set<absl::CivilMonth>& later, absl::CivilMonth running) const {
  Held held;
  const size_t count = agreed.all.items.size();
  // What nobody took, of all months and of those that no later invoice is
  // about.
  Expectation left = agreed.all;
  std::vector<Decimal> firm(count);
  std::vector<Decimal> due(count);  // of it, before `running`
  if (agreed.months.size() == 1) running = absl::CivilMonth::max();
  ExactSum used, left_to_later;
  for (size_t i = 0; i < count; ++i) {
    if (agreed.by_month[i].empty()) continue;
    ExactSum all, sure, over;
    for (const auto& [month, amount] : agreed.by_month[i]) {
      ASSIGN_OR_RETURN(const Decimal rest, LeftOf(agreed, i, month));
      RETURN_IF_ERROR(all.Add(rest));
      if (!later.contains(month)) {
        RETURN_IF_ERROR(sure.Add(rest));
        if (month < running) RETURN_IF_ERROR(over.Add(rest));
      }
      const auto found = taken_.find(KeyOf(agreed, i, month));
      if (found == taken_.end()) continue;
      RETURN_IF_ERROR(used.Add(found->second.amount));
      held.used_by.insert(found->second.by.begin(), found->second.by.end());
    }
    ASSIGN_OR_RETURN(const Decimal rest, all.ToDecimal());
    if (rest != *left.items[i].net) left.items[i].quantity.reset();
    left.items[i].net = rest;
    ASSIGN_OR_RETURN(firm[i], sure.ToDecimal());
    ASSIGN_OR_RETURN(due[i], over.ToDecimal());
  }
  ASSIGN_OR_RETURN(held.used, used.ToDecimal());
  // What is used up is no item any more: a line for it is one too many.
  std::vector<size_t> index;
  for (size_t i = 0; i < count; ++i) {
    const bool is_used_up = left.items[i].net.has_value() &&
                            left.items[i].net->IsZero() &&
                            !agreed.all.items[i].net->IsZero();
    if (is_used_up) continue;
    index.push_back(i);
    held.expectation.items.push_back(left.items[i]);
  }
  ASSIGN_OR_RETURN(const std::vector<Decimal> shares,
                   InvoicedOfItems(invoice, held.expectation));
  held.asked.assign(count, Decimal());
  std::vector<ExpectedItem> kept;
  for (size_t j = 0; j < index.size(); ++j) {
    ExpectedItem& item = held.expectation.items[j];
    held.asked[index[j]] = shares[j];
    if (item.net.has_value() && !agreed.by_month[index[j]].empty()) {
      const Decimal& least =
          shares[j].IsZero() ? due[index[j]] : firm[index[j]];
      const Decimal expected =
          Magnitude(shares[j]) > Magnitude(least) ? shares[j] : least;
      ASSIGN_OR_RETURN(const Decimal rest,
                       Decimal::Subtract(*item.net, expected));
      if (!rest.IsZero()) {
        RETURN_IF_ERROR(left_to_later.Add(rest));
        item.net = expected;
        item.quantity.reset();
        if (expected.IsZero()) continue;
      }
    }
    kept.push_back(std::move(item));
  }
  held.expectation.items = std::move(kept);
  ASSIGN_OR_RETURN(held.later, left_to_later.ToDecimal());
  return held;
}

absl::Status AgreedLedger::Take(const AgreedMonths& agreed, const Held& held,
                                const Invoice& invoice,
                                const std::set<absl::CivilMonth>& later,
                                const std::optional<Decimal>& credited) {
  std::optional<Decimal> at_most;
  if (credited.has_value() && invoice.totals.tax_exclusive.has_value()) {
    ASSIGN_OR_RETURN(
        at_most, Decimal::Subtract(*invoice.totals.tax_exclusive, *credited));
    if (at_most->IsNegative()) at_most = Decimal();
  }
  for (size_t i = 0; i < held.asked.size(); ++i) {
    Decimal open = held.asked[i];
    if (at_most.has_value() && !open.IsNegative()) {
      open = SmallerOf(open, *at_most);
      ASSIGN_OR_RETURN(at_most, Decimal::Subtract(*at_most, open));
    }
    // First of the months that nobody else is about.
    for (const bool is_shared : {false, true}) {
      for (const auto& [month, amount] : agreed.by_month[i]) {
        if (open.IsZero() || later.contains(month) != is_shared) continue;
        ASSIGN_OR_RETURN(const Decimal rest, LeftOf(agreed, i, month));
        if (rest.IsZero()) continue;
        const Decimal part = SmallerOf(open, rest);
        Taken& taken = taken_[KeyOf(agreed, i, month)];
        ASSIGN_OR_RETURN(taken.amount, Decimal::Add(taken.amount, part));
        taken.by.insert(invoice.number);
        ASSIGN_OR_RETURN(open, Decimal::Subtract(open, part));
      }
    }
  }
  return absl::OkStatus();
}

}  // namespace regisseur
