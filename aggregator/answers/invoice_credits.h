#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "aggregator/answers/invoices.h"

namespace regisseur {

// What credit notes gave back, by the invoices that they name (BT-25). A note
// that came over two ways counts once.
class InvoiceCredits {
 public:
  // `rows` in the order in which they were issued; they must outlive it.
  explicit InvoiceCredits(const std::vector<const InvoiceRow*>& rows);

  struct Credited {
    Decimal amount;  // net
    std::vector<std::string> by;
  };
  // Of an invoice; absent when no note names it.
  absl::StatusOr<std::optional<Credited>> Of(const Invoice& invoice) const;
  // The whole of it was given back.
  absl::StatusOr<bool> IsAllBack(const Invoice& invoice) const;
  // What can be given back of the invoices that a credit note names, less what
  // notes before it gave back; absent when none of them is known.
  absl::StatusOr<std::optional<Decimal>> LeftFor(const Invoice& note) const;

 private:
  std::vector<const Invoice*> invoices_;
  std::vector<const Invoice*> notes_;
};

}  // namespace regisseur
