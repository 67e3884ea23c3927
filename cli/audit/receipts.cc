#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "cli/audit/audit.h"
#include "cli/output/detail_sheet.h"
#include "cli/output/text_table.h"
#include "cli/output/words.h"
#include "cli/verb/reading.h"
#include "regisseur/evidence/v1/evidence.grpc.pb.h"

namespace regisseur {
namespace {

namespace pb = evidence::v1;

std::string ReceiptSheet(const pb::Receipt& receipt, const View& view) {
  DetailSheet sheet;
  sheet.Add("chain", {receipt.provider(), Style::kBold});
  sheet.Add("number", CountWords(receipt.number()));
  sheet.Add("kind", EnumPhrase(receipt.kind()));
  sheet.Add("about", receipt.about());
  sheet.Add("rows", CountWords(receipt.rows()));
  sheet.Add("rows sha256", receipt.rows_sha256());
  sheet.Add("chain sha256", receipt.chain_sha256());
  sheet.Add("known", MinuteWords(receipt.known_time()));
  // The line is kept byte for byte: it is not wrapped.
  return absl::StrCat(sheet.Render(view.terminal),
                      "\nKeep this line; `regisseur audit verify --file EXPORT "
                      "--root FILE` holds it against an export:\n",
                      receipt.line(), "\n");
}

std::string ReceiptsTable(const pb::ListReceiptsResponse& answer,
                          const View& view) {
  if (answer.receipts().empty()) return "No entries.\n";
  TextTable table({{.heading = "NUMBER", .right = true},
                   {.heading = "KNOWN"},
                   {.heading = "KIND"},
                   {.heading = "ROWS", .right = true},
                   {.heading = "ABOUT", .cut_to = 20},
                   {.heading = "CHAIN SHA256", .priority = 1, .cut_to = 16}});
  for (const pb::Receipt& receipt : answer.receipts()) {
    table.AddRow({CountWords(receipt.number()),
                  MinuteWords(receipt.known_time()), EnumPhrase(receipt.kind()),
                  CountWords(receipt.rows()), receipt.about(),
                  receipt.chain_sha256()});
  }
  return table.Render(view.terminal);
}

Parameter ChainWord() {
  return {.name = "CHAIN",
          .field = "provider",
          .help = "A provider's id, shared or portfolio",
          .required = true};
}

absl::StatusOr<Answer> AskReceipt(const Arguments& arguments,
                                  Session& session) {
  pb::GetReceiptRequest request;
  request.set_provider(arguments.Text("CHAIN"));
  int64_t number = 0;
  if (!absl::SimpleAtoi(arguments.Text("NUMBER"), &number)) {
    return absl::InvalidArgumentError(
        absl::StrCat("audit receipt: NUMBER is '", arguments.Text("NUMBER"),
                     "': write a number such as 12"));
  }
  request.set_number(number);
  const auto stub = pb::EvidenceService::NewStub(session.connection.channel());
  auto receipt = std::make_unique<pb::Receipt>();
  grpc::ClientContext context;
  session.connection.Prepare(kReadingLimit, &context);
  RETURN_IF_ERROR(session.connection.Explain(
      stub->GetReceipt(&context, request, receipt.get())));
  return Answer(std::move(receipt));
}

}  // namespace

Verb AuditReceiptVerb() {
  return {.noun = "audit",
          .name = "receipt",
          .summary = "The signed receipt of one delivery or act",
          .examples = {"regisseur audit receipt cloudnine 12"},
          .parameters = {ChainWord(),
                         {.name = "NUMBER",
                          .help = "The number in the chain, from 1",
                          .required = true}},
          .ask = AskReceipt,
          .table = TableOf(&ReceiptSheet)};
}

Verb AuditReceiptsVerb() {
  Verb verb{.noun = "audit",
            .name = "receipts",
            .summary = "The entries of a chain with their signed receipts",
            .details = "-o json has the line of each that a partner keeps.",
            .examples = {"regisseur audit receipts cloudnine"},
            .parameters = {ChainWord()},
            .csv = {.rows = "receipts"},
            .table = TableOf(&ReceiptsTable)};
  verb.ask = Reading<pb::EvidenceService>(
      &pb::EvidenceService::Stub::ListReceipts, verb.parameters);
  return verb;
}

}  // namespace regisseur
