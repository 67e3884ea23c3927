#include "aggregator/config/version_text.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "aggregator/config/contract_file.h"
#include "core/base/status_macros.h"
#include "core/contract/version_reader.h"

namespace regisseur {
namespace {

// A key of the file with the lines that belong to it.
struct Part {
  std::string key;  // empty for what stands before the first
  std::vector<std::string> lines;
};

// The key that a line of the file's own level begins; empty for any other.
std::string KeyOf(absl::string_view line) {
  size_t end = 0;
  while (end < line.size() &&
         (absl::ascii_isalnum(line[end]) || line[end] == '_')) {
    ++end;
  }
  return end > 0 && end < line.size() && line[end] == ':'
             ? std::string(line.substr(0, end))
             : "";
}

std::vector<Part> SplitParts(const std::string& text) {
  std::vector<Part> parts(1);
  for (absl::string_view line : absl::StrSplit(text, '\n')) {
    if (std::string key = KeyOf(line); !key.empty()) {
      parts.push_back({std::move(key), {}});
    }
    parts.back().lines.emplace_back(line);
  }
  return parts;
}

std::string JoinParts(const std::vector<Part>& parts) {
  std::vector<std::string> lines;
  for (const Part& part : parts) {
    lines.insert(lines.end(), part.lines.begin(), part.lines.end());
  }
  while (!lines.empty() && lines.back().empty()) lines.pop_back();
  return absl::StrCat(absl::StrJoin(lines, "\n"), "\n");
}

// Behind the others, without a blank line between.
void AppendPart(std::vector<Part>& parts, Part part) {
  std::vector<std::string>& last = parts.back().lines;
  if (!last.empty() && last.back().empty()) last.pop_back();
  parts.push_back(std::move(part));
}

Part* FindPart(std::vector<Part>& parts, absl::string_view key) {
  const auto found =
      std::find_if(parts.begin(), parts.end(),
                   [key](const Part& part) { return part.key == key; });
  return found == parts.end() ? nullptr : &*found;
}

std::string Quoted(const std::string& text) {
  return absl::StrCat(
      "\"", absl::StrReplaceAll(text, {{"\\", "\\\\"}, {"\"", "\\\""}}), "\"");
}

// Puts `member: value` at the start of a mapping, written in braces or in
// lines.
void AddMember(Part& part, absl::string_view member, const std::string& value) {
  const std::string entry = absl::StrCat(member, ": ", Quoted(value));
  std::string& first = part.lines.front();
  const size_t brace = first.find('{');
  if (brace != std::string::npos) {
    const bool is_empty = absl::StartsWith(
        absl::StripAsciiWhitespace(first.substr(brace + 1)), "}");
    first.insert(brace + 1, absl::StrCat(entry, is_empty ? "" : ", "));
    return;
  }
  std::string indent = "  ";
  for (size_t i = 1; i < part.lines.size(); ++i) {
    const absl::string_view line = part.lines[i];
    const size_t begin = line.find_first_not_of(' ');
    if (begin == absl::string_view::npos || line[begin] == '#') continue;
    indent = std::string(line.substr(0, begin));
    break;
  }
  part.lines.insert(part.lines.begin() + 1, absl::StrCat(indent, entry));
}

// The members of a list in lines, `- a: b` each with the lines below it: where
// each begins. Empty for a list that is written in brackets.
std::vector<size_t> ItemsOf(const Part& part) {
  std::vector<size_t> items;
  std::optional<size_t> indent;
  for (size_t i = 1; i < part.lines.size(); ++i) {
    const std::string& line = part.lines[i];
    const size_t begin = line.find_first_not_of(' ');
    if (begin == std::string::npos || line.substr(begin, 2) != "- ") continue;
    if (!indent.has_value()) indent = begin;
    if (begin == *indent) items.push_back(i);
  }
  return items;
}

// Puts `link: value` into the member of `documents` that has the place `item`
// in it.
void AddLink(Part& documents, size_t item, const std::string& value) {
  const std::vector<size_t> items = ItemsOf(documents);
  if (item >= items.size()) return;  // CheckComplete says that it is missing
  std::string& line = documents.lines[items[item]];
  const std::string entry = absl::StrCat("link: ", Quoted(value));
  const size_t begin = line.find_first_not_of(' ', line.find("- ") + 1);
  if (begin == std::string::npos) return;
  if (line[begin] == '{') {
    line.insert(begin + 1, absl::StrCat(entry, ", "));
    return;
  }
  const std::string rest = line.substr(begin);
  line = absl::StrCat(line.substr(0, begin), entry);
  documents.lines.insert(documents.lines.begin() + items[item] + 1,
                         absl::StrCat(std::string(begin, ' '), rest));
}

// The keys of a text.
std::set<std::string> KeysOf(const ContractKeyValues& values) {
  std::set<std::string> keys;
  for (const auto& [key, value] : values) keys.insert(key);
  return keys;
}

constexpr absl::string_view kDocument = "documents[";
constexpr absl::string_view kLink = "].link";

// The links of documents that the text leaves out although it has the document:
// key and value.
ContractKeyValues MissingLinks(const ContractKeyValues& before,
                               const ContractKeyValues& given) {
  const std::set<std::string> there = KeysOf(given);
  ContractKeyValues missing;
  for (const auto& [key, value] : before) {
    if (!absl::StartsWith(key, kDocument) || !absl::EndsWith(key, kLink) ||
        there.contains(key)) {
      continue;
    }
    const std::string document = key.substr(0, key.size() - kLink.size() + 1);
    const auto next = there.lower_bound(absl::StrCat(document, "."));
    if (next != there.end() &&
        absl::StartsWith(*next, absl::StrCat(document, "."))) {
      missing.push_back({key, value});
    }
  }
  return missing;
}

// Puts them where they were.
void AddLinks(const ContractKeyValues& before, const ContractKeyValues& given,
              std::vector<Part>& parts) {
  Part* const documents = FindPart(parts, "documents");
  if (documents == nullptr) return;
  std::vector<std::string> order;  // of the documents in the text
  for (const auto& [key, value] : given) {
    if (!absl::StartsWith(key, kDocument)) continue;
    std::string document = key.substr(0, key.rfind("].") + 1);
    if (order.empty() || order.back() != document) {
      order.push_back(std::move(document));
    }
  }
  for (const auto& [key, value] : MissingLinks(before, given)) {
    const auto place = std::find(order.begin(), order.end(),
                                 key.substr(0, key.size() - kLink.size() + 1));
    AddLink(*documents, static_cast<size_t>(place - order.begin()), value);
  }
}

// A text can be written so that what is put behind it is not read (`...` ends a
// document). What is ours has to be in what was made of it.
absl::Status CheckComplete(const std::string& complete,
                           const ContractKeyValues& before,
                           const ContractKeyValues& given,
                           const std::string& signed_document) {
  ASSIGN_OR_RETURN(const ContractKeyValues values,
                   ListContractKeys("text", complete));
  const std::map<std::string, std::string> read(values.begin(), values.end());
  std::set<std::string> parts;  // that the text gives itself
  for (const auto& [key, value] : given) {
    parts.insert(key.substr(0, key.find_first_of(".[")));
    parts.insert(key);
  }
  const auto holds = [&](const std::string& key, const std::string& value) {
    const auto found = read.find(key);
    return found != read.end() && found->second == value;
  };
  bool whole = signed_document.empty() || holds("signed", signed_document);
  for (const auto& [key, value] : before) {
    const std::string part = key.substr(0, key.find_first_of(".["));
    const bool is_part =
        std::find(InternalParts().begin(), InternalParts().end(), part) !=
        InternalParts().end();
    const bool is_member =
        std::find(InternalMembers().begin(), InternalMembers().end(), key) !=
        InternalMembers().end();
    if (is_part && !parts.contains(part)) whole &= holds(key, value);
    if (is_member && !parts.contains(key)) whole &= holds(key, value);
  }
  for (const auto& [key, value] : MissingLinks(before, given)) {
    whole &= holds(key, value);
  }
  if (whole) return absl::OkStatus();
  return absl::InvalidArgumentError(
      "text: what the customer alone writes down cannot be added to it; write "
      "it as one mapping, a key a line, without `---`, `...` and anchors");
}

}  // namespace

absl::StatusOr<std::string> CompleteVersionText(
    const std::string& text, const std::string& before,
    const std::string& signed_document) {
  std::vector<Part> parts = SplitParts(text);
  if (parts.size() < 2) {
    return absl::InvalidArgumentError(
        "text: is no contract file; write it as keys, a line each, as "
        "`contract "
        "show` names them");
  }
  std::vector<Part> ours = SplitParts(before);
  for (const absl::string_view key : InternalParts()) {
    const Part* const kept = FindPart(ours, key);
    if (kept == nullptr || FindPart(parts, key) != nullptr) continue;
    AppendPart(parts, *kept);
  }
  ASSIGN_OR_RETURN(const ContractKeyValues kept,
                   ListContractKeys("before", before));
  ASSIGN_OR_RETURN(const ContractKeyValues given,
                   ListContractKeys("text", text));
  const std::map<std::string, std::string> values(kept.begin(), kept.end());
  const std::set<std::string> there = KeysOf(given);
  for (const absl::string_view key : InternalMembers()) {
    const auto value = values.find(std::string(key));
    if (value == values.end() || there.contains(value->first)) continue;
    const std::pair<std::string, std::string> names =
        absl::StrSplit(key, absl::MaxSplits('.', 1));
    if (Part* const part = FindPart(parts, names.first); part != nullptr) {
      AddMember(*part, names.second, value->second);
    } else {
      // Of a part that is left out only what is ours stays.
      AppendPart(parts, {names.first,
                         {absl::StrCat(names.first, ": {", names.second, ": ",
                                       Quoted(value->second), "}")}});
    }
  }
  AddLinks(kept, given, parts);
  if (!signed_document.empty()) {
    const std::string line = absl::StrCat("signed: ", Quoted(signed_document));
    if (Part* const part = FindPart(parts, "signed"); part != nullptr) {
      part->lines = {line};
    } else {
      AppendPart(parts, {"signed", {line}});
    }
  }
  std::string complete = JoinParts(parts);
  RETURN_IF_ERROR(CheckComplete(complete, kept, given, signed_document));
  return complete;
}

}  // namespace regisseur
