#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "cli/audit/audit.h"
#include "cli/output/text_table.h"
#include "cli/output/words.h"
#include "cli/verb/reading.h"
#include "regisseur/evidence/v1/evidence.grpc.pb.h"

namespace regisseur {
namespace {

namespace pb = evidence::v1;

// The last part of a method's name says what was done.
std::string Deed(const std::string& method) {
  return method.substr(method.rfind('.') + 1);
}

std::string Table(const pb::ListActsResponse& answer, const View& view) {
  if (answer.acts().empty()) return "No acts.\n";
  TextTable table({{.heading = "WHEN"},
                   {.heading = "WHO", .cut_to = 12},
                   {.heading = "ROLE", .priority = 3},
                   {.heading = "DID", .cut_to = 16},
                   {.heading = "ABOUT", .priority = 1, .cut_to = 16},
                   {.heading = "WITH", .priority = 4, .cut_to = 16},
                   {.heading = "CHAIN", .priority = 2, .cut_to = 12},
                   {.heading = "NUMBER", .priority = 2, .right = true}});
  for (const pb::Act& act : answer.acts()) {
    std::vector<std::string> with;
    for (const pb::ActText& text : act.arguments()) {
      with.push_back(absl::StrCat(text.name(), "=", text.value()));
    }
    for (const pb::ActText& text : act.personal()) {
      with.push_back(absl::StrCat(text.name(), "=", text.value()));
    }
    table.AddRow({MinuteWords(act.time()),
                  act.name().empty() ? Cell("(erased)", Style::kFaint)
                                     : Cell(act.name(), Style::kBold),
                  act.role(), Deed(act.method()), act.subject(),
                  absl::StrJoin(with, " "), act.chain(),
                  CountWords(act.number())});
  }
  return table.Render(view.terminal);
}

}  // namespace

Verb AuditListVerb() {
  Verb verb{
      .noun = "audit",
      .name = "list",
      .summary = "Who did what, newest first",
      .details =
          "Every change by a person, a machine or the daemon itself is "
          "an act in a chain of evidence.",
      .examples = {"regisseur audit list --from 2026-11",
                   "regisseur audit list --chain cloudnine -o json"},
      .parameters = {{.name = "chain",
                      .field = "chain",
                      .help = "Only those in this chain: a provider's id, "
                              "shared or portfolio",
                      .value_name = "CHAIN"},
                     {.name = "identity",
                      .field = "identity",
                      .help = "Only those of this identity",
                      .value_name = "ID"},
                     {.name = "method",
                      .field = "method",
                      .help = "Only those of this method, by its full name"},
                     FromOption("Acts from then on"),
                     ToOption("Acts until then")},
      .csv = {.rows = "acts"},
      .table = TableOf(&Table)};
  verb.ask = Reading<pb::EvidenceService>(&pb::EvidenceService::Stub::ListActs,
                                          verb.parameters);
  return verb;
}

}  // namespace regisseur
