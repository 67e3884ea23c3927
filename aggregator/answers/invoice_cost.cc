#include "aggregator/answers/invoice_cost.h"

#include <algorithm>
#include <set>
#include <utility>

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

// What falls to each month.
using MonthParts = std::map<absl::CivilMonth, Decimal>;

// Spreads an amount over days, the last one included; the parts are rounded,
// and the last one is what is left of the whole.
absl::Status Spread(const Decimal& amount, const std::string& currency,
                    absl::CivilDay first, absl::CivilDay last,
                    MonthParts& parts) {
  const int64_t days = last - first + 1;
  const absl::CivilMonth last_month(last);
  Decimal rest = amount;
  for (absl::CivilMonth month(first); month <= last_month; ++month) {
    Decimal part = rest;
    if (month != last_month) {
      const int64_t here =
          absl::CivilDay(month + 1) - std::max(first, absl::CivilDay(month));
      ASSIGN_OR_RETURN(const Decimal::Quotient share,
                       Decimal::MultiplyDivide(
                           amount, Decimal(here, 0), Decimal(days, 0),
                           {.rounded_scale = std::max(MinorUnitDigits(currency),
                                                      amount.scale())}));
      part = share.rounded;
      ASSIGN_OR_RETURN(rest, Decimal::Subtract(rest, part));
    }
    ASSIGN_OR_RETURN(parts[month], Decimal::Add(parts[month], part));
  }
  return absl::OkStatus();
}

// Adds a row for each month; all of `amount` is billed in the first.
absl::Status AddMonths(const InvoiceCostRow& shape, absl::CivilMonth billed,
                       const Decimal& amount, const MonthParts& parts,
                       bool is_tax, std::vector<InvoiceCostRow>& rows) {
  for (const auto& [month, part] : parts) {
    InvoiceCostRow& row = rows.emplace_back(shape);
    row.charge_month = FormatMonth(month);
    RETURN_IF_ERROR(row.total.effective.sum.Add(part));
    if (month != billed) continue;
    RETURN_IF_ERROR(AddBilled(amount, row.total));
    if (is_tax) RETURN_IF_ERROR(row.total.tax.Add(amount));
  }
  return absl::OkStatus();
}

// The net amount by months: lines that have a period over that, the rest over
// that of the invoice.
absl::StatusOr<MonthParts> SpreadNet(const Invoice& invoice, const Decimal& net,
                                     absl::CivilDay first,
                                     absl::CivilDay last) {
  MonthParts parts;
  parts[absl::CivilMonth(first)] = Decimal();
  Decimal rest = net;
  for (const InvoiceLine& line : invoice.lines) {
    const InvoicePeriod& period = line.period;
    if (!line.net_amount.has_value() || !period.start.has_value() ||
        !period.end.has_value() || *period.end < *period.start ||
        *period.start < first || *period.end > last) {
      continue;
    }
    const Decimal amount = SignedAsCost(invoice.kind, *line.net_amount);
    RETURN_IF_ERROR(
        Spread(amount, invoice.currency, *period.start, *period.end, parts));
    ASSIGN_OR_RETURN(rest, Decimal::Subtract(rest, amount));
  }
  if (!rest.IsZero()) {
    RETURN_IF_ERROR(Spread(rest, invoice.currency, first, last, parts));
  }
  return parts;
}

using InvoiceKey = std::tuple<std::string, std::string, std::string>;

InvoiceKey KeyOf(const InvoiceRecord& record, const std::string& number) {
  return {record.provider, number, record.invoice.seller.name};
}

// What was given back in full, and the notes that did.
absl::StatusOr<std::set<InvoiceKey>> FindUndone(
    const std::vector<InvoiceRecord>& records) {
  std::map<InvoiceKey, Decimal> asked, given_back;
  for (const InvoiceRecord& record : records) {
    const Invoice& invoice = record.invoice;
    if (!invoice.totals.tax_exclusive.has_value()) continue;
    if (invoice.kind == InvoiceKind::kInvoice) {
      asked[KeyOf(record, invoice.number)] = *invoice.totals.tax_exclusive;
    } else if (invoice.preceding.size() == 1) {
      Decimal& sum =
          given_back[KeyOf(record, invoice.preceding.front().number)];
      ASSIGN_OR_RETURN(sum, Decimal::Add(sum, *invoice.totals.tax_exclusive));
    }
  }
  std::set<InvoiceKey> undone;
  for (const auto& [key, amount] : given_back) {
    const auto found = asked.find(key);
    if (found != asked.end() && amount >= found->second) undone.insert(key);
  }
  for (const InvoiceRecord& record : records) {
    const Invoice& invoice = record.invoice;
    if (invoice.kind == InvoiceKind::kCreditNote &&
        invoice.preceding.size() == 1 &&
        undone.contains(KeyOf(record, invoice.preceding.front().number))) {
      undone.insert(KeyOf(record, invoice.number));
    }
  }
  return undone;
}

