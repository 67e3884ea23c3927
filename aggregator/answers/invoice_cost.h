#pragma once

#include <functional>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "aggregator/answers/known_portfolio.h"
#include "aggregator/storage/records.h"

namespace regisseur {

// What an invoice says as evidence of cost (USERS U7), in the shape of kept
// totals: its net amount, and its VAT as Tax, in its period. The whole is
// billed in the month in which the period starts; effective cost is spread over
// the days of a longer period, with one row a month. Nothing for an invoice
// without a day or a net amount.
absl::StatusOr<std::vector<CostTotalRow>> InvoiceCostRows(
    const InvoiceRecord& record);

// Streams the rows of all invoices that the filter lets through. The same
// number of one seller counts once, whatever sources told it.
absl::Status ReadInvoiceCost(
    const AnswerContext& context, const Principal& who,
    const CostFilter& filter, AsOf as_of,
    const std::function<absl::Status(const CostTotalRow&)>& row);

}  // namespace regisseur
