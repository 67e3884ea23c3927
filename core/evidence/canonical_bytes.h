#pragma once

#include <bit>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "core/evidence/sha256.h"
#include "core/money/decimal.h"

namespace regisseur {

// Writes values as the bytes that are hashed and signed (docs/evidence.md):
// integers as 8 bytes little-endian, texts with their length before them
// (groups of seven bits, the lowest first), moments as microseconds since 1970,
// absent values as one byte 0, others after one byte 1, hashes as they are.
// The format is stored in hashes: never change it.
class CanonicalBytes {
 public:
  void Clear() { bytes_.clear(); }
  absl::string_view bytes() const { return bytes_; }

  void Letter(char letter) { bytes_.push_back(letter); }
  void Int(int64_t value) {
    static_assert(std::endian::native == std::endian::little,
                  "the stored hashes are of little-endian bytes");
    char bytes[8];
    std::memcpy(bytes, &value, sizeof(bytes));
    bytes_.append(bytes, sizeof(bytes));
  }
  void Text(absl::string_view text) {
    size_t rest = text.size();
    while (rest >= 0x80) {
      bytes_.push_back(static_cast<char>((rest & 0x7f) | 0x80));
      rest >>= 7;
    }
    bytes_.push_back(static_cast<char>(rest));
    bytes_.append(text.data(), text.size());
  }
  void Moment(absl::Time time) { Int(absl::ToUnixMicros(time)); }
  void Moment(std::optional<absl::Time> time) {
    bytes_.push_back(time.has_value() ? 1 : 0);
    if (time.has_value()) Moment(*time);
  }
  void Number(const std::optional<Decimal>& number) {
    Letter(number.has_value() ? 1 : 0);
    if (!number.has_value()) return;
    Letter(static_cast<char>(number->scale()));
    const auto coefficient = static_cast<UInt128>(number->coefficient());
    Int(static_cast<int64_t>(static_cast<uint64_t>(coefficient)));
    Int(static_cast<int64_t>(static_cast<uint64_t>(coefficient >> 64)));
  }
  // Values that were written before, as they are.
  void Written(absl::string_view bytes) {
    bytes_.append(bytes.data(), bytes.size());
  }
  void Hash(const Sha256& hash) {
    const absl::string_view bytes = ToBytes(hash);
    bytes_.append(bytes.data(), bytes.size());
  }

 private:
  std::string bytes_;
};

// Reads them back. What does not fit makes every later value empty and ok()
// false, so that one question at the end is enough.
class CanonicalReader {
 public:
  explicit CanonicalReader(absl::string_view bytes) : rest_(bytes) {}

  char Letter();
  int64_t Int();
  std::string Text();
  absl::Time Moment();
  std::optional<absl::Time> OptionalMoment();
  std::optional<Decimal> Number();
  Sha256 Hash();

  bool ok() const { return ok_; }
  // All was read, and it was the canonical way to write it.
  bool AtEnd() const { return ok_ && rest_.empty(); }

 private:
  absl::string_view Take(size_t count);

  absl::string_view rest_;
  bool ok_ = true;
};

}  // namespace regisseur
