#pragma once

#include <map>
#include <string>

#include "absl/strings/string_view.h"
#include "core/delivery/delivery.h"
#include "core/invoice/invoice.h"

namespace regisseur::invoice {

// What an invoice is told apart by: its kind, its seller (VAT identifier, else
// legal registration, electronic address, name) and its number (BT-1). One
// without a number is told apart by its file.
std::string ScopeText(const Invoice& invoice, absl::string_view file);

// Its head: complete, so that another content under the same number replaces
// it from then on.
Delivery DeliveryOf(const Invoice& invoice, absl::string_view file,
                    absl::TimeZone zone);

// What it says, whatever the syntax and the layout: two files with the same
// text are one invoice.
std::string ContentText(const Invoice& invoice);

}  // namespace regisseur::invoice
