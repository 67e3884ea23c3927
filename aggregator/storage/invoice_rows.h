#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "aggregator/storage/database.h"
#include "core/invoice/invoice.h"

namespace regisseur {

// The rows of invoices.

// Its party's id and its content (EncodeInvoice) come beside it.
absl::Status InsertInvoice(Transaction& transaction, int64_t delivery,
                           int64_t row, int64_t party, const Invoice& invoice,
                           absl::string_view content);

// The content of each invoice of a delivery with its party, in order of row.
absl::Status ReadInvoiceContents(
    Connection& connection, int64_t delivery,
    const std::function<absl::Status(absl::string_view party,
                                     absl::string_view content)>& take);

// Drops about `limit` invoices of a delivery; how many.
absl::StatusOr<int64_t> DropInvoices(Transaction& transaction, int64_t delivery,
                                     int64_t limit);

}  // namespace regisseur
