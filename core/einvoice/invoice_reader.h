#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <variant>

#include "absl/strings/string_view.h"
#include "core/invoice/invoice.h"

namespace regisseur {

// Why a document was not read: a message of the catalogue.
struct RefusedDocument {
  std::string rule;  // `invoice-doctype`, `invoice-not-one`, ...
  std::map<std::string, std::string> arguments;
  int64_t line = 0;  // of the document, from 1; 0 for the whole of it
};

struct InvoiceReadOptions {
  size_t max_bytes = 5 * 1024 * 1024;
  int max_depth = 64;

  friend bool operator==(const InvoiceReadOptions&,
                         const InvoiceReadOptions&) = default;
};

// Reads a UBL 2.1 Invoice or CreditNote or a UN/CEFACT Cross Industry Invoice
// and holds it against EN 16931 and the rule sets that its BT-24 names. What is
// missing or wrong in it is a problem of the invoice, in the order of the rule
// sets; a document that is no invoice, or that attacks its reader (DOCTYPE,
// entities, depth, size), is refused before a parser sees it. Pure; untrusted
// bytes in any encoding that XML 1.0 names and we know (UTF-8, UTF-16,
// ISO 8859-1, Windows 1252).
std::variant<Invoice, RefusedDocument> ReadInvoice(
    absl::string_view bytes, const InvoiceReadOptions& options = {});

}  // namespace regisseur
