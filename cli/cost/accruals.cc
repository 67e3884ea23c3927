#include <string>

#include "absl/strings/str_cat.h"
#include "cli/cost/cost.h"
#include "cli/output/text_table.h"
#include "cli/output/words.h"
#include "cli/verb/reading.h"
#include "regisseur/cost/v1/cost.grpc.pb.h"

namespace regisseur {
namespace {

namespace pb = cost::v1;

std::string Table(const pb::ListAccrualsResponse& answer, const View& view) {
  if (answer.accruals().empty()) {
    return "Nothing was billed or expected in this month.\n";
  }
  TextTable table(
      {{.heading = "PROVIDER"},
       {.heading = "COST CENTRE", .only_if_filled = true},
       {.heading = "CONTRACT", .priority = 3, .only_if_filled = true},
       {.heading = "BILLED", .priority = 1, .right = true},
       {.heading = "EFFECTIVE", .right = true},
       {.heading = "EXPECTED", .priority = 2, .right = true},
       {.heading = "TO RECEIVE", .right = true},
       {.heading = "PREPAID", .right = true},
       {.heading = "CURR."}});
  for (const pb::Accrual& row : answer.accruals()) {
    const std::string& currency = row.currency();
    table.AddRow(
        {row.provider(), row.cost_center(), row.contract(),
         AmountWords(row.billed(), currency),
         AmountWords(row.effective(), currency),
         row.has_expected() ? AmountWords(row.expected(), currency) : "–",
         Cell(row.has_accrual() ? AmountWords(row.accrual(), currency) : "–",
              Style::kBold),
         AmountWords(row.prepaid(), currency), currency});
  }
  return absl::StrCat(table.Render(view.terminal), "Basis: ", answer.basis(),
                      ".\n");
}

}  // namespace

Verb CostAccrualsVerb() {
  Verb verb{
      .noun = "cost",
      .name = "accruals",
      .summary = "What a month has to carry: still to receive, and prepaid",
      .details =
          "Effective is the part of every line whose charge period lies in the "
          "month, by days. To receive is what contracts compute for the month "
          "less that. Prepaid is invoiced and not delivered at the end of the "
          "month. -o csv is for the ledger.",
      .examples = {"regisseur cost accruals --period 2026-09",
                   "regisseur cost accruals --period 2026-09 -o csv"},
      .parameters = {{.name = "period",
                      .field = "period",
                      .help = "The month (UTC)",
                      .required = true,
                      .value_name = "MONTH"},
                     ProviderOption(),
                     AsKnownOnOption()},
      .csv = {.rows = "accruals"},
      .table = TableOf(&Table)};
  verb.ask = Reading<pb::CostService>(&pb::CostService::Stub::ListAccruals,
                                      verb.parameters);
  return verb;
}

}  // namespace regisseur
