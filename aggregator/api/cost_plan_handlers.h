#pragma once

#include "absl/status/statusor.h"
#include "aggregator/answers/answers.h"
#include "aggregator/api/call_context.h"
#include "aggregator/api/method_registry.h"
#include "regisseur/cost/v1/cost_plan.pb.h"

namespace regisseur {

// regisseur.cost.v1.CostPlanService over the answers. Thread-safe.
class CostPlanHandlers {
 public:
  explicit CostPlanHandlers(const Answers& answers) : answers_(answers) {}

  // Adds every method; this object must outlive the registry.
  void Register(MethodRegistry& methods);

  absl::StatusOr<cost::v1::OutlookCostResponse> OutlookCost(
      const CallContext& call,
      const cost::v1::OutlookCostRequest& request) const;
  absl::StatusOr<cost::v1::AllocateCostResponse> AllocateCost(
      const CallContext& call,
      const cost::v1::AllocateCostRequest& request) const;
  absl::StatusOr<cost::v1::ListUnitCostsResponse> ListUnitCosts(
      const CallContext& call,
      const cost::v1::ListUnitCostsRequest& request) const;
  absl::StatusOr<cost::v1::ListCommitmentsResponse> ListCommitments(
      const CallContext& call,
      const cost::v1::ListCommitmentsRequest& request) const;

 private:
  const Answers& answers_;
};

}  // namespace regisseur
