#pragma once

#include "absl/status/statusor.h"
#include "aggregator/answers/answers.h"
#include "aggregator/api/call_context.h"
#include "aggregator/api/method_registry.h"
#include "regisseur/resilience/v1/resilience.pb.h"

namespace regisseur {

// ResilienceService: the portfolio as a whole. Thread-safe; the answers must
// outlive it.
class ResilienceHandlers {
 public:
  explicit ResilienceHandlers(const Answers& answers) : answers_(answers) {}

  void Register(MethodRegistry& methods);

 private:
  absl::StatusOr<resilience::v1::ListConcentrationResponse> Concentration(
      const CallContext& call,
      const resilience::v1::ListConcentrationRequest& request) const;
  absl::StatusOr<resilience::v1::ListChainsResponse> Chains(
      const CallContext& call,
      const resilience::v1::ListChainsRequest& request) const;
  absl::StatusOr<resilience::v1::ListOverlapsResponse> Overlaps(
      const CallContext& call,
      const resilience::v1::ListOverlapsRequest& request) const;
  absl::StatusOr<resilience::v1::RehearseExitResponse> Rehearse(
      const CallContext& call,
      const resilience::v1::RehearseExitRequest& request) const;

  const Answers& answers_;
};

}  // namespace regisseur
