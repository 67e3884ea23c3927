#pragma once

#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "aggregator/answers/known_portfolio.h"
#include "core/contract/contract_register.h"
#include "core/invoice/invoice.h"
#include "core/time/time_range.h"

namespace regisseur {

// Whole days that an invoice can be about, the last one included.
struct InvoiceDays {
  absl::CivilDay first;
  absl::CivilDay last;

  absl::CivilMonth first_month() const { return absl::CivilMonth(first); }
  absl::CivilMonth last_month() const { return absl::CivilMonth(last); }
  bool IsWholeMonths() const;
  // The billing period lies in them, by UTC.
  bool Covers(TimeRange billing_period) const;
};

// What the invoice says (its own period, else that of its lines); without it
// the month before its tax point, else issue, and that month. Empty when it
// has no day at all.
std::vector<InvoiceDays> PossiblePeriods(const Invoice& invoice);

// The contracts with a provider that are in force on `day`, by id.
std::vector<const Contract*> ContractsWith(const KnownPortfolio& known,
                                           const ContractRegister& contracts,
                                           const std::string& provider,
                                           absl::CivilDay day);

// The contract that an invoice belongs to.
struct InvoiceContract {
  const Contract* contract = nullptr;  // null when nobody can tell
  // What named it: `contract` (BT-12) or `order` (BT-13); empty when it is the
  // only one there is.
  std::string reference;
};
InvoiceContract FindInvoiceContract(const KnownPortfolio& known,
                                    const ContractRegister& contracts,
                                    const std::string& provider,
                                    const Invoice& invoice);

}  // namespace regisseur
