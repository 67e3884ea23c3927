#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"

namespace regisseur {

// How columns of numbers and texts become few bytes, for charge_block.h. The
// formats are stored: never change them, add a version there.

// Writes columns of integers one after the other. A column is its least value
// and each value's distance from it, in as many bits as the largest one needs:
// a column of one value takes three bytes, whatever its length.
class NumberWriter {
 public:
  void Byte(uint8_t value) { bytes_.push_back(static_cast<char>(value)); }
  // Groups of seven bits, the lowest first.
  void Varint(uint64_t value);
  void Column(absl::Span<const int64_t> values);
  std::string Take() { return std::move(bytes_); }

 private:
  std::string bytes_;
};

// Reads what NumberWriter wrote, whatever became of it in the meantime: what
// cannot be read is DATA_LOSS.
class NumberReader {
 public:
  explicit NumberReader(absl::string_view bytes) : rest_(bytes) {}

  absl::StatusOr<uint8_t> Byte();
  absl::StatusOr<uint64_t> Varint();
  // Fills all of `values`.
  absl::Status Column(absl::Span<int64_t> values);
  bool AtEnd() const { return rest_.empty(); }

 private:
  absl::string_view rest_;
};

// Writes columns of texts. Of each text only what follows the part that it
// shares with the one before it in its column is written.
class TextWriter {
 public:
  void StartColumn() { previous_ = absl::string_view(); }
  // `text` must stay until the next call.
  void Add(absl::string_view text);
  void Clear() { bytes_.clear(); }
  absl::string_view bytes() const { return bytes_; }

 private:
  std::string bytes_;
  absl::string_view previous_;
};

class TextReader {
 public:
  explicit TextReader(absl::string_view bytes) : rest_(bytes) {}

  void StartColumn() { previous_.clear(); }
  // Valid until the next call.
  absl::StatusOr<absl::string_view> Next();
  bool AtEnd() const { return rest_.empty(); }

 private:
  absl::string_view rest_;
  std::string previous_;
};

// zstd at its fastest level, with a state that is used again and again. Not
// thread-safe.
class TextPacker {
 public:
  TextPacker();
  ~TextPacker();
  TextPacker(const TextPacker&) = delete;
  TextPacker& operator=(const TextPacker&) = delete;

  // Valid until the next call. UNAVAILABLE without memory.
  absl::StatusOr<absl::string_view> Pack(absl::string_view bytes);

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

// DATA_LOSS when it is not the packed form of `size` bytes.
absl::StatusOr<std::string> Unpack(absl::string_view packed, int64_t size);
// The same of what zlib packed, as blocks once were.
absl::StatusOr<std::string> Inflate(absl::string_view packed, int64_t size);

}  // namespace regisseur
