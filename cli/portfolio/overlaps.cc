#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "cli/output/text_table.h"
#include "cli/output/words.h"
#include "cli/portfolio/portfolio.h"
#include "cli/verb/reading.h"
#include "regisseur/resilience/v1/resilience.grpc.pb.h"

namespace regisseur {
namespace {

namespace pb = resilience::v1;

std::string Table(const pb::ListOverlapsResponse& answer, const View& view) {
  if (answer.overlaps().empty()) {
    return "No two providers had an incident at the same time.\n";
  }
  TextTable table({{.heading = "FROM"},
                   {.heading = "TO", .priority = 1},
                   {.heading = "LENGTH", .right = true},
                   {.heading = "PROVIDERS", .cut_to = 20}});
  for (const pb::Overlap& overlap : answer.overlaps()) {
    table.AddRow(
        {{MinuteWords(overlap.start_time()), Style::kBold},
         overlap.has_end_time() ? MinuteWords(overlap.end_time()) : "goes on",
         SecondsWords(overlap.seconds()),
         absl::StrJoin(overlap.providers(), ", ")});
    for (const pb::OverlapIncident& incident : overlap.incidents()) {
      table.AddNote(
          {absl::StrCat(incident.provider(), ": ", incident.title(), " (",
                        MinuteWords(incident.start_time()), " – ",
                        incident.has_end_time()
                            ? MinuteWords(incident.end_time())
                            : "open",
                        ")"),
           Style::kFaint});
    }
    if (!overlap.functions().empty()) {
      table.AddNote({absl::StrCat("Functions that need more than one: ",
                                  absl::StrJoin(overlap.functions(), ", "))});
    }
    if (!overlap.fourth_parties().empty()) {
      table.AddNote(
          {absl::StrCat("Fourth parties that more than one names: ",
                        absl::StrJoin(overlap.fourth_parties(), ", "))});
    }
  }
  return absl::StrCat(table.Render(view.terminal),
                      "That they coincide is all that is said.\n");
}

}  // namespace

Verb PortfolioOverlapsVerb() {
  Verb verb{
      .noun = "portfolio",
      .name = "overlaps",
      .summary = "When several providers had an incident at the same time",
      .details = "By their own word; without a verdict.",
      .examples = {"regisseur portfolio overlaps",
                   "regisseur portfolio overlaps --from 2026-01 --to 2026-09"},
      .parameters = {FromOption("Start; 30 days ago when not given"),
                     ToOption("End, a day or month included whole"),
                     AsKnownOnOption()},
      .csv = {.rows = "overlaps"},
      .table = TableOf(&Table)};
  verb.ask = Reading<pb::ResilienceService>(
      &pb::ResilienceService::Stub::ListOverlaps, verb.parameters);
  return verb;
}

}  // namespace regisseur
