#pragma once

#include "absl/status/statusor.h"
#include "aggregator/answers/answers.h"
#include "aggregator/api/call_context.h"
#include "aggregator/api/method_registry.h"
#include "regisseur/cost/v1/cost.pb.h"

namespace regisseur {

// regisseur.cost.v1.CostService over the answers. Thread-safe.
class CostHandlers {
 public:
  explicit CostHandlers(const Answers& answers) : answers_(answers) {}

  // Adds every method; this object must outlive the registry.
  void Register(MethodRegistry& methods);

  absl::StatusOr<cost::v1::SummarizeCostResponse> SummarizeCost(
      const CallContext& call,
      const cost::v1::SummarizeCostRequest& request) const;
  absl::StatusOr<cost::v1::ConvertAmountResponse> ConvertAmount(
      const CallContext& call,
      const cost::v1::ConvertAmountRequest& request) const;
  absl::StatusOr<cost::v1::ForecastCostResponse> ForecastCost(
      const CallContext& call,
      const cost::v1::ForecastCostRequest& request) const;
  absl::StatusOr<cost::v1::ListCostAnomaliesResponse> ListCostAnomalies(
      const CallContext& call,
      const cost::v1::ListCostAnomaliesRequest& request) const;
  absl::StatusOr<cost::v1::DiffCostResponse> DiffCost(
      const CallContext& call, const cost::v1::DiffCostRequest& request) const;
  absl::StatusOr<cost::v1::ListCostLinesResponse> ListCostLines(
      const CallContext& call,
      const cost::v1::ListCostLinesRequest& request) const;
  absl::StatusOr<cost::v1::ListAccrualsResponse> ListAccruals(
      const CallContext& call,
      const cost::v1::ListAccrualsRequest& request) const;
  absl::StatusOr<cost::v1::ListObligationsResponse> ListObligations(
      const CallContext& call,
      const cost::v1::ListObligationsRequest& request) const;

 private:
  const Answers& answers_;
};

}  // namespace regisseur
