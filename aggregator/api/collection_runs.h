#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "absl/synchronization/notification.h"
#include "aggregator/collect/collector.h"

namespace regisseur {

// Collections that people asked for, so that one request id never starts two
// (DECISIONS 5). A repeated request gets the same steps again, those to come
// too. Remembers the last thousand ids. Thread-safe.
class CollectionRuns {
 public:
  using Report = std::function<absl::Status(const CollectProgress&)>;

  explicit CollectionRuns(Collector& collector) : collector_(collector) {}

  // Blocks until the collection ends, is cancelled, or `report` fails. Without
  // a request id it is always a new one. ALREADY_EXISTS when the id was used
  // for other sources.
  absl::Status Collect(const Principal& who,
                       const std::vector<std::string>& ids,
                       const std::string& request_id, const Report& report,
                       const absl::Notification& cancelled);

 private:
  struct Run {
    std::vector<std::string> ids;
    absl::Mutex mutex;
    std::vector<CollectProgress> steps ABSL_GUARDED_BY(mutex);
    bool done ABSL_GUARDED_BY(mutex) = false;
    absl::Status outcome ABSL_GUARDED_BY(mutex);
  };

  absl::Status Follow(Run& run, const Report& report,
                      const absl::Notification& cancelled);
  void Forget(const std::string& request_id);

  Collector& collector_;
  absl::Mutex mutex_;
  std::map<std::string, std::shared_ptr<Run>> runs_ ABSL_GUARDED_BY(mutex_);
  std::vector<std::string> order_ ABSL_GUARDED_BY(mutex_);  // oldest first
};

}  // namespace regisseur
