#pragma once

#include <cstdint>
#include <optional>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "services/sdk/csv_reader.h"

namespace regisseur::sdk {

// Reads a CSV file in blocks, ahead of who judges its records: on a thread of
// its own, or, where that does not pay, in turns. A file of one piece is read
// without one. Says the same as the reader, from where that stands. Not
// thread-safe.
class CsvAhead {
 public:
  // `reader` must outlive this, and is nobody else's until then.
  CsvAhead(CsvReader& reader, bool own_thread);
  ~CsvAhead();
  CsvAhead(const CsvAhead&) = delete;
  CsvAhead& operator=(const CsvAhead&) = delete;

  // As CsvReader's.
  absl::StatusOr<const CsvRecord*> Next();
  // Records from the next one on that have so many fields, follow each other in
  // memory and take at most `bytes` in the file, or, with `any_first`, the next
  // one alone; at most `most`, and none where Next has to say more. Views are
  // valid until the next call; Take takes them one by one.
  struct Run {
    const absl::string_view* fields = nullptr;
    absl::Span<const CsvBlock::Record> records;
  };
  Run Peek(size_t fields, size_t most, int64_t bytes, bool any_first);
  void Take() {
    const CsvBlock::Record& record = block_.records[at_++];
    next_offset_ = record.next_offset;
    next_line_ = record.next_line;
  }
  const std::optional<CsvFault>& fault() const { return fault_; }
  int64_t next_offset() const { return next_offset_; }
  int64_t next_line() const { return next_line_; }

 private:
  // The block at hand becomes the next one.
  void Advance();
  void ReadOn();
  bool HasBlock() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    return !ready_.empty();
  }
  // Room for several: being woken up for each block costs more than a block
  // that waits.
  bool HasRoomOrStops() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    return stops_ || free_.size() > kBlocks / 2;
  }

  // Besides the one at hand.
  static constexpr size_t kBlocks = 6;

  CsvReader& reader_;
  CsvBlock block_;  // at hand
  size_t at_ = 0;   // its next record
  CsvRecord record_;
  std::optional<CsvFault> fault_;
  int64_t next_offset_;
  int64_t next_line_;

  absl::Mutex mutex_;
  std::vector<CsvBlock> ready_ ABSL_GUARDED_BY(mutex_);  // the oldest first
  std::vector<CsvBlock> free_ ABSL_GUARDED_BY(mutex_);   // to be filled
  bool stops_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace regisseur::sdk
