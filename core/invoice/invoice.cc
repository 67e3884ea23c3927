#include "core/invoice/invoice.h"

#include <algorithm>

namespace regisseur {

absl::string_view InvoiceKindWord(InvoiceKind kind) {
  switch (kind) {
    case InvoiceKind::kUnspecified:
      return "";
    case InvoiceKind::kInvoice:
      return "invoice";
    case InvoiceKind::kCreditNote:
      return "credit_note";
  }
  return "";
}

absl::string_view ProblemSeverityWord(ProblemSeverity severity) {
  switch (severity) {
    case ProblemSeverity::kUnspecified:
      return "";
    case ProblemSeverity::kFatal:
      return "fatal";
    case ProblemSeverity::kWarning:
      return "warning";
  }
  return "";
}

Decimal SignedAsCost(InvoiceKind kind, const Decimal& amount) {
  return kind == InvoiceKind::kCreditNote ? amount.Negated() : amount;
}

bool IsInvalid(const Invoice& invoice) {
  return std::any_of(invoice.problems.begin(), invoice.problems.end(),
                     [](const InvoiceProblem& problem) {
                       return problem.severity == ProblemSeverity::kFatal;
                     });
}

}  // namespace regisseur
