#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "cli/contract/contract.h"
#include "cli/output/text_table.h"
#include "cli/output/words.h"
#include "cli/verb/reading.h"
#include "regisseur/contract/v1/contract.grpc.pb.h"

namespace regisseur {
namespace {

namespace pb = contract::v1;
using pb::ContractService;

std::string Table(const pb::ListClauseGapsResponse& answer, const View& view) {
  if (answer.clause_gaps().empty()) {
    const std::string asked = view.arguments.Text("checklist");
    if (!asked.empty()) {
      return absl::StrCat("No clause of ", asked, " is missing.\n");
    }
    return absl::StrCat(
        "No clause is missing of the checklists that contracts name under "
        "clauses.checklists; a contract that names none is not held against "
        "any. --checklist holds all against one of ",
        absl::StrJoin(answer.checklists(), ", "), ".\n");
  }
  TextTable table({{.heading = "CONTRACT", .cut_to = 14},
                   {.heading = "PROVIDER", .priority = 3, .cut_to = 8},
                   {.heading = "CLAUSE", .cut_to = 16},
                   {.heading = "KNOWN"},
                   {.heading = "CHECKLIST", .priority = 1, .cut_to = 12},
                   {.heading = "ASKED FOR IN", .priority = 2, .cut_to = 20}});
  for (const pb::ClauseGap& gap : answer.clause_gaps()) {
    table.AddRow({gap.contract(),
                  gap.provider(),
                  {PhraseOfWord(gap.clause()), Style::kBold},
                  {gap.known_absent() ? "absent" : "not told",
                   gap.known_absent() ? Style::kBad : Style::kWarning},
                  gap.checklist(),
                  gap.source()});
  }
  return table.Render(view.terminal);
}

}  // namespace

Verb ContractGapsVerb() {
  Verb verb{
      .noun = "contract",
      .name = "gaps",
      .summary = "Clauses that contracts do not have, by checklists",
      .details =
          "KNOWN: `absent` where the contract file says so, `not told` where "
          "it "
          "says nothing of the clause. Contracts that have ended are left out. "
          "dora-art-30 and gibit-2023 come with the program; `checklists:` in "
          "the configuration names others.",
      .examples = {"regisseur contract gaps",
                   "regisseur contract gaps --checklist dora-art-30",
                   "regisseur contract gaps --provider cloudnine -o csv"},
      .parameters = {{.name = "checklist",
                      .field = "checklist",
                      .help = "By this checklist, for every contract; else by "
                              "those that each contract names",
                      .value_name = "LIST"},
                     ProviderOption(),
                     OwnerOption(),
                     {.name = "on",
                      .field = "on",
                      .help = "The day that is asked about (today)",
                      .value_name = "DAY"},
                     AsKnownOnOption()},
      .csv = {.rows = "clause_gaps"},
      .table = TableOf(&Table)};
  verb.ask = Reading<ContractService>(&ContractService::Stub::ListClauseGaps,
                                      verb.parameters);
  return verb;
}

}  // namespace regisseur
