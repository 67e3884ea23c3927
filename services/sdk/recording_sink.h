#pragma once

#include <optional>
#include <utility>
#include <vector>

#include "services/sdk/adapter.h"

namespace regisseur::sdk {

// A sink for tests: keeps what it is given. Not thread-safe.
class RecordingSink final : public FactSink {
 public:
  explicit RecordingSink(int batch_rows = 10000) : batch_rows_(batch_rows) {}

  absl::Status Send(FactBatch batch) override {
    if (hangs_up_after_ && batches_.size() >= *hangs_up_after_) {
      return absl::CancelledError("the caller hung up");
    }
    batches_.push_back(std::move(batch));
    return absl::OkStatus();
  }
  bool Cancelled() const override {
    return hangs_up_after_ && batches_.size() >= *hangs_up_after_;
  }
  int batch_rows() const override { return batch_rows_; }

  // Takes so many batches and then hangs up.
  void HangUpAfter(size_t batches) { hangs_up_after_ = batches; }
  const std::vector<FactBatch>& batches() const { return batches_; }

 private:
  const int batch_rows_;
  std::optional<size_t> hangs_up_after_;
  std::vector<FactBatch> batches_;
};

}  // namespace regisseur::sdk
