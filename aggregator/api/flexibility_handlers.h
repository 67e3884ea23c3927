#pragma once

#include "absl/status/statusor.h"
#include "aggregator/answers/answers.h"
#include "aggregator/api/call_context.h"
#include "aggregator/api/method_registry.h"
#include "regisseur/contract/v1/flexibility.pb.h"

namespace regisseur {

// regisseur.contract.v1.FlexibilityService over the answers. Thread-safe.
class FlexibilityHandlers {
 public:
  explicit FlexibilityHandlers(const Answers& answers) : answers_(answers) {}

  // Adds every method; this object must outlive the registry.
  void Register(MethodRegistry& methods);

  absl::StatusOr<contract::v1::ListRigidityResponse> ListRigidity(
      const CallContext& call,
      const contract::v1::ListRigidityRequest& request) const;
  absl::StatusOr<contract::v1::AdviseContractResponse> AdviseContract(
      const CallContext& call,
      const contract::v1::AdviseContractRequest& request) const;

 private:
  const Answers& answers_;
};

}  // namespace regisseur
