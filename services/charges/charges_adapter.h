#pragma once

#include <memory>

#include "services/focus/format_table.h"
#include "services/sdk/adapter.h"

namespace regisseur::charges {

// What a partner with a flat fee costs, in the few columns that it can fill
// without inventing anything.
extern const focus::FormatTable kChargesFormat;

// The adapter over it. For main and tests.
std::unique_ptr<sdk::Adapter> MakeChargesAdapter();

}  // namespace regisseur::charges
