#include "absl/strings/str_cat.h"
#include "cli/objective/objective.h"
#include "cli/output/text_table.h"
#include "cli/output/words.h"
#include "cli/sla/level_words.h"
#include "cli/verb/reading.h"
#include "regisseur/service_level/v1/service_level.grpc.pb.h"

namespace regisseur {
namespace {

namespace pb = service_level::v1;

// The rate of the shortest lookback, and whether any of them fires.
Cell BurnCell(const pb::Objective& objective) {
  for (const pb::BurnRate& rate : objective.burn_rates()) {
    if (!rate.firing()) continue;
    return {
        absl::StrCat(rate.long_rate().substr(0, rate.long_rate().find('.') + 2),
                     "x over ", SecondsWords(rate.long_seconds())),
        Style::kBad};
  }
  return {""};
}

// How the running window stands, marked where its figure is in doubt.
Cell StandsCell(const pb::ServiceLevel& level) {
  Cell cell = VerdictCell(level.verdict());
  if (!level.disputes().empty()) absl::StrAppend(&cell.text, ", disputed");
  if (level.told_otherwise()) absl::StrAppend(&cell.text, ", told otherwise");
  return cell;
}

// What its services are in at this moment: a promise can be on track while they
// are out.
Cell NowCell(const pb::Objective& objective) {
  if (objective.state() == type::v1::OPERATIONAL_STATE_UNSPECIFIED) return "–";
  Cell cell = StateCell(objective.state());
  if (objective.state() != type::v1::OPERATIONAL_STATE_OPERATIONAL &&
      objective.has_state_since_time()) {
    absl::StrAppend(&cell.text, " since ",
                    MinuteWords(objective.state_since_time()));
  }
  return cell;
}

std::string Table(const pb::ListObjectivesResponse& answer, const View& view) {
  if (answer.objectives().empty()) return "No promises are in force.\n";
  TextTable table({{.heading = "CONTRACT", .cut_to = 12},
                   {.heading = "OBJECTIVE", .cut_to = 10},
                   {.heading = "SERVICE", .priority = 4, .cut_to = 8},
                   {.heading = "PROMISED", .right = true},
                   {.heading = "SO FAR", .right = true},
                   {.heading = "STANDS"},
                   {.heading = "NOW", .cut_to = 14},
                   {.heading = "BUDGET USED", .priority = 1, .right = true},
                   {.heading = "LEFT", .priority = 2, .right = true},
                   {.heading = "BURNS", .only_if_filled = true},
                   {.heading = "UNTIL", .priority = 5},
                   {.heading = "LAST WINDOW", .priority = 3}});
  for (const pb::Objective& objective : answer.objectives()) {
    const pb::ServiceLevel& level = objective.running();
    std::string last;
    if (objective.last_verdict() != type::v1::VERDICT_UNSPECIFIED) {
      last = VerdictCell(objective.last_verdict()).text;
      const std::string attained = RangeOrFigureWords(
          objective.last_attained(), objective.last_attained_at_least(),
          objective.last_attained_at_most(), level.unit());
      if (attained != "–") absl::StrAppend(&last, " ", attained);
      if (objective.last_disputed()) absl::StrAppend(&last, ", disputed");
      if (objective.last_told_otherwise()) {
        absl::StrAppend(&last, ", told otherwise");
      }
    }
    table.AddRow({{level.contract(), Style::kBold},
                  level.objective(),
                  ServiceWords(level),
                  absl::StrCat(level.lower_is_better() ? "≤ " : "",
                               FigureWords(level.target(), level.unit())),
                  AttainedWords(level),
                  StandsCell(level),
                  NowCell(objective),
                  objective.has_budget_used()
                      ? absl::StrCat(objective.budget_used(), " %")
                      : "–",
                  level.has_error_budget_left_seconds()
                      ? BudgetWords(level.error_budget_left_seconds())
                      : "–",
                  BurnCell(objective),
                  level.window_last_day(),
                  last.empty() ? "–" : last});
    AddLevelNotes(level, &table);
  }
  return table.Render(view.terminal);
}

}  // namespace

Verb ObjectiveListVerb() {
  Verb verb{
      .noun = "objective",
      .name = "list",
      .summary = "The promises in force, and how the running window stands",
      .details =
          "A window that runs is breached, at risk (over 75 % of what may be "
          "lost is used up) or on track; it is never met before it ends. BURNS "
          "names a rate at which the budget would be gone long before that. "
          "NOW is what the services of the promise are in at this moment.",
      .examples = {"regisseur objective list",
                   "regisseur objective list --provider cloudnine"},
      .parameters = {ProviderOption(),
                     {.name = "contract",
                      .field = "contract",
                      .help = "Only this contract, by its id",
                      .value_name = "ID"},
                     OwnerOption(),
                     AsKnownOnOption()},
      .csv = {.rows = "objectives"},
      .table = TableOf(&Table)};
  verb.ask = Reading<pb::ServiceLevelService>(
      &pb::ServiceLevelService::Stub::ListObjectives, verb.parameters);
  return verb;
}

}  // namespace regisseur
