#include "aggregator/answers/invoice_reconciliation.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "aggregator/answers/contract_gaps.h"
#include "aggregator/answers/provider_reconciliation.h"
#include "core/base/status_macros.h"
#include "core/money/exact_sum.h"

namespace regisseur {
namespace {

absl::StatusOr<std::optional<Decimal>> ReadTolerance(const std::string& text) {
  if (text.empty()) return std::optional<Decimal>();
  const absl::StatusOr<Decimal> amount = Decimal::Parse(text);
  if (!amount.ok() || amount->IsNegative()) {
    return absl::InvalidArgumentError(absl::StrCat(
        "tolerance: \"", text, "\" is no amount; write one such as 1.00"));
  }
  return std::optional<Decimal>(*amount);
}

int RankOf(ReconciliationState state) {
  switch (state) {
    case ReconciliationState::kDifferent:
      return 0;
    case ReconciliationState::kUnmatched:
      return 1;
    case ReconciliationState::kMatched:
      return 2;
  }
  return 3;
}

absl::Status AddTotals(ReconciliationAnswer& answer) {
  std::map<std::pair<DifferenceClass, std::string>, std::pair<ExactSum, int>>
      totals;
  for (const ReconciledInvoice& one : answer.invoices) {
    // What credit notes put right is no money any more.
    if (one.state != ReconciliationState::kDifferent) continue;
    for (const InvoiceDifference& difference : one.comparison.differences) {
      auto& [sum, count] =
          totals[{difference.kind, one.row.invoice().currency}];
      RETURN_IF_ERROR(sum.Add(difference.amount));
      ++count;
    }
  }
  for (const auto& [key, total] : totals) {
    DifferenceTotal& row = answer.totals.emplace_back();
    row.kind = key.first;
    row.currency = key.second;
    ASSIGN_OR_RETURN(row.amount, total.first.ToDecimal());
    row.count = total.second;
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<ReconciliationAnswer> AnswerReconciliation(
    const AnswerContext& context, const Principal& who,
    const ReconciliationQuestion& question, AsOf as_of) {
  ASSIGN_OR_RETURN(const KnownPortfolio known,
                   KnownPortfolio::Load(context, who, as_of));
  ASSIGN_OR_RETURN(const std::optional<Decimal> tolerance,
                   ReadTolerance(question.tolerance));
  ASSIGN_OR_RETURN(InvoicesAnswer asked,
                   AnswerInvoices(context, who,
                                  {.provider = question.provider,
                                   .owner = question.owner,
                                   .from = question.from,
                                   .to = question.to},
                                  as_of));
  ReconciliationAnswer answer;
  answer.gaps = std::move(asked.gaps);
  std::erase_if(asked.invoices, [&](const InvoiceRow& row) {
    return !question.number.empty() && row.invoice().number != question.number;
  });
  const std::shared_ptr<const ContractRegister> contracts =
      context.contracts.At(as_of.known);
  AddContractFileGaps(context, known, *contracts,
                      known.CurrentId(question.provider), as_of, answer.gaps);
  std::map<std::string, std::vector<const InvoiceRow*>> by_provider;
  for (const InvoiceRow& row : asked.invoices) {
    by_provider[row.provider].push_back(&row);
  }
  for (const auto& [provider, rows] : by_provider) {
    ASSIGN_OR_RETURN(
        std::vector<ReconciledInvoice> reconciled,
        ReconcileProvider(context, who, known, *contracts, provider, rows,
                          tolerance, as_of, answer.gaps));
    for (ReconciledInvoice& one : reconciled) {
      if (question.state.has_value() && one.state != *question.state) continue;
      answer.invoices.push_back(std::move(one));
    }
  }
  std::stable_sort(answer.invoices.begin(), answer.invoices.end(),
                   [](const ReconciledInvoice& a, const ReconciledInvoice& b) {
                     if (a.state != b.state)
                       return RankOf(a.state) < RankOf(b.state);
                     return a.row.invoice().issue_day >
                            b.row.invoice().issue_day;
                   });
  RETURN_IF_ERROR(AddTotals(answer));
  return answer;
}

}  // namespace regisseur
