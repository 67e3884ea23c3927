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

std::string Percent(bool known, const std::string& percent) {
  return known ? absl::StrCat(percent, " %") : "–";
}

// An amount of money, or a quantity as it is.
std::string Number(bool known, const std::string& number,
                   const std::string& unit) {
  if (!known) return "–";
  return unit.size() == 3 ? AmountWords(number, unit) : number;
}

Cell OutlookCell(pb::CommitmentOutlook outlook) {
  return {
      outlook == pb::COMMITMENT_OUTLOOK_UNSPECIFIED ? "–" : EnumPhrase(outlook),
      outlook == pb::COMMITMENT_OUTLOOK_ON_TRACK      ? Style::kGood
      : outlook == pb::COMMITMENT_OUTLOOK_UNSPECIFIED ? Style::kPlain
                                                      : Style::kBad};
}

std::string Table(const pb::ListCommitmentsResponse& answer, const View& view) {
  if (answer.commitments().empty()) {
    return "No commitment is known, by contracts or by what partners told.\n";
  }
  TextTable table({{.heading = "PROVIDER"},
                   {.heading = "COMMITMENT", .cut_to = 20},
                   {.heading = "KIND", .priority = 2},
                   {.heading = "UNTIL", .priority = 1},
                   {.heading = "COMMITTED", .right = true},
                   {.heading = "USED", .right = true},
                   {.heading = "UNUSED",
                    .priority = 3,
                    .right = true,
                    .only_if_filled = true},
                   {.heading = "LEFT", .priority = 2, .right = true},
                   {.heading = "UTILISED", .right = true},
                   {.heading = "COVERS",
                    .priority = 3,
                    .right = true,
                    .only_if_filled = true},
                   {.heading = "A MONTH", .priority = 3, .right = true},
                   {.heading = "AT ITS END", .priority = 2, .right = true},
                   {.heading = "TRUE-UP", .priority = 1, .right = true},
                   {.heading = "OUTLOOK"},
                   {.heading = "UNIT"}});
  for (const pb::Commitment& row : answer.commitments()) {
    const std::string& unit = row.unit();
    table.AddRow(
        {row.provider(), row.id(), EnumPhrase(row.kind()), row.last_day(),
         Number(row.has_committed(), row.committed(), unit),
         Number(row.has_used(), row.used(), unit),
         row.has_unused() ? Number(true, row.unused(), unit) : "",
         Number(row.has_balance(), row.balance(), unit),
         Percent(row.has_utilisation_percent(), row.utilisation_percent()),
         row.has_coverage_percent() ? Percent(true, row.coverage_percent())
                                    : "",
         Number(row.has_burn_per_month(), row.burn_per_month(), unit),
         Number(row.has_expected(), row.expected(), unit),
         Number(row.has_expected_true_up(), row.expected_true_up(), unit),
         OutlookCell(row.outlook()), unit});
    std::string note;
    if (!row.exhausted_on().empty()) {
      absl::StrAppend(&note, "used up on ", row.exhausted_on());
    }
    if (!row.lifecycle().empty()) {
      absl::StrAppend(&note, note.empty() ? "" : "; ", "the partner says ",
                      row.lifecycle());
    }
    if (!note.empty()) table.AddNote({note, Style::kFaint});
  }
  return absl::StrCat(table.Render(view.terminal), "Basis: ", answer.basis(),
                      ".\n");
}

}  // namespace

Verb CostCommitmentsVerb() {
  Verb verb{
      .noun = "cost",
      .name = "commitments",
      .summary = "How far commitments are used, and what their end will cost",
      .details =
          "Of contracts the minimum commitments and lots bought ahead; of what "
          "partners tell the data set Contract Commitment with what charges "
          "applied to it, and the discounts for commitments in their charges.",
      .examples = {"regisseur cost commitments",
                   "regisseur cost commitments --provider cloudnine --all"},
      .parameters = {ProviderOption(),
                     {.name = "all",
                      .kind = Parameter::Kind::kFlag,
                      .field = "all",
                      .help = "Those that are over too"},
                     AsKnownOnOption()},
      .csv = {.rows = "commitments"},
      .table = TableOf(&Table)};
  verb.ask = Reading<pb::CostPlanService>(
      &pb::CostPlanService::Stub::ListCommitments, verb.parameters);
  return verb;
}

}  // namespace regisseur
