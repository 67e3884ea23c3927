#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "core/invoice/invoice.h"
#include "core/money/decimal.h"

namespace regisseur {

// A line of an invoice as far as it is compared: lines, and allowances and
// charges of the whole document.
struct LineItem {
  std::string id;                  // BT-126
  std::vector<std::string> names;  // the most telling first
  std::optional<Decimal> quantity;
  std::string unit;
  Decimal net;  // signed as cost
  InvoicePeriod period;
};

// The parts that BT-109 is the sum of (BR-CO-13). Lines without an amount are
// left out.
std::vector<LineItem> LineItemsOf(const Invoice& invoice);

// What names are compared by: small letters and digits, one blank for all that
// stands between them.
std::string ComparableName(absl::string_view name);

// True when quantities in both can be compared: `HUR` and `Hours`, `C62` and
// `seats`. Unknown units are only equal to themselves.
bool AreComparableUnits(absl::string_view code, absl::string_view unit);

}  // namespace regisseur
