#include "aggregator/collect/store_ahead.h"

#include <utility>

#include "core/base/status_macros.h"

namespace regisseur {

StoreAhead::StoreAhead(std::function<absl::Status(FactBatch)> store,
                       std::function<void()> on_failure)
    : store_(std::move(store)), on_failure_(std::move(on_failure)) {}

StoreAhead::~StoreAhead() {
  if (storing_.valid()) storing_.wait();
}

absl::Status StoreAhead::Begin(FactBatch batch) {
  RETURN_IF_ERROR(Finish());
  storing_ = std::async(std::launch::async,
                        [this, batch = std::move(batch)]() mutable {
                          absl::Status stored = store_(std::move(batch));
                          if (!stored.ok()) on_failure_();
                          return stored;
                        });
  return absl::OkStatus();
}

absl::Status StoreAhead::Finish() {
  if (storing_.valid()) stored_ = storing_.get();
  return stored_;
}

}  // namespace regisseur
