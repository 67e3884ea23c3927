#pragma once

#include <functional>
#include <memory>

#include "absl/status/status.h"
#include "aggregator/storage/database.h"

namespace regisseur {

// The only way to write: one thread takes one write after the other (DECISIONS
// 29). Acts of people and partners go before imports. Thread-safe.
class WriteQueue {
 public:
  using Lane = WriteLane;

  explicit WriteQueue(Database& database);
  // Finishes the writes that wait, then ends the thread.
  ~WriteQueue();

  // Runs `write` in one transaction on the writer thread and commits it when it
  // returns OK. Blocks until it is durable. UNAVAILABLE when the queue is being
  // closed; RESOURCE_EXHAUSTED when the disk is full (imports only).
  absl::Status Write(Lane lane,
                     const std::function<absl::Status(Transaction&)>& write);
  // Runs `work` on the writer thread outside of transactions: for the steps of
  // a copy. As short as a write should be. UNAVAILABLE as above.
  absl::Status RunBetweenWrites(Lane lane,
                                const std::function<absl::Status()>& work);
  // Writes that wait behind the one that runs.
  int waiting() const;
  // RESOURCE_EXHAUSTED, saying what to do, while imports find no room: there is
  // too little left, or the last one met a full disk. OK again by itself.
  absl::Status CheckRoom() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace regisseur
