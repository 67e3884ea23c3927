#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/notification.h"
#include "absl/time/time.h"
#include "aggregator/storage/records.h"
#include "core/finding/finding.h"
#include "core/principal/principal.h"

namespace regisseur {

// One step of one source in a collection that somebody asked for.
struct CollectProgress {
  std::string source;
  // True when it was tried and its outcome recorded.
  bool done = false;
  int64_t batches = 0;     // stored so far
  int64_t rows = 0;        // stored so far
  int64_t superseded = 0;  // rows that those replaced so far
  // The source told nothing new.
  bool unchanged = false;
  // Why it failed; absent when it went well or goes on.
  std::optional<SourceTry> failure;
};

// The result of a dry run of one source.
struct SourceCheckResult {
  struct Field {
    std::string field;  // in the partner's words
    int64_t total = 0;
    int64_t filled = 0;
    bool mandatory = false;  // the standard demands it
  };
  bool usable = false;  // a collection would deliver facts
  std::vector<Field> fields;
  std::vector<Finding> findings;
  std::optional<SourceTry> failure;  // why it is not usable
};

// What collecting is doing with a source at this moment.
struct CollectActivity {
  enum class Phase {
    kIdle,         // waits for its next turn
    kCollecting,   // is being asked
    kBackingOff,   // failed, waits longer
    kBreakerOpen,  // failed so often that it is only tried now and then
    kSetAside,     // its adapter died of it; asked only by hand
  };
  Phase phase = Phase::kIdle;
  std::optional<absl::Time> next_try;
};

// Asks partner systems when somebody wants it now. Thread-safe.
class Collector {
 public:
  virtual ~Collector() = default;

  // Asks the sources now, whatever backoff and breaker say, after any
  // collection of them in flight. Reports each source that starts, stores and
  // ends, on the caller's thread: a slow one misses steps between, never an
  // end. NOT_FOUND for an unknown id before anything is asked, and at the end
  // for those that left the configuration while they waited. A source that
  // fails is progress, not a status. CANCELLED soon after `cancelled`.
  virtual absl::Status CollectNow(
      const Principal& who, const std::vector<std::string>& ids,
      const std::function<void(const CollectProgress&)>& progress,
      const absl::Notification& cancelled) = 0;

  // A dry run of one source; stores nothing. NOT_FOUND for an unknown id.
  // CANCELLED soon after `cancelled`.
  virtual absl::StatusOr<SourceCheckResult> Check(
      const Principal& who, absl::string_view id,
      const absl::Notification& cancelled) = 0;

  // Absent for a source that is not collected (unknown, former).
  virtual std::optional<CollectActivity> FindActivity(
      absl::string_view source) const = 0;
};

}  // namespace regisseur
