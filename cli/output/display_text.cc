#include "cli/output/display_text.h"

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <utility>

#include "absl/strings/str_format.h"
#include "absl/strings/str_split.h"
#include "core/base/utf8.h"

namespace regisseur {
namespace {

struct CodePointRange {
  uint32_t first;
  uint32_t last;
};

// Combining marks, joiners and variation selectors (Unicode 15, categories Mn,
// Me and Cf as far as they occur in names).
constexpr CodePointRange kZeroWidth[] = {
    {0x0300, 0x036F},   {0x0483, 0x0489},   {0x0591, 0x05BD}, {0x0610, 0x061A},
    {0x064B, 0x065F},   {0x0E31, 0x0E31},   {0x0E34, 0x0E3A}, {0x0E47, 0x0E4E},
    {0x1AB0, 0x1AFF},   {0x1DC0, 0x1DFF},   {0x200B, 0x200D}, {0x2060, 0x2064},
    {0x20D0, 0x20FF},   {0xFE00, 0xFE0F},   {0xFE20, 0xFE2F}, {0xFEFF, 0xFEFF},
    {0x1F3FB, 0x1F3FF}, {0xE0000, 0xE01EF},
};

// East Asian Wide and Fullwidth (UAX #11).
constexpr CodePointRange kDoubleWidth[] = {
    {0x1100, 0x115F},   {0x231A, 0x231B},   {0x23E9, 0x23EC},
    {0x2E80, 0x303E},   {0x3041, 0x33FF},   {0x3400, 0x4DBF},
    {0x4E00, 0x9FFF},   {0xA000, 0xA4CF},   {0xA960, 0xA97F},
    {0xAC00, 0xD7A3},   {0xF900, 0xFAFF},   {0xFE30, 0xFE6F},
    {0xFF00, 0xFF60},   {0xFFE0, 0xFFE6},   {0x1F300, 0x1F3FA},
    {0x1F400, 0x1F64F}, {0x1F680, 0x1F6FF}, {0x1F7E0, 0x1F7EB},
    {0x1F900, 0x1F9FF}, {0x20000, 0x3FFFD},
};

template <size_t n>
bool Within(const CodePointRange (&ranges)[n], uint32_t code_point) {
  return std::any_of(std::begin(ranges), std::end(ranges),
                     [code_point](const CodePointRange& range) {
                       return range.first <= code_point &&
                              code_point <= range.last;
                     });
}

// Takes the next character off well-formed UTF-8.
std::pair<uint32_t, absl::string_view> NextCharacter(absl::string_view* rest) {
  const unsigned char lead = static_cast<unsigned char>(rest->front());
  size_t length = 1;
  uint32_t code_point = lead;
  if (lead >= 0xF0) {
    length = 4;
    code_point = lead & 0x07;
  } else if (lead >= 0xE0) {
    length = 3;
    code_point = lead & 0x0F;
  } else if (lead >= 0xC0) {
    length = 2;
    code_point = lead & 0x1F;
  }
  length = std::min(length, rest->size());
  for (size_t i = 1; i < length; ++i) {
    code_point = code_point << 6 | ((*rest)[i] & 0x3F);
  }
  const absl::string_view bytes = rest->substr(0, length);
  rest->remove_prefix(length);
  return {code_point, bytes};
}

int CharacterWidth(uint32_t code_point) {
  if (Within(kZeroWidth, code_point)) return 0;
  return Within(kDoubleWidth, code_point) ? 2 : 1;
}

bool MovesTheEye(uint32_t code_point) {
  return code_point == 0x2028 || code_point == 0x2029 || code_point == 0x200E ||
         code_point == 0x200F || code_point == 0x061C ||
         (0x202A <= code_point && code_point <= 0x202E) ||
         (0x2066 <= code_point && code_point <= 0x2069);
}

}  // namespace

std::string EscapeControls(absl::string_view text) {
  const std::string repaired = RepairUtf8(text);
  absl::string_view rest = repaired;
  std::string escaped;
  escaped.reserve(repaired.size());
  while (!rest.empty()) {
    const auto [code_point, bytes] = NextCharacter(&rest);
    if (code_point == '\t' || code_point == '\n' || code_point == '\r') {
      if (escaped.empty() || escaped.back() != ' ') escaped += ' ';
    } else if (code_point < 0x20 || (0x7F <= code_point && code_point < 0xA0)) {
      escaped += absl::StrFormat("\\x%02x", code_point);
    } else if (MovesTheEye(code_point)) {
      escaped += absl::StrFormat("\\u%04x", code_point);
    } else {
      escaped.append(bytes.data(), bytes.size());
    }
  }
  return escaped;
}

int DisplayWidth(absl::string_view text) {
  int width = 0;
  while (!text.empty()) width += CharacterWidth(NextCharacter(&text).first);
  return width;
}

std::string Truncated(absl::string_view text, int columns) {
  if (DisplayWidth(text) <= columns) return std::string(text);
  if (columns <= 0) return "";
  std::string kept;
  int width = 0;
  absl::string_view rest = text;
  while (!rest.empty()) {
    const auto [code_point, bytes] = NextCharacter(&rest);
    width += CharacterWidth(code_point);
    if (width > columns - 1) break;
    kept.append(bytes.data(), bytes.size());
  }
  while (!kept.empty() && kept.back() == ' ') kept.pop_back();
  return kept + "…";
}

std::vector<std::string> Wrapped(absl::string_view text, int columns) {
  columns = std::max(columns, 2);
  std::vector<std::string> lines;
  std::string line;
  for (absl::string_view word : absl::StrSplit(text, ' ', absl::SkipEmpty())) {
    if (!line.empty() &&
        DisplayWidth(line) + 1 + DisplayWidth(word) <= columns) {
      line += ' ';
      line.append(word.data(), word.size());
      continue;
    }
    if (!line.empty()) lines.push_back(std::move(line));
    line.clear();
    int width = 0;
    while (!word.empty()) {
      const auto [code_point, bytes] = NextCharacter(&word);
      width += CharacterWidth(code_point);
      if (width > columns) {
        lines.push_back(std::move(line));
        line.clear();
        width = CharacterWidth(code_point);
      }
      line.append(bytes.data(), bytes.size());
    }
  }
  if (!line.empty() || lines.empty()) lines.push_back(std::move(line));
  return lines;
}

}  // namespace regisseur
