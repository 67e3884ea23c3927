#include <string>

#include "absl/strings/str_cat.h"
#include "cli/cost/cost.h"
#include "cli/output/text_table.h"
#include "cli/output/words.h"
#include "cli/verb/reading.h"
#include "regisseur/cost/v1/cost_plan.grpc.pb.h"

namespace regisseur {
namespace {

namespace pb = cost::v1;

std::string Table(const pb::AllocateCostResponse& answer, const View& view) {
  if (answer.rows().empty()) return "Nothing was billed in this month.\n";
  TextTable table({{.heading = "PROVIDER"},
                   {.heading = "COST CENTRE"},
                   {.heading = "RULE", .priority = 1},
                   {.heading = "BY", .priority = 2},
                   {.heading = "SHARE", .priority = 2, .right = true},
                   {.heading = "AMOUNT", .right = true},
                   {.heading = "CURR."}});
  for (const pb::AllocationRow& row : answer.rows()) {
    table.AddRow(
        {row.provider(),
         row.cost_center().empty() ? Cell("nobody", Style::kBad)
                                   : Cell(row.cost_center()),
         row.rule(), EnumPhrase(row.method()),
         row.has_share_percent() ? absl::StrCat(row.share_percent(), " %") : "",
         Cell(AmountWords(row.amount(), row.currency()), Style::kBold),
         row.currency()});
  }
  std::string out = table.Render(view.terminal);
  for (const pb::AllocationTotal& total : answer.totals()) {
    absl::StrAppend(&out, "Of ", AmountWords(total.amount(), total.currency()),
                    " ", total.currency(), " nobody took ",
                    AmountWords(total.unallocated(), total.currency()),
                    total.has_unallocated_percent()
                        ? absl::StrCat(" (", total.unallocated_percent(), " %)")
                        : "",
                    ".\n");
  }
  absl::StrAppend(&out, "Basis: ", answer.basis(), ".\n");
  return out;
}

}  // namespace

Verb CostAllocationVerb() {
  Verb verb{
      .noun = "cost",
      .name = "allocation",
      .summary = "What each cost centre bears of a month, and what nobody took",
      .details =
          "By the rules `allocations` of the configuration; a charge that none "
          "picks goes to the cost centre that it names itself. The parts of a "
          "partner keep its sum to the cent. -o csv is for the ledger. With "
          "--as-known-on by the rules and quantities known then.",
      .examples = {"regisseur cost allocation --period 2026-10",
                   "regisseur cost allocation --period 2026-10 -o csv"},
      .parameters = {{.name = "period",
                      .field = "period",
                      .help = "The month (UTC)",
                      .required = true,
                      .value_name = "MONTH"},
                     ProviderOption(),
                     AsKnownOnOption()},
      .csv = {.rows = "rows"},
      .table = TableOf(&Table)};
  verb.ask = Reading<pb::CostPlanService>(
      &pb::CostPlanService::Stub::AllocateCost, verb.parameters);
  return verb;
}

}  // namespace regisseur
