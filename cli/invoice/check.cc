#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "cli/invoice/invoice.h"
#include "cli/invoice/invoice_words.h"
#include "cli/output/words.h"
#include "cli/verb/reading.h"
#include "cli/verb/sent_file.h"
#include "core/base/status_macros.h"
#include "regisseur/invoice/v1/invoice.grpc.pb.h"

namespace regisseur {
namespace {

namespace pb = invoice::v1;

// An adapter is started for it.
constexpr absl::Duration kCheckLimit = absl::Minutes(2);

absl::StatusOr<Answer> Check(const Arguments& arguments, Session& session) {
  const std::string path = arguments.Text("FILE");
  pb::CheckInvoiceRequest request;
  ASSIGN_OR_RETURN(*request.mutable_document(),
                   ReadFileToSend("invoice check", path));
  const size_t slash = path.rfind('/');
  request.set_name(slash == std::string::npos ? path : path.substr(slash + 1));
  const auto stub = pb::InvoiceService::NewStub(session.connection.channel());
  grpc::ClientContext context;
  session.connection.Prepare(kCheckLimit, &context);
  auto answer = std::make_unique<pb::CheckInvoiceResponse>();
  RETURN_IF_ERROR(session.connection.Explain(
      stub->CheckInvoice(&context, request, answer.get())));
  return Answer(std::move(answer));
}

std::string Table(const pb::CheckInvoiceResponse& answer, const View& view) {
  TextTable table({{.heading = "NUMBER", .cut_to = 14},
                   {.heading = "SYNTAX", .priority = 2},
                   {.heading = "SELLER", .priority = 3, .cut_to = 14},
                   {.heading = "TO PAY", .right = true},
                   {.heading = "CURR."},
                   {.heading = "LINES", .priority = 1, .right = true},
                   {.heading = "RULES"},
                   {.heading = "HELD AGAINST", .priority = 1, .cut_to = 16}});
  for (const pb::Invoice& invoice : answer.invoices()) {
    table.AddRow({{invoice.number(), Style::kBold},
                  invoice.syntax(),
                  invoice.seller(),
                  SignedCostWords(invoice.has_payable_amount(),
                                  invoice.payable_amount(), invoice.currency()),
                  invoice.currency(),
                  CountWords(invoice.line_count()),
                  VerdictCell(invoice),
                  absl::StrJoin(invoice.rule_sets(), ", ")});
    AddProblems(invoice, table);
  }
  for (const type::v1::Finding& finding : answer.findings()) {
    table.AddNote({absl::StrCat(finding.rule(), " ", finding.message()),
                   finding.severity() == type::v1::SEVERITY_ERROR
                       ? Style::kBad
                       : Style::kWarning});
  }
  return absl::StrCat(
      answer.invoices().empty() && answer.findings().empty()
          ? ""
          : table.Render(view.terminal),
      answer.valid() ? Styled("✓ valid\n", Style::kGood, view.terminal)
      : answer.invoices().empty()
          ? Styled("✗ not an invoice that can be read\n", Style::kBad,
                   view.terminal)
          : Styled("✗ not valid\n", Style::kBad, view.terminal));
}

}  // namespace

Verb InvoiceCheckVerb() {
  return {
      .noun = "invoice",
      .name = "check",
      .summary = "Whether a UBL or CII document is a valid invoice",
      .details =
          "Sends the file to the daemon, whose adapter for invoices reads it; "
          "nothing of it is stored. Ends with 7 when it breaks a fatal rule or "
          "cannot be read.",
      .examples = {"regisseur invoice check invoice.xml",
                   "regisseur invoice check invoice.xml -o json"},
      .parameters = {{.name = "FILE",
                      .help = "The document, at most 900 KiB",
                      .required = true}},
      .csv = {.rows = "invoices"},
      .ask = Check,
      .table = TableOf(&Table),
      .verdict = [](const google::protobuf::Message& answer, const Arguments&) {
        return static_cast<const pb::CheckInvoiceResponse&>(answer).valid()
                   ? ExitCode::kDone
                   : ExitCode::kCheckFailed;
      }};
}

}  // namespace regisseur
