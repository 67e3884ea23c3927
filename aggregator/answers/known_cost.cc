#include "aggregator/answers/known_cost.h"

#include <utility>
#include <vector>

#include "aggregator/answers/cost_basis.h"
#include "aggregator/answers/invoice_cost.h"
#include "core/base/status_macros.h"

namespace regisseur {

absl::StatusOr<KnownCost> ReadKnownCost(const AnswerContext& context,
                                        const Principal& who, TimeRange range,
                                        const std::string& in, AsOf as_of) {
  KnownCost cost;
  cost.as_of = as_of;
  ASSIGN_OR_RETURN(KnownPortfolio known,
                   KnownPortfolio::Load(context, who, as_of));
  cost.known = std::make_unique<const KnownPortfolio>(std::move(known));
  cost.converter = std::make_unique<const CostConverter>(
      context.rates.At(as_of.known), in, cost.known->moment(),
      cost.known->portfolio().conversion);
  ASSIGN_OR_RETURN(std::vector<DeliveryRecord> deliveries,
                   context.sources.ListDeliveries(who, "", as_of));
  for (DeliveryRecord& delivery : deliveries) {
    if (delivery.kind != FactKind::kCharges) continue;
    const CostDeliveryId id{delivery.source, delivery.number};
    cost.deliveries.emplace(id, std::move(delivery));
  }
  CostFilter filter;
  filter.billing_period_start = range;
  CostBasisJudge judge;
  ASSIGN_OR_RETURN(const InvoicedDays days,
                   InvoicedDays::Read(context, who, *cost.known, as_of));
  const auto basis_of = [&](const std::string& source) {
    const KnownSource* found = cost.known->FindSource(source);
    return found == nullptr ? CostBasis::kCharges : found->config->basis;
  };
  RETURN_IF_ERROR(context.cost.ReadTotals(
      who, filter, as_of, [&](const CostTotalRow& row) -> absl::Status {
        const std::string provider = cost.known->CurrentId(row.provider);
        judge.See(provider, row.billing_period_start, basis_of(row.source));
        CostPiece& piece = cost.pieces[{{row.source, row.delivery},
                                        "",
                                        row.billing_period_start,
                                        row.billing_period_end,
                                        row.currency}][provider];
        piece.stored_provider = row.provider;
        piece.billed_at = days.Of(
            provider, {row.billing_period_start, row.billing_period_end});
        piece.lines += row.total.charge_count;
        RETURN_IF_ERROR(piece.tax.Add(row.total.tax));
        return piece.billed.Add(row.total.billed);
      }));
  ASSIGN_OR_RETURN(const std::vector<InvoiceRecord> invoices,
                   ListCountedInvoices(context, who, filter, as_of));
  for (const InvoiceRecord& record : invoices) {
    ASSIGN_OR_RETURN(const std::vector<InvoiceCostRow> rows,
                     InvoiceCostRows(record));
    if (rows.empty() || !range.Contains(rows.front().billing_period_start)) {
      continue;
    }
    const std::string provider = cost.known->CurrentId(record.provider);
    const BilledAt billed_at = rows.front().billed_at();
    judge.SeeInvoice(provider, billed_at.start);
    CostPiece& piece = cost.pieces[{{record.source, kInvoicePieces},
                                    record.invoice.number,
                                    billed_at.start,
                                    billed_at.end,
                                    record.invoice.currency}][provider];
    piece.stored_provider = record.provider;
    piece.billed_at = billed_at;
    piece.known = record.known_from;
    for (const InvoiceCostRow& row : rows) {
      RETURN_IF_ERROR(piece.billed.Add(row.total.billed));
      RETURN_IF_ERROR(piece.tax.Add(row.total.tax));
    }
    ASSIGN_OR_RETURN(std::vector<CostLineRow> lines,
                     InvoiceCostLines(*cost.known, record));
    piece.lines += static_cast<int64_t>(lines.size());
    for (CostLineRow& line : lines) {
      piece.invoice_lines.push_back(std::move(line));
    }
  }
  for (auto& [id, of_providers] : cost.pieces) {
    for (auto& [provider, piece] : of_providers) {
      piece.counts =
          id.delivery.second == kInvoicePieces
              ? judge.InvoicesCount(provider, id.start)
              : judge.Counts(provider, id.start, basis_of(id.delivery.first));
    }
  }
  return cost;
}

}  // namespace regisseur
