#include "core/evidence/canonical_bytes.h"

#include <bit>
#include <cstring>

namespace regisseur {

static_assert(std::endian::native == std::endian::little,
              "the stored hashes are of little-endian bytes");

void CanonicalBytes::Int(int64_t value) {
  char bytes[8];
  std::memcpy(bytes, &value, sizeof(bytes));
  bytes_.append(bytes, sizeof(bytes));
}

void CanonicalBytes::Text(absl::string_view text) {
  size_t rest = text.size();
  while (rest >= 0x80) {
    bytes_.push_back(static_cast<char>((rest & 0x7f) | 0x80));
    rest >>= 7;
  }
  bytes_.push_back(static_cast<char>(rest));
  bytes_.append(text.data(), text.size());
}

void CanonicalBytes::Moment(absl::Time time) { Int(absl::ToUnixMicros(time)); }

void CanonicalBytes::Moment(std::optional<absl::Time> time) {
  bytes_.push_back(time.has_value() ? 1 : 0);
  if (time.has_value()) Moment(*time);
}

void CanonicalBytes::Hash(const Sha256& hash) {
  const absl::string_view bytes = ToBytes(hash);
  bytes_.append(bytes.data(), bytes.size());
}

absl::string_view CanonicalReader::Take(size_t count) {
  if (!ok_ || rest_.size() < count) {
    ok_ = false;
    return {};
  }
  const absl::string_view taken = rest_.substr(0, count);
  rest_.remove_prefix(count);
  return taken;
}

char CanonicalReader::Letter() {
  const absl::string_view byte = Take(1);
  return byte.empty() ? '\0' : byte[0];
}

int64_t CanonicalReader::Int() {
  const absl::string_view bytes = Take(8);
  int64_t value = 0;
  if (bytes.size() == 8) std::memcpy(&value, bytes.data(), 8);
  return value;
}

std::string CanonicalReader::Text() {
  uint64_t size = 0;
  for (int shift = 0;; shift += 7) {
    const absl::string_view byte = Take(1);
    if (byte.empty() || shift > 56) {
      ok_ = false;
      return "";
    }
    const auto group = static_cast<unsigned char>(byte[0]);
    size |= static_cast<uint64_t>(group & 0x7f) << shift;
    if ((group & 0x80) != 0) continue;
    // A length has one way to be written.
    if (shift > 0 && group == 0) ok_ = false;
    break;
  }
  return std::string(Take(size));
}

absl::Time CanonicalReader::Moment() { return absl::FromUnixMicros(Int()); }

std::optional<absl::Time> CanonicalReader::OptionalMoment() {
  const char there = Letter();
  if (there == 0) return std::nullopt;
  if (there != 1) ok_ = false;
  return Moment();
}

Sha256 CanonicalReader::Hash() { return HashFromBytes(Take(32)); }

}  // namespace regisseur
