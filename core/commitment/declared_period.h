#pragma once

#include <optional>
#include <string>

#include "absl/time/time.h"
#include "core/commitment/contract_commitment.h"

namespace regisseur {

// A billing period as its partner declares it: a row of the data set Billing
// Period of FOCUS 1.4, in its words.
struct DeclaredPeriod {
  std::string account;  // BillingAccountId, where a file has it; empty: of all
  std::string issuer;   // InvoiceIssuerName
  absl::Time start;
  absl::Time end;
  std::string status;  // Open, Closed; never empty
  std::optional<absl::Time> created;
  std::optional<absl::Time> last_updated;

  // A word that is not FOCUS's closes nothing.
  bool IsClosed() const { return status == "Closed"; }

  friend bool operator==(const DeclaredPeriod&,
                         const DeclaredPeriod&) = default;
};

// Rows of data sets that are no charges are delivered, chained and kept alike,
// as ContractCommitment has them. One whose category is `Billing Period` is
// such a period: contract_id is the account, id and description are the issuer
// (id is `*` where none is named), the period is its own, contract_start and
// contract_end are when it was created and last updated, lifecycle its status.
ContractCommitment RowOf(const DeclaredPeriod& period);
bool IsDeclaredPeriod(const ContractCommitment& row);
// Nullopt for a row that is another, or lacks its period or status.
std::optional<DeclaredPeriod> DeclaredPeriodOf(const ContractCommitment& row);

}  // namespace regisseur
