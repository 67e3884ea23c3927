#include <string>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "cli/cost/cost.h"
#include "cli/cost/cost_line_words.h"
#include "cli/output/text_table.h"
#include "cli/output/words.h"
#include "cli/verb/reading.h"
#include "regisseur/cost/v1/cost.grpc.pb.h"

namespace regisseur {
namespace {

namespace pb = cost::v1;

std::string DayWords(const google::protobuf::Timestamp& time) {
  return absl::FormatTime("%Y-%m-%d", ToTime(time), absl::UTCTimeZone());
}

std::string Table(const pb::ListCostLinesResponse& answer, const View& view) {
  if (answer.lines().empty()) return "No line matches.\n";
  TextTable table({{.heading = "LINE"},
                   {.heading = "PERIOD", .priority = 2},
                   {.heading = "FROM", .priority = 3},
                   {.heading = "TO", .priority = 3},
                   {.heading = "SERVICE", .cut_to = 12},
                   {.heading = "WHAT", .priority = 1, .cut_to = 12},
                   {.heading = "CATEGORY", .priority = 4},
                   {.heading = "BILLED", .right = true},
                   {.heading = "CURR."},
                   {.heading = "COUNTS", .only_if_filled = true}});
  for (const pb::CostLine& line : answer.lines()) {
    const std::string& what = !line.description().empty() ? line.description()
                              : !line.sku().empty()       ? line.sku()
                                                          : line.resource();
    table.AddRow(
        {PlaceOfLine(line),
         line.billing_period(),
         DayWords(line.charge_start_time()),
         DayWords(line.charge_end_time()),
         line.service_name(),
         what,
         absl::StrCat(line.charge_category(),
                      line.charge_class().empty() ? "" : ", ",
                      line.charge_class()),
         {AmountWords(line.billed_cost(), line.currency()), Style::kBold},
         line.currency(),
         line.not_counted() ? absl::StrCat("no, ", line.evidence()) : ""});
  }
  return table.Render(view.terminal);
}

}  // namespace

Verb CostLinesVerb() {
  Verb verb{
      .noun = "cost",
      .name = "lines",
      .summary = "The partner's own lines, with file and line number",
      .details =
          "Of one provider and at most 13 billing periods, in the order of its "
          "files, those of invoices behind them. Amounts are as delivered, "
          "tax included. A line that other evidence stands in for says that "
          "it does not count. The file's folder stands in json and csv.",
      .examples =
          {"regisseur cost lines --provider cloudnine --from 2026-09 "
           "--to 2026-09 --service 'Compute*' --min-amount 1000",
           "regisseur cost lines --provider cloudnine --invoice F2026-9 "
           "-o csv"},
      .parameters = {ProviderOption(/*required=*/true),
                     FromOption("Billing periods that start from here on, UTC"),
                     ToOption("Until here, a day or month included whole"),
                     {.name = "service",
                      .field = "service",
                      .help = "Only this service; * is any text"},
                     {.name = "category",
                      .field = "charge_category",
                      .help = "Only this ChargeCategory, such as Tax"},
                     {.name = "min-amount",
                      .field = "min_amount",
                      .help = "Only lines so far from zero at least",
                      .value_name = "AMOUNT"},
                     {.name = "invoice",
                      .field = "invoice_id",
                      .help = "Only lines of this invoice, of any period",
                      .value_name = "NUMBER"},
                     AsKnownOnOption()},
      .csv = {.rows = "lines"},
      .table = TableOf(&Table)};
  verb.ask = Reading<pb::CostService>(&pb::CostService::Stub::ListCostLines,
                                      verb.parameters);
  return verb;
}

}  // namespace regisseur
