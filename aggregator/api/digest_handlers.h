#pragma once

#include "absl/status/statusor.h"
#include "aggregator/answers/answers.h"
#include "aggregator/api/call_context.h"
#include "aggregator/api/method_registry.h"
#include "aggregator/changes/acts.h"
#include "regisseur/digest/v1/digest.pb.h"

namespace regisseur {

// DigestService over the answers. Thread-safe.
class DigestHandlers {
 public:
  // Both must outlive it.
  DigestHandlers(const Answers& answers, Acts& acts)
      : answers_(answers), acts_(acts) {}

  void Register(MethodRegistry& methods);

 private:
  absl::StatusOr<digest::v1::ListChangesResponse> List(
      const CallContext& call,
      const digest::v1::ListChangesRequest& request) const;
  absl::StatusOr<digest::v1::MarkChangesResponse> Mark(
      const CallContext& call, const digest::v1::MarkChangesRequest& request);

  const Answers& answers_;
  Acts& acts_;
};

}  // namespace regisseur
