#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "aggregator/answers/overview.h"

namespace regisseur {

// Keeps the overview of now by audience and data version (DECISIONS 28).
// Freshness words are computed anew at each reading, and what changes by time
// alone (a state that nobody confirmed any more, a new month, a new day for
// promises, a minute while something promised is down or counts tickets) ends a
// kept answer too. Questions about an earlier moment or one owner are not kept.
// Thread-safe.
class OverviewCache {
 public:
  explicit OverviewCache(const AnswerContext& context) : context_(context) {}

  // The overview; its `as_of` is when it was last assembled. The same object
  // comes back as long as it holds.
  absl::StatusOr<std::shared_ptr<const Overview>> Get(
      const Principal& who, const OverviewQuestion& question, AsOf as_of);

  // How often it had to read.
  int64_t reads() const {
    absl::MutexLock lock(&mutex_);
    return reads_;
  }

 private:
  struct Entry {
    Principal::Role audience;
    bool with_agenda = false;
    int64_t data_version = 0;
    std::vector<Gap> daemon_gaps;
    std::shared_ptr<const ExchangeRates> rates;
    std::shared_ptr<const ContractRegister> contracts;
    std::vector<RefusedContractFile> refused;
    std::shared_ptr<const OverviewFacts> facts;
    std::vector<Freshness> words;
    std::shared_ptr<const Overview> overview;
  };

  const AnswerContext context_;
  OverviewKeepers keepers_;
  mutable absl::Mutex mutex_;
  std::vector<Entry> entries_ ABSL_GUARDED_BY(mutex_);  // one an audience
  int64_t reads_ ABSL_GUARDED_BY(mutex_) = 0;
};

}  // namespace regisseur
