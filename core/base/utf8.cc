#include "core/base/utf8.h"

#include <cstdint>
#include <cstring>

namespace regisseur {
namespace {

// What stands at the start of `text`: a well-formed character of `length`
// bytes, or an ill-formed sequence of `length` bytes (the longest prefix of a
// character that could have become well-formed, else one byte).
struct Sequence {
  bool valid = false;
  size_t length = 1;
};

// `text` is not empty. The second byte's range depends on the first (RFC 3629
// section 4), which is what excludes overlong forms and surrogates.
Sequence ReadSequence(absl::string_view text) {
  const auto byte = [&](size_t i) { return static_cast<uint8_t>(text[i]); };
  const uint8_t first = byte(0);
  size_t length;
  uint8_t low = 0x80;
  uint8_t high = 0xBF;
  if (first < 0x80) {
    return {true, 1};
  } else if (first >= 0xC2 && first <= 0xDF) {
    length = 2;
  } else if (first >= 0xE0 && first <= 0xEF) {
    length = 3;
    if (first == 0xE0) low = 0xA0;
    if (first == 0xED) high = 0x9F;
  } else if (first >= 0xF0 && first <= 0xF4) {
    length = 4;
    if (first == 0xF0) low = 0x90;
    if (first == 0xF4) high = 0x8F;
  } else {
    return {false, 1};
  }
  for (size_t i = 1; i < length; ++i) {
    if (i >= text.size() || byte(i) < low || byte(i) > high) return {false, i};
    low = 0x80;
    high = 0xBF;
  }
  return {true, length};
}

// Nearly every text is; the last step overlaps the one before it.
bool IsAscii(absl::string_view text) {
  uint64_t all = 0;
  uint64_t chunk = 0;
  if (text.size() < sizeof(chunk)) {
    for (const char c : text) all |= static_cast<uint8_t>(c);
    return all < 0x80;
  }
  for (size_t i = 0; i + sizeof(chunk) < text.size(); i += sizeof(chunk)) {
    std::memcpy(&chunk, text.data() + i, sizeof(chunk));
    all |= chunk;
  }
  std::memcpy(&chunk, text.data() + text.size() - sizeof(chunk), sizeof(chunk));
  return ((all | chunk) & 0x8080808080808080u) == 0;
}

// How many bytes of `text` are plain ASCII from its start, in steps of eight.
size_t AsciiRun(absl::string_view text) {
  size_t i = 0;
  while (i + 8 <= text.size()) {
    uint64_t chunk;
    std::memcpy(&chunk, text.data() + i, sizeof(chunk));
    if ((chunk & 0x8080808080808080u) != 0) break;
    i += 8;
  }
  return i;
}

}  // namespace

bool IsValidUtf8(absl::string_view text) {
  if (IsAscii(text)) return true;
  while (!text.empty()) {
    text.remove_prefix(AsciiRun(text));
    if (text.empty()) break;
    const Sequence sequence = ReadSequence(text);
    if (!sequence.valid) return false;
    text.remove_prefix(sequence.length);
  }
  return true;
}

std::string RepairUtf8(absl::string_view text) {
  std::string repaired;
  repaired.reserve(text.size());
  while (!text.empty()) {
    const Sequence sequence = ReadSequence(text);
    if (sequence.valid) {
      repaired.append(text.data(), sequence.length);
    } else {
      repaired.append("\xEF\xBF\xBD");
    }
    text.remove_prefix(sequence.length);
  }
  return repaired;
}

absl::string_view Utf8Prefix(absl::string_view text, size_t bytes) {
  if (text.size() <= bytes) return text;
  size_t end = bytes;
  // A character has at most three bytes after its first.
  for (int i = 0; i < 3 && end > 0; ++i) {
    if ((static_cast<uint8_t>(text[end]) & 0xC0) != 0x80) break;
    --end;
  }
  // More continuation bytes than any character has: not UTF-8, cut as asked.
  if ((static_cast<uint8_t>(text[end]) & 0xC0) == 0x80) end = bytes;
  return text.substr(0, end);
}

}  // namespace regisseur
