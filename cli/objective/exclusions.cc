#include "cli/objective/objective.h"
#include "cli/objective/promise_options.h"
#include "cli/objective/proposal_words.h"
#include "cli/output/text_table.h"
#include "cli/output/words.h"
#include "cli/verb/reading.h"
#include "regisseur/objective/v1/objective.grpc.pb.h"

namespace regisseur {
namespace {

namespace pb = objective::v1;

std::string Table(const pb::ListExclusionsResponse& answer, const View& view) {
  if (answer.exclusions().empty()) return "No time is left out.\n";
  TextTable table({{.heading = "ID"},
                   {.heading = "CONTRACT", .cut_to = 12},
                   {.heading = "OBJECTIVE", .cut_to = 12},
                   {.heading = "LEFT OUT"},
                   {.heading = "ACCOUNTABLE", .priority = 1},
                   {.heading = "STATE"},
                   {.heading = "REASON", .priority = 2, .cut_to = 16},
                   {.heading = "LAST STEP", .priority = 3, .cut_to = 20}});
  for (const pb::Exclusion& row : answer.exclusions()) {
    table.AddRow({{row.id(), Style::kBold},
                  row.contract(),
                  row.objective(),
                  RangeWords(row.start_time(), row.end_time()),
                  EnumPhrase(row.accountability()),
                  EnumPhrase(row.state()),
                  row.reason(),
                  LastStepWords(row.steps())});
  }
  return table.Render(view.terminal);
}

}  // namespace

Verb ObjectiveExclusionsVerb() {
  Verb verb{.noun = "objective",
            .name = "exclusions",
            .summary = "Time that is left out of promises, and why",
            .details = "Also what was only proposed, refused or taken back.",
            .examples = {"regisseur objective exclusions --contract "
                         "cloudnine-hosting --from 2026-10 --to 2026-10"},
            .parameters = {ProviderOption(), ContractOption(false),
                           ObjectiveOption(false),
                           FromOption("Those that overlap from here"),
                           ToOption("Until here, included"), OwnerOption(),
                           AsKnownOnOption()},
            .csv = {.rows = "exclusions"},
            .table = TableOf(&Table)};
  verb.ask = Reading<pb::ObjectiveService>(
      &pb::ObjectiveService::Stub::ListExclusions, verb.parameters);
  return verb;
}

}  // namespace regisseur
