#include "absl/strings/str_cat.h"
#include "aggregator/answers/agenda_rules.h"
#include "aggregator/answers/contract_prices.h"
#include "core/base/status_macros.h"
#include "core/contract/notice_dates.h"
#include "core/time/instant.h"

namespace regisseur {
namespace {

// So long before the day a term becomes a matter for the agenda.
constexpr int kAheadDays = 180;

int MonthsBetween(absl::CivilDay from, absl::CivilDay to) {
  return static_cast<int>(absl::CivilMonth(to) - absl::CivilMonth(from));
}

// What the contract costs over so many months at this month's price; absent
// when that is not known.
absl::StatusOr<std::optional<Decimal>> CostOf(AgendaDesk& desk,
                                              const Contract& contract,
                                              int months) {
  if (contract.pricing.empty() || months <= 0) return std::optional<Decimal>();
  const absl::CivilMonth month(desk.today);
  // What the price lacks is said where it is asked for.
  std::vector<Gap> elsewhere;
  ASSIGN_OR_RETURN(
      const std::vector<MonthPrice> prices,
      ReadContractPrices(desk.context, desk.who, desk.known, desk.contracts,
                         contract.id, month, month, desk.as_of, elsewhere));
  if (prices.empty() || !prices.back().total.has_value()) {
    return std::optional<Decimal>();
  }
  ASSIGN_OR_RETURN(const Decimal cost,
                   Decimal::Multiply(*prices.back().total, Decimal(months, 0)));
  return std::optional<Decimal>(cost);
}

absl::Status AddOption(AgendaDesk& desk, const Contract& contract,
                       const NoticeDates& dates) {
  const OptionDates& option = *dates.option;
  AgendaItem item = desk.Begin(
      "option", absl::StrCat(option.nth, ":", FormatDay(option.received_by)),
      contract);
  item.decide_by = option.received_by;
  item.title.rule = "agenda-option";
  item.title.arguments["nth"] = absl::StrCat(option.nth);
  item.title.arguments["day"] = FormatDay(option.received_by);
  item.title.arguments["until"] = FormatDay(option.extended_end - 1);
  item.if_nothing = IfNobodyActs(contract.term, dates, desk.today);
  if (dates.term_end.has_value()) {
    ASSIGN_OR_RETURN(item.exposure, CostOf(desk, contract,
                                           MonthsBetween(*dates.term_end,
                                                         option.extended_end)));
  }
  item.evidence = {absl::StrCat("contract show ", contract.id)};
  item.AddChoice("choice-option-exercise");
  item.AddNothing("choice-option-lapse");
  desk.items.push_back(std::move(item));
  return absl::OkStatus();
}

absl::Status AddNotice(AgendaDesk& desk, const Contract& contract,
                       const NoticeDates& dates) {
  // After a notice that was missed the next one is what can be decided.
  const std::optional<absl::CivilDay> received_by =
      dates.notice_missed ? dates.next_notice_received_by
                          : dates.notice_received_by;
  if (!received_by.has_value() || !dates.renews ||
      *received_by - desk.today > kAheadDays) {
    return absl::OkStatus();
  }
  AgendaItem item = desk.Begin("notice", FormatDay(*received_by), contract);
  item.decide_by = received_by;
  // Without days of our own it is the border, a day too late to decide.
  if (!dates.notice_missed && dates.internal_notice_by.has_value() &&
      *dates.internal_notice_by >= desk.today &&
      *dates.internal_notice_by < *received_by) {
    item.decide_by = dates.internal_notice_by;
  }
  item.title.rule = "agenda-notice";
  item.title.arguments["day"] = FormatDay(*received_by);
  item.if_nothing = IfNobodyActs(contract.term, dates, desk.today);
  if (dates.term_end.has_value() && dates.renews_until.has_value()) {
    ASSIGN_OR_RETURN(item.exposure, CostOf(desk, contract,
                                           MonthsBetween(*dates.term_end,
                                                         *dates.renews_until)));
  }
  item.evidence = {absl::StrCat("contract show ", contract.id)};
  item.AddChoice("choice-notice-give");
  item.AddChoice("choice-notice-renegotiate");
  item.AddNothing("choice-notice-renew");
  desk.items.push_back(std::move(item));
  return absl::OkStatus();
}

}  // namespace

absl::Status AddTermItems(AgendaDesk& desk) {
  for (const Contract* contract : desk.Running()) {
    if (contract->term.terminated.has_value()) continue;
    const NoticeDates dates =
        ComputeNoticeDates(contract->term, desk.today, contract->holidays);
    if (dates.option.has_value() &&
        contract->term.options->by == Side::kCustomer &&
        dates.option->received_by - desk.today <= kAheadDays) {
      RETURN_IF_ERROR(AddOption(desk, *contract, dates));
    }
    RETURN_IF_ERROR(AddNotice(desk, *contract, dates));
  }
  return absl::OkStatus();
}

}  // namespace regisseur
