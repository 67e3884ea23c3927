#pragma once

#include <memory>

#include "services/sdk/adapter.h"

namespace regisseur::invoice {

// Reads e-invoices (UBL 2.1, UN/CEFACT CII) from files; README.md says which.
// Each invoice is a delivery of its own: what the partner sent stays, also when
// its file is gone. Thread-safe.
class InvoiceAdapter final : public sdk::Adapter {
 public:
  sdk::AdapterInfo Info() const override;
  absl::Status Validate(const sdk::SourceSpec& source) const override;
  absl::StatusOr<Checkpoint> Collect(const sdk::SourceSpec& source,
                                     absl::string_view cursor,
                                     sdk::FactSink& sink) override;
};

// For main and tests.
std::unique_ptr<sdk::Adapter> MakeInvoiceAdapter();

}  // namespace regisseur::invoice
