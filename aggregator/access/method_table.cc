#include "aggregator/access/method_table.h"

#include <algorithm>

#include "absl/strings/str_cat.h"

namespace regisseur {
namespace {

// The daemon itself (system) asks answers directly and calls no method.
constexpr MethodAccess kMethods[] = {
    {.method = "regisseur.cost.v1.CostService.ConvertAmount",
     .administrator = true},
    {.method = "regisseur.cost.v1.CostService.SummarizeCost",
     .administrator = true},
    {.method = "regisseur.portfolio.v1.PortfolioService.GetOverview",
     .administrator = true},
    {.method = "regisseur.portfolio.v1.PortfolioService.GetProvider",
     .administrator = true},
    {.method = "regisseur.portfolio.v1.PortfolioService.ListMeasurements",
     .administrator = true},
    {.method = "regisseur.portfolio.v1.PortfolioService.ListProviders",
     .administrator = true},
    {.method = "regisseur.source.v1.SourceService.CheckSource",
     .administrator = true},
    {.method = "regisseur.source.v1.SourceService.CollectSources",
     .administrator = true},
    {.method = "regisseur.source.v1.SourceService.GetSource",
     .administrator = true},
    {.method = "regisseur.source.v1.SourceService.ListSources",
     .administrator = true},
    {.method = "regisseur.status.v1.StatusService.ListComponents",
     .administrator = true},
    {.method = "regisseur.status.v1.StatusService.ListIncidents",
     .administrator = true},
    {.method = "regisseur.status.v1.StatusService.ListMaintenances",
     .administrator = true},
    {.method = "regisseur.status.v1.StatusService.ListStatusHistory",
     .administrator = true},
};

}  // namespace

absl::Span<const MethodAccess> MethodTable() { return kMethods; }

absl::Status CheckAccess(const Principal& who, absl::string_view method) {
  const MethodAccess* row = std::lower_bound(
      std::begin(kMethods), std::end(kMethods), method,
      [](const MethodAccess& a, absl::string_view b) { return a.method < b; });
  bool allowed = false;
  if (row != std::end(kMethods) && row->method == method) {
    switch (who.role) {
      case Principal::Role::kAdministrator:
        allowed = row->administrator;
        break;
      case Principal::Role::kSystem:
        allowed = row->system;
        break;
    }
  }
  if (allowed) return absl::OkStatus();
  return absl::PermissionDeniedError(
      absl::StrCat("\"", who.name, "\" may not call ", method));
}

}  // namespace regisseur
