#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "aggregator/answers/cost_conversion.h"
#include "aggregator/answers/cost_lines.h"
#include "aggregator/answers/known_portfolio.h"
#include "aggregator/storage/records.h"
#include "core/time/time_range.h"

namespace regisseur {

// A row of an invoice, in the shape of kept totals.
struct InvoiceCostRow : CostTotalRow {
  // Its tax point, else its day of issue.
  std::optional<absl::CivilDay> invoiced;
  // An invoice that was given back in full, or a credit note that gave back all
  // of one.
  bool is_undone = false;
  // Of ReadInvoiceCost, during the call only.
  const Invoice* invoice = nullptr;

  BilledAt billed_at() const {
    return {billing_period_start, billing_period_end, invoiced};
  }
};

// What an invoice says as evidence of cost (USERS U7): its net amount, and its
// VAT as Tax, in its period. The whole is billed in the month in which the
// period starts; effective cost is spread over the days, of a line that has a
// period over that, with one row a month. Nothing for an invoice without a day
// or a net amount.
absl::StatusOr<std::vector<InvoiceCostRow>> InvoiceCostRows(
    const InvoiceRecord& record);

// The invoices of the filter's provider: the same number of one seller counts
// once, whatever sources told it.
absl::StatusOr<std::vector<InvoiceRecord>> ListCountedInvoices(
    const AnswerContext& context, const Principal& who,
    const CostFilter& filter, AsOf as_of);

// Streams the rows of those that the filter lets through.
absl::Status ReadInvoiceCost(
    const AnswerContext& context, const Principal& who,
    const CostFilter& filter, AsOf as_of,
    const std::function<absl::Status(const InvoiceCostRow&)>& row);

// The same line by line, for people: lines, allowances and charges of the
// document, VAT, and what the total differs by from their sum. They add up to
// what the rows of the invoice bill.
absl::StatusOr<std::vector<CostLineRow>> InvoiceCostLines(
    const KnownPortfolio& known, const InvoiceRecord& record);
absl::Status ReadInvoiceLines(
    const AnswerContext& context, const Principal& who,
    const KnownPortfolio& known, const CostFilter& filter, AsOf as_of,
    const std::function<absl::Status(TimeRange billing_period,
                                     CostLineRow line)>& take);

// The days of the invoices about billing periods, where the rule of conversion
// asks for them; else knows none.
class InvoicedDays {
 public:
  static absl::StatusOr<InvoicedDays> Read(const AnswerContext& context,
                                           const Principal& who,
                                           const KnownPortfolio& known,
                                           AsOf as_of);
  // Of charges in a billing period of a provider.
  BilledAt Of(const std::string& provider, TimeRange billing_period) const;

 private:
  std::map<std::tuple<std::string, absl::Time, absl::Time>, absl::CivilDay>
      days_;
};

}  // namespace regisseur
