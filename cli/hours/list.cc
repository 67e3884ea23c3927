#include "absl/strings/str_cat.h"
#include "cli/hours/hours.h"
#include "cli/output/text_table.h"
#include "cli/output/words.h"
#include "cli/verb/act_options.h"
#include "cli/verb/reading.h"
#include "regisseur/room/v1/room.grpc.pb.h"

namespace regisseur {
namespace {

namespace pb = room::v1;

std::string Table(const pb::ListHoursResponse& answer, const View& view) {
  if (answer.hours().empty()) return "No hours.\n";
  TextTable table({{.heading = "ID"},
                   {.heading = "CONTRACT", .priority = 2, .cut_to = 12},
                   {.heading = "COMPONENT", .priority = 1, .cut_to = 12},
                   {.heading = "DAY"},
                   {.heading = "HOURS", .right = true},
                   {.heading = "FACTOR", .only_if_filled = true},
                   {.heading = "STATE"},
                   {.heading = "BY", .priority = 3},
                   {.heading = "DOCUMENT", .priority = 4, .cut_to = 12}});
  for (const pb::Hours& row : answer.hours()) {
    table.AddRow({{row.id(), Style::kBold},
                  row.contract(),
                  row.component(),
                  row.day(),
                  HoursWords(row.hours()),
                  row.factor(),
                  row.state() == pb::HOURS_STATE_BOOKED
                      ? Cell{"waits for an owner", Style::kWarning}
                      : Cell{EnumPhrase(row.state())},
                  EnumPhrase(row.side()),
                  row.document()});
  }
  return table.Render(view.terminal);
}

std::string BalanceTable(const pb::ListHourBalancesResponse& answer,
                         const View& view) {
  if (answer.balances().empty()) return "No contract has hours.\n";
  TextTable table({{.heading = "CONTRACT", .cut_to = 12},
                   {.heading = "COMPONENT", .cut_to = 12},
                   {.heading = "BOUGHT", .priority = 2, .right = true},
                   {.heading = "USED", .right = true},
                   {.heading = "LEFT", .right = true},
                   {.heading = "WORTH", .priority = 1, .right = true},
                   {.heading = "WAITING", .priority = 3, .right = true},
                   {.heading = "BEYOND", .priority = 4, .right = true},
                   {.heading = "LAPSES"}});
  for (const pb::HourBalance& row : answer.balances()) {
    table.AddRow({row.contract(),
                  {row.component(), Style::kBold},
                  HoursWords(row.bought()),
                  HoursWords(row.used()),
                  {HoursWords(row.left()), Style::kBold},
                  absl::StrCat(AmountWords(row.left_amount(), row.currency()),
                               " ", row.currency()),
                  HoursWords(row.waiting()),
                  HoursWords(row.beyond()),
                  row.has_next_lapse()
                      ? absl::StrCat(HoursWords(row.next_lapse_hours()),
                                     " after ", row.next_lapse())
                      : "–"});
    if (row.lapsed().find_first_of("123456789") != std::string::npos) {
      table.AddNote(
          {absl::StrCat(HoursWords(row.lapsed()), " hours lapsed unused: ",
                        AmountWords(row.lapsed_amount(), row.currency()), " ",
                        row.currency()),
           Style::kFaint},
          "└ ");
    }
  }
  return table.Render(view.terminal);
}

}  // namespace

Verb HoursListVerb() {
  Verb verb{.noun = "hours",
            .name = "list",
            .summary = "Hours that were entered by hand",
            .examples = {"regisseur hours list --waiting",
                         "regisseur hours list --contract cloudnine-hosting "
                         "--from 2026-10 --to 2026-10"},
            .parameters = {ProviderOption(),
                           ContractOption(false),
                           {.name = "component",
                            .field = "component",
                            .help = "Only of this bundle or prepaid price",
                            .value_name = "ID"},
                           FromOption("Worked from here: a day or a month"),
                           ToOption("Until here, included"),
                           {.name = "waiting",
                            .kind = Parameter::Kind::kFlag,
                            .field = "waiting",
                            .help = "Only those that wait for an owner"},
                           OwnerOption(),
                           AsKnownOnOption()},
            .csv = {.rows = "hours"},
            .table = TableOf(&Table)};
  verb.ask = Reading<pb::HourService>(&pb::HourService::Stub::ListHours,
                                      verb.parameters);
  return verb;
}

Verb HoursBalanceVerb() {
  Verb verb{
      .noun = "hours",
      .name = "balance",
      .summary = "What is left of hour bundles and prepaid hours",
      .details =
          "Lots are drawn down the oldest first. Hours count when an owner of "
          "ours accepted them; in a month in which the charges tell hours "
          "those count instead.",
      .examples = {"regisseur hours balance",
                   "regisseur hours balance --contract cloudnine-hosting --on "
                   "2026-12-31"},
      .parameters = {ProviderOption(),
                     ContractOption(false),
                     {.name = "on",
                      .field = "on",
                      .help = "As on this day; today when not given",
                      .value_name = "DAY"},
                     OwnerOption(),
                     AsKnownOnOption()},
      .csv = {.rows = "balances"},
      .table = TableOf(&BalanceTable)};
  verb.ask = Reading<pb::HourService>(&pb::HourService::Stub::ListHourBalances,
                                      verb.parameters);
  return verb;
}

}  // namespace regisseur
