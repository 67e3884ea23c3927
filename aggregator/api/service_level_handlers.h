#pragma once

#include "absl/status/statusor.h"
#include "aggregator/answers/answers.h"
#include "aggregator/api/call_context.h"
#include "aggregator/api/method_registry.h"
#include "regisseur/service_level/v1/service_level.pb.h"

namespace regisseur {

// regisseur.service_level.v1.ServiceLevelService over the answers. Thread-safe.
class ServiceLevelHandlers {
 public:
  explicit ServiceLevelHandlers(const Answers& answers) : answers_(answers) {}

  // Adds every method; this object must outlive the registry.
  void Register(MethodRegistry& methods);

  absl::StatusOr<service_level::v1::ListServiceLevelsResponse>
  ListServiceLevels(
      const CallContext& call,
      const service_level::v1::ListServiceLevelsRequest& request) const;
  absl::StatusOr<service_level::v1::ExplainServiceLevelResponse>
  ExplainServiceLevel(
      const CallContext& call,
      const service_level::v1::ExplainServiceLevelRequest& request) const;
  absl::StatusOr<service_level::v1::ListServiceLevelHistoryResponse>
  ListServiceLevelHistory(
      const CallContext& call,
      const service_level::v1::ListServiceLevelHistoryRequest& request) const;
  absl::StatusOr<service_level::v1::ListObjectivesResponse> ListObjectives(
      const CallContext& call,
      const service_level::v1::ListObjectivesRequest& request) const;

 private:
  const Answers& answers_;
};

}  // namespace regisseur
