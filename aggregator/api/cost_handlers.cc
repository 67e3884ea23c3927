#include "aggregator/api/cost_handlers.h"

#include "absl/strings/str_cat.h"
#include "aggregator/api/cost_wire.h"
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
  methods.AddUnary<pb::ForecastCostRequest, pb::ForecastCostResponse>(
      service + "ForecastCost", [this](const auto& call, const auto& request) {
        return ForecastCost(call, request);
      });
  methods.AddUnary<pb::ListCostAnomaliesRequest, pb::ListCostAnomaliesResponse>(
      service + "ListCostAnomalies",
      [this](const auto& call, const auto& request) {
        return ListCostAnomalies(call, request);
      });
  methods.AddUnary<pb::DiffCostRequest, pb::DiffCostResponse>(
      service + "DiffCost", [this](const auto& call, const auto& request) {
        return DiffCost(call, request);
      });
  methods.AddUnary<pb::ListCostLinesRequest, pb::ListCostLinesResponse>(
      service + "ListCostLines", [this](const auto& call, const auto& request) {
        return ListCostLines(call, request);
      });
  methods.AddUnary<pb::ListAccrualsRequest, pb::ListAccrualsResponse>(
      service + "ListAccruals", [this](const auto& call, const auto& request) {
        return ListAccruals(call, request);
      });
  methods.AddUnary<pb::ListObligationsRequest, pb::ListObligationsResponse>(
      service + "ListObligations",
      [this](const auto& call, const auto& request) {
        return ListObligations(call, request);
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
                              .in = request.in(),
                              .without_tax = request.without_tax()},
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

absl::StatusOr<pb::ForecastCostResponse> CostHandlers::ForecastCost(
    const CallContext& call, const pb::ForecastCostRequest& request) const {
  ASSIGN_OR_RETURN(const Page page, PageOf(request, answers_.Now()));
  ASSIGN_OR_RETURN(const CostForecastAnswer answer,
                   answers_.ForecastCost(call.who,
                                         {.provider = request.provider(),
                                          .by = request.by(),
                                          .months = request.months(),
                                          .in = request.in()},
                                         page.as_of));
  pb::ForecastCostResponse response;
  if (page.first()) GapsToWire(answer.gaps, response.mutable_gaps());
  response.set_basis(kEstimateBasis);
  RETURN_IF_ERROR(
      FillPage(page, answer.rows, response,
               [&](const CostForecastRow& row) -> absl::StatusOr<size_t> {
                 *response.add_forecasts() = ForecastToWire(row);
                 return response.forecasts().rbegin()->ByteSizeLong();
               }));
  return response;
}

absl::StatusOr<pb::ListCostAnomaliesResponse> CostHandlers::ListCostAnomalies(
    const CallContext& call,
    const pb::ListCostAnomaliesRequest& request) const {
  ASSIGN_OR_RETURN(const Page page, PageOf(request, answers_.Now()));
  ASSIGN_OR_RETURN(const CostAnomaliesAnswer answer,
                   answers_.ListCostAnomalies(call.who,
                                              {.provider = request.provider(),
                                               .from = request.from(),
                                               .to = request.to(),
                                               .floor = request.floor(),
                                               .threshold = request.threshold(),
                                               .lines = request.lines(),
                                               .by = request.by()},
                                              page.as_of));
  pb::ListCostAnomaliesResponse response;
  if (page.first()) GapsToWire(answer.gaps, response.mutable_gaps());
  response.set_basis(kNetBasis);
  RETURN_IF_ERROR(
      FillPage(page, answer.anomalies, response,
               [&](const CostAnomaly& row) -> absl::StatusOr<size_t> {
                 *response.add_anomalies() = AnomalyToWire(row);
                 return response.anomalies().rbegin()->ByteSizeLong();
               }));
  return response;
}

absl::StatusOr<pb::DiffCostResponse> CostHandlers::DiffCost(
    const CallContext& call, const pb::DiffCostRequest& request) const {
  if (!request.has_between()) {
    return absl::InvalidArgumentError(
        "between: say the earlier moment, for instance 2027-01-15");
  }
  const absl::Time now = answers_.Now();
  ASSIGN_OR_RETURN(const AsOf between,
                   AsOfFromWire(true, request.between(), now));
  ASSIGN_OR_RETURN(const AsOf until,
                   AsOfFromWire(request.has_until(), request.until(), now));
  pb::DiffCostRequest question = request;
  question.clear_page_size();
  question.clear_page_token();
  ASSIGN_OR_RETURN(const Page page,
                   ParsePage(request.page_size(), request.page_token(), until,
                             FingerprintQuestion(question), now));
  ASSIGN_OR_RETURN(const CostDiffAnswer answer,
                   answers_.DiffCost(call.who, {.between = between,
                                                .until = page.as_of,
                                                .provider = request.provider(),
                                                .from = request.from(),
                                                .to = request.to(),
                                                .in = request.in(),
                                                .lines = request.lines()}));
  pb::DiffCostResponse response;
  if (page.first()) GapsToWire(answer.gaps, response.mutable_gaps());
  response.set_basis(absl::StrCat(kDeliveredBasis,
                                  answer.conversion.empty() ? "" : ", ",
                                  answer.conversion));
  RETURN_IF_ERROR(
      FillPage(page, answer.changes, response,
               [&](const CostChange& change) -> absl::StatusOr<size_t> {
                 *response.add_changes() = ChangeToWire(change);
                 return response.changes().rbegin()->ByteSizeLong();
               }));
  return response;
}

absl::StatusOr<pb::ListCostLinesResponse> CostHandlers::ListCostLines(
    const CallContext& call, const pb::ListCostLinesRequest& request) const {
  ASSIGN_OR_RETURN(const Page page, PageOf(request, answers_.Now()));
  ASSIGN_OR_RETURN(
      const CostLinesAnswer answer,
      answers_.ListCostLines(call.who,
                             {.provider = request.provider(),
                              .from = request.from(),
                              .to = request.to(),
                              .service = request.service(),
                              .charge_category = request.charge_category(),
                              .min_amount = request.min_amount(),
                              .invoice_id = request.invoice_id()},
                             page.as_of));
  pb::ListCostLinesResponse response;
  if (page.first()) GapsToWire(answer.gaps, response.mutable_gaps());
  RETURN_IF_ERROR(
      FillPage(page, answer.lines, response,
               [&](const CostLineRow& row) -> absl::StatusOr<size_t> {
                 *response.add_lines() = LineToWire(row);
                 return response.lines().rbegin()->ByteSizeLong();
               }));
  return response;
}

absl::StatusOr<pb::ListAccrualsResponse> CostHandlers::ListAccruals(
    const CallContext& call, const pb::ListAccrualsRequest& request) const {
  ASSIGN_OR_RETURN(const Page page, PageOf(request, answers_.Now()));
  ASSIGN_OR_RETURN(const AccrualsAnswer answer,
                   answers_.ListAccruals(call.who,
                                         {.period = request.period(),
                                          .provider = request.provider()},
                                         page.as_of));
  pb::ListAccrualsResponse response;
  if (page.first()) GapsToWire(answer.gaps, response.mutable_gaps());
  response.set_basis(kNetBasis);
  RETURN_IF_ERROR(
      FillPage(page, answer.rows, response,
               [&](const AccrualRow& row) -> absl::StatusOr<size_t> {
                 *response.add_accruals() = AccrualToWire(row);
                 return response.accruals().rbegin()->ByteSizeLong();
               }));
  return response;
}

absl::StatusOr<pb::ListObligationsResponse> CostHandlers::ListObligations(
    const CallContext& call, const pb::ListObligationsRequest& request) const {
  ASSIGN_OR_RETURN(const Page page, PageOf(request, answers_.Now()));
  ASSIGN_OR_RETURN(
      const PaymentObligationsAnswer answer,
      answers_.ListPaymentObligations(
          call.who, {.on = request.on(), .provider = request.provider()},
          page.as_of));
  pb::ListObligationsResponse response;
  if (page.first()) GapsToWire(answer.gaps, response.mutable_gaps());
  response.set_basis(kObligationBasis);
  RETURN_IF_ERROR(
      FillPage(page, answer.obligations, response,
               [&](const PaymentObligation& row) -> absl::StatusOr<size_t> {
                 *response.add_obligations() = ObligationToWire(row);
                 return response.obligations().rbegin()->ByteSizeLong();
               }));
  return response;
}

}  // namespace regisseur
