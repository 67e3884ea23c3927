#include "core/einvoice/xml_text.h"

#include <algorithm>
#include <cstdint>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "core/base/text_encoding.h"
#include "core/base/utf8.h"

namespace regisseur {
namespace {

constexpr absl::string_view kUtf8Mark = "\xEF\xBB\xBF";

RefusedDocument Refuse(absl::string_view rule, int64_t line,
                       std::map<std::string, std::string> arguments = {}) {
  return RefusedDocument{std::string(rule), std::move(arguments), line};
}

int64_t LineAt(absl::string_view text, size_t offset) {
  return 1 + std::count(text.begin(), text.begin() + offset, '\n');
}

// The encoding of `<?xml … encoding="…"?>` in small letters; empty without one.
std::string DeclaredEncoding(absl::string_view text) {
  if (!absl::StartsWith(text, "<?xml")) return "";
  absl::string_view declaration = text.substr(0, text.find("?>"));
  size_t at = declaration.find("encoding");
  if (at == absl::string_view::npos) return "";
  at = declaration.find_first_of("\"'", at);
  if (at == absl::string_view::npos) return "";
  const size_t end = declaration.find(declaration[at], at + 1);
  if (end == absl::string_view::npos) return "";
  return absl::AsciiStrToLower(declaration.substr(at + 1, end - at - 1));
}

// Every byte is the character of its number.
std::string FromLatin1(absl::string_view bytes) {
  std::string text;
  text.reserve(bytes.size() + bytes.size() / 8);
  for (const unsigned char c : bytes) {
    if (c < 0x80) {
      text.push_back(static_cast<char>(c));
    } else {
      text.push_back(static_cast<char>(0xC0 | (c >> 6)));
      text.push_back(static_cast<char>(0x80 | (c & 0x3F)));
    }
  }
  return text;
}

// Small letters, as names of encodings are told apart.
bool IsOneOf(absl::string_view name,
             std::initializer_list<absl::string_view> names) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

// What follows an ampersand: a character's number, or one of XML's own five.
bool IsReference(absl::string_view rest) {
  for (const absl::string_view own :
       {"#", "amp;", "lt;", "gt;", "quot;", "apos;"}) {
    if (absl::StartsWith(rest, own)) return true;
  }
  return false;
}

}  // namespace

std::optional<RefusedDocument> DecodeXml(absl::string_view bytes,
                                         std::string* text) {
  if (absl::StartsWith(bytes, "\xFF\xFE") ||
      absl::StartsWith(bytes, "\xFE\xFF")) {
    *text = DecodeText(bytes).text;
    return std::nullopt;
  }
  // UTF-16 without a mark begins with a letter and a zero byte.
  if (bytes.size() >= 4 && (bytes[0] == '\0') != (bytes[1] == '\0')) {
    *text = DecodeText(
                absl::StrCat(bytes[0] == '\0' ? "\xFE\xFF" : "\xFF\xFE", bytes))
                .text;
    return std::nullopt;
  }
  if (absl::StartsWith(bytes, kUtf8Mark)) {
    bytes.remove_prefix(kUtf8Mark.size());
  }
  const std::string encoding = DeclaredEncoding(bytes);
  if (IsOneOf(encoding, {"", "utf-8", "utf8", "us-ascii", "ascii"})) {
    if (!IsValidUtf8(bytes)) {
      return Refuse("invoice-encoding", 0,
                    {{"encoding", encoding.empty() ? "utf-8" : encoding}});
    }
    *text = std::string(bytes);
    return std::nullopt;
  }
  if (IsOneOf(encoding, {"iso-8859-1", "latin1", "iso_8859-1"})) {
    *text = FromLatin1(bytes);
    return std::nullopt;
  }
  if (IsOneOf(encoding, {"windows-1252", "cp1252"})) {
    *text = DecodeText(bytes).text;
    return std::nullopt;
  }
  return Refuse("invoice-encoding-unknown", 1, {{"encoding", encoding}});
}

std::optional<RefusedDocument> RefuseHostileXml(absl::string_view text,
                                                int max_depth) {
  int depth = 0;
  size_t at = 0;
  // Skips to behind `end`; false when it does not come.
  const auto skip_behind = [&](absl::string_view end, size_t from) {
    const size_t found = text.find(end, from);
    if (found == absl::string_view::npos) return false;
    at = found + end.size();
    return true;
  };
  const auto not_xml = [&](absl::string_view problem) {
    return Refuse("invoice-not-xml", LineAt(text, std::min(at, text.size())),
                  {{"problem", std::string(problem)}});
  };
  constexpr absl::string_view kUnfinished = "a piece of markup does not end";
  // Of a text and of an attribute's value alike.
  const auto hostile = [&]() -> std::optional<RefusedDocument> {
    const char c = text[at];
    if (static_cast<unsigned char>(c) < 0x20 && c != '\t' && c != '\n' &&
        c != '\r') {
      return not_xml("a control character");
    }
    if (c != '&' || IsReference(text.substr(at + 1))) return std::nullopt;
    const absl::string_view name = text.substr(at + 1, 40);
    return Refuse("invoice-entity", LineAt(text, at),
                  {{"entity", RepairUtf8(absl::StrCat(
                                  "&", name.substr(0, name.find(';')), ";"))}});
  };
  while (at < text.size()) {
    const absl::string_view rest = text.substr(at);
    if (rest[0] != '<') {
      if (const auto refused = hostile(); refused.has_value()) return refused;
      ++at;
    } else if (absl::StartsWith(rest, "<!--")) {
      if (!skip_behind("-->", at + 4)) return not_xml(kUnfinished);
    } else if (absl::StartsWith(rest, "<![CDATA[")) {
      if (!skip_behind("]]>", at + 9)) return not_xml(kUnfinished);
    } else if (absl::StartsWith(rest, "<?")) {
      if (!skip_behind("?>", at + 2)) return not_xml(kUnfinished);
    } else if (absl::StartsWith(rest, "<!")) {
      return Refuse("invoice-doctype", LineAt(text, at));
    } else {
      const bool closes = absl::StartsWith(rest, "</");
      if (closes) {
        --depth;
      } else if (++depth > max_depth) {
        return Refuse("invoice-too-deep", LineAt(text, at),
                      {{"most", absl::StrCat(max_depth)}});
      }
      // To the end of the tag; an attribute's value may hold a `>`.
      char quote = '\0';
      for (++at; at < text.size() && (quote != '\0' || text[at] != '>'); ++at) {
        if (const auto refused = hostile(); refused.has_value()) {
          return refused;
        }
        if (text[at] == '<') return not_xml(kUnfinished);
        if (text[at] == quote) {
          quote = '\0';
        } else if (quote == '\0' && (text[at] == '"' || text[at] == '\'')) {
          quote = text[at];
        }
      }
      if (at == text.size()) return not_xml(kUnfinished);
      if (!closes && text[at - 1] == '/') --depth;
      ++at;
    }
  }
  return std::nullopt;
}

}  // namespace regisseur
