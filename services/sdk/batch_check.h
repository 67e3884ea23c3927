#pragma once

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "core/delivery/delivery.h"

namespace regisseur::sdk {

// Bytes that one message of a stream may have, below the limit of 1 MiB that
// both sides set.
inline constexpr int64_t kMaxMessageBytes = 1000 << 10;

// Origins that a run can vouch for.
inline constexpr size_t kMaxWholeOrigins = 10'000;

// Bytes that the message of a batch takes. Builds the message: for tests and
// for those who must know exactly.
int64_t MessageBytes(const FactBatch& batch);

// Makes every text of a batch valid UTF-8. What had to be mended is a finding
// `adapter-not-utf8` of the batch, one a field.
void RepairTexts(FactBatch& batch);
void RepairTexts(Checkpoint& checkpoint);

// Holds the batches of one stream against the contract. Not thread-safe.
class BatchCheck {
 public:
  // INTERNAL, naming what is broken, when run or cursor is empty, numbers are
  // not consecutive, a run follows one that was not ended, rows name a delivery
  // or text that is not there, or a batch that is not the last vouches for
  // origins.
  absl::Status Check(const FactBatch& batch);

 private:
  std::string run_;
  int64_t number_ = 0;
  bool ended_ = true;
};

}  // namespace regisseur::sdk
