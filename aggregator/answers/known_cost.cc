#include "aggregator/answers/known_cost.h"

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
      context.rates.At(as_of.known), in, cost.known->moment());
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
  const auto basis_of = [&](const std::string& source) {
    const KnownSource* found = cost.known->FindSource(source);
    return found == nullptr ? CostBasis::kCharges : found->config->basis;
  };
  RETURN_IF_ERROR(context.cost.ReadTotals(
      who, filter, as_of, [&](const CostTotalRow& row) -> absl::Status {
        const std::string provider = cost.known->CurrentId(row.provider);
        judge.See(provider, row.billing_period_start, basis_of(row.source));
        CostPiece& piece = cost.pieces[{{row.source, row.delivery},
                                        row.billing_period_start,
                                        row.billing_period_end,
                                        row.currency}][provider];
        piece.stored_provider = row.provider;
        piece.lines += row.total.charge_count;
        return piece.billed.Add(row.total.billed);
      }));
  RETURN_IF_ERROR(ReadInvoiceCost(
      context, who, filter, as_of,
      [&](const CostTotalRow& row) -> absl::Status {
        const std::string provider = cost.known->CurrentId(row.provider);
        judge.SeeInvoice(provider, row.billing_period_start);
        CostPiece& piece = cost.pieces[{{row.source, kInvoicePieces},
                                        row.billing_period_start,
                                        row.billing_period_end,
                                        row.currency}][provider];
        piece.stored_provider = row.provider;
        return piece.billed.Add(row.total.billed);
      }));
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
