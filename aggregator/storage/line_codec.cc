#include "aggregator/storage/line_codec.h"

#include <zlib.h>
#include <zstd.h>

#include <algorithm>
#include <bit>
#include <cstring>

#include "core/base/status_macros.h"

namespace regisseur {
namespace {

constexpr int kCompression = 1;
// No block of lines is larger: a message holds 1 MiB.
constexpr int64_t kMaxTextBytes = int64_t{1} << 31;

absl::Status Damaged() {
  return absl::DataLossError("a block of stored lines cannot be read");
}

uint64_t ZigZag(int64_t value) {
  return (static_cast<uint64_t>(value) << 1) ^
         static_cast<uint64_t>(value >> 63);
}
int64_t UnZigZag(uint64_t value) {
  return static_cast<int64_t>((value >> 1) ^ (~(value & 1) + 1));
}

void AppendVarint(std::string& bytes, uint64_t value) {
  while (value >= 0x80) {
    bytes.push_back(static_cast<char>((value & 0x7f) | 0x80));
    value >>= 7;
  }
  bytes.push_back(static_cast<char>(value));
}

absl::StatusOr<uint64_t> TakeVarint(absl::string_view& rest) {
  uint64_t value = 0;
  for (int shift = 0; shift < 64; shift += 7) {
    if (rest.empty()) return Damaged();
    const auto byte = static_cast<uint8_t>(rest.front());
    rest.remove_prefix(1);
    value |= static_cast<uint64_t>(byte & 0x7f) << shift;
    if (byte < 0x80) return value;
  }
  return Damaged();
}

size_t BytesOf(size_t values, int width) {
  return (values * static_cast<size_t>(width) + 7) / 8;
}

}  // namespace

void NumberWriter::Varint(uint64_t value) { AppendVarint(bytes_, value); }

void NumberWriter::Column(absl::Span<const int64_t> values) {
  int64_t least = 0;
  int64_t largest = 0;
  if (!values.empty()) least = largest = values.front();
  for (const int64_t value : values) {
    least = std::min(least, value);
    largest = std::max(largest, value);
  }
  const auto base = static_cast<uint64_t>(least);
  const int width = std::bit_width(static_cast<uint64_t>(largest) - base);
  Varint(ZigZag(least));
  Byte(static_cast<uint8_t>(width));
  if (width == 0) return;
  const size_t begin = bytes_.size();
  bytes_.resize(begin + BytesOf(values.size(), width));
  char* out = bytes_.data() + begin;
  uint64_t bits = 0;
  int held = 0;
  const auto put = [&out](uint64_t word, size_t count) {
    static_assert(std::endian::native == std::endian::little);
    std::memcpy(out, &word, count);
    out += count;
  };
  for (const int64_t value : values) {
    const uint64_t distance = static_cast<uint64_t>(value) - base;
    bits |= distance << held;
    held += width;
    if (held >= 64) {
      put(bits, 8);
      held -= 64;
      bits = held == 0 ? 0 : distance >> (width - held);
    }
  }
  put(bits, static_cast<size_t>(held + 7) / 8);
}

absl::StatusOr<uint8_t> NumberReader::Byte() {
  if (rest_.empty()) return Damaged();
  const auto byte = static_cast<uint8_t>(rest_.front());
  rest_.remove_prefix(1);
  return byte;
}

absl::StatusOr<uint64_t> NumberReader::Varint() { return TakeVarint(rest_); }

absl::Status NumberReader::Column(absl::Span<int64_t> values) {
  ASSIGN_OR_RETURN(const uint64_t least, Varint());
  ASSIGN_OR_RETURN(const uint8_t width, Byte());
  const auto base = static_cast<uint64_t>(UnZigZag(least));
  if (width == 0) {
    std::fill(values.begin(), values.end(), static_cast<int64_t>(base));
    return absl::OkStatus();
  }
  if (width > 64) return Damaged();
  const size_t bytes = BytesOf(values.size(), width);
  if (bytes > rest_.size()) return Damaged();
  const char* in = rest_.data();
  const char* const end = in + bytes;
  rest_.remove_prefix(bytes);
  const uint64_t mask = width == 64 ? ~uint64_t{0} : (uint64_t{1} << width) - 1;
  uint64_t bits = 0;
  int held = 0;
  for (int64_t& value : values) {
    uint64_t distance = bits;
    if (held < width) {
      uint64_t word = 0;
      const size_t count = std::min<size_t>(8, static_cast<size_t>(end - in));
      std::memcpy(&word, in, count);
      in += count;
      distance |= word << held;
      const int taken = width - held;
      bits = taken == 64 ? 0 : word >> taken;
      held += 64 - width;
    } else {
      bits >>= width;
      held -= width;
    }
    value = static_cast<int64_t>(base + (distance & mask));
  }
  return absl::OkStatus();
}

void TextWriter::Add(absl::string_view text) {
  const size_t most = std::min(text.size(), previous_.size());
  const size_t shared = static_cast<size_t>(
      std::mismatch(text.begin(), text.begin() + most, previous_.begin())
          .first -
      text.begin());
  AppendVarint(bytes_, shared);
  AppendVarint(bytes_, text.size() - shared);
  bytes_.append(text.data() + shared, text.size() - shared);
  previous_ = text;
}

absl::StatusOr<absl::string_view> TextReader::Next() {
  ASSIGN_OR_RETURN(const uint64_t shared, TakeVarint(rest_));
  ASSIGN_OR_RETURN(const uint64_t more, TakeVarint(rest_));
  if (shared > previous_.size() || more > rest_.size()) return Damaged();
  previous_.resize(shared);
  previous_.append(rest_.data(), more);
  rest_.remove_prefix(more);
  return previous_;
}

class TextPacker::Impl {
 public:
  ~Impl() { ZSTD_freeCCtx(zstd_); }

