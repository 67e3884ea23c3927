#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "absl/synchronization/notification.h"
#include "aggregator/collect/collector.h"

namespace regisseur {

// Collections that people asked for, so that one request id of one caller never
// starts two (DECISIONS 5). A repeated request gets the newest step of each
// source and those to come; one that was broken off begins anew. Remembers the
// last thousand ids. Thread-safe.
class CollectionRuns {
 public:
  using Report = std::function<absl::Status(const CollectProgress&)>;

  explicit CollectionRuns(Collector& collector) : collector_(collector) {}

  // Blocks until the collection ends, is cancelled, or `report` fails. Without
  // a request id it is always a new one. ALREADY_EXISTS when the caller used
  // the id for another `request`, the bytes of what was asked, and when
  // `repeated` (the audit trail has the request already) but its collection is
  // forgotten: since a restart, or behind a thousand others.
  absl::Status Collect(const Principal& who,
                       const std::vector<std::string>& ids,
                       const std::string& request_id,
                       const std::string& request, bool repeated,
                       const Report& report,
                       const absl::Notification& cancelled);

 private:
  // Who asked, and by which request id.
  using Key = std::pair<std::string, std::string>;
  struct Step {
    CollectProgress progress;
    int64_t number = 0;  // of all that were told, from 1
  };
  struct Run {
    std::string request;
    // Held inside mutex_, never around it.
    absl::Mutex mutex;
    int64_t told ABSL_GUARDED_BY(mutex) = 0;
    std::map<std::string, Step> newest ABSL_GUARDED_BY(mutex);  // by source
    bool done ABSL_GUARDED_BY(mutex) = false;
    absl::Status outcome ABSL_GUARDED_BY(mutex);
  };

  absl::Status Follow(Run& run, const Report& report,
                      const absl::Notification& cancelled);

  Collector& collector_;
  absl::Mutex mutex_;
  std::map<Key, std::shared_ptr<Run>> runs_ ABSL_GUARDED_BY(mutex_);
  std::vector<Key> order_ ABSL_GUARDED_BY(mutex_);  // oldest first
};

}  // namespace regisseur
