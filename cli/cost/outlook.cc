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

std::string Rows(const pb::OutlookCostResponse& answer, const View& view) {
  TextTable table({{.heading = "PROVIDER"},
                   {.heading = "CONTRACT"},
                   {.heading = "YEAR"},
                   {.heading = "WITHOUT OPTIONS", .right = true},
                   {.heading = "WITH OPTIONS", .right = true},
                   {.heading = "INDEX", .priority = 2, .right = true},
                   {.heading = "CURR."}});
  std::string provider;
  std::string contract;
  bool first = true;
  for (const pb::OutlookRow& row : answer.rows()) {
    const bool again =
        !first && row.provider() == provider && row.contract() == contract;
    first = false;
    provider = row.provider();
    contract = row.contract();
    const bool forecast = row.basis() == pb::OUTLOOK_BASIS_FORECAST;
    table.AddRow(
        {again ? "" : provider,
         again      ? ""
         : forecast ? "no contract: forecast"
                    : contract,
         absl::StrCat(row.year(), row.incomplete().empty() ? "" : " !"),
         AmountWords(row.without_options(), row.currency()),
         {AmountWords(row.with_options(), row.currency()), Style::kBold},
         AmountWords(row.indexation(), row.currency()),
         row.currency()});
    if (!row.incomplete().empty()) {
      table.AddNote({row.incomplete(), Style::kFaint});
    }
  }
  return table.Render(view.terminal);
}

std::string Totals(const pb::OutlookCostResponse& answer, const View& view) {
  TextTable table({{.heading = "YEAR"},
                   {.heading = "WITHOUT OPTIONS", .right = true},
                   {.heading = "WITH OPTIONS", .right = true},
                   {.heading = "OF IT FORECAST", .priority = 1, .right = true},
                   {.heading = "CURR."}});
  for (const pb::OutlookTotal& total : answer.totals()) {
    table.AddRow(
        {absl::StrCat(total.year(), total.incomplete() ? " !" : ""),
         AmountWords(total.without_options(), total.currency()),
         {AmountWords(total.with_options(), total.currency()), Style::kBold},
         AmountWords(total.forecast(), total.currency()),
         total.currency()});
  }
  return table.Render(view.terminal);
}

std::string Table(const pb::OutlookCostResponse& answer, const View& view) {
  if (answer.rows().empty()) {
    return "Nothing is known of these years: no contract runs and no charges "
           "came.\n";
  }
  std::string out = Rows(answer, view);
  if (!answer.totals().empty()) {
    absl::StrAppend(&out, "\nTogether:\n", Totals(answer, view));
  }
  absl::StrAppend(&out, "Basis: ", answer.basis(), ".\n");
  return out;
}

}  // namespace

Verb CostOutlookVerb() {
  Verb verb{
      .noun = "cost",
      .name = "outlook",
      .summary = "What the years ahead cost: price, volume, index, options",
      .details =
          "For each contract price times volume times indexation, up to its "
          "end without options, and with options and renewals; for a partner "
          "without a contract what its charges let expect, marked so. Volume "
          "is the forecast of what was used. Where an index is not known yet "
          "prices stay, unless --index says what to take. Every assumption is "
          "listed. Years with ! are not whole.",
      .examples = {"regisseur cost outlook --years 4 --index 2.5%",
                   "regisseur cost outlook --from 2027 --by contract",
                   "regisseur cost outlook --in EUR -o csv"},
      .parameters = {{.name = "years",
                      .field = "years",
                      .help = "How many, at most 10; 4",
                      .value_name = "N"},
                     {.name = "from",
                      .field = "from",
                      .help = "The first calendar year; the next one",
                      .value_name = "YEAR"},
                     {.name = "by",
                      .kind = Parameter::Kind::kWord,
                      .field = "by",
                      .help = "calendar (the default) or contract years",
                      .value_name = "YEARS"},
                     ProviderOption(),
                     {.name = "index",
                      .field = "index",
                      .help = "What an index is taken to change by a year "
                              "where it is not known, such as 2.5%",
                      .value_name = "PERCENT"},
                     {.name = "in",
                      .field = "in",
                      .help = "Convert into this currency (ISO 4217)",
                      .value_name = "EUR"},
                     AsKnownOnOption()},
      .csv = {.rows = "rows"},
      .table = TableOf(&Table)};
  verb.ask = Reading<pb::CostPlanService>(
      &pb::CostPlanService::Stub::OutlookCost, verb.parameters);
  return verb;
}

}  // namespace regisseur
