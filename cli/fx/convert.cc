#include "absl/strings/str_cat.h"
#include "cli/fx/fx.h"
#include "cli/output/detail_sheet.h"
#include "cli/output/words.h"
#include "cli/verb/reading.h"
#include "regisseur/cost/v1/cost.grpc.pb.h"

namespace regisseur {
namespace {

using cost::v1::CostService;

std::string Table(const cost::v1::ConvertAmountResponse& answer,
                  const View& view) {
  DetailSheet sheet;
  sheet.Add("amount",
            {absl::StrCat(AmountWords(answer.rounded(), answer.currency()), " ",
                          answer.currency()),
             Style::kBold});
  sheet.Add("exact", absl::StrCat(answer.exact(), " ", answer.currency()));
  sheet.Add("rate", absl::StrCat(answer.rate(), " ", answer.currency(),
                                 " for 1 ", view.arguments.Text("from")));
  std::string day = answer.rate_date();
  if (day != view.arguments.Text("on")) {
    absl::StrAppend(&day, " (the last one on or before ",
                    view.arguments.Text("on"), ")");
  }
  sheet.Add("rate of", day);
  sheet.Add("source", answer.rate_source());
  return sheet.Render(view.terminal);
}

}  // namespace

Verb FxConvertVerb() {
  Verb verb{.noun = "fx",
            .name = "convert",
            .summary = "Convert an amount at the reference rate of a day",
            .details =
                "The rate is the last on or before the day, at most 7 "
                "days older.",
            .examples = {"regisseur fx convert 1250.00 --from USD --to EUR "
                         "--on 2026-09-30",
                         "regisseur fx convert -5.00 --from USD --to EUR --on "
                         "2026-09-30 -o json"},
            .parameters = {{.name = "AMOUNT",
                            .field = "amount",
                            .help = "The amount, such as 1250.00 or -5.00",
                            .required = true},
                           {.name = "from",
                            .field = "from",
                            .help = "The currency of the amount (ISO 4217)",
                            .required = true,
                            .value_name = "USD"},
                           {.name = "to",
                            .field = "to",
                            .help = "The currency wanted (ISO 4217)",
                            .required = true,
                            .value_name = "EUR"},
                           {.name = "on",
                            .field = "on",
                            .help = "The day, YYYY-MM-DD",
                            .required = true,
                            .value_name = "DATE"},
                           AsKnownOnOption()},
            .table = TableOf(&Table)};
  verb.ask =
      Reading<CostService>(&CostService::Stub::ConvertAmount, verb.parameters);
  return verb;
}

}  // namespace regisseur
