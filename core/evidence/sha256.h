#pragma once

#include <array>
#include <memory>
#include <optional>
#include <string>

#include "absl/strings/string_view.h"

namespace regisseur {

// SHA-256 as 32 bytes.
using Sha256 = std::array<unsigned char, 32>;

std::string ToHex(const Sha256& hash);
// The bytes as they are stored. FromBytes takes zeros for what is missing.
absl::string_view ToBytes(const Sha256& hash);
Sha256 HashFromBytes(absl::string_view bytes);
// 64 digits in small letters; absent for anything else.
std::optional<Sha256> HashFromHex(absl::string_view hex);

// Computes SHA-256, of one text or in pieces. Not thread-safe.
class Sha256Hasher {
 public:
  Sha256Hasher();
  ~Sha256Hasher();
  Sha256Hasher(const Sha256Hasher&) = delete;
  Sha256Hasher& operator=(const Sha256Hasher&) = delete;

  Sha256 Hash(absl::string_view bytes);

  void Start();
  void Add(absl::string_view bytes);
  Sha256 Finish();

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

// Bytes that nobody can guess, from the system. Crashes when there are none.
std::string RandomBytes(size_t count);

}  // namespace regisseur
