#pragma once

#include "aggregator/answers/invoice_reconciliation.h"
#include "aggregator/answers/invoices.h"
#include "regisseur/invoice/v1/invoice.pb.h"

namespace regisseur {

// Invoices on the wire of the API. Here the words for people are chosen.

// What the document says, without who it belongs to; with its lines as far as
// they fit into an answer.
invoice::v1::Invoice DocumentToWire(const Invoice& invoice, bool with_lines);
invoice::v1::Invoice InvoiceToWire(const InvoiceRow& row, bool with_lines);
invoice::v1::Reconciliation ReconciliationToWire(const ReconciledInvoice& one);

}  // namespace regisseur
