#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "aggregator/changes/act_signal.h"
#include "aggregator/storage/act_store.h"
#include "aggregator/storage/write_queue.h"
#include "core/principal/principal.h"

namespace regisseur {

// The one way in which a person, a partner or a machine changes anything: the
// change and its row in the audit trail are one transaction, so that neither is
// ever there without the other. When the trail cannot be written, nothing can
// be changed. Thread-safe.
class Acts {
 public:
  // All must outlive it. `signal` hears of each act once it is durable.
  Acts(WriteQueue& queue, const ActStore& store, ActSignal* signal = nullptr)
      : queue_(queue), store_(store), signal_(signal) {}

  struct Done {
    // What `change` returned: now, or when the same request came before.
    std::string answer;
    // The same request came before; nothing was changed again.
    bool repeated = false;
    // How many rows the act carries (Act::rows).
    int64_t rows = 0;
  };
  // Changes, inside the transaction, and returns what is kept as the answer for
  // a request that comes again; never a secret. May complete the act.
  using Change = std::function<absl::StatusOr<std::string>(
      Transaction& transaction, Act& act)>;

  // Does the act, before anything that waits to be imported. Blocks until it is
  // durable. `act.via` is filled in from `who`.
  //
  // INVALID_ARGUMENT for a request_id that is longer than 100 bytes;
  // ALREADY_EXISTS when it came with other content; what `change` says, and
  // then nothing was changed; UNAVAILABLE, naming the trail, when the audit row
  // cannot be stored.
  absl::StatusOr<Done> Do(const Principal& who, Act act, const Change& change);

  // For what has to know the act's place in its chain: runs behind the act, in
  // the same transaction.
  using Sequel = std::function<absl::Status(Transaction& transaction,
                                            const ActRecord& act)>;
  absl::StatusOr<Done> Do(const Principal& who, Act act, const Change& change,
                          const Sequel& sequel);

 private:
  WriteQueue& queue_;
  const ActStore& store_;
  ActSignal* const signal_;
};

// INVALID_ARGUMENT for an empty request_id: what is done twice by mistake
// cannot be told from what is meant twice.
absl::Status RequireRequestId(const std::string& request_id);

}  // namespace regisseur
