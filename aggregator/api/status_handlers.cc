#include "aggregator/api/status_handlers.h"

#include "absl/status/status.h"
#include "aggregator/api/gap_wire.h"
#include "aggregator/api/page.h"
#include "aggregator/api/set_time.h"
#include "aggregator/api/status_wire.h"
#include "core/base/status_macros.h"

namespace regisseur {
namespace {

namespace pb = status::v1;

absl::Status RequireProvider(const std::string& provider) {
  if (!provider.empty()) return absl::OkStatus();
  return absl::InvalidArgumentError("provider: say which provider");
}

}  // namespace

void StatusHandlers::Register(MethodRegistry& methods) {
  const std::string service = "regisseur.status.v1.StatusService.";
  methods.AddUnary<pb::ListComponentsRequest, pb::ListComponentsResponse>(
      service + "ListComponents",
      [this](const auto& call, const auto& request) {
        return ListComponents(call, request);
      });
  methods.AddUnary<pb::ListIncidentsRequest, pb::ListIncidentsResponse>(
      service + "ListIncidents", [this](const auto& call, const auto& request) {
        return ListIncidents(call, request);
      });
  methods.AddUnary<pb::ListMaintenancesRequest, pb::ListMaintenancesResponse>(
      service + "ListMaintenances",
      [this](const auto& call, const auto& request) {
        return ListMaintenances(call, request);
      });
  methods.AddUnary<pb::ListStatusHistoryRequest, pb::ListStatusHistoryResponse>(
      service + "ListStatusHistory",
      [this](const auto& call, const auto& request) {
        return ListStatusHistory(call, request);
      });
}

absl::StatusOr<pb::ListComponentsResponse> StatusHandlers::ListComponents(
    const CallContext& call, const pb::ListComponentsRequest& request) const {
  RETURN_IF_ERROR(RequireProvider(request.provider()));
  ASSIGN_OR_RETURN(const Page page, PageOf(request, answers_.Now()));
  ASSIGN_OR_RETURN(
      const ComponentsAnswer answer,
      answers_.ListComponents(call.who, request.provider(), page.as_of));
  pb::ListComponentsResponse response;
  if (page.first()) GapsToWire(answer.gaps, response.mutable_gaps());
  RETURN_IF_ERROR(
      FillPage(page, answer.components, response,
               [&](const ComponentRow& row) -> absl::StatusOr<size_t> {
                 *response.add_components() = ComponentToWire(row);
                 return response.components().rbegin()->ByteSizeLong();
               }));
  return response;
}

absl::StatusOr<pb::ListIncidentsResponse> StatusHandlers::ListIncidents(
    const CallContext& call, const pb::ListIncidentsRequest& request) const {
  ASSIGN_OR_RETURN(const Page page, PageOf(request, answers_.Now()));
  ASSIGN_OR_RETURN(const IncidentsAnswer answer,
                   answers_.ListIncidents(call.who,
                                          {.provider = request.provider(),
                                           .owner = request.owner(),
                                           .open = request.open(),
                                           .from = request.from(),
                                           .to = request.to()},
                                          page.as_of));
  pb::ListIncidentsResponse response;
  if (page.first()) GapsToWire(answer.gaps, response.mutable_gaps());
  RETURN_IF_ERROR(
      FillPage(page, answer.incidents, response,
               [&](const IncidentRow& row) -> absl::StatusOr<size_t> {
                 *response.add_incidents() = IncidentToWire(row);
                 return response.incidents().rbegin()->ByteSizeLong();
               }));
  return response;
}

absl::StatusOr<pb::ListMaintenancesResponse> StatusHandlers::ListMaintenances(
    const CallContext& call, const pb::ListMaintenancesRequest& request) const {
  ASSIGN_OR_RETURN(const Page page, PageOf(request, answers_.Now()));
  ASSIGN_OR_RETURN(const MaintenancesAnswer answer,
                   answers_.ListMaintenances(call.who,
                                             {.provider = request.provider(),
                                              .owner = request.owner(),
                                              .from = request.from(),
                                              .to = request.to()},
                                             page.as_of));
  pb::ListMaintenancesResponse response;
  if (page.first()) GapsToWire(answer.gaps, response.mutable_gaps());
  RETURN_IF_ERROR(
      FillPage(page, answer.maintenances, response,
               [&](const MaintenanceRow& row) -> absl::StatusOr<size_t> {
                 *response.add_maintenances() = MaintenanceToWire(row);
                 return response.maintenances().rbegin()->ByteSizeLong();
               }));
  return response;
}

absl::StatusOr<pb::ListStatusHistoryResponse> StatusHandlers::ListStatusHistory(
    const CallContext& call,
    const pb::ListStatusHistoryRequest& request) const {
  RETURN_IF_ERROR(RequireProvider(request.provider()));
  ASSIGN_OR_RETURN(const Page page, PageOf(request, answers_.Now()));
  ASSIGN_OR_RETURN(const StatusHistoryAnswer answer,
                   answers_.ListStatusHistory(call.who,
                                              {.provider = request.provider(),
                                               .service = request.service(),
                                               .component = request.component(),
                                               .from = request.from(),
                                               .to = request.to()},
                                              page.as_of));
  pb::ListStatusHistoryResponse response;
  if (page.first()) GapsToWire(answer.gaps, response.mutable_gaps());
  SetTime(answer.range.from, &response,
          &pb::ListStatusHistoryResponse::mutable_from_time);
  SetTime(answer.range.to, &response,
          &pb::ListStatusHistoryResponse::mutable_to_time);
  RETURN_IF_ERROR(
      FillPage(page, answer.rows, response,
               [&](const StatusHistoryRow& row) -> absl::StatusOr<size_t> {
                 *response.add_rows() = StatusHistoryToWire(row);
                 return response.rows().rbegin()->ByteSizeLong();
               }));
  return response;
}

}  // namespace regisseur
