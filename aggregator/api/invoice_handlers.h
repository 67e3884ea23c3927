#pragma once

#include "absl/status/statusor.h"
#include "aggregator/answers/answers.h"
#include "aggregator/api/call_context.h"
#include "aggregator/api/method_registry.h"
#include "aggregator/collect/document_reader.h"
#include "regisseur/invoice/v1/invoice.pb.h"

namespace regisseur {

// regisseur.invoice.v1.InvoiceService over the answers. Thread-safe.
class InvoiceHandlers {
 public:
  // Without `documents` nothing can be checked: UNIMPLEMENTED.
  InvoiceHandlers(const Answers& answers, DocumentReader* documents)
      : answers_(answers), documents_(documents) {}

  // Adds every method; this object must outlive the registry.
  void Register(MethodRegistry& methods);

  absl::StatusOr<invoice::v1::ListInvoicesResponse> ListInvoices(
      const CallContext& call,
      const invoice::v1::ListInvoicesRequest& request) const;
  absl::StatusOr<invoice::v1::Invoice> GetInvoice(
      const CallContext& call,
      const invoice::v1::GetInvoiceRequest& request) const;
  absl::StatusOr<invoice::v1::CheckInvoiceResponse> CheckInvoice(
      const CallContext& call, const invoice::v1::CheckInvoiceRequest& request);
  absl::StatusOr<invoice::v1::ReconcileInvoicesResponse> ReconcileInvoices(
      const CallContext& call,
      const invoice::v1::ReconcileInvoicesRequest& request) const;

 private:
  const Answers& answers_;
  DocumentReader* const documents_;
};

}  // namespace regisseur
