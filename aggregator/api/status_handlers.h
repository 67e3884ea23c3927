#pragma once

#include "absl/status/statusor.h"
#include "aggregator/answers/answers.h"
#include "aggregator/api/call_context.h"
#include "aggregator/api/method_registry.h"
#include "regisseur/status/v1/status.pb.h"

namespace regisseur {

// regisseur.status.v1.StatusService over the answers. Thread-safe.
class StatusHandlers {
 public:
  explicit StatusHandlers(const Answers& answers) : answers_(answers) {}

  // Adds every method; this object must outlive the registry.
  void Register(MethodRegistry& methods);

  absl::StatusOr<status::v1::ListComponentsResponse> ListComponents(
      const CallContext& call,
      const status::v1::ListComponentsRequest& request) const;
  absl::StatusOr<status::v1::ListIncidentsResponse> ListIncidents(
      const CallContext& call,
      const status::v1::ListIncidentsRequest& request) const;
  absl::StatusOr<status::v1::ListMaintenancesResponse> ListMaintenances(
      const CallContext& call,
      const status::v1::ListMaintenancesRequest& request) const;
  absl::StatusOr<status::v1::ListStatusHistoryResponse> ListStatusHistory(
      const CallContext& call,
      const status::v1::ListStatusHistoryRequest& request) const;

 private:
  const Answers& answers_;
};

}  // namespace regisseur
