#include <algorithm>
#include <map>
#include <utility>
#include <variant>

#include "absl/strings/str_cat.h"
#include "aggregator/answers/agenda_rules.h"
#include "aggregator/answers/hour_balances.h"
#include "core/base/status_macros.h"
#include "core/money/currency.h"
#include "core/time/instant.h"

namespace regisseur {
namespace {

// What lapses on one day.
struct Lapse {
  Decimal hours;
  Decimal amount;
};

// The hours of a bundle are news once their own month is over.
bool IsNews(const HourBalanceRow& row, const HourLot& lot) {
  return !std::holds_alternative<HourBundlePrice>(row.component->form) ||
         absl::CivilMonth(lot.bought_on) < absl::CivilMonth(row.on);
}

absl::Status AddLapses(AgendaDesk& desk, const HourBalanceRow& row) {
  std::map<absl::CivilDay, Lapse> lapses;
  for (const HourLot& lot : row.balance.lots) {
    if (lot.lapsed || lot.left.IsZero() ||
        lot.last_day - desk.today > kHoursAheadDays || !IsNews(row, lot)) {
      continue;
    }
    Lapse& lapse = lapses[lot.last_day];
    ASSIGN_OR_RETURN(lapse.hours, Decimal::Add(lapse.hours, lot.left));
    ASSIGN_OR_RETURN(lapse.amount, Decimal::Add(lapse.amount, lot.left_amount));
  }
  for (const auto& [day, lapse] : lapses) {
    AgendaItem item =
        desk.Begin("hours_lapse",
                   absl::StrCat(row.component->component, ":", FormatDay(day)),
                   *row.contract);
    item.decide_by = day;
    item.certain = lapse.amount;
    item.title.rule = "agenda-hours-lapse";
    item.title.arguments["component"] = row.component->component;
    item.title.arguments["hours"] = FormatHours(lapse.hours);
    item.title.arguments["amount"] = lapse.amount.ToString();
    item.title.arguments["currency"] = row.contract->currency;
    item.title.arguments["day"] = FormatDay(day);
    item.if_nothing.rule = "agenda-hours-lapse-nothing";
    item.if_nothing.arguments["day"] = FormatDay(day);
    item.evidence = {
        absl::StrCat("hours balance --contract ", row.contract->id)};
    item.AddChoice("choice-hours-use");
    item.AddChoice("choice-hours-carry");
    item.AddChoice("choice-hours-less");
    desk.items.push_back(std::move(item));
  }
  return absl::OkStatus();
}

void AddWaiting(AgendaDesk& desk, const HourBalanceRow& row) {
  if (row.waiting.IsZero()) return;
  AgendaItem item =
      desk.Begin("hours_to_accept", row.component->component, *row.contract);
  item.title.rule = "agenda-hours-accept";
  item.title.arguments["component"] = row.component->component;
  item.title.arguments["hours"] = FormatHours(row.waiting);
  item.if_nothing.rule = "agenda-hours-accept-nothing";
  item.evidence = {
      absl::StrCat("hours list --waiting --contract ", row.contract->id)};
  item.AddChoice("choice-hours-accept", "hours accept ID");
  item.AddChoice("choice-hours-refuse", "hours refuse ID --reason …");
  desk.items.push_back(std::move(item));
}

}  // namespace

absl::Status AddHourItems(AgendaDesk& desk) {
  if (desk.contracts.empty()) return absl::OkStatus();
  ASSIGN_OR_RETURN(HourBalancesAnswer answer,
                   AnswerHourBalances(desk.context, desk.who, {}, desk.as_of));
  for (Gap& gap : answer.gaps) AddGap(std::move(gap), desk.gaps);
  for (const HourBalanceRow& row : answer.balances) {
    RETURN_IF_ERROR(AddLapses(desk, row));
    AddWaiting(desk, row);
  }
  return absl::OkStatus();
}

}  // namespace regisseur
