#include "core/reconciliation/reconcile_invoice.h"

namespace regisseur {

InvoicePeriod PeriodOf(const Invoice& invoice) {
  if (invoice.period.start.has_value() || invoice.period.end.has_value()) {
    return invoice.period;
  }
  InvoicePeriod period;
  for (const InvoiceLine& line : invoice.lines) {
    if (line.period.start.has_value() &&
        (!period.start.has_value() || *line.period.start < *period.start)) {
      period.start = line.period.start;
    }
    if (line.period.end.has_value() &&
        (!period.end.has_value() || *line.period.end > *period.end)) {
      period.end = line.period.end;
    }
  }
  return period;
}

bool IsDuplicate(const Invoice& earlier, const Invoice& later) {
  if (earlier.kind != later.kind || earlier.currency != later.currency ||
      earlier.totals.tax_exclusive != later.totals.tax_exclusive ||
      earlier.lines.size() != later.lines.size() || later.lines.empty()) {
    return false;
  }
  for (size_t i = 0; i < later.lines.size(); ++i) {
    const InvoiceLine& a = earlier.lines[i];
    const InvoiceLine& b = later.lines[i];
    if (a.name != b.name || a.seller_item_id != b.seller_item_id ||
        a.quantity != b.quantity || a.net_amount != b.net_amount ||
        a.period != b.period) {
      return false;
    }
  }
  const InvoicePeriod period = PeriodOf(later);
  if (PeriodOf(earlier) != period) return false;
  if (period.start.has_value() || period.end.has_value()) return true;
  return earlier.issue_day == later.issue_day;
}

}  // namespace regisseur