  absl::StatusOr<absl::string_view> Pack(absl::string_view bytes) {
    if (zstd_ == nullptr) {
      zstd_ = ZSTD_createCCtx();
      if (zstd_ == nullptr) return NoMemory();
      ZSTD_CCtx_setParameter(zstd_, ZSTD_c_compressionLevel, kCompression);
      ZSTD_CCtx_setParameter(zstd_, ZSTD_c_checksumFlag, 1);
    }
    const size_t bound = ZSTD_compressBound(bytes.size());
    if (packed_.size() < bound) packed_.resize(bound);
    const size_t size = ZSTD_compress2(zstd_, packed_.data(), packed_.size(),
                                       bytes.data(), bytes.size());
    if (ZSTD_isError(size)) return NoMemory();
    return absl::string_view(packed_).substr(0, size);
  }

 private:
  static absl::Status NoMemory() {
    return absl::UnavailableError("no memory to pack a block of lines");
  }

  ZSTD_CCtx* zstd_ = nullptr;
  std::string packed_;
};

TextPacker::TextPacker() : impl_(std::make_unique<Impl>()) {}
TextPacker::~TextPacker() = default;
absl::StatusOr<absl::string_view> TextPacker::Pack(absl::string_view bytes) {
  return impl_->Pack(bytes);
}

absl::StatusOr<std::string> Unpack(absl::string_view packed, int64_t size) {
  if (size < 0 || size > kMaxTextBytes) return Damaged();
  std::string bytes(static_cast<size_t>(size), '\0');
  const size_t length =
      ZSTD_decompress(bytes.data(), bytes.size(), packed.data(), packed.size());
  if (ZSTD_isError(length) || length != bytes.size()) return Damaged();
  return bytes;
}

absl::StatusOr<std::string> Inflate(absl::string_view packed, int64_t size) {
  if (size < 0 || size > kMaxTextBytes) return Damaged();
  std::string bytes(static_cast<size_t>(size), '\0');
  uLongf length = bytes.size();
  if (uncompress(reinterpret_cast<Bytef*>(bytes.data()), &length,
                 reinterpret_cast<const Bytef*>(packed.data()),
                 packed.size()) != Z_OK ||
      length != bytes.size()) {
    return Damaged();
  }
  return bytes;
}

}  // namespace regisseur