TimeRange RangeOf(const std::pair<absl::CivilDay, absl::CivilDay>& days) {
  return {StartOf(days.first), StartOf(days.second + 1)};
}

}  // namespace

absl::StatusOr<std::vector<InvoiceRecord>> ListCountedInvoices(
    const AnswerContext& context, const Principal& who,
    const CostFilter& filter, AsOf as_of) {
  ASSIGN_OR_RETURN(std::vector<InvoiceRecord> records,
                   context.invoices.ListInvoices(
                       who, {.provider = filter.provider.value_or("")}, as_of));
  std::set<InvoiceKey> seen;
  std::erase_if(records, [&](const InvoiceRecord& record) {
    return !record.invoice.number.empty() &&
           !seen.insert(KeyOf(record, record.invoice.number)).second;
  });
  return records;
}

absl::StatusOr<std::vector<InvoiceCostRow>> InvoiceCostRows(
    const InvoiceRecord& record) {
  std::vector<InvoiceCostRow> rows;
  const Invoice& invoice = record.invoice;
  const auto days = DaysOf(invoice);
  if (!days.has_value() || !invoice.totals.tax_exclusive.has_value()) {
    return rows;
  }
  InvoiceCostRow shape;
  shape.source = record.source;
  shape.provider = record.provider;
  shape.party = record.party;
  shape.billing_period_start = RangeOf(*days).from;
  shape.billing_period_end = RangeOf(*days).to;
  shape.service_provider = invoice.seller.name;
  shape.currency = invoice.currency;
  shape.invoiced = invoice.tax_point_day.has_value() ? invoice.tax_point_day
                                                     : invoice.issue_day;
  const absl::CivilMonth billed(days->first);
  const Decimal net = SignedAsCost(invoice.kind, *invoice.totals.tax_exclusive);
  shape.charge_category = net.IsNegative() ? "Credit" : "Purchase";
  ASSIGN_OR_RETURN(const MonthParts parts,
                   SpreadNet(invoice, net, days->first, days->second));
  RETURN_IF_ERROR(AddMonths(shape, billed, net, parts, /*is_tax=*/false, rows));
  const std::optional<Decimal>& tax = invoice.totals.tax;
  if (!tax.has_value() || tax->IsZero()) return rows;
  shape.charge_category = "Tax";
  MonthParts of_tax;
  const Decimal signed_tax = SignedAsCost(invoice.kind, *tax);
  RETURN_IF_ERROR(
      Spread(signed_tax, invoice.currency, days->first, days->second, of_tax));
  RETURN_IF_ERROR(
      AddMonths(shape, billed, signed_tax, of_tax, /*is_tax=*/true, rows));
  return rows;
}

