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

std::string Table(const pb::ListSettlementsResponse& answer, const View& view) {
  if (answer.settlements().empty()) return "No figure is settled.\n";
  TextTable table({{.heading = "ID"},
                   {.heading = "CONTRACT", .cut_to = 12},
                   {.heading = "OBJECTIVE", .cut_to = 12},
                   {.heading = "PERIOD"},
                   {.heading = "FIGURE", .right = true},
                   {.heading = "STATE"},
                   {.heading = "DOCUMENT", .priority = 1, .cut_to = 16},
                   {.heading = "LAST STEP", .priority = 2, .cut_to = 20}});
  for (const pb::Settlement& row : answer.settlements()) {
    table.AddRow({{row.id(), Style::kBold},
                  row.contract(),
                  row.objective(),
                  row.period(),
                  row.value(),
                  EnumPhrase(row.state()),
                  row.document(),
                  LastStepWords(row.steps())});
  }
  return table.Render(view.terminal);
}

}  // namespace

Verb ObjectiveSettlementsVerb() {
  Verb verb{
      .noun = "objective",
      .name = "settlements",
      .summary = "Figures that both sides settled, and what was proposed",
      .examples = {"regisseur objective settlements --provider cloudnine"},
      .parameters = {ProviderOption(), ContractOption(false),
                     ObjectiveOption(false),
                     FromOption("Windows that overlap from here"),
                     ToOption("Until here, included"), OwnerOption(),
                     AsKnownOnOption()},
      .csv = {.rows = "settlements"},
      .table = TableOf(&Table)};
  verb.ask = Reading<pb::ObjectiveService>(
      &pb::ObjectiveService::Stub::ListSettlements, verb.parameters);
  return verb;
}

}  // namespace regisseur
