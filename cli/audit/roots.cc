#include "absl/strings/str_cat.h"
#include "cli/audit/audit.h"
#include "cli/output/text_table.h"
#include "cli/output/words.h"
#include "cli/verb/reading.h"
#include "regisseur/evidence/v1/evidence.grpc.pb.h"

namespace regisseur {
namespace {

namespace pb = evidence::v1;

std::string RootsTable(const pb::ListSignedRootsResponse& answer,
                       const View& view) {
  if (answer.roots().empty()) return "No root was signed yet.\n";
  TextTable table({{.heading = "NUMBER", .right = true},
                   {.heading = "SIGNED"},
                   {.heading = "ROOT OF THE TREE", .cut_to = 16},
                   {.heading = "ROOT BEFORE", .priority = 1, .cut_to = 16}});
  for (const pb::SignedRoot& root : answer.roots()) {
    table.AddRow({CountWords(root.number()), MinuteWords(root.time()),
                  root.tree_sha256(), root.previous_sha256()});
  }
  return table.Render(view.terminal);
}

std::string RootLine(const pb::SignedRoot& root, const View& view) {
  return absl::StrCat(root.line(), "\n");
}

std::string KeyText(const pb::SigningKey& key, const View& view) {
  return key.pem();
}

std::string ErasedText(const pb::ErasePersonalTextsResponse& answer,
                       const View& view) {
  return absl::StrCat("Erased ", CountWords(answer.erased()),
                      " texts; the chains are whole, and the erasure is "
                      "recorded.\n");
}

}  // namespace

Verb AuditRootsVerb() {
  Verb verb{
      .noun = "audit",
      .name = "roots",
      .summary = "The signed roots, one a day",
      .details =
          "-o json has the line of each. Keep some of them "
          "elsewhere: against a root kept elsewhere an older or "
          "rewritten state does not hold.",
      .examples = {"regisseur audit roots", "regisseur -o json audit roots"},
      .csv = {.rows = "roots"},
      .table = TableOf(&RootsTable)};
  verb.ask = Reading<pb::EvidenceService>(
      &pb::EvidenceService::Stub::ListSignedRoots, verb.parameters);
  return verb;
}

Verb AuditSignVerb() {
  Verb verb{.noun = "audit",
            .name = "sign",
            .summary = "Sign a root over all chains now, and print its line",
            .examples = {"regisseur audit sign > root.jsonl"},
            .parameters = {{.name = "request-id",
                            .field = "request_id",
                            .help = "Makes it repeatable: the same id gives "
                                    "the same root",
                            .value_name = "ID"}},
            .table = TableOf(&RootLine)};
  verb.ask = Reading<pb::EvidenceService>(
      &pb::EvidenceService::Stub::CreateSignedRoot, verb.parameters);
  return verb;
}

Verb AuditKeyVerb() {
  Verb verb{.noun = "audit",
            .name = "key",
            .summary = "The public key that checks roots, receipts and exports",
            .examples = {"regisseur audit key > regisseur.pub"},
            .table = TableOf(&KeyText)};
  verb.ask = Reading<pb::EvidenceService>(
      &pb::EvidenceService::Stub::GetSigningKey, verb.parameters);
  return verb;
}

Verb AuditEraseVerb() {
  Verb verb{.noun = "audit",
            .name = "erase",
            .summary = "Erase a person's name and words from the audit trail",
            .details =
                "What was done stays, under a token that stands for "
                "nobody; the chains stay whole, and the erasure is an "
                "act itself. There is no way back.",
            .examples = {"regisseur audit erase 8f2c41 --request-id avg-17"},
            .parameters = {{.name = "IDENTITY",
                            .field = "identity",
                            .help = "The identity, as `audit list` shows it",
                            .required = true},
                           {.name = "request-id",
                            .field = "request_id",
                            .help = "New for each erasure; the same one again "
                                    "changes nothing",
                            .required = true,
                            .value_name = "ID"}},
            .table = TableOf(&ErasedText)};
  verb.ask = Reading<pb::EvidenceService>(
      &pb::EvidenceService::Stub::ErasePersonalTexts, verb.parameters);
  return verb;
}

}  // namespace regisseur
