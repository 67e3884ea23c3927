#pragma once

#include <cstdint>
#include <string>

#include "absl/functional/function_ref.h"
#include "absl/strings/string_view.h"
#include "core/invoice/invoice.h"

namespace regisseur::sdk {

// Every text of an invoice, by the name of its field.
void ForEachText(
    Invoice& invoice,
    absl::FunctionRef<void(absl::string_view field, std::string& text)> text);

// What it takes on the wire.
int64_t WireBytes(const Invoice& invoice);

// False for one with so many lines that no message holds it: its adapter has to
// say so, for it can never be delivered.
bool FitsAMessage(const Invoice& invoice);

}  // namespace regisseur::sdk
