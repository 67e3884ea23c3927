#pragma once

#include <functional>
#include <future>

#include "absl/status/status.h"
#include "core/delivery/delivery.h"

namespace regisseur {

// Stores the batches of one collection while the next one is read: one is
// being stored and one is at hand, never more. Batches are stored one after
// the other, in order; after one that could not be stored, none is. Not
// thread-safe.
class StoreAhead {
 public:
  // `store` and `on_failure` run on threads of this object's, one at a time.
  // `on_failure` is called once, as soon as a batch could not be stored.
  StoreAhead(std::function<absl::Status(FactBatch)> store,
             std::function<void()> on_failure);
  // Waits for the batch that is being stored.
  ~StoreAhead();
  StoreAhead(const StoreAhead&) = delete;
  StoreAhead& operator=(const StoreAhead&) = delete;

  // Waits for the batch before this one and begins to store it. Why the one
  // before could not be stored, if so: this one is not, then.
  absl::Status Begin(FactBatch batch);
  // Waits until all are stored; why one could not be.
  absl::Status Finish();

 private:
  const std::function<absl::Status(FactBatch)> store_;
  const std::function<void()> on_failure_;
  std::future<absl::Status> storing_;
  absl::Status stored_;
};

}  // namespace regisseur
