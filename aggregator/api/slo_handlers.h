#pragma once

#include "absl/status/statusor.h"
#include "aggregator/answers/answers.h"
#include "aggregator/api/call_context.h"
#include "aggregator/api/method_registry.h"
#include "regisseur/slo/v1/slo.pb.h"

namespace regisseur {

// regisseur.slo.v1.SloService over the answers. Thread-safe.
class SloHandlers {
 public:
  explicit SloHandlers(const Answers& answers) : answers_(answers) {}

  // Adds every method; this object must outlive the registry.
  void Register(MethodRegistry& methods);

  absl::StatusOr<slo::v1::ListSlosResponse> ListSlos(
      const CallContext& call, const slo::v1::ListSlosRequest& request) const;

 private:
  const Answers& answers_;
};

}  // namespace regisseur
