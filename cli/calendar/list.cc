#include <string>

#include "cli/calendar/calendar.h"
#include "cli/output/text_table.h"
#include "cli/output/words.h"
#include "cli/verb/reading.h"
#include "regisseur/calendar/v1/calendar.grpc.pb.h"

namespace regisseur {
namespace {

namespace pb = calendar::v1;

std::string Table(const pb::ListDatesResponse& answer, const View& view) {
  if (answer.dates().empty()) return "No day is set in this time.\n";
  TextTable table({{.heading = "DAY"},
                   {.heading = "KIND", .priority = 1},
                   {.heading = "WHAT", .cut_to = 60}});
  for (const pb::CalendarDate& date : answer.dates()) {
    table.AddRow({{date.day(), Style::kBold},
                  PhraseOfWord(date.kind()),
                  date.title().text()});
  }
  return table.Render(view.terminal);
}

}  // namespace

Verb CalendarListVerb() {
  Verb verb{
      .noun = "calendar",
      .name = "list",
      .summary = "The days on which somebody has to have acted",
      .details =
          "Notice, options, switching, tenders, claims, objections, "
          "reports of partners and our own, reviews and assurance, by the day "
          "people act on. The "
          "same days stand in the feed for calendars (`calendar link`).",
      .examples = {"regisseur calendar list",
                   "regisseur calendar list --owner m.visser -o csv",
                   "regisseur calendar list --from 2027-01-01 --to 2027-12-31"},
      .parameters = {ProviderOption(), OwnerOption(),
                     FromOption("From this day; a month ago when not given"),
                     ToOption("Until this day; in two years when not given"),
                     AsKnownOnOption()},
      .csv = {.rows = "dates"},
      .table = TableOf(&Table)};
  verb.ask = Reading<pb::CalendarService>(&pb::CalendarService::Stub::ListDates,
                                          verb.parameters);
  return verb;
}

}  // namespace regisseur
