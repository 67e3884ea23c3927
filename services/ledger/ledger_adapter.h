#pragma once

#include <memory>

#include "services/focus/format_table.h"
#include "services/sdk/adapter.h"

namespace regisseur::ledger {

// Our own finance export, an invoice a line, as the columns of a charge: its
// net amount, and its VAT as a second charge.
extern const focus::FormatTable kLedgerFormat;

// The adapter over it. For main and tests.
std::unique_ptr<sdk::Adapter> MakeLedgerAdapter();

}  // namespace regisseur::ledger
