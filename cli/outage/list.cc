#include <string>

#include "absl/strings/str_cat.h"
#include "cli/outage/outage.h"
#include "cli/output/text_table.h"
#include "cli/output/words.h"
#include "cli/verb/reading.h"
#include "regisseur/outage/v1/outage.grpc.pb.h"

namespace regisseur {
namespace {

namespace pb = outage::v1;

Cell ReportsCell(const pb::Outage& outage) {
  int due = 0;
  int late = 0;
  for (const pb::ReportClock& report : outage.reports()) {
    if (report.has_file_time() || report.conditional()) continue;
    ++due;
    if (report.late()) ++late;
  }
  if (late > 0) return {absl::StrCat(late, " late"), Style::kBad};
  if (due > 0) return {absl::StrCat(due, " to file"), Style::kWarning};
  return "–";
}

std::string Table(const pb::ListOutagesResponse& answer, const View& view) {
  if (answer.outages().empty()) return "No outage was recorded.\n";
  TextTable table({{.heading = "SINCE"},
                   {.heading = "UNTIL", .priority = 1},
                   {.heading = "PROVIDER", .cut_to = 10},
                   {.heading = "SERVICE", .cut_to = 10, .only_if_filled = true},
                   {.heading = "CLASSIFIED", .priority = 2},
                   {.heading = "REPORTS"},
                   {.heading = "ID", .priority = 3, .extra = true}});
  for (const pb::Outage& outage : answer.outages()) {
    table.AddRow({{MinuteWords(outage.since_time()), Style::kBold},
                  outage.has_close_time()
                      ? Cell{MinuteWords(outage.close_time())}
                      : Cell{"open", Style::kBad},
                  outage.provider(),
                  outage.service(),
                  outage.classification().empty()
                      ? "no"
                      : PhraseOfWord(outage.classification()),
                  ReportsCell(outage),
                  outage.id()});
  }
  return table.Render(view.terminal);
}

}  // namespace

Verb OutageListVerb() {
  Verb verb{
      .noun = "outage",
      .name = "list",
      .summary = "The outages that people recorded, the newest first",
      .details =
          "What partners tell of incidents is `incident list`; "
          "what is out at this moment is `now`.",
      .examples = {"regisseur outage list", "regisseur outage list --open"},
      .parameters = {ProviderOption(),
                     OwnerOption(),
                     {.name = "open",
                      .kind = Parameter::Kind::kFlag,
                      .field = "open",
                      .help = "Only those that are open"},
                     AsKnownOnOption()},
      .csv = {.rows = "outages"},
      .table = TableOf(&Table)};
  verb.ask = Reading<pb::OutageService>(&pb::OutageService::Stub::ListOutages,
                                        verb.parameters);
  return verb;
}

}  // namespace regisseur
