#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "cli/cost/cost.h"
#include "cli/output/text_table.h"
#include "cli/output/words.h"
#include "cli/verb/reading.h"
#include "regisseur/cost/v1/cost.grpc.pb.h"

namespace regisseur {
namespace {

using cost::v1::CostService;

// The keys as they were asked for; the currency has a column of its own.
std::vector<std::string> KeysToShow(
    const cost::v1::SummarizeCostResponse& answer, const View& view) {
  std::vector<std::string> keys = view.arguments.Texts("by");
  for (const cost::v1::CostRow& row : answer.rows()) {
    std::vector<std::string> more;
    for (const auto& [key, value] : row.keys()) more.push_back(key);
    std::sort(more.begin(), more.end());
    for (const std::string& key : more) {
      if (std::find(keys.begin(), keys.end(), key) == keys.end()) {
        keys.push_back(key);
      }
    }
  }
  keys.erase(std::remove(keys.begin(), keys.end(), "currency"), keys.end());
  return keys;
}

std::string Table(const cost::v1::SummarizeCostResponse& answer,
                  const View& view) {
  if (answer.rows().empty()) {
    return "No charges were delivered for this question.\n";
  }
  const std::vector<std::string> keys = KeysToShow(answer, view);
  std::vector<Column> columns;
  for (const std::string& key : keys) {
    columns.push_back({.heading = absl::AsciiStrToUpper(key), .cut_to = 12});
  }
  bool provisional = false;
  for (const cost::v1::CostRow& row : answer.rows()) {
    provisional = provisional || row.provisional();
  }
  columns.push_back({.heading = "BILLED", .right = true});
  columns.push_back({.heading = "CURRENCY"});
  columns.push_back({.heading = "OF WHICH TAX", .priority = 2, .right = true});
  columns.push_back({.heading = "EFFECTIVE", .priority = 1, .right = true});
  columns.push_back({.heading = "CONTRACTED", .priority = 4, .right = true});
  columns.push_back({.heading = "LIST", .priority = 5, .right = true});
  columns.push_back({.heading = "CHARGES", .priority = 3, .right = true});
  TextTable table(columns);
  for (const cost::v1::CostRow& row : answer.rows()) {
    std::vector<Cell> cells;
    for (const std::string& key : keys) {
      const auto value = row.keys().find(key);
      cells.emplace_back(value == row.keys().end() || value->second.empty()
                             ? "–"
                             : value->second);
    }
    const auto amount = [&row](bool known, const std::string& text) {
      return known ? AmountWords(text, row.currency()) : std::string("–");
    };
    cells.emplace_back(
        absl::StrCat(row.provisional() ? "~" : "",
                     AmountWords(row.billed_cost(), row.currency())),
        Style::kBold);
    cells.emplace_back(row.currency());
    cells.emplace_back(amount(!row.tax_cost().empty(), row.tax_cost()));
    cells.emplace_back(amount(row.has_effective_cost(), row.effective_cost()));
    cells.emplace_back(
        amount(row.has_contracted_cost(), row.contracted_cost()));
    cells.emplace_back(amount(row.has_list_cost(), row.list_cost()));
    cells.emplace_back(CountWords(row.charge_count()));
    table.AddRow(std::move(cells));
  }
  std::string out = table.Render(view.terminal);
  if (!answer.basis().empty()) {
    absl::StrAppend(
        &out, "Basis: ", answer.basis(),
        ". Tax is what OF WHICH TAX says; rounded here, exact in json "
        "and csv.\n");
  }
  if (provisional) {
    absl::StrAppend(&out, "~ converted at a rate that can still change\n");
  }
  return out;
}

}  // namespace

Verb CostSummaryVerb() {
  Verb verb{
      .noun = "cost",
      .name = "summary",
      .summary = "What the partners cost, summed by keys",
      .details =
          "KEY is one of provider, service_provider (the name in the data), "
          "billing_period, charge_month, currency, service_category, "
          "service_name, charge_category, region, sub_account, sku, tag:NAME. "
          "The last three need --provider and at most 13 billing periods.\n"
          "Sums are as delivered, tax included, and split by currency unless "
          "--in is given.\n"
          "A billing period counts whole, in the range in which it starts: "
          "days within one have no sum of their own, and a range that cuts one "
          "is said.",
      .examples = {"regisseur cost summary --by provider,billing_period",
                   "regisseur cost summary --by service_name --provider "
                   "cloudnine --from 2026-01 --to 2026-09 --in EUR",
                   "regisseur cost summary --by tag:app --provider cloudnine "
                   "--from 2026-10 -o csv"},
      .parameters = {{.name = "by",
                      .kind = Parameter::Kind::kTexts,
                      .field = "by",
                      .help = "The keys, parted by commas",
                      .value_name = "KEY,…"},
                     FromOption("Billing periods that start from here on, UTC"),
                     ToOption("Until here, a day or month included whole"),
                     ProviderOption(),
                     {.name = "in",
                      .field = "in",
                      .help = "Convert into this currency (ISO 4217)",
                      .value_name = "EUR"},
                     {.name = "without-tax",
                      .kind = Parameter::Kind::kFlag,
                      .field = "without_tax",
                      .help = "Net: leave out what is tax"},
                     AsKnownOnOption()},
      .csv = {.rows = "rows", .columns_of_map = "keys"},
      .table = TableOf(&Table)};
  verb.ask =
      Reading<CostService>(&CostService::Stub::SummarizeCost, verb.parameters);
  return verb;
}

}  // namespace regisseur
