#include "services/openslo/document_tree.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace regisseur::openslo {
namespace {

bool IsOneOf(absl::string_view text,
             std::initializer_list<absl::string_view> words) {
  return std::find(words.begin(), words.end(), text) != words.end();
}

// Decimal, octal, hexadecimal or binary, with underscores; a fraction and an
// exponent; infinity and "not a number".
bool IsPlainNumber(absl::string_view text) {
  if (!text.empty() && (text[0] == '-' || text[0] == '+')) {
    text.remove_prefix(1);
  }
  if (IsOneOf(text, {".inf", ".Inf", ".INF", ".nan", ".NaN", ".NAN"})) {
    return true;
  }
  if (absl::StartsWith(text, "0x") || absl::StartsWith(text, "0b")) {
    text.remove_prefix(2);
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
      return absl::ascii_isxdigit(c) || c == '_';
    });
  }
  size_t at = 0;
  const auto skip_digits = [&] {
    const size_t from = at;
    while (at < text.size() &&
           (absl::ascii_isdigit(text[at]) || (text[at] == '_' && at > 0))) {
      ++at;
    }
    return at > from;
  };
  bool digits = skip_digits();
  if (at < text.size() && text[at] == '.') {
    ++at;
    digits = skip_digits() || digits;
  }
  if (!digits) return false;
  if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
    ++at;
    if (at < text.size() && (text[at] == '-' || text[at] == '+')) ++at;
    if (!skip_digits()) return false;
  }
  return at == text.size();
}

}  // namespace

const TreeNode* TreeNode::Find(absl::string_view key) const {
  for (const Member& member : members) {
    if (member.key == key && kind == Kind::kMapping) return member.value;
  }
  return nullptr;
}

TreeNode::Kind PlainKind(absl::string_view text) {
  using Kind = TreeNode::Kind;
  if (IsOneOf(text, {"", "~", "null", "Null", "NULL"})) return Kind::kNull;
  if (IsOneOf(text,
              {"true", "True", "TRUE", "false", "False", "FALSE", "yes", "Yes",
               "YES",  "no",   "No",   "NO",    "on",    "On",    "ON",  "off",
               "Off",  "OFF",  "y",    "Y",     "n",     "N"})) {
    return Kind::kBool;
  }
  return IsPlainNumber(text) ? Kind::kNumber : Kind::kText;
}

std::string JoinPath(const std::vector<std::string>& path) {
  std::string joined;
  for (const std::string& part : path) {
    if (!joined.empty() && !absl::StartsWith(part, "[")) joined += ".";
    joined += part;
  }
  return joined;
}

TreeFault LimitFault(absl::string_view file, absl::string_view what,
                     int64_t limit, int64_t line) {
  TreeFault fault;
  fault.rule = "openslo-limit";
  fault.line = line;
  fault.arguments = {{"origin", std::string(file)},
                     {"what", std::string(what)},
                     {"limit", absl::StrCat(limit)}};
  return fault;
}

DocumentTree ReadDocumentTree(absl::string_view text, absl::string_view file,
                              const TreeLimits& limits) {
  if (static_cast<int64_t>(text.size()) > limits.bytes) {
    DocumentTree tree;
    tree.ended = LimitFault(file, "bytes", limits.bytes, 0);
    return tree;
  }
  const absl::string_view begin = absl::StripLeadingAsciiWhitespace(
      absl::StartsWith(text, "\xEF\xBB\xBF") ? text.substr(3) : text);
  if (absl::StartsWith(begin, "{") || absl::StartsWith(begin, "[")) {
    // A flow collection of YAML begins as JSON does, and YAML's reader says
    // where a broken one breaks.
    DocumentTree tree = ReadJsonTree(text, file, limits);
    if (!tree.ended.has_value() || tree.ended->rule == "openslo-limit") {
      return tree;
    }
  }
  return ReadYamlTree(text, file, limits);
}

}  // namespace regisseur::openslo
