#pragma once

#include <functional>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "aggregator/answers/answers.h"
#include "aggregator/api/call_context.h"
#include "aggregator/api/collection_runs.h"
#include "aggregator/api/method_registry.h"
#include "aggregator/changes/acts.h"
#include "aggregator/collect/collector.h"
#include "regisseur/source/v1/source.pb.h"

namespace regisseur {

// regisseur.source.v1.SourceService: reads from the answers, collects through
// the collector. Thread-safe.
class SourceHandlers {
 public:
  SourceHandlers(const Answers& answers, Collector& collector, Acts& acts)
      : answers_(answers),
        collector_(collector),
        acts_(acts),
        runs_(collector) {}

  // Adds every method; this object must outlive the registry.
  void Register(MethodRegistry& methods);

  absl::StatusOr<source::v1::ListSourcesResponse> ListSources(
      const CallContext& call,
      const source::v1::ListSourcesRequest& request) const;
  absl::StatusOr<source::v1::Source> GetSource(
      const CallContext& call,
      const source::v1::GetSourceRequest& request) const;
  absl::Status CollectSources(
      const CallContext& call, const source::v1::CollectSourcesRequest& request,
      const std::function<
          absl::Status(const source::v1::CollectSourcesResponse&)>& write);
  absl::StatusOr<source::v1::SourceCheck> CheckSource(
      const CallContext& call, const source::v1::CheckSourceRequest& request);

 private:
  const Answers& answers_;
  Collector& collector_;
  Acts& acts_;
  CollectionRuns runs_;
};

}  // namespace regisseur
