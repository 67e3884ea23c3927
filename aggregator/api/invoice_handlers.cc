#include "aggregator/api/invoice_handlers.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "aggregator/api/gap_wire.h"
#include "aggregator/api/invoice_wire.h"
#include "aggregator/api/page.h"
#include "core/base/status_macros.h"
#include "wire/evidence_wire.h"

namespace regisseur {
namespace {

namespace pb = invoice::v1;

constexpr char kAdapter[] = "invoice";
constexpr size_t kMostDocumentBytes = 1000000;

absl::StatusOr<std::optional<ReconciliationState>> StateFromWire(
    pb::ReconciliationState state) {
  switch (state) {
    case pb::RECONCILIATION_STATE_UNSPECIFIED:
      return std::optional<ReconciliationState>();
    case pb::RECONCILIATION_STATE_MATCHED:
      return std::optional(ReconciliationState::kMatched);
    case pb::RECONCILIATION_STATE_DIFFERENT:
      return std::optional(ReconciliationState::kDifferent);
    case pb::RECONCILIATION_STATE_UNMATCHED:
      return std::optional(ReconciliationState::kUnmatched);
    default:
      return absl::InvalidArgumentError(
          "state: write matched, different or unmatched");
  }
}

}  // namespace

void InvoiceHandlers::Register(MethodRegistry& methods) {
  const std::string service = "regisseur.invoice.v1.InvoiceService.";
  methods.AddUnary<pb::ListInvoicesRequest, pb::ListInvoicesResponse>(
      service + "ListInvoices", [this](const auto& call, const auto& request) {
        return ListInvoices(call, request);
      });
  methods.AddUnary<pb::GetInvoiceRequest, pb::Invoice>(
      service + "GetInvoice", [this](const auto& call, const auto& request) {
        return GetInvoice(call, request);
      });
  methods.AddUnary<pb::CheckInvoiceRequest, pb::CheckInvoiceResponse>(
      service + "CheckInvoice",
      [this](const auto& call, const auto& request) {
        return CheckInvoice(call, request);
      },
      /*long_running=*/true);
  methods.AddUnary<pb::ReconcileInvoicesRequest, pb::ReconcileInvoicesResponse>(
      service + "ReconcileInvoices",
      [this](const auto& call, const auto& request) {
        return ReconcileInvoices(call, request);
      });
}

absl::StatusOr<pb::ListInvoicesResponse> InvoiceHandlers::ListInvoices(
    const CallContext& call, const pb::ListInvoicesRequest& request) const {
  ASSIGN_OR_RETURN(const Page page, PageOf(request, answers_.Now()));
  ASSIGN_OR_RETURN(const InvoicesAnswer answer,
                   answers_.ListInvoices(call.who,
                                         {.provider = request.provider(),
                                          .owner = request.owner(),
                                          .open = request.open(),
                                          .overdue = request.overdue(),
                                          .invalid = request.invalid(),
                                          .from = request.from(),
                                          .to = request.to()},
                                         page.as_of));
  pb::ListInvoicesResponse response;
  if (page.first()) GapsToWire(answer.gaps, response.mutable_gaps());
  RETURN_IF_ERROR(FillPage(
      page, answer.invoices, response,
      [&](const InvoiceRow& row) -> absl::StatusOr<size_t> {
        *response.add_invoices() = InvoiceToWire(row, /*with_lines=*/false);
        return response.invoices().rbegin()->ByteSizeLong();
      }));
  return response;
}

absl::StatusOr<pb::Invoice> InvoiceHandlers::GetInvoice(
    const CallContext& call, const pb::GetInvoiceRequest& request) const {
  if (request.number().empty()) {
    return absl::InvalidArgumentError("number: say which invoice");
  }
  ASSIGN_OR_RETURN(const AsOf as_of,
                   AsOfFromWire(request.has_as_known_on(),
                                request.as_known_on(), answers_.Now()));
  ASSIGN_OR_RETURN(
      const InvoiceRow row,
      answers_.GetInvoice(
          call.who,
          {.number = request.number(), .provider = request.provider()}, as_of));
  pb::Invoice wire = InvoiceToWire(row, /*with_lines=*/true);
  ASSIGN_OR_RETURN(
      const ReconciliationAnswer reconciled,
      answers_.ReconcileInvoices(
          call.who, {.provider = row.provider, .number = request.number()},
          as_of));
  for (const ReconciledInvoice& one : reconciled.invoices) {
    if (one.row.record.source == row.record.source) {
      *wire.mutable_reconciliation() = ReconciliationToWire(one);
    }
  }
  return wire;
}

absl::StatusOr<pb::CheckInvoiceResponse> InvoiceHandlers::CheckInvoice(
    const CallContext& call, const pb::CheckInvoiceRequest& request) {
  if (documents_ == nullptr) {
    return absl::UnimplementedError("nothing reads documents here");
  }
  if (request.document().empty()) {
    return absl::InvalidArgumentError(
        "document: it is empty; send the bytes of a UBL or CII document");
  }
  if (request.document().size() > kMostDocumentBytes) {
    return absl::InvalidArgumentError(absl::StrCat(
        "document: it has ", request.document().size(), " bytes and at most ",
        kMostDocumentBytes,
        " can be checked so; let a source with adapter: invoice read it"));
  }
  ASSIGN_OR_RETURN(
      const DocumentReading reading,
      documents_->Read(kAdapter, request.name(), request.document()));
  pb::CheckInvoiceResponse response;
  bool valid = !reading.failure.has_value() && !reading.invoices.empty();
  for (const Invoice& invoice : reading.invoices) {
    *response.add_invoices() = DocumentToWire(invoice, /*with_lines=*/true);
    valid = valid && !IsInvalid(invoice);
  }
  for (const Finding& finding : reading.findings) {
    *response.add_findings() = ToWire(finding, /*render=*/true);
  }
  if (reading.failure.has_value()) {
    type::v1::Finding* why = response.add_findings();
    why->set_severity(type::v1::SEVERITY_ERROR);
    why->set_rule(reading.failure->rule);
    why->set_message(reading.failure->message);
    why->set_count(1);
  }
  response.set_valid(valid);
  return response;
}

absl::StatusOr<pb::ReconcileInvoicesResponse>
InvoiceHandlers::ReconcileInvoices(
    const CallContext& call,
    const pb::ReconcileInvoicesRequest& request) const {
  ASSIGN_OR_RETURN(const Page page, PageOf(request, answers_.Now()));
  ASSIGN_OR_RETURN(const std::optional<ReconciliationState> state,
                   StateFromWire(request.state()));
  ASSIGN_OR_RETURN(
      const ReconciliationAnswer answer,
      answers_.ReconcileInvoices(call.who,
                                 {.provider = request.provider(),
                                  .owner = request.owner(),
                                  .from = request.from(),
                                  .to = request.to(),
                                  .state = state,
                                  .tolerance = request.tolerance()},
                                 page.as_of));
  pb::ReconcileInvoicesResponse response;
  if (page.first()) {
    GapsToWire(answer.gaps, response.mutable_gaps());
    for (const DifferenceTotal& from : answer.totals) {
      pb::DifferenceTotal* to = response.add_totals();
      to->set_class_(static_cast<pb::DifferenceClass>(from.kind));
      to->set_currency(from.currency);
      to->set_amount(from.amount.ToString());
      to->set_count(from.count);
    }
  }
  RETURN_IF_ERROR(
      FillPage(page, answer.invoices, response,
               [&](const ReconciledInvoice& one) -> absl::StatusOr<size_t> {
                 *response.add_invoices() = ReconciliationToWire(one);
                 return response.invoices().rbegin()->ByteSizeLong();
               }));
  return response;
}

}  // namespace regisseur
