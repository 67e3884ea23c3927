#include "core/evidence/canonical_bytes.h"

#include <cstring>

namespace regisseur {

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

std::optional<Decimal> CanonicalReader::Number() {
  const char there = Letter();
  if (there == 0) return std::nullopt;
  const auto scale = static_cast<unsigned char>(Letter());
  const auto low = static_cast<uint64_t>(Int());
  const auto high = static_cast<uint64_t>(Int());
  if (there != 1 || scale > Decimal::kMaxScale) {
    ok_ = false;
    return std::nullopt;
  }
  return Decimal(static_cast<Int128>((static_cast<UInt128>(high) << 64) | low),
                 scale);
}

Sha256 CanonicalReader::Hash() { return HashFromBytes(Take(32)); }

}  // namespace regisseur
