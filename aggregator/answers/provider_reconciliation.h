#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "aggregator/answers/invoice_reconciliation.h"
#include "core/contract/contract_register.h"

namespace regisseur {

// Invoices of one provider beside its charges and contracts, in the order
// asked. All of its invoices are looked at: for those that ask again, and for
// credit notes.
absl::StatusOr<std::vector<ReconciledInvoice>> ReconcileProvider(
    const AnswerContext& context, const Principal& who,
    const KnownPortfolio& known, const ContractRegister& contracts,
    const std::string& provider, const std::vector<const InvoiceRow*>& asked,
    const std::optional<Decimal>& tolerance, AsOf as_of,
    std::vector<Gap>& gaps);

}  // namespace regisseur
