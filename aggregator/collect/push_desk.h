#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/mutex.h"
#include "absl/synchronization/notification.h"
#include "absl/time/time.h"
#include "aggregator/collect/adapter_pool.h"
#include "aggregator/collect/collector.h"
#include "aggregator/collect/figure_names.h"
#include "aggregator/collect/push_quota.h"
#include "aggregator/storage/storage.h"
#include "core/base/clock.h"
#include "core/delivery/delivery.h"
#include "core/finding/finding.h"
#include "core/portfolio/portfolio.h"
#include "core/principal/principal.h"

namespace regisseur {

// What became of what was pushed.
struct PushResult {
  std::string sha256;  // of the file; empty for facts
  int64_t rows_read = 0;
  int64_t rows_new = 0;
  int64_t rows_replaced = 0;
  // In force and holding it, those that were told before too.
  std::vector<DeliveryRecord> deliveries;
  std::vector<Finding> findings;
  std::vector<SourceCheckResult::Field> fields;  // of a dry run of a file
};

// Takes what partners send by themselves (SourceConfig::push) and lets it go
// the way of what is collected: a file through the adapter's process, facts
// straight to storage. Of one source one at a time. Thread-safe.
class PushDesk {
 public:
  struct Options {
    // A folder a source; the file lies there while it is read.
    std::string inbox;
    size_t most_bytes = 32 << 20;
    int files_a_minute = 30;
    int batches_a_minute = 600;
    absl::Duration dry_run_deadline = absl::Seconds(60);
  };

  // All must outlive it.
  PushDesk(Options options, Collector& collector, AdapterPool& pool,
           FactWriter& writer, Originals& originals,
           const SourceReader& sources, const Clock& clock,
           const FigureNames* names = nullptr)
      : options_(std::move(options)),
        collector_(collector),
        pool_(pool),
        writer_(writer),
        originals_(originals),
        sources_(sources),
        clock_(clock),
        names_(names),
        files_(clock, options_.files_a_minute),
        batches_(clock, options_.batches_a_minute) {}

  // Called once something is let in, before anything of it is stored; what it
  // returns, when it is not OK, ends the push.
  using Admitted = std::function<absl::Status()>;

  // Reads a file and, unless it is a dry run, stores what it says; what was
  // stored under `name` (absent: none) is told again and not stored again.
  // FAILED_PRECONDITION for a source that takes no files; INVALID_ARGUMENT for
  // one that cannot be read, in its adapter's words; RESOURCE_EXHAUSTED for too
  // large a file and for too many; UNAVAILABLE when the adapter does not
  // answer.
  absl::StatusOr<PushResult> PushFile(const Principal& who,
                                      const SourceConfig& source,
                                      const Portfolio& portfolio,
                                      absl::string_view bytes, bool dry_run,
                                      const std::optional<PushName>& name,
                                      const Admitted& admitted,
                                      const absl::Notification& cancelled);

  // Stores a batch of facts of a source without an adapter. The first one of a
  // run drops another run that was not finished; the last one puts the run in
  // force, and only then there is a result with deliveries. In a dry run
  // nothing is stored. A name is as above, and ALREADY_EXISTS when it named
  // something else. FAILED_PRECONDITION for a source that takes no facts and
  // for a number that leaves a hole; RESOURCE_EXHAUSTED as above.
  absl::StatusOr<PushResult> PushFacts(
      const Principal& who, const SourceConfig& source, FactBatch batch,
      std::optional<absl::Time> data_until, bool dry_run,
      const std::optional<PushName>& name, const Admitted& admitted);

  // The last batch of a run that is stored and not in force; 0 when none is.
  absl::StatusOr<int64_t> StoredNumber(const Principal& who,
                                       absl::string_view source,
                                       absl::string_view run) const;

 private:
  // Marks a source as being pushed to.
  class Turn;

  // True when it was stored before. ALREADY_EXISTS when that was something
  // else.
  absl::StatusOr<bool> WasStored(const Principal& who,
                                 const SourceConfig& source,
                                 const std::optional<PushName>& name) const;
  // The deliveries in force that `holds` picks, as the result of what is told
  // again.
  absl::Status FindStored(
      const Principal& who, const SourceConfig& source,
      const std::function<bool(const DeliveryRecord&)>& holds,
      PushResult& result) const;
  absl::Status AddFindings(const Principal& who, const SourceConfig& source,
                           const std::string& file, PushResult& result) const;
  absl::StatusOr<PushResult> ReadOnly(const SourceConfig& source,
                                      const Portfolio& portfolio,
                                      absl::string_view bytes,
                                      const absl::Notification& cancelled);
  absl::Status CollectFile(const Principal& who, const SourceConfig& source,
                           const std::string& name, absl::string_view bytes,
                           PushResult& result);
  absl::Status StoreFacts(const Principal& who, const SourceConfig& source,
                          FactBatch batch, std::optional<absl::Time> data_until,
                          PushResult& result);

  const Options options_;
  Collector& collector_;
  AdapterPool& pool_;
  FactWriter& writer_;
  Originals& originals_;
  const SourceReader& sources_;
  const Clock& clock_;
  const FigureNames* const names_;
  PushQuota files_;
  PushQuota batches_;
  absl::Mutex mutex_;
  std::set<std::string> busy_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace regisseur
