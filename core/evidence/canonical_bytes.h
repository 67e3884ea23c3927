#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "core/evidence/sha256.h"

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
  void Int(int64_t value);
  void Text(absl::string_view text);
  void Moment(absl::Time time);
  void Moment(std::optional<absl::Time> time);
  void Hash(const Sha256& hash);

 protected:
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
