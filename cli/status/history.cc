#include "absl/strings/str_cat.h"
#include "cli/output/text_table.h"
#include "cli/output/words.h"
#include "cli/status/status.h"
#include "cli/verb/reading.h"
#include "regisseur/status/v1/status.grpc.pb.h"

namespace regisseur {
namespace {

using status::v1::StatusService;

Cell Time(int64_t seconds, Style style) {
  return seconds == 0 ? Cell("0") : Cell(SecondsWords(seconds), style);
}

std::string Table(const status::v1::ListStatusHistoryResponse& answer,
                  const View& view) {
  std::string out;
  if (answer.has_from_time() && answer.has_to_time()) {
    absl::StrAppend(&out, "From ", MinuteWords(answer.from_time()), " until ",
                    MinuteWords(answer.to_time()), "\n");
  }
  if (answer.rows().empty()) {
    return absl::StrCat(out, "No components were observed.\n");
  }
  TextTable table(
      {{.heading = "COMPONENT", .cut_to = 16},
       {.heading = "MAJOR OUTAGE", .right = true},
       {.heading = "PARTIAL", .right = true},
       {.heading = "DEGRADED", .right = true},
       {.heading = "MAINTENANCE", .priority = 2, .right = true},
       {.heading = "UNKNOWN", .right = true},
       {.heading = "OPERATIONAL", .priority = 3, .right = true},
       {.heading = "INCIDENTS", .priority = 1, .right = true},
       {.heading = "GROUP", .priority = 4, .cut_to = 8, .only_if_filled = true},
       {.heading = "ID", .priority = 5, .cut_to = 12},
       {.heading = "SOURCE", .priority = 6, .cut_to = 12}});
  for (const status::v1::StatusHistoryRow& row : answer.rows()) {
    table.AddRow({{row.component(), Style::kBold},
                  Time(row.major_outage_seconds(), Style::kBad),
                  Time(row.partial_outage_seconds(), Style::kBad),
                  Time(row.degraded_seconds(), Style::kWarning),
                  Time(row.maintenance_seconds(), Style::kCalm),
                  Time(row.unknown_seconds(), Style::kWarning),
                  Time(row.operational_seconds(), Style::kPlain),
                  CountWords(row.incidents()),
                  row.group(),
                  row.component_id(),
                  row.source()});
  }
  return out + table.Render(view.terminal);
}

}  // namespace

Verb StatusHistoryVerb() {
  Verb verb{
      .noun = "status",
      .name = "history",
      .summary = "How long each component was in each state",
      .details =
          "The table cuts to whole minutes; json, yaml and csv have "
          "the seconds, which add up to the range.",
      .examples = {"regisseur status history --provider cloudnine --from "
                   "2026-10 --to 2026-10",
                   "regisseur status history --provider cloudnine --service "
                   "hosting -o csv"},
      .parameters = {ProviderOption(/*required=*/true),
                     {.name = "service",
                      .field = "service",
                      .help = "Only components of this service",
                      .value_name = "ID"},
                     {.name = "component",
                      .field = "component",
                      .help = "Only this component, by the partner's id",
                      .value_name = "ID"},
                     FromOption(
                         "Start: time, day or month (first observation)"),
                     ToOption("End, a day or month included whole (now)"),
                     AsKnownOnOption()},
      .csv = {.rows = "rows"},
      .table = TableOf(&Table)};
  verb.ask = Reading<StatusService>(&StatusService::Stub::ListStatusHistory,
                                    verb.parameters);
  return verb;
}

}  // namespace regisseur
