#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "aggregator/collect/adapter_client.h"
#include "aggregator/collect/adapter_pool.h"
#include "aggregator/collect/figure_names.h"
#include "aggregator/storage/storage.h"
#include "core/base/clock.h"
#include "core/portfolio/portfolio.h"
#include "core/principal/principal.h"

namespace regisseur {

// How one collection of one source went; already recorded.
struct CollectionResult {
  TryOutcome outcome = TryOutcome::kAnswered;
  SourceTry attempt;
  absl::Duration retry_after;
  int64_t batches = 0;
  int64_t rows = 0;
  int64_t superseded = 0;
  // Its adapter died of it, twice and the second time alone.
  bool killed_its_adapter = false;
};

// Collects one source once: connects, streams, stores, records how it went.
// Thread-safe: one object serves all sources. Without `names` nobody looks at
// the names of figures.
class SourceCollection {
 public:
  SourceCollection(AdapterPool& pool, CallWatch& watch, FactWriter& writer,
                   Originals& originals, const Clock& clock,
                   const FigureNames* names = nullptr);

  // Blocks until it is done. `progress` hears of every stored batch. A status
  // only when storage fails; a source that fails is a result.
  absl::StatusOr<CollectionResult> Run(
      const SourceConfig& source,
      const AdapterClient::Surroundings& surroundings,
      const AdapterClient::Limits& limits,
      const std::function<void(int64_t batches, int64_t rows)>& progress);

  // A dry run; stores nothing. Ends soon after `cancelled`.
  AdapterCheck Check(const SourceConfig& source,
                     const AdapterClient::Surroundings& surroundings,
                     const AdapterClient::Limits& limits,
                     const absl::Notification& cancelled);

 private:
  struct Attempt;
  Attempt Try(const SourceConfig& source,
              const AdapterClient::Surroundings& surroundings,
              const AdapterClient::Limits& limits, bool alone,
              const std::function<void(int64_t, int64_t)>& progress);

  AdapterPool& pool_;
  CallWatch& watch_;
  FactWriter& writer_;
  Originals& originals_;
  const Clock& clock_;
  const FigureNames* const names_;
};

}  // namespace regisseur
