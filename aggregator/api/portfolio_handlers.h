#pragma once

#include <map>
#include <memory>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "aggregator/answers/answers.h"
#include "aggregator/api/call_context.h"
#include "aggregator/api/kept_overview.h"
#include "aggregator/api/method_registry.h"
#include "regisseur/portfolio/v1/portfolio.pb.h"

namespace regisseur {

// regisseur.portfolio.v1.PortfolioService over the answers. Thread-safe.
class PortfolioHandlers {
 public:
  explicit PortfolioHandlers(const Answers& answers) : answers_(answers) {}

  // Adds every method; this object must outlive the registry.
  void Register(MethodRegistry& methods);

  absl::StatusOr<KeptOverview> GetOverview(
      const CallContext& call,
      const portfolio::v1::GetOverviewRequest& request);
  absl::StatusOr<portfolio::v1::ListProvidersResponse> ListProviders(
      const CallContext& call,
      const portfolio::v1::ListProvidersRequest& request);
  absl::StatusOr<portfolio::v1::Provider> GetProvider(
      const CallContext& call,
      const portfolio::v1::GetProviderRequest& request);
  absl::StatusOr<portfolio::v1::ListMeasurementsResponse> ListMeasurements(
      const CallContext& call,
      const portfolio::v1::ListMeasurementsRequest& request);

 private:
  // The last overview that an audience got; the answers give the same object as
  // long as it holds.
  struct Rendered {
    std::shared_ptr<const Overview> overview;
    std::shared_ptr<const OverviewForms> forms;
  };

  const Answers& answers_;
  absl::Mutex mutex_;
  std::map<Principal::Role, Rendered> rendered_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace regisseur
