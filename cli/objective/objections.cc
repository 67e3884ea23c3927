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

std::string Table(const pb::ListObjectionsResponse& answer, const View& view) {
  if (answer.objections().empty()) return "No figure is disputed.\n";
  TextTable table({{.heading = "ID"},
                   {.heading = "CONTRACT", .cut_to = 12},
                   {.heading = "OBJECTIVE", .cut_to = 12},
                   {.heading = "PERIOD"},
                   {.heading = "SIDE"},
                   {.heading = "SHOULD BE", .right = true},
                   {.heading = "STATE"},
                   {.heading = "REASON", .priority = 1, .cut_to = 16},
                   {.heading = "LAST STEP", .priority = 2, .cut_to = 20}});
  for (const pb::Objection& row : answer.objections()) {
    table.AddRow({{row.id(), Style::kBold},
                  row.contract(),
                  row.objective(),
                  row.period(),
                  EnumPhrase(row.side()),
                  row.has_figure() ? row.figure() : "–",
                  row.state() == pb::PROPOSAL_STATE_PROPOSED
                      ? "open"
                      : EnumPhrase(row.state()),
                  row.reason(),
                  LastStepWords(row.steps())});
  }
  return table.Render(view.terminal);
}

}  // namespace

Verb ObjectiveObjectionsVerb() {
  Verb verb{.noun = "objective",
            .name = "objections",
            .summary = "Figures that somebody says are wrong",
            .examples = {"regisseur objective objections --provider cloudnine"},
            .parameters = {ProviderOption(), ContractOption(false),
                           ObjectiveOption(false),
                           FromOption("Windows that overlap from here"),
                           ToOption("Until here, included"), OwnerOption(),
                           AsKnownOnOption()},
            .csv = {.rows = "objections"},
            .table = TableOf(&Table)};
  verb.ask = Reading<pb::ObjectiveService>(
      &pb::ObjectiveService::Stub::ListObjections, verb.parameters);
  return verb;
}

}  // namespace regisseur
