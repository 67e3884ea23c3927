#include "services/sdk/csv_ahead.h"

#include <exception>
#include <system_error>
#include <utility>

#include "absl/strings/str_cat.h"
#include "core/base/utf8.h"

namespace regisseur::sdk {

CsvAhead::CsvAhead(CsvReader& reader, bool own_thread)
    : reader_(reader),
      next_offset_(reader.next_offset()),
      next_line_(reader.next_line()) {
  reader_.NextBlock(block_);
  if (block_.last || !own_thread) return;
  free_.resize(kBlocks);
  try {
    thread_ = std::thread([this] { ReadOn(); });
  } catch (const std::system_error&) {
    // The machine has no thread to give: both are done in turns.
  }
}

CsvAhead::~CsvAhead() {
  {
    absl::MutexLock lock(&mutex_);
    stops_ = true;
  }
  if (thread_.joinable()) thread_.join();
}

void CsvAhead::ReadOn() {
  bool last = false;
  while (!last) {
    CsvBlock block;
    {
      absl::MutexLock lock(&mutex_);
      if (free_.empty()) {
        mutex_.Await(absl::Condition(this, &CsvAhead::HasRoomOrStops));
      }
      if (stops_) return;
      block = std::move(free_.back());
      free_.pop_back();
    }
    try {
      reader_.NextBlock(block);
    } catch (const std::exception& e) {
      block.Clear();
      block.last = true;
      block.end = absl::InternalError(
          absl::StrCat("the adapter failed: ", RepairUtf8(e.what())));
    }
    last = block.last;
    absl::MutexLock lock(&mutex_);
    ready_.push_back(std::move(block));
  }
}

void CsvAhead::Advance() {
  at_ = 0;
  if (!thread_.joinable()) {
    reader_.NextBlock(block_);
    return;
  }
  absl::MutexLock lock(&mutex_);
  free_.push_back(std::move(block_));
  mutex_.Await(absl::Condition(this, &CsvAhead::HasBlock));
  block_ = std::move(ready_.front());
  ready_.erase(ready_.begin());
}

CsvAhead::Run CsvAhead::Peek(size_t fields, size_t most, int64_t bytes,
                             bool any_first) {
  while (at_ == block_.records.size() && !block_.last) Advance();
  size_t end = at_;
  while (end < block_.records.size() && end - at_ < most) {
    const CsvBlock::Record& record = block_.records[end];
    if (record.fault >= 0 || record.field_count != fields) break;
    const bool fits = record.next_offset - block_.records[at_].offset <= bytes;
    if (!fits && !(any_first && end == at_)) break;
    ++end;
  }
  if (end == at_) return {};
  const absl::Span<const CsvBlock::Record> records =
      absl::MakeConstSpan(block_.records).subspan(at_, end - at_);
  return {block_.fields.data() + records.front().first_field, records};
}

absl::StatusOr<const CsvRecord*> CsvAhead::Next() {
  fault_.reset();
  while (at_ == block_.records.size()) {
    if (block_.last) {
      if (!block_.end.ok()) return block_.end;
      return nullptr;
    }
    Advance();
  }
  const CsvBlock::Record& record = block_.records[at_++];
  next_offset_ = record.next_offset;
  next_line_ = record.next_line;
  if (record.fault >= 0) {
    fault_ = block_.faulty[static_cast<size_t>(record.fault)];
    return block_.faults[static_cast<size_t>(record.fault)];
  }
  record_.line = record.line;
  record_.offset = record.offset;
  record_.at_end = record.at_end;
  record_.fields = {block_.fields.data() + record.first_field,
                    record.field_count};
  return &record_;
}

}  // namespace regisseur::sdk
