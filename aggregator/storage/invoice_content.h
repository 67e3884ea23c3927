#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "core/invoice/invoice.h"

namespace regisseur {

// An invoice as bytes: what is stored of it and, behind its party, what is
// hashed (docs/evidence.md). Line numbers of the file stand apart: a file that
// only moved is the same facts. The formats are stored: never change them.
std::string EncodeInvoice(const Invoice& invoice);
std::string EncodeFileLines(const Invoice& invoice);

// Reads them back. DATA_LOSS when they cannot be read.
absl::StatusOr<Invoice> DecodeInvoice(absl::string_view content,
                                      absl::string_view file_lines);

}  // namespace regisseur
