#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "cli/contract/contract.h"
#include "cli/contract/flexibility_words.h"
#include "cli/output/text_table.h"
#include "cli/output/words.h"
#include "cli/verb/reading.h"
#include "regisseur/contract/v1/flexibility.grpc.pb.h"

namespace regisseur {
namespace {

namespace pb = contract::v1;
using pb::FlexibilityService;

template <typename Message>
std::string FigureOf(const Message& message) {
  return FigureWords(message.has_figure(), message.figure(),
                     message.figure_at_least(), message.figure_at_most());
}

std::string ContractTable(const pb::ListRigidityResponse& answer,
                          const View& view) {
  TextTable table({{.heading = "CONTRACT", .cut_to = 18},
                   {.heading = "FIXED", .right = true},
                   {.heading = "EXIT IN", .right = true},
                   {.heading = "LEAVING COSTS", .right = true},
                   {.heading = "CHANGE"},
                   {.heading = "ROOM"},
                   {.heading = "FIGURE", .priority = 1, .right = true}});
  for (const pb::ContractRigidity& row : answer.contracts()) {
    const pb::Rigidity& rigidity = row.rigidity();
    table.AddRow(
        {{row.contract(), Style::kBold},
         ShareWords(rigidity.has_fixed_share(), rigidity.fixed_share()),
         ExitInWords(rigidity),
         rigidity.has_exit_cost()
             ? absl::StrCat(AmountWords(rigidity.exit_cost(), row.currency()),
                            " ", row.currency())
             : "–",
         ChangeWords(rigidity),
         RoomWords(rigidity),
         FigureOf(rigidity)});
  }
  return table.Render(view.terminal);
}

std::string MeanTable(const pb::ListRigidityResponse& answer,
                      const View& view) {
  TextTable table({{.heading = "BY COST"},
                   {.heading = "CONTRACTS", .right = true},
                   {.heading = "12 MONTHS", .right = true},
                   {.heading = "FIXED", .right = true},
                   {.heading = "PAID OUTSIDE", .right = true},
                   {.heading = "FIGURE", .right = true}});
  const auto add = [&](const pb::RigidityMean& mean, const std::string& name) {
    table.AddRow(
        {{name, Style::kBold},
         absl::StrCat(
             mean.contracts(),
             mean.left_out().empty()
                 ? ""
                 : absl::StrCat(" (", mean.left_out_size(), " left out)")),
         mean.has_cost() ? AmountWords(mean.cost(), mean.currency()) : "–",
         ShareWords(mean.has_fixed_share(), mean.fixed_share()),
         ShareWords(mean.has_surcharge_share(), mean.surcharge_share()),
         mean.has_figure_at_least() ? FigureOf(mean) : "–"});
  };
  for (const pb::RigidityMean& mean : answer.providers()) {
    add(mean, mean.provider());
  }
  table.AddRule();
  add(answer.portfolio(), absl::StrCat("all, ", answer.portfolio().currency()));
  return table.Render(view.terminal);
}

std::string Table(const pb::ListRigidityResponse& answer, const View& view) {
  if (answer.contracts().empty()) {
    return absl::StrCat("No contract runs on ", answer.on(), ".\n");
  }
  std::string out =
      absl::StrCat(ContractTable(answer, view), "\n", MeanTable(answer, view));
  if (!answer.trend().empty()) {
    TextTable trend({{.heading = "END OF"},
                     {.heading = "FIXED", .right = true},
                     {.heading = "FIGURE", .right = true},
                     {.heading = "CONTRACTS", .right = true}});
    for (const pb::RigidityTrend& point : answer.trend()) {
      trend.AddRow({{point.month(), Style::kBold},
                    ShareWords(point.has_fixed_share(), point.fixed_share()),
                    point.has_figure_at_least() ? FigureOf(point) : "–",
                    absl::StrCat(point.contracts())});
    }
    absl::StrAppend(&out, "\n", trend.Render(view.terminal));
  }
  for (const pb::ContractRigidity& row : answer.contracts()) {
    for (const std::string& unknown : row.rigidity().unknown()) {
      absl::StrAppend(&out, row.contract(), ": ", unknown, "\n");
    }
  }
  return out;
}

}  // namespace

Verb ContractRigidityVerb() {
  Verb verb{
      .noun = "contract",
      .name = "rigidity",
      .summary = "How much contracts bind: five parts, and a trend",
      .details =
          "FIXED is the share of cost that does not follow use: what the "
          "twelve "
          "months before would still have cost if nothing had been used. EXIT "
          "IN counts from today, when notice is received today, and LEAVING "
          "COSTS is the least that is payable until then, with a payment that "
          "is agreed. CHANGE is how long it takes and what more than agreed "
          "costs, ROOM the hours that are left and the extras with a price. "
          "FIGURE (0 flexible, 1 rigid) is the mean of the five, for the trend "
          "of your own contracts only, never to rank partners; with what is "
          "not known it is a range. PAID OUTSIDE is what no price of a "
          "contract is about.",
      .examples = {"regisseur contract rigidity",
                   "regisseur contract rigidity --contract cloudnine-hosting "
                   "--trend 12",
                   "regisseur contract rigidity --provider cloudnine -o json"},
      .parameters = {{.name = "contract",
                      .field = "contract",
                      .help = "Only this one",
                      .value_name = "ID"},
                     ProviderOption(),
                     {.name = "on",
                      .field = "on",
                      .help = "The day that is asked about (today)",
                      .value_name = "DAY"},
                     {.name = "trend",
                      .field = "trend_months",
                      .help = "With so many months before it, up to 60",
                      .value_name = "MONTHS"},
                     AsKnownOnOption()},
      .csv = {.rows = "contracts"},
      .table = TableOf(&Table)};
  verb.ask = Reading<FlexibilityService>(
      &FlexibilityService::Stub::ListRigidity, verb.parameters);
  return verb;
}

}  // namespace regisseur
