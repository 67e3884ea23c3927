#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "cli/output/text_table.h"
#include "cli/output/words.h"
#include "cli/push/push.h"
#include "cli/verb/act_options.h"
#include "cli/verb/acting.h"
#include "cli/verb/sent_file.h"
#include "regisseur/partner/v1/partner.grpc.pb.h"

namespace regisseur {
namespace {

namespace pb = partner::v1;

// An adapter may read a whole year.
constexpr absl::Duration kLimit = absl::Minutes(10);

absl::StatusOr<Answer> Ask(const Arguments& arguments, Session& session) {
  pb::PushFileRequest request;
  request.set_source(arguments.Text("SOURCE"));
  request.set_dry_run(arguments.Has("dry-run"));
  request.set_request_id(arguments.Has("request-id")
                             ? arguments.Text("request-id")
                             : NewRequestId());
  ASSIGN_OR_RETURN(*request.mutable_data(),
                   ReadFileToSend("push file", arguments.Text("FILE")));
  const auto stub = pb::PartnerService::NewStub(session.connection.channel());
  grpc::ClientContext context;
  session.connection.Prepare(kLimit, &context);
  auto receipt = std::make_unique<pb::PushReceipt>();
  RETURN_IF_ERROR(session.connection.Explain(
      stub->PushFile(&context, request, receipt.get())));
  return Answer(std::move(receipt));
}

std::string Table(const pb::PushReceipt& receipt, const View& view) {
  std::string out = absl::StrCat(
      CountWords(receipt.rows_read()), " rows read, ",
      receipt.dry_run()
          ? "nothing stored: a dry run"
          : absl::StrCat(CountWords(receipt.rows_new()), " new, ",
                         CountWords(receipt.rows_replaced()), " replaced"),
      "\n");
  if (!receipt.receipts().empty()) {
    TextTable table({{.heading = "RECEIPT", .right = true},
                     {.heading = "KNOWN SINCE"},
                     {.heading = "ROWS", .right = true},
                     {.heading = "ABOUT", .cut_to = 24}});
    for (const evidence::v1::Receipt& one : receipt.receipts()) {
      table.AddRow({absl::StrCat(one.number()), MinuteWords(one.known_time()),
                    CountWords(one.rows()), one.about()});
    }
    absl::StrAppend(&out, "\n", table.Render(view.terminal));
  }
  if (!receipt.findings().empty()) {
    TextTable table({{.heading = "FINDING"},
                     {.heading = "LINE", .right = true},
                     {.heading = "FIELD", .cut_to = 12},
                     {.heading = "TIMES", .right = true},
                     {.heading = "RULE", .cut_to = 16}});
    for (const type::v1::Finding& finding : receipt.findings()) {
      table.AddRow(
          {{EnumPhrase(finding.severity()),
            finding.severity() == type::v1::SEVERITY_ERROR ? Style::kBad
                                                           : Style::kWarning},
           absl::StrCat(finding.line()),
           finding.field(),
           CountWords(finding.count()),
           finding.rule()});
      table.AddNote(finding.message());
    }
    absl::StrAppend(&out, "\n", table.Render(view.terminal));
  }
  return out;
}

}  // namespace

Verb PushFileVerb() {
  return {
      .noun = "push",
      .name = "file",
      .summary = "Push a file as it is to a source with `push: true`",
      .details =
          "The source's adapter reads it; the answer is the receipt. The "
          "same file again counts once. Files above 1 MiB go over HTTP: "
          "POST /push/SOURCE (docs/partners.md).",
      .examples = {"regisseur push file cloudnine-kpi kpi.csv --dry-run",
                   "regisseur push file cloudnine-kpi kpi.csv -o json"},
      .parameters = {{.name = "SOURCE", .help = "The source", .required = true},
                     {.name = "FILE", .help = "The file", .required = true},
                     {.name = "dry-run",
                      .kind = Parameter::Kind::kFlag,
                      .help = "Read it and store nothing"},
                     RequestIdOption()},
      .csv = {.rows = "findings"},
      .ask = &Ask,
      .table = TableOf(&Table)};
}

}  // namespace regisseur
