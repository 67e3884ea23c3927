#include "aggregator/collect/pushed_file.h"

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "core/evidence/sha256.h"

namespace regisseur {
namespace {

constexpr size_t kNameDigits = 16;

// `key:` or `key: value`, as the first line of a YAML document that is no row.
bool IsYamlLine(absl::string_view line) {
  if (line == "---") return true;
  const size_t colon = line.find(':');
  if (colon == absl::string_view::npos || colon == 0) return false;
  for (const char c : line.substr(0, colon)) {
    if (!absl::ascii_isalnum(static_cast<unsigned char>(c)) && c != '_') {
      return false;
    }
  }
  const absl::string_view rest = line.substr(colon + 1);
  return (rest.empty() || rest.front() == ' ') &&
         rest.find_first_of(",;\t") == absl::string_view::npos;
}

absl::string_view NextLine(absl::string_view& text) {
  const size_t end = text.find('\n');
  const absl::string_view line = text.substr(0, end);
  text.remove_prefix(end == absl::string_view::npos ? text.size() : end + 1);
  return absl::StripAsciiWhitespace(line);
}

absl::string_view EndingOf(absl::string_view bytes) {
  if (absl::StartsWith(bytes, "PK\x03\x04")) return ".xlsx";
  if (absl::StartsWith(bytes, "\x1f\x8b")) return ".gz";
  absl::ConsumePrefix(&bytes, "\xef\xbb\xbf");
  absl::string_view text = absl::StripLeadingAsciiWhitespace(bytes);
  if (absl::StartsWith(text, "<")) return ".xml";
  if (absl::StartsWith(text, "[")) return ".json";
  if (absl::StartsWith(text, "{")) {
    const absl::string_view first = NextLine(text);
    const bool lines =
        absl::EndsWith(first, "}") &&
        absl::StartsWith(absl::StripLeadingAsciiWhitespace(text), "{");
    return lines ? ".jsonl" : ".json";
  }
  while (!text.empty()) {
    const absl::string_view line = NextLine(text);
    if (line.empty() || line.front() == '#') continue;
    return IsYamlLine(line) ? ".yaml" : ".csv";
  }
  return ".csv";
}

}  // namespace

PushedFile NamePushedFile(absl::string_view bytes) {
  PushedFile file;
  file.sha256 = ToHex(Sha256Hasher().Hash(bytes));
  file.name = absl::StrCat("push-", file.sha256.substr(0, kNameDigits),
                           EndingOf(bytes));
  return file;
}

}  // namespace regisseur
