#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "cli/incident/incident.h"
#include "cli/output/text_table.h"
#include "cli/output/words.h"
#include "cli/verb/reading.h"
#include "regisseur/status/v1/status.grpc.pb.h"

namespace regisseur {
namespace {

using status::v1::StatusService;

Style StyleOf(type::v1::IncidentImpact impact) {
  switch (impact) {
    case type::v1::INCIDENT_IMPACT_NONE:
      return Style::kPlain;
    case type::v1::INCIDENT_IMPACT_UNSPECIFIED:
    case type::v1::INCIDENT_IMPACT_MINOR:
      return Style::kWarning;
    default:
      return Style::kBad;
  }
}

std::string Table(const status::v1::ListIncidentsResponse& answer,
                  const View& view) {
  if (answer.incidents().empty()) return "No incidents.\n";
  TextTable table({{.heading = "START"},
                   {.heading = "LASTED"},
                   {.heading = "PROVIDER", .cut_to = 10},
                   {.heading = "IMPACT"},
                   {.heading = "PHASE", .priority = 2},
                   {.heading = "TITLE", .cut_to = 16},
                   {.heading = "COMPONENTS", .priority = 1, .cut_to = 12},
                   {.heading = "ID", .priority = 3, .cut_to = 12}});
  for (const status::v1::IncidentRow& incident : answer.incidents()) {
    std::string lasted = "–";
    if (incident.has_start_time()) {
      const absl::Time start = ToTime(incident.start_time());
      lasted = incident.has_end_time()
                   ? AgeWords(ToTime(incident.end_time()) - start)
                   : absl::StrCat("open ", AgeWords(view.now - start));
      if (incident.has_end_time() && lasted == "now") lasted = "<1 min";
      if (incident.end_inferred()) absl::StrAppend(&lasted, "?");
    }
    table.AddRow(
        {incident.has_start_time() ? MinuteWords(incident.start_time()) : "–",
         {lasted, incident.has_end_time() ? Style::kPlain : Style::kBad},
         incident.provider(),
         {EnumPhrase(incident.impact()), StyleOf(incident.impact())},
         EnumPhrase(incident.state()),
         {incident.title(), Style::kBold},
         absl::StrJoin(incident.components(), ", "),
         incident.id()});
  }
  return table.Render(view.terminal);
}

}  // namespace

Verb IncidentListVerb() {
  Verb verb{
      .noun = "incident",
      .name = "list",
      .summary = "Incidents, newest first",
      .details =
          "LASTED ends in `?` where the partner stopped showing the "
          "incident without stating its end.",
      .examples = {"regisseur incident list --open",
                   "regisseur incident list --provider cloudnine --from "
                   "2026-10 --to 2026-10"},
      .parameters = {ProviderOption(),
                     {.name = "open",
                      .kind = Parameter::Kind::kFlag,
                      .field = "open",
                      .help = "Only those that are open"},
                     FromOption("Overlapping from here: time, day or month"),
                     ToOption("Until here, a day or month included whole"),
                     OwnerOption(),
                     AsKnownOnOption()},
      .csv = {.rows = "incidents"},
      .table = TableOf(&Table)};
  verb.ask = Reading<StatusService>(&StatusService::Stub::ListIncidents,
                                    verb.parameters);
  return verb;
}

}  // namespace regisseur
