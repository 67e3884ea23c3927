#include "aggregator/api/cost_handlers.h"

#include "aggregator/api/gap_wire.h"
#include "aggregator/api/page.h"
#include "core/base/status_macros.h"
#include "core/time/instant.h"

namespace regisseur {
namespace {

namespace pb = cost::v1;

pb::CostRow CostRowToWire(const CostSummaryRow& row) {
  pb::CostRow wire;
  for (const auto& [key, value] : row.keys) (*wire.mutable_keys())[key] = value;
  wire.set_billed_cost(row.billed);
  if (row.effective.has_value()) wire.set_effective_cost(*row.effective);
  if (row.contracted.has_value()) wire.set_contracted_cost(*row.contracted);
  if (row.list.has_value()) wire.set_list_cost(*row.list);
  wire.set_tax_cost(row.tax);
  wire.set_currency(row.currency);
  wire.set_charge_count(row.charge_count);
  if (row.unrounded.has_value()) wire.set_unrounded(*row.unrounded);
  wire.set_provisional(row.provisional);
  return wire;
}

}  // namespace

void CostHandlers::Register(MethodRegistry& methods) {
  const std::string service = "regisseur.cost.v1.CostService.";
  methods.AddUnary<pb::SummarizeCostRequest, pb::SummarizeCostResponse>(
      service + "SummarizeCost", [this](const auto& call, const auto& request) {
        return SummarizeCost(call, request);
      });
  methods.AddUnary<pb::ConvertAmountRequest, pb::ConvertAmountResponse>(
      service + "ConvertAmount", [this](const auto& call, const auto& request) {
        return ConvertAmount(call, request);
      });
}

absl::StatusOr<pb::SummarizeCostResponse> CostHandlers::SummarizeCost(
    const CallContext& call, const pb::SummarizeCostRequest& request) const {
  ASSIGN_OR_RETURN(const Page page, PageOf(request, answers_.Now()));
  ASSIGN_OR_RETURN(
      const CostSummaryAnswer answer,
      answers_.SummarizeCost(call.who,
                             {.by = {request.by().begin(), request.by().end()},
                              .from = request.from(),
                              .to = request.to(),
                              .provider = request.provider(),
                              .in = request.in()},
                             page.as_of));
  pb::SummarizeCostResponse response;
  if (page.first()) GapsToWire(answer.gaps, response.mutable_gaps());
  response.set_basis(answer.basis);
  RETURN_IF_ERROR(
      FillPage(page, answer.rows, response,
               [&](const CostSummaryRow& row) -> absl::StatusOr<size_t> {
                 *response.add_rows() = CostRowToWire(row);
                 return response.rows().rbegin()->ByteSizeLong();
               }));
  return response;
}

absl::StatusOr<pb::ConvertAmountResponse> CostHandlers::ConvertAmount(
    const CallContext& call, const pb::ConvertAmountRequest& request) const {
  ASSIGN_OR_RETURN(const AsOf as_of,
                   AsOfFromWire(request.has_as_known_on(),
                                request.as_known_on(), answers_.Now()));
  ASSIGN_OR_RETURN(const ConvertAmountAnswer answer,
                   answers_.ConvertAmount(call.who,
                                          {.amount = request.amount(),
                                           .from = request.from(),
                                           .to = request.to(),
                                           .on = request.on()},
                                          as_of));
  pb::ConvertAmountResponse response;
  response.set_rounded(answer.conversion.rounded.ToString());
  response.set_exact(answer.conversion.exact.ToString());
  response.set_rate(answer.conversion.rate.ToString());
  response.set_rate_date(FormatDay(answer.conversion.rate_date));
  response.set_currency(answer.currency);
  response.set_rate_source(answer.rate_source);
  return response;
}

}  // namespace regisseur
