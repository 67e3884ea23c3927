#include "cli/invoice/invoice_words.h"

#include "absl/strings/str_cat.h"
#include "cli/output/words.h"

namespace regisseur {

namespace pb = invoice::v1;

std::string SignedCostWords(bool said, const std::string& amount,
                            const std::string& currency) {
  return said ? AmountWords(amount, currency) : "–";
}

Cell VerdictCell(const pb::Invoice& invoice) {
  int fatal = 0;
  for (const pb::Problem& problem : invoice.problems()) {
    if (problem.severity() != pb::PROBLEM_SEVERITY_WARNING) ++fatal;
  }
  const int warnings = invoice.problems_size() - fatal;
  if (fatal > 0) {
    return {absl::StrCat(
                fatal, " fatal",
                warnings > 0 ? absl::StrCat(", ", warnings, " warn.") : ""),
            Style::kBad};
  }
  if (warnings > 0) return {absl::StrCat(warnings, " warn."), Style::kWarning};
  return {"valid", Style::kGood};
}

Cell StateCell(const pb::Reconciliation& one) {
  switch (one.state()) {
    case pb::RECONCILIATION_STATE_MATCHED:
      return {"matched", Style::kGood};
    case pb::RECONCILIATION_STATE_DIFFERENT:
      return {"different", Style::kBad};
    default:
      return {"unmatched", Style::kWarning};
  }
}

void AddProblems(const pb::Invoice& invoice, TextTable& table) {
  for (const pb::Problem& problem : invoice.problems()) {
    const bool warning = problem.severity() == pb::PROBLEM_SEVERITY_WARNING;
    table.AddNote({absl::StrCat(problem.rule(), " ",
                                problem.where().empty()
                                    ? ""
                                    : absl::StrCat("(", problem.where(), ") "),
                                problem.message()),
                   warning ? Style::kWarning : Style::kBad});
  }
}

void AddDifferences(const pb::Reconciliation& one, TextTable& table) {
  for (const pb::Difference& difference : one.differences()) {
    table.AddNote({absl::StrCat(EnumPhrase(difference.class_()), ": ",
                                difference.message()),
                   Style::kBad});
  }
  for (const pb::ReconciliationNote& note : one.notes()) {
    table.AddNote({note.message(), Style::kFaint});
  }
}

}  // namespace regisseur
