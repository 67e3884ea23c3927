#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "cli/cost/cost.h"
#include "cli/output/text_table.h"
#include "cli/output/words.h"
#include "cli/verb/reading.h"
#include "regisseur/cost/v1/cost.grpc.pb.h"

namespace regisseur {
namespace {

namespace pb = cost::v1;

std::string Table(const pb::ListObligationsResponse& answer, const View& view) {
  if (answer.obligations().empty()) {
    return "Nothing remains payable under a contract.\n";
  }
  TextTable table({{.heading = "CONTRACT"},
                   {.heading = "PROVIDER", .priority = 2},
                   {.heading = "UNTIL"},
                   {.heading = "WITHIN 1 YEAR", .right = true},
                   {.heading = "1 TO 5 YEARS", .right = true},
                   {.heading = "LATER", .right = true},
                   {.heading = "TOTAL", .priority = 1, .right = true},
                   {.heading = "CURR."}});
  for (const pb::PaymentObligation& row : answer.obligations()) {
    const std::string& currency = row.currency();
    table.AddRow({row.contract(),
                  row.provider(),
                  row.until(),
                  AmountWords(row.within_one_year(), currency),
                  AmountWords(row.one_to_five_years(), currency),
                  AmountWords(row.later(), currency),
                  {AmountWords(row.total(), currency), Style::kBold},
                  currency});
    if (!row.by_usage().empty()) {
      table.AddNote({absl::StrCat("by usage, only the least is in it: ",
                                  absl::StrJoin(row.by_usage(), ", ")),
                     Style::kFaint});
    }
  }
  return absl::StrCat(table.Render(view.terminal), "Basis: ", answer.basis(),
                      ".\n");
}

}  // namespace

Verb CostObligationsVerb() {
  Verb verb{
      .noun = "cost",
      .name = "obligations",
      .summary = "What remains payable under signed contracts after a day",
      .details =
          "Up to the earliest day on which we can be out when notice is "
          "received on the day asked: within one year, one to five, later "
          "(commitments that are not in the balance sheet).",
      .examples = {"regisseur cost obligations --on 2026-12-31",
                   "regisseur cost obligations --on 2026-12-31 --as-known-on "
                   "2027-01-15 -o csv"},
      .parameters = {{.name = "on",
                      .field = "on",
                      .help = "The day; today",
                      .value_name = "DAY"},
                     ProviderOption(),
                     AsKnownOnOption()},
      .csv = {.rows = "obligations"},
      .table = TableOf(&Table)};
  verb.ask = Reading<pb::CostService>(&pb::CostService::Stub::ListObligations,
                                      verb.parameters);
  return verb;
}

}  // namespace regisseur
