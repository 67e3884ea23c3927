#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "cli/output/detail_sheet.h"
#include "cli/output/text_table.h"
#include "cli/output/words.h"
#include "cli/portfolio/portfolio.h"
#include "cli/verb/reading.h"
#include "regisseur/resilience/v1/resilience.grpc.pb.h"

namespace regisseur {
namespace {

namespace pb = resilience::v1;

Cell Lines(const std::vector<std::string>& words) {
  return {absl::StrJoin(words, ", ")};
}

void AddFunctions(const pb::RehearseExitResponse& answer, DetailSheet& sheet) {
  std::vector<std::string> functions;
  for (const pb::TouchedFunction& function : answer.functions()) {
    functions.push_back(absl::StrCat(function.name(),
                                     function.critical() ? " (critical)" : ""));
  }
  sheet.Add("Functions", functions.empty()
                             ? Cell{"none that is configured", Style::kFaint}
                             : Lines(functions));
  sheet.Add("Services", absl::StrJoin(answer.services(), ", "));
  std::vector<std::string> objectives;
  for (const pb::TouchedObjective& objective : answer.objectives()) {
    objectives.push_back(
        absl::StrCat(objective.contract(), "/", objective.objective()));
  }
  sheet.Add("Promises", Lines(objectives));
  sheet.Add("Cost",
            answer.has_month_cost()
                ? Cell{absl::StrCat(
                      AmountWords(answer.month_cost(), answer.currency()), " ",
                      answer.currency(), " in ", answer.month())}
                : Cell{absl::StrCat("of ", answer.month(), " not known"),
                       Style::kWarning});
  sheet.Add("Beside it", absl::StrJoin(answer.other_providers(), ", "));
}

std::string ContractText(const pb::LeavingContract& contract,
                         const Terminal& terminal) {
  DetailSheet sheet;
  sheet.Add(
      "Contract",
      {absl::StrCat(contract.contract(), " ", contract.title()), Style::kBold});
  sheet.Add("Last day", contract.has_last_day() ? contract.last_day()
                                                : "no end of its own");
  if (contract.has_notice_received_by()) {
    sheet.Add("Notice by",
              {absl::StrCat(contract.notice_received_by(),
                            contract.notice_missed() ? ", missed" : ""),
               contract.notice_missed() ? Style::kBad : Style::kPlain});
  }
  if (contract.has_earliest_exit()) {
    sheet.Add("Out from", contract.earliest_exit());
  }
  if (contract.has_switch_exit()) {
    sheet.Add(
        "Data Act",
        absl::StrCat("out from ", contract.switch_exit(),
                     contract.has_switch_notice_by() ? "; notice by " : "",
                     contract.switch_notice_by()));
  }
  if (contract.has_exit_payment()) {
    sheet.Add("Leaving costs", absl::StrCat(AmountWords(contract.exit_payment(),
                                                        contract.currency()),
                                            " ", contract.currency()));
  }
  for (const pb::UnusedHours& unused : contract.unused_hours()) {
    sheet.Add("Unused hours",
              absl::StrCat(HoursWords(unused.hours()), " of ",
                           unused.component(), ", paid ",
                           AmountWords(unused.amount(), contract.currency()),
                           " ", contract.currency()));
  }
  return sheet.Render(terminal);
}

std::string Table(const pb::RehearseExitResponse& answer, const View& view) {
  DetailSheet head;
  head.Add("Leaves", {absl::StrCat(answer.name().empty() ? answer.provider()
                                                         : answer.name(),
                                   " on ", answer.on()),
                      Style::kBold});
  AddFunctions(answer, head);
  std::string text = head.Render(view.terminal);
  for (const pb::LeavingContract& contract : answer.contracts()) {
    absl::StrAppend(&text, "\n", ContractText(contract, view.terminal));
  }
  DetailSheet rest;
  for (const pb::LeavingDeadline& deadline : answer.deadlines()) {
    rest.Add(deadline.day(),
             {absl::StrCat(deadline.what().text(),
                           deadline.late() ? " That day is over." : ""),
              deadline.late() ? Style::kBad : Style::kPlain});
  }
  for (const pb::Readiness& one : answer.prepared()) {
    rest.Add("prepared", {one.what().text(), Style::kGood});
  }
  for (const pb::Readiness& one : answer.missing()) {
    rest.Add("missing", {one.what().text(), Style::kWarning});
  }
  const std::string list = rest.Render(view.terminal);
  if (!list.empty()) absl::StrAppend(&text, "\n", list);
  return text;
}

}  // namespace

Verb PortfolioRehearsalVerb() {
  Verb verb{
      .noun = "portfolio",
      .name = "rehearsal",
      .summary = "What is touched and what is prepared when a partner leaves",
      .details =
          "Functions and services, promises, what it costs a month, the days "
          "of each contract, help and data on leaving, and what is missing.",
      .examples = {"regisseur portfolio rehearsal --provider cloudnine",
                   "regisseur portfolio rehearsal --provider cloudnine --on "
                   "2027-06-30 -o json"},
      .parameters = {ProviderOption(/*required=*/true),
                     {.name = "on",
                      .field = "on",
                      .help = "The day on which it leaves; today when not "
                              "given",
                      .value_name = "DAY"},
                     AsKnownOnOption()},
      .csv = {.rows = "contracts"},
      .table = TableOf(&Table)};
  verb.ask = Reading<pb::ResilienceService>(
      &pb::ResilienceService::Stub::RehearseExit, verb.parameters);
  return verb;
}

}  // namespace regisseur
