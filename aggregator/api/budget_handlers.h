#pragma once

#include "absl/status/statusor.h"
#include "aggregator/answers/answers.h"
#include "aggregator/api/call_context.h"
#include "aggregator/api/method_registry.h"
#include "regisseur/budget/v1/budget.pb.h"

namespace regisseur {

// regisseur.budget.v1.BudgetService over the answers. Thread-safe.
class BudgetHandlers {
 public:
  explicit BudgetHandlers(const Answers& answers) : answers_(answers) {}

  // Adds every method; this object must outlive the registry.
  void Register(MethodRegistry& methods);

  absl::StatusOr<budget::v1::ListBudgetsResponse> List(
      const CallContext& call,
      const budget::v1::ListBudgetsRequest& request) const;

 private:
  const Answers& answers_;
};

}  // namespace regisseur
