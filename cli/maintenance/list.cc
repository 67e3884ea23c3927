#include "absl/strings/str_join.h"
#include "cli/maintenance/maintenance.h"
#include "cli/output/text_table.h"
#include "cli/output/words.h"
#include "cli/verb/reading.h"
#include "regisseur/status/v1/status.grpc.pb.h"

namespace regisseur {
namespace {

using status::v1::StatusService;

std::string Table(const status::v1::ListMaintenancesResponse& answer,
                  const View& view) {
  if (answer.maintenances().empty()) return "No scheduled maintenance.\n";
  TextTable table({{.heading = "START"},
                   {.heading = "END"},
                   {.heading = "PROVIDER", .cut_to = 10},
                   {.heading = "PHASE", .priority = 1},
                   {.heading = "TITLE", .cut_to = 16},
                   {.heading = "ANNOUNCED", .priority = 2},
                   {.heading = "COMPONENTS", .priority = 3, .cut_to = 12},
                   {.heading = "ID", .priority = 4, .cut_to = 12}});
  for (const status::v1::MaintenanceRow& row : answer.maintenances()) {
    table.AddRow(
        {row.has_start() ? MinuteWords(row.start()) : "–",
         row.has_end() ? MinuteWords(row.end()) : "–",
         row.provider(),
         EnumPhrase(row.state()),
         {row.title(), Style::kBold},
         row.has_announce_time() ? MinuteWords(row.announce_time()) : "–",
         row.components().empty() ? "all"
                                  : absl::StrJoin(row.components(), ", "),
         row.id()});
  }
  return table.Render(view.terminal);
}

}  // namespace

Verb MaintenanceListVerb() {
  Verb verb{
      .noun = "maintenance",
      .name = "list",
      .summary = "Scheduled maintenance, by start",
      .examples = {"regisseur maintenance list",
                   "regisseur maintenance list --provider cloudnine --from "
                   "2026-11-01"},
      .parameters = {ProviderOption(),
                     FromOption("Overlapping from here: time, day or month"),
                     ToOption("Until here, a day or month included whole"),
                     OwnerOption(), AsKnownOnOption()},
      .csv = {.rows = "maintenances"},
      .table = TableOf(&Table)};
  verb.ask = Reading<StatusService>(&StatusService::Stub::ListMaintenances,
                                    verb.parameters);
  return verb;
}

}  // namespace regisseur
