#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "core/invoice/invoice.h"
#include "core/money/decimal.h"

namespace regisseur {

// How an invoice differs. The numbers are those of the API.
enum class DifferenceClass {
  kMissingLine = 1,  // one side has a line that the other has not
  kPrice = 2,        // the same quantity at another price
  kQuantity = 3,     // another quantity
  kRate = 4,         // VAT at another rate
  kTax = 5,          // another amount of VAT at the same rate
  kDuplicate = 6,    // the same was invoiced before, or twice
  kSum = 7,          // the invoice does not add up
};
// `missing_line`, `price`, …
absl::string_view DifferenceClassWord(DifferenceClass kind);

// Something that an invoice should charge: charges of one kind, or a component
// of a contract.
struct ExpectedItem {
  // What an invoice line may call it, the most telling first: article number,
  // description, service, component.
  std::vector<std::string> names;
  // Absent where it has none, or several units.
  std::optional<Decimal> quantity;
  std::string unit;
  // Net, signed as cost; absent: it is due and nobody knows how much.
  std::optional<Decimal> net;
  // Agreed, but due only when it was ordered (an extra): its price for one.
  std::optional<Decimal> price_if_ordered;
};

// All that one invoice should be.
struct Expectation {
  std::vector<ExpectedItem> items;
  // VAT that was charged, signed as cost; absent: the data has none.
  std::optional<Decimal> tax;
};

// One difference, in money: invoiced less expected, signed as cost.
struct InvoiceDifference {
  DifferenceClass kind = DifferenceClass::kMissingLine;
  Decimal amount;
  std::string line;  // BT-126; empty when the invoice has none
  std::string name;
  // Price, quantity, rate or amount of both sides, whichever the class is
  // about; absent where a side has none.
  std::optional<Decimal> expected;
  std::optional<Decimal> invoiced;
};

// An invoice beside what was expected. Amounts are signed as cost.
struct InvoiceComparison {
  std::optional<Decimal> invoiced_net;  // BT-109, else the sum of the lines
  // Absent when an amount that is due is not known.
  std::optional<Decimal> expected_net;
  std::optional<Decimal> difference_net;
  std::optional<Decimal> invoiced_tax;    // BT-110, else of the breakdown
  std::optional<Decimal> expected_tax;    // absent: not in the data
  std::optional<Decimal> difference_tax;  // absent with either
  Decimal tolerance;
  std::vector<InvoiceDifference> differences;
  // Items that are due and whose amount nobody knows: not compared.
  std::vector<std::string> not_compared;
  // A remainder within the tolerance.
  std::optional<Decimal> rounding;

  bool matched() const { return differences.empty(); }
};

// Compares line with item: those of one name go together, what is left by its
// net amount, and where one side has a single thing left, with all that is left
// of the other. Then net with net and VAT with VAT. Prepaid (BT-113) and
// rounding (BT-114) are no part of either.
//
// A difference up to `tolerance` is none; absent: as much as rounding explains,
// one minor unit a line. OUT_OF_RANGE when an amount cannot be held.
absl::StatusOr<InvoiceComparison> CompareInvoice(
    const Invoice& invoice, const Expectation& expectation,
    const std::optional<Decimal>& tolerance);

// The period that an invoice is about: its own (BG-14), else what its lines
// say; empty when nobody says it.
InvoicePeriod PeriodOf(const Invoice& invoice);

// True when `later` asks again for what `earlier` asked for: the same kind,
// lines and amounts for the same period (without periods: of the same day).
bool IsDuplicate(const Invoice& earlier, const Invoice& later);

}  // namespace regisseur
