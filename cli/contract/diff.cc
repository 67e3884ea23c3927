#include "absl/strings/str_cat.h"
#include "cli/contract/contract.h"
#include "cli/output/text_table.h"
#include "cli/output/words.h"
#include "cli/verb/reading.h"
#include "regisseur/contract/v1/contract.grpc.pb.h"

namespace regisseur {
namespace {

namespace pb = contract::v1;
using pb::ContractService;

std::string VersionWords(const pb::ContractVersion& version) {
  return absl::StrCat(version.version().empty()
                          ? ""
                          : absl::StrCat("version ", version.version(), ", "),
                      "from ", version.valid_from(),
                      version.file().empty() ? "" : ", ", version.file());
}

std::string Table(const pb::DiffContractResponse& answer, const View& view) {
  std::string out = absl::StrCat(
      "before  ", answer.has_from() ? VersionWords(answer.from()) : "not known",
      "\nafter   ", VersionWords(answer.to()), "\n\n");
  if (answer.changes().empty()) {
    return absl::StrCat(out, "Nothing changed.\n");
  }
  TextTable table({{.heading = "KEY", .cut_to = 20},
                   {.heading = "BEFORE", .cut_to = 12},
                   {.heading = "AFTER", .cut_to = 12}});
  for (const pb::ContractChange& change : answer.changes()) {
    table.AddRow({{change.key(), Style::kBold},
                  change.has_before() ? change.before() : "–",
                  change.has_after() ? change.after() : "–"});
  }
  return absl::StrCat(out, table.Render(view.terminal));
}

}  // namespace

Verb ContractDiffVerb() {
  Verb verb{
      .noun = "contract",
      .name = "diff",
      .summary = "What changed between two versions of a contract",
      .details =
          "Versions by their name, or by a day on which they held. Without "
          "--from the version before --to; without --to the one that holds "
          "today. With --as-known-on, what was known then against what is "
          "known "
          "now.",
      .examples = {"regisseur contract diff cloudnine-hosting",
                   "regisseur contract diff cloudnine-hosting --from "
                   "2026-06-30 --to 2026-07-01",
                   "regisseur contract diff cloudnine-hosting --as-known-on "
                   "2026-10-05"},
      .parameters = {{.name = "CONTRACT",
                      .field = "id",
                      .help = "The contract, by its id",
                      .required = true},
                     {.name = "from",
                      .field = "from",
                      .help = "The version before: its name or a day",
                      .value_name = "VERSION"},
                     {.name = "to",
                      .field = "to",
                      .help = "The version after: its name or a day",
                      .value_name = "VERSION"},
                     AsKnownOnOption()},
      .csv = {.rows = "changes"},
      .table = TableOf(&Table)};
  verb.ask = Reading<ContractService>(&ContractService::Stub::DiffContract,
                                      verb.parameters);
  return verb;
}

}  // namespace regisseur
