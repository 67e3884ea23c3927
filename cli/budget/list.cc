#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "cli/budget/budget.h"
#include "cli/output/text_table.h"
#include "cli/output/words.h"
#include "cli/verb/reading.h"
#include "regisseur/budget/v1/budget.grpc.pb.h"

namespace regisseur {
namespace {

namespace pb = budget::v1;

std::string PeriodWords(const pb::Budget& budget) {
  if (budget.from() == budget.to()) return budget.from();
  if (budget.from().size() == 7 && budget.from().substr(4) == "-01" &&
      budget.to() == absl::StrCat(budget.from().substr(0, 4), "-12")) {
    return budget.from().substr(0, 4);
  }
  return absl::StrCat(budget.from(), " – ", budget.to());
}

// `80 % spent, 100 % forecast`: the thresholds that were reached.
std::string Passed(const pb::Budget& budget) {
  std::vector<std::string> passed;
  for (const pb::BudgetThreshold& threshold : budget.thresholds()) {
    if (!threshold.passed()) continue;
    passed.push_back(absl::StrCat(
        threshold.share(), threshold.on_forecast() ? " forecast" : " spent"));
  }
  return absl::StrJoin(passed, ", ");
}

std::string Table(const pb::ListBudgetsResponse& answer, const View& view) {
  if (answer.budgets().empty()) {
    return "No budgets are configured for this question.\n";
  }
  TextTable table(
      {{.heading = "BUDGET"},
       {.heading = "PERIOD"},
       {.heading = "AMOUNT", .right = true},
       {.heading = "SPENT", .right = true},
       {.heading = "%", .priority = 3, .right = true},
       {.heading = "FORECAST", .priority = 1, .right = true},
       {.heading = "ROOM", .right = true},
       {.heading = "CURR."},
       {.heading = "EXCEEDED", .only_if_filled = true},
       {.heading = "REACHED", .priority = 2, .only_if_filled = true}});
  for (const pb::Budget& budget : answer.budgets()) {
    const std::string& currency = budget.currency();
    const bool over = absl::StartsWith(budget.room(), "-");
    table.AddRow(
        {budget.id(),
         PeriodWords(budget),
         AmountWords(budget.amount(), currency),
         budget.has_spent()
             ? absl::StrCat(budget.provisional() ? "~" : "",
                            AmountWords(budget.spent(), currency),
                            budget.incomplete() ? " !" : "")
             : "–",
         budget.has_spent_percent() ? budget.spent_percent() : "–",
         budget.has_forecast() ? AmountWords(budget.forecast(), currency) : "–",
         {budget.has_room() ? AmountWords(budget.room(), currency) : "–",
          over ? Style::kBad : Style::kBold},
         currency,
         {budget.exceeded_on(), Style::kBad},
         Passed(budget)});
    std::vector<std::string> notes;
    if (budget.has_accrued()) {
      notes.push_back(absl::StrCat("still to be invoiced ",
                                   AmountWords(budget.accrued(), currency)));
    }
    if (budget.has_committed()) {
      notes.push_back(absl::StrCat("at least by contract from now on ",
                                   AmountWords(budget.committed(), currency)));
    }
    if (budget.has_forecast_low()) {
      notes.push_back(absl::StrCat(
          "forecast between ", AmountWords(budget.forecast_low(), currency),
          " and ", AmountWords(budget.forecast_high(), currency)));
    }
    if (budget.has_data_until_time()) {
      notes.push_back(
          absl::StrCat("data until ", MinuteWords(budget.data_until_time())));
    }
    if (!notes.empty()) {
      table.AddNote({absl::StrJoin(notes, "; "), Style::kFaint});
    }
  }
  return absl::StrCat(table.Render(view.terminal), "Basis: ", answer.basis(),
                      ".\n");
}

}  // namespace

Verb BudgetListVerb() {
  Verb verb{
      .noun = "budget",
      .name = "list",
      .summary = "What may be spent, what is, and what it will be",
      .details =
          "Budgets stand in the configuration (cost.md) and keep their own "
          "currency. Spent is what was billed so far, forecast that and what "
          "is to be expected until the end. Exceeded is the day on which the "
          "amount is passed, by what was spent or by the forecast. ! some cost "
          "is missing; ~ converted at a rate that can still change.",
      .examples = {"regisseur budget list",
                   "regisseur budget list --period "
                   "2026-10 --provider cloudnine"},
      .parameters = {ProviderOption(),
                     {.name = "period",
                      .field = "period",
                      .help = "Only budgets that hold in this month or year",
                      .value_name = "PERIOD"},
                     AsKnownOnOption()},
      .csv = {.rows = "budgets"},
      .table = TableOf(&Table)};
  verb.ask = Reading<pb::BudgetService>(&pb::BudgetService::Stub::ListBudgets,
                                        verb.parameters);
  return verb;
}

}  // namespace regisseur
