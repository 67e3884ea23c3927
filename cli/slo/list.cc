#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "cli/output/text_table.h"
#include "cli/slo/slo.h"
#include "cli/verb/reading.h"
#include "regisseur/slo/v1/slo.grpc.pb.h"

namespace regisseur {
namespace {

using slo::v1::SloService;

// `99.9%, 99%`.
std::string TargetsOf(const slo::v1::Slo& slo) {
  return absl::StrJoin(slo.targets(), ", ",
                       [](std::string* out, const std::string& percent) {
                         absl::StrAppend(out, percent, "%");
                       });
}

std::string Table(const slo::v1::ListSlosResponse& answer, const View& view) {
  if (answer.slos().empty()) return "No declared objectives.\n";
  TextTable table({{.heading = "PROVIDER", .cut_to = 10},
                   {.heading = "NAME", .cut_to = 14},
                   {.heading = "SERVICE", .priority = 1, .cut_to = 10},
                   {.heading = "TARGETS", .right = true},
                   {.heading = "WINDOW", .priority = 1, .cut_to = 12},
                   {.heading = "INDICATOR",
                    .priority = 3,
                    .cut_to = 12,
                    .only_if_filled = true},
                   {.heading = "SOURCE", .priority = 2, .cut_to = 12}});
  for (const slo::v1::Slo& slo : answer.slos()) {
    table.AddRow({slo.provider(),
                  {slo.name(), Style::kBold},
                  slo.service(),
                  TargetsOf(slo),
                  slo.window().empty() ? "–" : slo.window(),
                  slo.indicator(),
                  slo.source()});
  }
  return table.Render(view.terminal);
}

}  // namespace

Verb SloListVerb() {
  Verb verb{.noun = "slo",
            .name = "list",
            .summary = "Objectives that partners' own documents declare",
            .examples = {"regisseur slo list --provider cloudnine"},
            .parameters = {ProviderOption(), AsKnownOnOption()},
            .csv = {.rows = "slos"},
            .table = TableOf(&Table)};
  verb.ask = Reading<SloService>(&SloService::Stub::ListSlos, verb.parameters);
  return verb;
}

}  // namespace regisseur