absl::Status ReadInvoiceCost(
    const AnswerContext& context, const Principal& who,
    const CostFilter& filter, AsOf as_of,
    const std::function<absl::Status(const InvoiceCostRow&)>& row) {
  ASSIGN_OR_RETURN(const std::vector<InvoiceRecord> records,
                   ListCountedInvoices(context, who, filter, as_of));
  ASSIGN_OR_RETURN(const std::set<InvoiceKey> undone, FindUndone(records));
  for (const InvoiceRecord& record : records) {
    ASSIGN_OR_RETURN(std::vector<InvoiceCostRow> rows, InvoiceCostRows(record));
    const bool is_undone =
        undone.contains(KeyOf(record, record.invoice.number));
    for (InvoiceCostRow& one : rows) {
      if (!filter.billing_period_start.Contains(one.billing_period_start)) {
        continue;
      }
      one.is_undone = is_undone;
      one.invoice = &record.invoice;
      RETURN_IF_ERROR(row(one));
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<std::vector<CostLineRow>> InvoiceCostLines(
    const KnownPortfolio& known, const InvoiceRecord& record) {
  std::vector<CostLineRow> lines;
  const Invoice& invoice = record.invoice;
  const auto days = DaysOf(invoice);
  if (!days.has_value() || !invoice.totals.tax_exclusive.has_value()) {
    return lines;
  }
  const TimeRange period = RangeOf(*days);
  CostLineRow shape;
  shape.source = record.source;
  shape.provider = known.CurrentId(record.provider);
  shape.file = record.file;
  shape.line = invoice.file_line;
  shape.billing_period = BillingPeriodLabel(period.from, period.to);
  shape.charge_start = period.from;
  shape.charge_end = period.to;
  shape.invoice_id = invoice.number;
  shape.currency = invoice.currency;
  shape.evidence = "invoice";
  Decimal rest = SignedAsCost(invoice.kind, *invoice.totals.tax_exclusive);
  const auto add = [&](const std::string& description,
                       const Decimal& amount) -> absl::StatusOr<CostLineRow*> {
    CostLineRow& line = lines.emplace_back(shape);
    line.description = description;
    line.billed = amount;
    line.charge_category = amount.IsNegative() ? "Credit" : "Purchase";
    ASSIGN_OR_RETURN(rest, Decimal::Subtract(rest, amount));
    return &line;
  };
  for (const InvoiceLine& of : invoice.lines) {
    if (!of.net_amount.has_value()) continue;
    ASSIGN_OR_RETURN(CostLineRow * line,
                     add(of.name, SignedAsCost(invoice.kind, *of.net_amount)));
    line->line = of.file_line;
    line->sku = of.seller_item_id;
    line->quantity = of.quantity;
    line->unit = of.unit;
    if (of.period.start.has_value() && of.period.end.has_value()) {
      line->charge_start = StartOf(*of.period.start);
      line->charge_end = StartOf(*of.period.end + 1);
    }
  }
  for (const InvoiceAllowance& of : invoice.allowances) {
    if (!of.amount.has_value()) continue;
    const Decimal amount = of.is_charge ? *of.amount : of.amount->Negated();
    RETURN_IF_ERROR(
        add(of.reason, SignedAsCost(invoice.kind, amount)).status());
  }
  // What BT-109 differs by from its parts (BR-CO-13).
  if (!rest.IsZero()) RETURN_IF_ERROR(add("", rest).status());
  const std::optional<Decimal>& tax = invoice.totals.tax;
  if (tax.has_value() && !tax->IsZero()) {
    CostLineRow& line = lines.emplace_back(shape);
    line.charge_category = "Tax";
    line.billed = SignedAsCost(invoice.kind, *tax);
  }
  return lines;
}

absl::Status ReadInvoiceLines(
    const AnswerContext& context, const Principal& who,
    const KnownPortfolio& known, const CostFilter& filter, AsOf as_of,
    const std::function<absl::Status(TimeRange, CostLineRow)>& take) {
  ASSIGN_OR_RETURN(const std::vector<InvoiceRecord> records,
                   ListCountedInvoices(context, who, filter, as_of));
  for (const InvoiceRecord& record : records) {
    const auto days = DaysOf(record.invoice);
    if (!days.has_value()) continue;
    const TimeRange period = RangeOf(*days);
    if (!filter.billing_period_start.Contains(period.from)) continue;
    ASSIGN_OR_RETURN(std::vector<CostLineRow> lines,
                     InvoiceCostLines(known, record));
    for (CostLineRow& line : lines) {
      RETURN_IF_ERROR(take(period, std::move(line)));
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<InvoicedDays> InvoicedDays::Read(const AnswerContext& context,
                                                const Principal& who,
                                                const KnownPortfolio& known,
                                                AsOf as_of) {
  InvoicedDays days;
  if (known.portfolio().conversion.on != ConversionDay::kInvoiceDate) {
    return days;
  }
  RETURN_IF_ERROR(
      ReadInvoiceCost(context, who, {}, as_of, [&](const InvoiceCostRow& row) {
        if (!row.invoiced.has_value() || row.charge_category == "Credit") {
          return absl::OkStatus();
        }
        absl::CivilDay& day =
            days.days_[{known.CurrentId(row.provider), row.billing_period_start,
                        row.billing_period_end}];
        day = std::max(day, *row.invoiced);
        return absl::OkStatus();
      }));
  return days;
}

BilledAt InvoicedDays::Of(const std::string& provider,
                          TimeRange billing_period) const {
  BilledAt billed{billing_period.from, billing_period.to};
  const auto found =
      days_.find({provider, billing_period.from, billing_period.to});
  if (found != days_.end()) billed.invoiced = found->second;
  return billed;
}

}  // namespace regisseur
