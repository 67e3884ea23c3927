#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "cli/cost/cost.h"
#include "cli/output/text_table.h"
#include "cli/output/words.h"
#include "cli/verb/reading.h"
#include "regisseur/cost/v1/cost.grpc.pb.h"

namespace regisseur {
namespace {

namespace pb = cost::v1;

std::string Interval(const pb::ForecastMonth& month,
                     const std::string& currency) {
  if (!month.has_low() || !month.has_high()) return "–";
  return absl::StrCat(AmountWords(month.low(), currency), " – ",
                      AmountWords(month.high(), currency));
}

// `0.8 of naive, 4.2 %`: how wrong the method was.
std::string ErrorWords(const pb::CostForecast& row) {
  if (!row.has_error()) return "–";
  std::string words;
  if (row.error().has_mase()) {
    words = absl::StrCat(row.error().mase(), " of naive");
  }
  if (row.error().has_mape_percent()) {
    absl::StrAppend(&words, words.empty() ? "" : ", ",
                    row.error().mape_percent(), " %");
  }
  return words.empty()
             ? AmountWords(row.error().mean_absolute_error(), row.currency())
             : words;
}

std::string Table(const pb::ForecastCostResponse& answer, const View& view) {
  if (answer.forecasts().empty()) {
    return "Nothing can be forecast: no whole month was delivered.\n";
  }
  TextTable table({{.heading = "PROVIDER"},
                   {.heading = "SERVICE", .cut_to = 12, .only_if_filled = true},
                   {.heading = "MONTH"},
                   {.heading = "EXPECTED", .right = true},
                   {.heading = "4 OF 5 WITHIN", .priority = 1, .right = true},
                   {.heading = "TO DATE",
                    .priority = 3,
                    .right = true,
                    .only_if_filled = true},
                   {.heading = "CURR."},
                   {.heading = "METHOD", .priority = 2},
                   {.heading = "ERROR", .priority = 2, .right = true}});
  bool provisional = false;
  for (const pb::CostForecast& row : answer.forecasts()) {
    bool first = true;
    provisional = provisional || row.provisional();
    for (const pb::ForecastMonth& month : row.months()) {
      table.AddRow(
          {first ? row.provider() : "",
           first ? row.service() : "",
           month.month(),
           {AmountWords(month.expected(), row.currency()), Style::kBold},
           Interval(month, row.currency()),
           month.has_to_date() ? AmountWords(month.to_date(), row.currency())
                               : "",
           row.currency(),
           first ? EnumPhrase(row.method()) : "",
           first ? ErrorWords(row) : ""});
      first = false;
    }
  }
  std::string out = table.Render(view.terminal);
  absl::StrAppend(&out, "Basis: ", answer.basis(), ".\n",
                  "Error: that of the last months, each forecast from those "
                  "before it; by that of \"the same as last month\", and in "
                  "percent.\n");
  if (provisional) {
    out += "Other currencies were converted at the newest rate.\n";
  }
  return out;
}

}  // namespace

Verb CostForecastVerb() {
  Verb verb{
      .noun = "cost",
      .name = "forecast",
      .summary =
          "What the months ahead will probably cost, and how sure that "
          "is",
      .details =
          "Each service is forecast by itself, from at most 36 whole months: a "
          "flat fee as it is, else by the method (seasonal from 24 months on, "
          "trend, median, last month) that was least wrong for the last "
          "months. A provider is the sum of its services. The running month is "
          "what came already and what is still to come. A month that was not "
          "delivered is a gap, not nothing.",
      .examples = {"regisseur cost forecast",
                   "regisseur cost forecast --by service --provider cloudnine "
                   "--months 12",
                   "regisseur cost forecast --in EUR -o json"},
      .parameters = {ProviderOption(),
                     {.name = "by",
                      .field = "by",
                      .help = "provider (the default) or service",
                      .value_name = "KEY"},
                     {.name = "months",
                      .field = "months",
                      .help = "Months from the running one on, at most 36; 3",
                      .value_name = "N"},
                     {.name = "in",
                      .field = "in",
                      .help = "Convert into this currency (ISO 4217)",
                      .value_name = "EUR"},
                     AsKnownOnOption()},
      .csv = {.rows = "forecasts"},
      .table = TableOf(&Table)};
  verb.ask = Reading<pb::CostService>(&pb::CostService::Stub::ForecastCost,
                                      verb.parameters);
  return verb;
}

}  // namespace regisseur
