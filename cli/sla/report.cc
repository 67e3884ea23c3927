#include "absl/strings/str_cat.h"
#include "cli/output/text_table.h"
#include "cli/output/words.h"
#include "cli/sla/level_words.h"
#include "cli/sla/sla.h"
#include "cli/verb/reading.h"
#include "regisseur/service_level/v1/service_level.grpc.pb.h"

namespace regisseur {
namespace {

namespace pb = service_level::v1;

std::string Table(const pb::ListServiceLevelsResponse& answer,
                  const View& view) {
  if (answer.objectives().empty()) {
    return absl::StrCat("No window that has begun ends in ", answer.period(),
                        ".\n");
  }
  TextTable table({{.heading = "CONTRACT", .cut_to = 12},
                   {.heading = "OBJECTIVE", .cut_to = 10},
                   {.heading = "SERVICE", .priority = 5, .cut_to = 8},
                   {.heading = "PROMISED", .right = true},
                   {.heading = "ATTAINED", .right = true},
                   {.heading = "VERDICT"},
                   {.heading = "BY WHOSE WORD", .priority = 1},
                   {.heading = "DOWN", .priority = 2, .right = true},
                   {.heading = "EXCLUDED", .priority = 6, .right = true},
                   {.heading = "UNKNOWN", .priority = 4, .right = true},
                   {.heading = "BUDGET LEFT", .priority = 3, .right = true},
                   {.heading = "CREDIT", .right = true, .only_if_filled = true},
                   {.heading = "CLAIM BY", .only_if_filled = true},
                   // What tells several windows of a promise apart stays.
                   {.heading = "UNTIL",
                    .priority = HasSeveralWindows(answer.objectives()) ? 0 : 7,
                    .extra = !HasSeveralWindows(answer.objectives())}});
  for (const pb::ServiceLevel& level : answer.objectives()) {
    table.AddRow(
        {{level.contract(), Style::kBold},
         level.objective(),
         ServiceWords(level),
         absl::StrCat(level.lower_is_better() ? "≤ " : "",
                      FigureWords(level.target(), level.unit())),
         AttainedWords(level),
         VerdictCell(level.verdict()),
         OriginWords(level),
         level.has_downtime_seconds() ? SecondsWords(level.downtime_seconds())
                                      : "–",
         level.has_excluded_seconds() ? SecondsWords(level.excluded_seconds())
                                      : "–",
         level.has_unknown_seconds() ? SecondsWords(level.unknown_seconds())
                                     : "–",
         level.has_error_budget_left_seconds()
             ? BudgetWords(level.error_budget_left_seconds())
             : "–",
         level.has_credit() ? CreditWords(level.credit()) : "",
         level.has_credit() ? level.credit().claim_by() : "",
         absl::StrCat(level.window_last_day(),
                      level.closed() ? "" : " (runs)")});
    AddLevelNotes(level, &table);
  }
  return absl::StrCat("Windows that end in ", answer.period(), "\n\n",
                      table.Render(view.terminal));
}

}  // namespace

Verb SlaReportVerb() {
  Verb verb{
      .noun = "sla",
      .name = "report",
      .summary = "What became of the promises of contracts",
      .details =
          "One row an objective, by the word that the contract lets count; "
          "where others say otherwise, that stands below it in minutes and in "
          "money. Of time that nobody saw ATTAINED is a range: all of it down, "
          "all of it up. Percentages are cut off, never rounded up. `sla show` "
          "says why a figure is what it is.",
      .examples = {"regisseur sla report --period 2026-10",
                   "regisseur sla report --period 2026-Q4 --provider cloudnine",
                   "regisseur sla report --period 2026-10 --as-known-on "
                   "2026-11-05 -o json"},
      .parameters = {{.name = "period",
                      .field = "period",
                      .help = "Windows that end in it: a month, 2026-Q4 or a "
                              "year (the last month that is over)",
                      .value_name = "PERIOD"},
                     ProviderOption(),
                     {.name = "contract",
                      .field = "contract",
                      .help = "Only this contract, by its id",
                      .value_name = "ID"},
                     OwnerOption(),
                     AsKnownOnOption()},
      .csv = {.rows = "objectives"},
      .table = TableOf(&Table)};
  verb.ask = Reading<pb::ServiceLevelService>(
      &pb::ServiceLevelService::Stub::ListServiceLevels, verb.parameters);
  return verb;
}

}  // namespace regisseur
