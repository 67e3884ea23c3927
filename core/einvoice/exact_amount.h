#pragma once

#include <optional>

#include "absl/types/span.h"
#include "core/einvoice/invoice_document.h"
#include "core/money/decimal.h"

namespace regisseur {

// A sum that may be unknown: it is as soon as one part is no number or the
// result cannot be held. A rule about an unknown sum is not broken: the part is
// told by the rule of its data type.
using Amount = std::optional<Decimal>;

Amount Plus(const Amount& a, const Amount& b);
Amount Minus(const Amount& a, const Amount& b);
// base * percent / 100.
Amount PercentOf(const Amount& base, const Amount& percent);
Amount Absolute(const Amount& amount);

// As XPath rounds: half towards positive infinity, to `scale` decimals. The
// official rules are written with it.
Amount RoundedAsXPath(const Amount& amount, int scale);

// True when both are known and differ by less than one, as EN 16931 allows for
// VAT; CII allows one itself.
bool WithinOne(const Amount& a, const Amount& b, bool inclusive);

// Of all terms of this number in the groups; a missing one adds nothing.
Amount SumOf(absl::Span<const Group* const> groups, int term);

// The text of an amount for a sentence; `nothing` when it is missing.
std::string AmountText(const Amount& amount);

}  // namespace regisseur
