#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "core/einvoice/invoice_reader.h"
#include "services/sdk/adapter.h"

namespace regisseur::invoice {

// The options of one source; README.md has the table.
struct InvoiceOptions {
  std::string path;  // a file, a folder or a glob
  InvoiceReadOptions read;
  bool keep_original = true;

  static absl::StatusOr<InvoiceOptions> Parse(const sdk::SourceSpec& source);
};

}  // namespace regisseur::invoice
