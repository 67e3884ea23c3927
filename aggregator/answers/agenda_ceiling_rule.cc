#include "absl/strings/str_cat.h"
#include "aggregator/answers/agenda_rules.h"
#include "aggregator/answers/contract_value.h"
#include "core/base/status_macros.h"
#include "core/contract/notice_dates.h"
#include "core/time/instant.h"

namespace regisseur {
namespace {

// So long before it has to start a tender becomes a matter for the agenda.
constexpr int kAheadDays = 180;

void AddChoices(AgendaItem& item) {
  item.AddChoice("choice-ceiling-tender");
  item.AddChoice("choice-ceiling-raise");
  item.AddChoice("choice-ceiling-less");
}

void AddTender(AgendaDesk& desk, const Contract& contract,
               const CeilingUse& use) {
  if (!use.tender_start.has_value() ||
      *use.tender_start - desk.today > kAheadDays) {
    return;
  }
  AgendaItem item =
      desk.Begin("tender_start", contract.value->maximum.ToString(), contract);
  item.decide_by = use.tender_start;
  item.title.rule =
      use.tender_late ? "agenda-tender-late" : "agenda-tender-start";
  item.title.arguments["day"] = FormatDay(*use.tender_start);
  item.title.arguments["needed"] =
      use.needed_by.has_value() ? FormatDay(*use.needed_by) : "";
  item.if_nothing.rule = "agenda-tender-missing";
  item.if_nothing.arguments["needed"] = item.title.arguments["needed"];
  item.exposure = use.left;
  item.evidence = {absl::StrCat("contract show ", contract.id)};
  AddChoices(item);
  desk.items.push_back(std::move(item));
}

void AddWarning(AgendaDesk& desk, const Contract& contract,
                const CeilingUse& use) {
  if (!use.warning.has_value()) return;
  AgendaItem item =
      desk.Begin("value_ceiling", use.warning->ToString(), contract);
  item.decide_by = use.exhausted_on;
  item.title.rule = "agenda-value-ceiling";
  item.title.arguments["used"] = use.used.ToString();
  item.title.arguments["maximum"] = contract.value->maximum.ToString();
  item.title.arguments["currency"] = contract.currency;
  item.exposure = use.left;
  item.if_nothing.rule = use.exhausted_on.has_value()
                             ? "agenda-ceiling-exhausted"
                             : "agenda-ceiling-not-reached";
  if (use.exhausted_on.has_value()) {
    item.if_nothing.arguments["day"] = FormatDay(*use.exhausted_on);
  }
  item.evidence = {absl::StrCat("contract show ", contract.id)};
  AddChoices(item);
  desk.items.push_back(std::move(item));
}

}  // namespace

absl::Status AddCeilingItems(AgendaDesk& desk) {
  for (const Contract* contract : desk.Running()) {
    if (!contract->value.has_value()) continue;
    const NoticeDates dates =
        ComputeNoticeDates(contract->term, desk.today, contract->holidays);
    ASSIGN_OR_RETURN(
        const ContractValue value,
        ReadContractValue(desk.context, desk.who, desk.known, desk.contracts,
                          *contract, dates, desk.today, desk.as_of, desk.gaps));
    if (!value.use.has_value()) continue;
    AddTender(desk, *contract, *value.use);
    AddWarning(desk, *contract, *value.use);
  }
  return absl::OkStatus();
}

}  // namespace regisseur
