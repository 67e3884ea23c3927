#include "core/json/json_text.h"

#include <cstdint>
#include <utility>

#include "core/base/utf8.h"

namespace regisseur {
namespace {

// What must not stand in a JSON string as it is.
bool NeedsEscape(char c) {
  return c == '"' || c == '\\' || static_cast<uint8_t>(c) < 0x20;
}

void AppendEscape(std::string* out, char c) {
  constexpr char kHex[] = "0123456789abcdef";
  switch (c) {
    case '"':
      *out += "\\\"";
      return;
    case '\\':
      *out += "\\\\";
      return;
    case '\b':
      *out += "\\b";
      return;
    case '\f':
      *out += "\\f";
      return;
    case '\n':
      *out += "\\n";
      return;
    case '\r':
      *out += "\\r";
      return;
    case '\t':
      *out += "\\t";
      return;
    default:
      *out += "\\u00";
      *out += kHex[static_cast<uint8_t>(c) >> 4];
      *out += kHex[static_cast<uint8_t>(c) & 0xF];
  }
}

void AppendValidJsonString(std::string* out, absl::string_view text) {
  *out += '"';
  size_t plain = 0;  // start of what needs no escape
  for (size_t i = 0; i < text.size(); ++i) {
    if (!NeedsEscape(text[i])) continue;
    out->append(text.data() + plain, i - plain);
    AppendEscape(out, text[i]);
    plain = i + 1;
  }
  out->append(text.data() + plain, text.size() - plain);
  *out += '"';
}

}  // namespace

void AppendJsonString(std::string* out, absl::string_view text) {
  if (IsValidUtf8(text)) {
    AppendValidJsonString(out, text);
  } else {
    AppendValidJsonString(out, RepairUtf8(text));
  }
}

void JsonObjectWriter::Add(absl::string_view key, absl::string_view text) {
  if (!empty()) text_ += ',';
  AppendJsonString(&text_, key);
  text_ += ':';
  AppendJsonString(&text_, text);
}

std::string JsonObjectWriter::Take() {
  text_ += '}';
  return std::exchange(text_, std::string(1, '{'));
}

}  // namespace regisseur
