#include "absl/strings/str_cat.h"
#include "cli/measurement/entered_words.h"
#include "cli/measurement/measurement.h"
#include "cli/output/text_table.h"
#include "cli/output/words.h"
#include "cli/verb/reading.h"
#include "regisseur/portfolio/v1/portfolio.grpc.pb.h"

namespace regisseur {
namespace {

using portfolio::v1::PortfolioService;

std::string ValueOf(const portfolio::v1::MeasurementRow& row) {
  if (row.has_value()) return row.value();
  if (row.not_applicable()) return "n/a";
  if (row.has_numerator() && row.has_denominator()) {
    return absl::StrCat(row.numerator(), "/", row.denominator());
  }
  return "–";
}

std::string Table(const portfolio::v1::ListMeasurementsResponse& answer,
                  const View& view) {
  if (answer.measurements().empty()) return "No measurements.\n";
  TextTable table({{.heading = "PROVIDER", .cut_to = 10},
                   {.heading = "SERVICE", .priority = 1, .cut_to = 10},
                   {.heading = "INDICATOR", .cut_to = 14},
                   {.heading = "PERIOD"},
                   {.heading = "VALUE", .right = true},
                   {.heading = "NORM", .right = true},
                   {.heading = "UNIT", .cut_to = 6, .only_if_filled = true},
                   {.heading = "BY WHOSE WORD", .priority = 2},
                   {.heading = "SOURCE", .priority = 3, .cut_to = 12},
                   {.heading = "REMARK",
                    .priority = 4,
                    .cut_to = 12,
                    .only_if_filled = true}});
  for (const portfolio::v1::MeasurementRow& row : answer.measurements()) {
    table.AddRow(
        {row.provider(),
         row.service(),
         {row.indicator(), Style::kBold},
         row.period(),
         ValueOf(row),
         row.has_norm()
             ? absl::StrCat(row.norm_operator(),
                            row.norm_operator().empty() ? "" : " ", row.norm())
             : "–",
         row.unit(),
         EnumPhrase(row.origin()),
         row.has_entered() ? "by hand" : row.source(),
         row.remark()});
    if (row.has_entered()) {
      table.AddNote({EnteredWords(row.entered()), Style::kFaint}, "└ ");
    }
  }
  return table.Render(view.terminal);
}

}  // namespace

Verb MeasurementListVerb() {
  Verb verb{
      .noun = "measurement",
      .name = "list",
      .summary =
          "Reported indicators by provider, service and period, and "
          "what was entered by hand",
      .examples = {"regisseur measurement list --provider kantoor --from "
                   "2026-09 --to 2026-09"},
      .parameters = {ProviderOption(),
                     FromOption("Periods from here: time, day or month"),
                     ToOption("Until here, a day or month included whole"),
                     AsKnownOnOption()},
      .csv = {.rows = "measurements"},
      .table = TableOf(&Table)};
  verb.ask = Reading<PortfolioService>(
      &PortfolioService::Stub::ListMeasurements, verb.parameters);
  return verb;
}

}  // namespace regisseur
