#include "cli/mandate/mandate.h"

#include "absl/strings/str_cat.h"
#include "cli/output/text_table.h"
#include "cli/output/words.h"
#include "cli/verb/act_options.h"
#include "cli/verb/acting.h"
#include "cli/verb/reading.h"
#include "regisseur/room/v1/room.grpc.pb.h"

namespace regisseur {
namespace {

namespace pb = room::v1;

std::string Amount(const std::string& text, const pb::MandateBand& band) {
  return band.currency().empty()
             ? text
             : absl::StrCat(AmountWords(text, band.currency()), " ",
                            band.currency());
}

std::string Table(const pb::ListMandatesResponse& answer, const View& view) {
  if (answer.bands().empty() && answer.interventions().empty()) {
    return "No contract has a mandate.\n";
  }
  TextTable table({{.heading = "CONTRACT", .cut_to = 12},
                   {.heading = "BAND"},
                   {.heading = "FROM", .priority = 2},
                   {.heading = "TO", .priority = 1},
                   {.heading = "PLAN", .priority = 3, .right = true},
                   {.heading = "ENDS AT", .right = true},
                   {.heading = "CAME TO", .right = true},
                   {.heading = "BAND USED", .right = true},
                   {.heading = ""}});
  for (const pb::MandateBand& band : answer.bands()) {
    table.AddRow({band.contract(),
                  {absl::StrCat(band.kind(), band.subject().empty() ? "" : " ",
                                band.subject()),
                   Style::kBold},
                  band.from(),
                  band.to(),
                  band.has_plan() ? Amount(band.plan(), band) : "–",
                  Amount(band.limit(), band),
                  band.has_used() ? Amount(band.used(), band) : "not known",
                  band.has_used_percent()
                      ? absl::StrCat(band.used_percent(), " %")
                      : "–",
                  band.outside() ? Cell{"outside", Style::kBad} : Cell{}});
  }
  std::string text = table.Render(view.terminal);
  if (answer.interventions().empty()) return text;
  absl::StrAppend(&text, "\nWe stepped in inside a band ",
                  answer.interventions_size(),
                  answer.interventions_size() == 1 ? " time" : " times",
                  " in twelve months:\n");
  // How often a partner; servers of before do not count.
  if (!answer.intervention_counts().empty()) {
    TextTable counts({{.heading = "PARTNER"},
                      {.heading = "TIMES", .right = true},
                      {.heading = "SINCE LAST MONTH", .right = true}});
    for (const pb::InterventionCount& row : answer.intervention_counts()) {
      counts.AddRow(
          {row.provider(), CountWords(row.count()), CountWords(row.lately())});
    }
    absl::StrAppend(&text, counts.Render(view.terminal), "\n");
  }
  TextTable log({{.heading = "DAY"},
                 {.heading = "CONTRACT", .cut_to = 12},
                 {.heading = "WHAT"},
                 {.heading = "WHY", .priority = 1, .cut_to = 20}});
  for (const pb::Intervention& row : answer.interventions()) {
    log.AddRow({row.day(), row.contract(), row.what(), row.reason()});
  }
  absl::StrAppend(&text, log.Render(view.terminal));
  return text;
}

std::string NotedTable(const pb::RecordInterventionResponse& answer,
                       const View& view) {
  return absl::StrCat("Noted for ", answer.intervention().day(), ": ",
                      answer.intervention().reason(), "\n");
}

}  // namespace

Verb MandateListVerb() {
  Verb verb{
      .noun = "mandate",
      .name = "list",
      .summary = "How far partners are inside what they decide alone",
      .details =
          "Each band, where it ends and how much of it is used. Only what "
          "leaves "
          "a band is on the agenda. Below stands how often we stepped in "
          "although the partner was inside.",
      .examples = {"regisseur mandate list",
                   "regisseur mandate list --contract cloudnine-hosting --on "
                   "2026-09-30"},
      .parameters = {ProviderOption(),
                     ContractOption(false),
                     {.name = "on",
                      .field = "on",
                      .help = "As on this day; today when not given",
                      .value_name = "DAY"},
                     OwnerOption(),
                     AsKnownOnOption()},
      .csv = {.rows = "bands"},
      .table = TableOf(&Table)};
  verb.ask = Reading<pb::MandateService>(
      &pb::MandateService::Stub::ListMandates, verb.parameters);
  return verb;
}

Verb MandateNoteVerb() {
  Verb verb{.noun = "mandate",
            .name = "note",
            .summary = "Note that we stepped in inside a mandate",
            .details = "Nobody is told but who asks `mandate list`.",
            .examples = {"regisseur mandate note --contract cloudnine-hosting "
                         "--reason \"chose the supplier of disks ourselves\""},
            .parameters = {ContractOption(true),
                           TextOption("reason", "What we did"),
                           {.name = "day",
                            .field = "day",
                            .help = "The day; today when not given",
                            .value_name = "DAY"},
                           RequestIdOption()},
            .table = TableOf(&NotedTable)};
  verb.ask = Acting<pb::MandateService>(
      &pb::MandateService::Stub::RecordIntervention, verb.parameters);
  return verb;
}

}  // namespace regisseur
