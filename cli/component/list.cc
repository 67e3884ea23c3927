#include "absl/strings/str_join.h"
#include "cli/component/component.h"
#include "cli/output/text_table.h"
#include "cli/output/words.h"
#include "cli/verb/reading.h"
#include "regisseur/status/v1/status.grpc.pb.h"

namespace regisseur {
namespace {

using status::v1::StatusService;

std::string Table(const status::v1::ListComponentsResponse& answer,
                  const View& view) {
  if (answer.components().empty()) {
    return "No components: no source of this provider shows any.\n";
  }
  TextTable table({{.heading = "COMPONENT", .cut_to = 20},
                   {.heading = "STATE"},
                   {.heading = "SINCE"},
                   {.heading = "GROUP",
                    .priority = 2,
                    .cut_to = 10,
                    .only_if_filled = true},
                   {.heading = "SERVICE",
                    .priority = 3,
                    .cut_to = 10,
                    .only_if_filled = true},
                   {.heading = "SOURCE", .priority = 4, .cut_to = 12},
                   {.heading = "ID", .priority = 1, .cut_to = 12},
                   {.heading = "NOW NAMED",
                    .priority = 5,
                    .cut_to = 12,
                    .only_if_filled = true}});
  for (const status::v1::Component& component : answer.components()) {
    table.AddRow({{component.name(), Style::kBold},
                  StateCell(component.state()),
                  component.has_since() ? MinuteWords(component.since()) : "–",
                  component.group(),
                  absl::StrJoin(component.services(), ", "),
                  component.source(),
                  component.id(),
                  component.current_name()});
  }
  return table.Render(view.terminal);
}

}  // namespace

Verb ComponentListVerb() {
  Verb verb{
      .noun = "component",
      .name = "list",
      .summary = "The components of a partner with their states",
      .examples = {"regisseur component list --provider cloudnine"},
      .parameters = {ProviderOption(/*required=*/true), AsKnownOnOption()},
      .csv = {.rows = "components"},
      .table = TableOf(&Table)};
  verb.ask = Reading<StatusService>(&StatusService::Stub::ListComponents,
                                    verb.parameters);
  return verb;
}

}  // namespace regisseur
