#include "services/sdk/option_lines.h"

#include <set>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "services/sdk/source_options.h"

namespace regisseur::sdk {
namespace {

constexpr size_t kMaxNameBytes = 200;

// The first word of `text`, which then starts behind it.
std::string TakeWord(absl::string_view& text) {
  const std::string word(text.substr(0, text.find_first_of(" \t")));
  text = absl::StripLeadingAsciiWhitespace(text.substr(word.size()));
  return word;
}

// False for a bracket that is not closed.
bool TakeName(absl::string_view& text, std::string& name) {
  if (text.empty() || text.front() != '(') return true;
  int depth = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '(') ++depth;
    if (text[i] != ')' || --depth > 0) continue;
    name = std::string(absl::StripAsciiWhitespace(text.substr(1, i - 1)));
    text = absl::StripLeadingAsciiWhitespace(text.substr(i + 1));
    return true;
  }
  return false;
}

}  // namespace

absl::StatusOr<std::vector<OptionLine>> ReadOptionLines(
    const SourceSpec& source, absl::string_view option, absl::string_view form,
    size_t max) {
  std::vector<OptionLine> lines;
  std::set<std::string> ids;
  const std::string text = source.Option(option);
  for (absl::string_view line : absl::StrSplit(text, '\n')) {
    line = absl::StripAsciiWhitespace(line);
    if (line.empty() || line.front() == '#') continue;
    OptionLine read;
    read.text = std::string(line);
    read.id = TakeWord(line);
    const bool closed = TakeName(line, read.name);
    read.rest = std::string(line);
    if (!closed || read.rest.empty() || read.name.size() > kMaxNameBytes ||
        read.id.size() > kMaxNameBytes) {
      return RefuseOption(option, read.text, absl::StrCat("lines of ", form));
    }
    if (read.name.empty()) read.name = read.id;
    if (!ids.insert(read.id).second) {
      return RefuseOption(
          option, read.text,
          absl::StrCat("one line with the id ", read.id, ", not two"));
    }
    lines.push_back(std::move(read));
  }
  if (lines.size() > max) {
    return RefuseOption(
        option, absl::StrCat(lines.size(), " lines"),
        absl::StrCat("at most ", max, " lines; make several sources of more"));
  }
  return lines;
}

}  // namespace regisseur::sdk
