#include <algorithm>
#include <optional>
#include <set>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "aggregator/answers/agenda_rules.h"
#include "core/time/instant.h"

namespace regisseur {
namespace {

// So long before it lapses a certificate or report is a matter for the agenda.
constexpr int kAheadDays = 60;
// An exit plan that was tested longer ago than this is not tested.
constexpr int kTestedDays = 365;

// A name as a part of an id.
std::string IdPart(absl::string_view name) {
  return absl::StrReplaceAll(absl::AsciiStrToLower(name),
                             {{" ", "-"}, {":", "-"}, {"/", "-"}});
}

void AddAssurance(AgendaDesk& desk, const Contract& contract,
                  const Assurance& assurance) {
  // A report that is due comes before one that lapses.
  const bool is_due = assurance.due.has_value();
  const std::optional<absl::CivilDay> day =
      is_due ? assurance.due : assurance.valid_until;
  if (!day.has_value() || *day - desk.today > kAheadDays) return;
  AgendaItem item = desk.Begin(
      "assurance_expiring",
      absl::StrCat(IdPart(assurance.kind), ":", FormatDay(*day)), contract);
  item.decide_by = day;
  const bool over = *day < desk.today;
  item.title.rule =
      is_due ? (over ? "agenda-assurance-overdue" : "agenda-assurance-due")
             : (over ? "agenda-assurance-lapsed" : "agenda-assurance-lapses");
  item.title.arguments["assurance"] = assurance.kind;
  item.title.arguments["day"] = FormatDay(*day);
  item.if_nothing.rule = "agenda-assurance-nothing";
  item.if_nothing.arguments = item.title.arguments;
  item.evidence = {absl::StrCat("contract show ", contract.id)};
  item.AddChoice("choice-assurance-ask");
  item.AddChoice("choice-assurance-enter");
  item.AddChoice("choice-assurance-audit");
  desk.items.push_back(std::move(item));
}

std::set<std::string> Subprocessors(const Contract& contract) {
  std::set<std::string> names;
  if (!contract.dossier.processing.has_value()) return names;
  for (const Processing::Subprocessor& one :
       contract.dossier.processing->subprocessors) {
    names.insert(one.name);
  }
  return names;
}

// A version that names others than the one before it, while an objection is in
// time: from the day on which it holds, for as long as the contract says.
void AddSubprocessors(AgendaDesk& desk, const Contract& before,
                      const Contract& after) {
  const std::optional<Processing>& processing = after.dossier.processing;
  if (!processing.has_value() || !processing->objection.has_value()) return;
  const absl::CivilDay last =
      processing->objection->AddTo(after.ValidFrom()) - 1;
  if (last < desk.today || after.ValidFrom() - desk.today > kAheadDays) return;
  std::vector<std::string> added;
  const std::set<std::string> known = Subprocessors(before);
  for (const std::string& name : Subprocessors(after)) {
    if (!known.contains(name)) added.push_back(name);
  }
  if (added.empty()) return;
  AgendaItem item =
      desk.Begin("subprocessor_changed", FormatDay(after.ValidFrom()), after);
  item.decide_by = last;
  item.title.rule = "agenda-subprocessor";
  item.title.arguments["names"] = absl::StrJoin(added, ", ");
  item.title.arguments["from"] = FormatDay(after.ValidFrom());
  item.title.arguments["day"] = FormatDay(last);
  item.if_nothing.rule = "agenda-subprocessor-nothing";
  item.if_nothing.arguments = item.title.arguments;
  item.evidence = {absl::StrCat("contract show ", after.id)};
  item.AddChoice("choice-subprocessor-object");
  item.AddChoice("choice-subprocessor-ask");
  item.AddNothing("choice-subprocessor-accept");
  desk.items.push_back(std::move(item));
}

// Without a plan, or a test of it, a critical function depends on luck.
void AddExit(AgendaDesk& desk, const Contract& contract) {
  AgendaItem item = desk.Begin("exit_plan", "", contract);
  std::vector<std::string> critical;
  for (const FunctionConfig& function : desk.known.portfolio().functions) {
    if (function.critical &&
        std::find(item.functions.begin(), item.functions.end(), function.id) !=
            item.functions.end()) {
      critical.push_back(function.id);
    }
  }
  if (critical.empty()) return;
  const std::optional<ExitTerms>& exit = contract.dossier.exit;
  item.title.arguments["functions"] = absl::StrJoin(critical, ", ");
  if (!exit.has_value() || !exit->plan.has_value()) {
    item.title.rule = "agenda-exit-missing";
  } else if (!exit->tested.has_value()) {
    item.title.rule = "agenda-exit-untested";
    item.title.arguments["plan"] = FormatDay(*exit->plan);
  } else if (desk.today - *exit->tested > kTestedDays) {
    item.title.rule = "agenda-exit-old";
    item.title.arguments["tested"] = FormatDay(*exit->tested);
    item.decide_by = *exit->tested + kTestedDays;
  } else {
    return;
  }
  item.functions = critical;
  item.if_nothing.rule = "agenda-exit-nothing";
  item.if_nothing.arguments = item.title.arguments;
  item.evidence = {absl::StrCat("contract show ", contract.id)};
  item.AddChoice("choice-exit-plan");
  item.AddChoice("choice-exit-test");
  item.AddNothing("choice-exit-accept");
  desk.items.push_back(std::move(item));
}

}  // namespace

absl::Status AddDossierItems(AgendaDesk& desk) {
  for (const Contract* contract : desk.Running()) {
    for (const Assurance& assurance : contract->dossier.assurance) {
      AddAssurance(desk, *contract, assurance);
    }
    AddExit(desk, *contract);
    const std::vector<const Contract*> versions =
        desk.contracts.Versions(contract->id);
    for (size_t i = 1; i < versions.size(); ++i) {
      AddSubprocessors(desk, *versions[i - 1], *versions[i]);
    }
  }
  return absl::OkStatus();
}

}  // namespace regisseur
