#include "aggregator/answers/invoice_cost.h"

#include <algorithm>
#include <optional>
#include <set>
#include <string>
#include <tuple>

#include "aggregator/answers/cost_basis.h"
#include "core/base/status_macros.h"
#include "core/money/currency.h"
#include "core/reconciliation/reconcile_invoice.h"
#include "core/time/instant.h"

namespace regisseur {
namespace {

absl::Time StartOf(absl::CivilDay day) {
  return absl::FromCivil(day, absl::UTCTimeZone());
}

// What it is about, the last day included: what it says, else the month of its
// tax point or issue.
std::optional<std::pair<absl::CivilDay, absl::CivilDay>> DaysOf(
    const Invoice& invoice) {
  const InvoicePeriod said = PeriodOf(invoice);
  if (said.start.has_value() && said.end.has_value()) {
    return std::pair(*said.start, std::max(*said.start, *said.end));
  }
  std::optional<absl::CivilDay> day = said.start;
  if (!day.has_value()) day = said.end;
  if (!day.has_value()) day = invoice.tax_point_day;
  if (!day.has_value()) day = invoice.issue_day;
  if (!day.has_value()) return std::nullopt;
  const absl::CivilMonth month(*day);
  return std::pair(absl::CivilDay(month), absl::CivilDay(month + 1) - 1);
}

// What was billed and counts nowhere else; list and contracted cost are not
// told.
absl::Status AddBilled(const Decimal& amount, CostTotal& total) {
  RETURN_IF_ERROR(total.billed.Add(amount));
  for (CostTotal::Column* column : {&total.list, &total.contracted}) {
    ++column->null_count;
    RETURN_IF_ERROR(column->billed_of_nulls.Add(amount));
  }
  ++total.charge_count;
  return absl::OkStatus();
}

// Adds a row for each month of the days; the parts of effective cost are
// rounded, and the last one is what is left of the whole.
absl::Status AddMonths(const CostTotalRow& shape, absl::CivilDay first,
                       absl::CivilDay last, const Decimal& amount, bool is_tax,
                       std::vector<CostTotalRow>& rows) {
  const int64_t days = last - first + 1;
  const absl::CivilMonth last_month(last);
  Decimal rest = amount;
  for (absl::CivilMonth month(first); month <= last_month; ++month) {
    Decimal part = rest;
    if (month != last_month) {
      const int64_t here =
          absl::CivilDay(month + 1) - std::max(first, absl::CivilDay(month));
      ASSIGN_OR_RETURN(
          const Decimal::Quotient share,
          Decimal::MultiplyDivide(
              amount, Decimal(here, 0), Decimal(days, 0),
              {.rounded_scale =
                   std::max(MinorUnitDigits(shape.currency), amount.scale())}));
      part = share.rounded;
      ASSIGN_OR_RETURN(rest, Decimal::Subtract(rest, part));
    }
    CostTotalRow& row = rows.emplace_back(shape);
    row.charge_month = FormatMonth(month);
    RETURN_IF_ERROR(row.total.effective.sum.Add(part));
    if (month != absl::CivilMonth(first)) continue;
    RETURN_IF_ERROR(AddBilled(amount, row.total));
    if (is_tax) RETURN_IF_ERROR(row.total.tax.Add(amount));
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::vector<CostTotalRow>> InvoiceCostRows(
    const InvoiceRecord& record) {
  std::vector<CostTotalRow> rows;
  const Invoice& invoice = record.invoice;
  const auto days = DaysOf(invoice);
  if (!days.has_value() || !invoice.totals.tax_exclusive.has_value()) {
    return rows;
  }
  CostTotalRow shape;
  shape.source = record.source;
  shape.provider = record.provider;
  shape.party = record.party;
  shape.billing_period_start = StartOf(days->first);
  shape.billing_period_end = StartOf(days->second + 1);
  shape.service_provider = invoice.seller.name;
  shape.currency = invoice.currency;
  const Decimal net = SignedAsCost(invoice.kind, *invoice.totals.tax_exclusive);
  shape.charge_category = net.IsNegative() ? "Credit" : "Purchase";
  RETURN_IF_ERROR(AddMonths(shape, days->first, days->second, net,
                            /*is_tax=*/false, rows));
  const std::optional<Decimal>& tax = invoice.totals.tax;
  if (!tax.has_value() || tax->IsZero()) return rows;
  shape.charge_category = "Tax";
  RETURN_IF_ERROR(AddMonths(shape, days->first, days->second,
                            SignedAsCost(invoice.kind, *tax),
                            /*is_tax=*/true, rows));
  return rows;
}

absl::Status ReadInvoiceCost(
    const AnswerContext& context, const Principal& who,
    const CostFilter& filter, AsOf as_of,
    const std::function<absl::Status(const CostTotalRow&)>& row) {
  ASSIGN_OR_RETURN(const std::vector<InvoiceRecord> records,
                   context.invoices.ListInvoices(
                       who, {.provider = filter.provider.value_or("")}, as_of));
  std::set<std::tuple<std::string, std::string, std::string>> seen;
  for (const InvoiceRecord& record : records) {
    const Invoice& invoice = record.invoice;
    if (!invoice.number.empty() &&
        !seen.insert({record.provider, invoice.number, invoice.seller.name})
             .second) {
      continue;
    }
    ASSIGN_OR_RETURN(const std::vector<CostTotalRow> rows,
                     InvoiceCostRows(record));
    for (const CostTotalRow& one : rows) {
      if (!filter.billing_period_start.Contains(one.billing_period_start)) {
        continue;
      }
      RETURN_IF_ERROR(row(one));
    }
  }
  return absl::OkStatus();
}

}  // namespace regisseur
