#pragma once

#include "absl/status/statusor.h"
#include "aggregator/answers/answers.h"
#include "aggregator/api/call_context.h"
#include "aggregator/api/method_registry.h"
#include "aggregator/changes/acts.h"
#include "regisseur/period/v1/period.pb.h"

namespace regisseur {

// regisseur.period.v1.PeriodService: closing a month is an act in the audit
// trail, and the act is all that is kept of it. Thread-safe.
class PeriodHandlers {
 public:
  // Both must outlive it.
  PeriodHandlers(const Answers& answers, Acts& acts)
      : answers_(answers), acts_(acts) {}

  // Adds every method; this object must outlive the registry.
  void Register(MethodRegistry& methods);

  absl::StatusOr<period::v1::ClosePeriodResponse> Close(
      const CallContext& call, const period::v1::ClosePeriodRequest& request);
  absl::StatusOr<period::v1::ListPeriodsResponse> List(
      const CallContext& call,
      const period::v1::ListPeriodsRequest& request) const;
  absl::StatusOr<period::v1::GetPeriodResponse> Get(
      const CallContext& call,
      const period::v1::GetPeriodRequest& request) const;

 private:
  const Answers& answers_;
  Acts& acts_;
};

}  // namespace regisseur
