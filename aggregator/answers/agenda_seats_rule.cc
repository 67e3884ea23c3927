#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "aggregator/answers/agenda_rules.h"
#include "aggregator/answers/contract_prices.h"
#include "core/base/status_macros.h"
#include "core/money/currency.h"
#include "core/pricing/contract_periods.h"
#include "core/time/instant.h"

namespace regisseur {
namespace {

// So long before it seats become a matter for the agenda.
constexpr int kAheadDays = 60;

// The last working day on which a notice `before` the border is received in
// time, which on the border itself is a day late (USERS U4).
absl::CivilDay ReceivedBy(const Contract& contract, absl::CivilDay border,
                          const CivilSpan& before) {
  return contract.holidays.WorkingDayOnOrBefore(before.TakenOff(border) - 1);
}

// What `quantity` seats cost in a month.
absl::StatusOr<std::optional<Decimal>> MonthlyCost(const Contract& contract,
                                                   PriceComponent component,
                                                   const Decimal& quantity,
                                                   absl::CivilMonth month) {
  component.meter->beyond = Decimal();
  component.meter->period = PricePeriod::kMonth;
  component.meter->take = MeterTake::kSum;
  component.meter->count = MeterCount::kQuantity;
  component.meter->stated.clear();
  Contract seats;
  seats.currency = contract.currency;
  seats.term = contract.term;
  seats.discounts = contract.discounts;
  PricedUsage usage;
  usage.quantities[component.component][month] = quantity;
  seats.pricing = {std::move(component)};
  ASSIGN_OR_RETURN(const std::vector<MonthPrice> prices,
                   PriceContract(seats, usage, month, month));
  return prices.front().exact;
}

absl::Status AddSeats(AgendaDesk& desk, const Contract& contract,
                      const PriceComponent& component) {
  const Meter& meter = *component.meter;
  const absl::CivilMonth running(desk.today);
  const PeriodMonths year =
      ContractPeriods(contract.term).Of(PricePeriod::kContractYear, running);
  const absl::CivilDay next(year.last + 1);
  const absl::CivilDay received_by =
      ReceivedBy(contract, next, *meter.reduce_notice);
  if (received_by < desk.today || received_by - desk.today > kAheadDays) {
    return absl::OkStatus();
  }
  std::vector<Gap> elsewhere;  // said where prices are asked for
  ASSIGN_OR_RETURN(
      const PricedUsage usage,
      ReadPricedUsage(desk.context, desk.who, desk.known, contract.provider,
                      {component}, year.first, running, desk.as_of, elsewhere));
  const auto months = usage.quantities.find(component.component);
  if (months == usage.quantities.end() || months->second.empty()) {
    return absl::OkStatus();
  }
  Decimal peak;
  for (const auto& [month, quantity] : months->second) {
    peak = std::max(peak, quantity);
  }
  const Decimal floor =
      meter.beyond.IsZero() ? months->second.begin()->second : meter.beyond;
  if (peak <= floor) return absl::OkStatus();
  ASSIGN_OR_RETURN(const std::optional<Decimal> with,
                   MonthlyCost(contract, component, peak, running));
  ASSIGN_OR_RETURN(const std::optional<Decimal> without,
                   MonthlyCost(contract, component, floor, running));
  if (!with.has_value() || !without.has_value()) return absl::OkStatus();
  ASSIGN_OR_RETURN(const Decimal more, Decimal::Subtract(*with, *without));
  ASSIGN_OR_RETURN(const Decimal yearly,
                   Decimal::Multiply(more, Decimal(12, 0)));
  const Decimal amount =
      yearly.RoundedHalfAwayFromZero(MinorUnitDigits(contract.currency));
  AgendaItem item = desk.Begin(
      "seats", absl::StrCat(component.component, ":", FormatDay(next)),
      contract);
  item.decide_by = received_by;
  item.estimated = amount;
  item.title.rule = "agenda-seats";
  item.title.arguments["component"] = component.component;
  item.title.arguments["floor"] = floor.Normalized().ToString();
  item.title.arguments["peak"] = peak.Normalized().ToString();
  item.title.arguments["amount"] = amount.ToString();
  item.title.arguments["currency"] = contract.currency;
  item.title.arguments["day"] = FormatDay(received_by);
  item.if_nothing.rule = "agenda-seats-stay";
  item.if_nothing.arguments = {{"peak", peak.Normalized().ToString()},
                               {"from", FormatDay(next)}};
  item.evidence = {absl::StrCat("contract show ", contract.id)};
  item.AddChoice("choice-seats-fewer");
  item.AddNothing("choice-seats-keep");
  desk.items.push_back(std::move(item));
  return absl::OkStatus();
}

}  // namespace

absl::Status AddSeatItems(AgendaDesk& desk) {
  for (const Contract* contract : desk.Running()) {
    // Nothing begins anew after its end.
    if (contract->term.terminated.has_value()) continue;
    for (const PriceComponent& component :
         contract->PricingIn(absl::CivilMonth(desk.today))) {
      if (component.meter.has_value() &&
          component.meter->take == MeterTake::kPeakToDate &&
          component.meter->reduce_notice.has_value()) {
        RETURN_IF_ERROR(AddSeats(desk, *contract, component));
      }
    }
  }
  return absl::OkStatus();
}

}  // namespace regisseur
