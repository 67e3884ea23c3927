#include "absl/strings/str_cat.h"
#include "cli/extra/extra.h"
#include "cli/extra/extra_words.h"
#include "cli/output/text_table.h"
#include "cli/output/words.h"
#include "cli/verb/act_options.h"
#include "cli/verb/reading.h"
#include "regisseur/room/v1/room.grpc.pb.h"

namespace regisseur {
namespace {

namespace pb = room::v1;

Cell OrderingCell(const pb::AvailableExtra& row) {
  if (!row.refused()) return row.within_mandate() ? "at once" : "with approval";
  return {absl::StrCat("refused", row.refused_by().empty() ? "" : " by ",
                       row.refused_by()),
          Style::kWarning};
}

std::string RenderAvailable(const pb::ListExtrasResponse& answer,
                            const View& view) {
  TextTable table({{.heading = "CONTRACT", .cut_to = 12},
                   {.heading = "CAN BE ORDERED", .cut_to = 16},
                   {.heading = "PRICE", .right = true},
                   {.heading = "UNIT", .only_if_filled = true},
                   {.heading = "LEAD TIME", .priority = 1},
                   {.heading = "ORDERING ONE", .priority = 2}});
  for (const pb::AvailableExtra& row : answer.available()) {
    table.AddRow({row.contract(),
                  {row.extra(), Style::kBold},
                  absl::StrCat(PriceWords(row.price(), row.currency()), " ",
                               row.currency()),
                  row.unit(),
                  row.lead_time(),
                  OrderingCell(row)});
    if (!row.why().empty()) table.AddNote({row.why(), Style::kFaint}, "└ ");
  }
  return table.Render(view.terminal);
}

std::string Table(const pb::ListExtrasResponse& answer, const View& view) {
  std::string text = "Nothing was ordered.\n";
  if (!answer.extras().empty()) {
    TextTable table(
        {{.heading = "ID"},
         {.heading = "CONTRACT", .priority = 1, .cut_to = 12},
         {.heading = "EXTRA", .cut_to = 14},
         {.heading = "QUANTITY", .priority = 3, .right = true},
         {.heading = "AMOUNT", .right = true},
         {.heading = "STATE"},
         {.heading = "BILL", .priority = 2, .only_if_filled = true}});
    for (const pb::Extra& row : answer.extras()) {
      table.AddRow({{row.id(), Style::kBold},
                    row.contract(),
                    row.extra(),
                    absl::StrCat(row.quantity(), row.unit().empty() ? "" : " ",
                                 row.unit()),
                    absl::StrCat(AmountWords(row.amount(), row.currency()), " ",
                                 row.currency()),
                    ExtraStateCell(row),
                    BillCell(row)});
    }
    text = table.Render(view.terminal);
  }
  if (!answer.available().empty()) {
    absl::StrAppend(&text, "\n", RenderAvailable(answer, view));
  }
  return text;
}

std::string ShowTable(const pb::ListExtrasResponse& answer, const View& view) {
  return answer.extras().empty() ? ""
                                 : RenderExtra(answer.extras(0), view.terminal);
}

}  // namespace

Verb ExtraListVerb() {
  Verb verb{
      .noun = "extra",
      .name = "list",
      .summary = "What was ordered beside the contracts, and what can be",
      .details =
          "Each order is held against the bills: the invoice or charge that "
          "has it, and whether it is at the agreed price.",
      .examples = {"regisseur extra list",
                   "regisseur extra list --contract cloudnine-hosting"},
      .parameters = {ProviderOption(),
                     ContractOption(false),
                     {.name = "id",
                      .field = "id",
                      .help = "Only this order",
                      .value_name = "ID"},
                     OwnerOption(),
                     AsKnownOnOption()},
      .csv = {.rows = "extras"},
      .table = TableOf(&Table)};
  verb.ask = Reading<pb::ExtraService>(&pb::ExtraService::Stub::ListExtras,
                                       verb.parameters);
  return verb;
}

Verb ExtraShowVerb() {
  Verb verb{.noun = "extra",
            .name = "show",
            .summary = "One order, its steps and its bill",
            .examples = {"regisseur extra show 0193f2a4-…"},
            .parameters = {IdWord("The order, as `extra list` shows"),
                           AsKnownOnOption()},
            .csv = {.rows = "extras"},
            .table = TableOf(&ShowTable)};
  verb.ask = Reading<pb::ExtraService>(&pb::ExtraService::Stub::ListExtras,
                                       verb.parameters);
  return verb;
}

}  // namespace regisseur
