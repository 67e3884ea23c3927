#include <string>

#include "absl/strings/str_cat.h"
#include "cli/cost/cost.h"
#include "cli/cost/cost_line_words.h"
#include "cli/output/text_table.h"
#include "cli/output/words.h"
#include "cli/verb/reading.h"
#include "regisseur/cost/v1/cost.grpc.pb.h"

namespace regisseur {
namespace {

namespace pb = cost::v1;

std::string HowFar(const pb::CostAnomaly& anomaly) {
  if (anomaly.has_deviations()) return anomaly.deviations();
  return anomaly.kind() == pb::ANOMALY_KIND_NEW ? "new" : "was flat";
}

std::string Table(const pb::ListCostAnomaliesResponse& answer,
                  const View& view) {
  if (answer.anomalies().empty()) return "Nothing stands out.\n";
  TextTable table({{.heading = "WHEN"},
                   {.heading = "PROVIDER"},
                   {.heading = "SERVICE", .cut_to = 12},
                   {.heading = "AMOUNT", .right = true},
                   {.heading = "USUAL", .priority = 1, .right = true},
                   {.heading = "DIFFERENCE", .right = true},
                   {.heading = "CURR."},
                   {.heading = "DEVIATIONS", .priority = 2, .right = true}});
  for (const pb::CostAnomaly& anomaly : answer.anomalies()) {
    const std::string& currency = anomaly.currency();
    table.AddRow(
        {absl::StrCat(anomaly.day().empty() ? anomaly.month() : anomaly.day(),
                      anomaly.to_date() ? "…" : ""),
         anomaly.provider(),
         anomaly.service(),
         AmountWords(anomaly.amount(), currency),
         AmountWords(anomaly.usual(), currency),
         {AmountWords(anomaly.difference(), currency),
          anomaly.kind() == pb::ANOMALY_KIND_LOW ? Style::kWarning
                                                 : Style::kBad},
         currency,
         HowFar(anomaly)});
    for (const pb::CostLine& line : anomaly.lines()) {
      table.AddNote({LineSentence(line), Style::kFaint});
    }
  }
  return absl::StrCat(table.Render(view.terminal), "Basis: ", answer.basis(),
                      ".\n");
}

}  // namespace

Verb CostAnomaliesVerb() {
  Verb verb{
      .noun = "cost",
      .name = "anomalies",
      .summary = "Months or days that cost far more or less than usual",
      .details =
          "A month of a service is held against at most twelve months before "
          "it, at least three: it stands out when it is 3.5 robust deviations "
          "(median and MAD) or more from their median, and at least 100 in "
          "money. A service that never cost anything is new. A month that is "
          "not whole (…) can only be too much so far. With --by day the same "
          "of what one provider charges by the day or hour, against the 28 "
          "days before, at least 14. Under each stand the lines that are new, "
          "changed or gone against a usual month or the day before.",
      .examples = {"regisseur cost anomalies --from 2026-09",
                   "regisseur cost anomalies --provider cloudnine --floor 1000 "
                   "--lines 20",
                   "regisseur cost anomalies --provider cloudnine --by day "
                   "--from 2026-09"},
      .parameters = {ProviderOption(),
                     FromOption("Billing periods that start from here on, UTC; "
                                "the last twelve months"),
                     ToOption("Until here, a day or month included whole"),
                     {.name = "by",
                      .field = "by",
                      .help = "month (the default) or day",
                      .value_name = "KEY"},
                     {.name = "floor",
                      .field = "floor",
                      .help = "Smaller differences are no news; 100",
                      .value_name = "AMOUNT"},
                     {.name = "threshold",
                      .field = "threshold",
                      .help = "Robust deviations from which a month stands "
                              "out; 3.5",
                      .value_name = "N"},
                     {.name = "lines",
                      .field = "lines",
                      .help = "Lines shown for each, at most 50; 5",
                      .value_name = "N"},
                     AsKnownOnOption()},
      .csv = {.rows = "anomalies"},
      .table = TableOf(&Table)};
  verb.ask = Reading<pb::CostService>(&pb::CostService::Stub::ListCostAnomalies,
                                      verb.parameters);
  return verb;
}

}  // namespace regisseur
