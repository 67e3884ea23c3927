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

// `~ file.csv:12: 100.00 → file2.csv:12: 90.00 EUR (-10.00)`.
std::string LineChangeWords(const pb::CostLineChange& change) {
  const pb::CostLine& shown =
      change.has_after() ? change.after() : change.before();
  const std::string& currency = shown.currency();
  std::string words;
  if (!change.has_before()) {
    words = absl::StrCat("+ ", LineSentence(change.after()));
  } else if (!change.has_after()) {
    words = absl::StrCat("- ", LineSentence(change.before()));
  } else {
    words = absl::StrCat("~ ", PlaceOfLine(change.before()), ": ",
                         AmountWords(change.before().billed_cost(), currency),
                         " → ", LineSentence(change.after()));
  }
  return absl::StrCat(words, " (", AmountWords(change.difference(), currency),
                      ")");
}

std::string Table(const pb::DiffCostResponse& answer, const View& view) {
  if (answer.changes().empty()) return "Nothing changed.\n";
  TextTable table({{.heading = "PERIOD"},
                   {.heading = "PROVIDER"},
                   {.heading = "BEFORE", .priority = 1, .right = true},
                   {.heading = "AFTER", .priority = 1, .right = true},
                   {.heading = "DIFFERENCE", .right = true},
                   {.heading = "CURR."},
                   {.heading = "CAUSE"}});
  for (const pb::CostChange& change : answer.changes()) {
    const std::string& currency = change.currency();
    table.AddRow({change.billing_period(),
                  change.provider(),
                  AmountWords(change.before(), currency),
                  AmountWords(change.after(), currency),
                  {AmountWords(change.difference(), currency), Style::kBold},
                  currency,
                  EnumPhrase(change.cause())});
    table.AddNote(change.message());
    for (const pb::CostLineChange& line : change.line_changes()) {
      table.AddNote({LineChangeWords(line), Style::kFaint});
    }
    if (change.line_changes_left_out() > 0) {
      table.AddNote(
          {absl::StrCat("and ", CountWords(change.line_changes_left_out()),
                        " more lines; --lines shows more"),
           Style::kFaint});
    }
  }
  return absl::StrCat(table.Render(view.terminal), "Basis: ", answer.basis(),
                      ".\n");
}

}  // namespace

Verb CostDiffVerb() {
  Verb verb{
      .noun = "cost",
      .name = "diff",
      .summary = "Why a figure is another than it was",
      .details =
          "Explains why `cost summary` says another sum at a later moment: "
          "which delivery took the place of which, what came late, what was "
          "given to another provider, what counts now, and with --in which "
          "rates changed. The differences of a provider, period and currency "
          "add up to that of the two sums. Lines that say the same on both "
          "sides cancel; + is new, - is gone, ~ has another amount.",
      .examples = {"regisseur cost diff --between 2027-01-15 --and 2027-02-15",
                   "regisseur cost diff --between 2026-10 --provider cloudnine "
                   "--from 2026-09 --to 2026-09 --lines 100"},
      .parameters = {{.name = "between",
                      .kind = Parameter::Kind::kMoment,
                      .field = "between",
                      .help = "As it was known then",
                      .required = true,
                      .value_name = "TIME"},
                     {.name = "and",
                      .kind = Parameter::Kind::kMoment,
                      .field = "until",
                      .help = "And as it was known then; now",
                      .value_name = "TIME"},
                     ProviderOption(),
                     FromOption("Billing periods that start from here on, UTC"),
                     ToOption("Until here, a day or month included whole"),
                     {.name = "in",
                      .field = "in",
                      .help = "Convert with the rates of either moment",
                      .value_name = "EUR"},
                     {.name = "lines",
                      .field = "lines",
                      .help = "Lines shown for each change, at most 1000; 20",
                      .value_name = "N"}},
      .csv = {.rows = "changes"},
      .table = TableOf(&Table)};
  verb.ask = Reading<pb::CostService>(&pb::CostService::Stub::DiffCost,
                                      verb.parameters);
  return verb;
}

}  // namespace regisseur
