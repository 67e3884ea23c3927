#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "aggregator/answers/gap.h"
#include "aggregator/answers/invoices.h"
#include "core/reconciliation/reconcile_invoice.h"

namespace regisseur {

// What became of holding an invoice against what was charged and agreed. The
// numbers are those of the API.
enum class ReconciliationState {
  kMatched = 1,    // it is what was charged or agreed
  kDifferent = 2,  // the differences say how and by how much
  kUnmatched = 3,  // nothing was found that it could be held against
};

struct ReconciliationQuestion {
  std::string provider;  // empty for all
  std::string owner;     // only of this owner's providers; empty for all
  std::string number;    // only this invoice; empty for all
  std::string from;      // issued from here on: a day or a month; empty for all
  std::string to;
  std::optional<ReconciliationState> state;
  // An amount up to which a difference is none; empty: the contract's, else
  // what rounding explains.
  std::string tolerance;
};

// A rule of the catalogue with its arguments.
struct ReconciliationNote {
  std::string rule;
  std::map<std::string, std::string> arguments;
};

// What an invoice was held against.
enum class ReconciliationBasis {
  kNone,      // nothing was found
  kCharges,   // what the provider charged
  kContract,  // what the contract computes
  kInvoice,   // another invoice: that which a credit note is about
};

struct ReconciledInvoice {
  InvoiceRow row;
  ReconciliationState state = ReconciliationState::kUnmatched;
  ReconciliationBasis basis = ReconciliationBasis::kNone;
  // How that was found: invoice_id, contract, order, period_and_account, period
  // or preceding.
  std::string matched_by;
  std::string contract;  // that it belongs to; empty when none was found
  // The last day on which the contract lets us object.
  std::optional<absl::CivilDay> object_by;
  int64_t charge_count = 0;
  InvoiceComparison comparison;
  std::vector<ReconciliationNote> notes;
};

// What differs in one way, in money.
struct DifferenceTotal {
  DifferenceClass kind = DifferenceClass::kMissingLine;
  std::string currency;
  Decimal amount;
  int count = 0;
};

struct ReconciliationAnswer {
  // What differs first, then what is unmatched, then the rest; within that the
  // newest first.
  std::vector<ReconciledInvoice> invoices;
  std::vector<DifferenceTotal> totals;  // by class and currency
  std::vector<Gap> gaps;
};

// Invoices beside charges and contracts (USERS U8). INVALID_ARGUMENT for a
// range or tolerance that cannot be read, NOT_FOUND for an unknown provider.
absl::StatusOr<ReconciliationAnswer> AnswerReconciliation(
    const AnswerContext& context, const Principal& who,
    const ReconciliationQuestion& question, AsOf as_of);

}  // namespace regisseur
