#include "services/sdk/json_document.h"

#include <algorithm>
#include <cstring>
#include <deque>
#include <limits>
#include <utility>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "core/base/utf8.h"
#include "services/sdk/problem.h"

namespace regisseur::sdk {
namespace {

constexpr uint32_t kNone = std::numeric_limits<uint32_t>::max();
constexpr absl::string_view kBom = "\xEF\xBB\xBF";

// Appends a code point; a surrogate that has no partner becomes U+FFFD.
void AppendUtf8(std::string& out, uint32_t code) {
  if (code >= 0xD800 && code <= 0xDFFF) code = 0xFFFD;
  if (code < 0x80) {
    out.push_back(static_cast<char>(code));
  } else if (code < 0x800) {
    out.push_back(static_cast<char>(0xC0 | (code >> 6)));
    out.push_back(static_cast<char>(0x80 | (code & 0x3F)));
  } else if (code < 0x10000) {
    out.push_back(static_cast<char>(0xE0 | (code >> 12)));
    out.push_back(static_cast<char>(0x80 | ((code >> 6) & 0x3F)));
    out.push_back(static_cast<char>(0x80 | (code & 0x3F)));
  } else {
    out.push_back(static_cast<char>(0xF0 | (code >> 18)));
    out.push_back(static_cast<char>(0x80 | ((code >> 12) & 0x3F)));
    out.push_back(static_cast<char>(0x80 | ((code >> 6) & 0x3F)));
    out.push_back(static_cast<char>(0x80 | (code & 0x3F)));
  }
}

}  // namespace

class JsonContent {
 public:
  struct Node {
    JsonValue::Kind kind = JsonValue::Kind::kNull;
    uint32_t first_child = kNone;
    uint32_t next = kNone;
    uint32_t children = 0;
    size_t begin = 0;  // in text_
    size_t end = 0;
    absl::string_view key;
    absl::string_view text;
  };

  explicit JsonContent(std::string text) : text_(std::move(text)) {}

  std::string text_;
  std::vector<Node> nodes_;
  // Strings that had escapes; a deque, so that views stay valid.
  std::deque<std::string> unescaped_;
  std::vector<std::string> duplicate_keys_;
};

namespace {

class JsonParser {
 public:
  JsonParser(JsonContent& content, absl::string_view name,
             const JsonOptions& options)
      : content_(content),
        name_(name),
        options_(options),
        text_(content.text_) {}

  absl::Status Run() {
    if (text_.substr(0, kBom.size()) == kBom) pos_ = kBom.size();
    SkipBlanks();
    if (pos_ == text_.size()) {
      return PartnerProblem("json-empty", {{"origin", std::string(name_)}});
    }
    if (!IsValidUtf8(text_)) {
      return PartnerProblem("json-not-utf8", {{"origin", std::string(name_)}});
    }
    uint32_t root;
    if (!Value(1, root)) return Failure();
    SkipBlanks();
    if (pos_ != text_.size()) {
      Expect("the end of the document");
      return Failure();
    }
    return absl::OkStatus();
  }

 private:
  using Kind = JsonValue::Kind;
  using Node = JsonContent::Node;

  absl::Status Failure() const {
    if (too_deep_) {
      return PartnerProblem("json-too-deep",
                            {{"origin", std::string(name_)},
                             {"limit", absl::StrCat(options_.max_depth)}});
    }
    const size_t pos = std::min(pos_, text_.size());
    const absl::string_view before = text_.substr(0, pos);
    const size_t line_start = before.rfind('\n') + 1;  // npos + 1 is 0
    return PartnerProblem(
        "json-malformed",
        {{"origin", std::string(name_)},
         {"line",
          absl::StrCat(1 + std::count(before.begin(), before.end(), '\n'))},
         {"column", absl::StrCat(pos - line_start + 1)},
         {"expected", std::string(expected_)}});
  }

  bool Expect(absl::string_view what) {
    expected_ = what;
    return false;
  }

  void SkipBlanks() {
    while (pos_ < text_.size()) {
      const char c = text_[pos_];
      if (c != ' ' && c != '\n' && c != '\r' && c != '\t') return;
      ++pos_;
    }
  }

  bool Value(int depth, uint32_t& node) {
    if (depth > options_.max_depth) {
      too_deep_ = true;
      return false;
    }
    if (pos_ >= text_.size()) return Expect("a value");
    node = static_cast<uint32_t>(content_.nodes_.size());
    content_.nodes_.emplace_back();
    content_.nodes_[node].begin = pos_;
    switch (text_[pos_]) {
      case '{':
        if (!Object(depth, node)) return false;
        break;
      case '[':
        if (!Array(depth, node)) return false;
        break;
      case '"': {
        absl::string_view text;
        if (!String(text)) return false;
        content_.nodes_[node].kind = Kind::kString;
        content_.nodes_[node].text = text;
        break;
      }
      case 't':
        if (!Word("true", Kind::kBool, node)) return false;
        break;
      case 'f':
        if (!Word("false", Kind::kBool, node)) return false;
        break;
      case 'n':
        if (!Word("null", Kind::kNull, node)) return false;
        break;
      default:
        if (!Number(node)) return false;
    }
    content_.nodes_[node].end = pos_;
    return true;
  }

  bool Word(absl::string_view word, Kind kind, uint32_t node) {
    if (text_.substr(pos_, word.size()) != word) return Expect("a value");
    content_.nodes_[node].kind = kind;
    content_.nodes_[node].text = text_.substr(pos_, word.size());
    pos_ += word.size();
    return true;
  }

  bool Digits() {
    const size_t start = pos_;
    while (pos_ < text_.size() && absl::ascii_isdigit(text_[pos_])) ++pos_;
    return pos_ > start;
  }

  bool Number(uint32_t node) {
    const size_t start = pos_;
    if (text_[pos_] == '-') ++pos_;
    const size_t first = pos_;
    if (!Digits()) {
      pos_ = start;
      return Expect("a value");
    }
    if (text_[first] == '0' && pos_ - first > 1) {
      pos_ = first;
      return Expect("a number without leading zeros");
    }
    if (pos_ < text_.size() && text_[pos_] == '.') {
      ++pos_;
      if (!Digits()) return Expect("a digit");
    }
    if (pos_ < text_.size() && (text_[pos_] == 'e' || text_[pos_] == 'E')) {
      ++pos_;
      if (pos_ < text_.size() && (text_[pos_] == '+' || text_[pos_] == '-')) {
        ++pos_;
      }
      if (!Digits()) return Expect("a digit");
    }
    content_.nodes_[node].kind = Kind::kNumber;
    content_.nodes_[node].text = text_.substr(start, pos_ - start);
    return true;
  }

  bool Hex4(uint32_t& code) {
    code = 0;
    if (pos_ + 4 > text_.size()) return false;
    for (int i = 0; i < 4; ++i) {
      const char c = absl::ascii_tolower(text_[pos_ + i]);
      if (!absl::ascii_isxdigit(c)) return false;
      code = code * 16 + (c <= '9' ? c - '0' : c - 'a' + 10);
    }
    pos_ += 4;
    return true;
  }

  bool String(absl::string_view& text) {
    const size_t start = ++pos_;
    while (pos_ < text_.size() && text_[pos_] != '"' && text_[pos_] != '\\' &&
           static_cast<unsigned char>(text_[pos_]) >= 0x20) {
      ++pos_;
    }
    if (pos_ < text_.size() && text_[pos_] == '"') {
      text = text_.substr(start, pos_ - start);
      ++pos_;
      return true;
    }
    std::string out(text_.substr(start, pos_ - start));
    while (pos_ < text_.size()) {
      const char c = text_[pos_];
      if (c == '"') {
        ++pos_;
        content_.unescaped_.push_back(std::move(out));
        text = content_.unescaped_.back();
        return true;
      }
      if (static_cast<unsigned char>(c) < 0x20) {
        return Expect("no control character in a string");
      }
      if (c != '\\') {
        const size_t run = pos_;
        while (pos_ < text_.size() && text_[pos_] != '"' &&
               text_[pos_] != '\\' &&
               static_cast<unsigned char>(text_[pos_]) >= 0x20) {
          ++pos_;
        }
        out.append(text_.data() + run, pos_ - run);
        continue;
      }
      ++pos_;
      if (!EscapeInto(out)) return Expect("an escape sequence of JSON");
    }
    return Expect("the closing quote of a string");
  }

  bool EscapeInto(std::string& out) {
    if (pos_ >= text_.size()) return false;
    switch (text_[pos_++]) {
      case '"':
        out.push_back('"');
        return true;
      case '\\':
        out.push_back('\\');
        return true;
      case '/':
        out.push_back('/');
        return true;
      case 'b':
        out.push_back('\b');
        return true;
      case 'f':
        out.push_back('\f');
        return true;
      case 'n':
        out.push_back('\n');
        return true;
      case 'r':
        out.push_back('\r');
        return true;
      case 't':
        out.push_back('\t');
        return true;
      case 'u':
        break;
      default:
        --pos_;
        return false;
    }
    uint32_t code;
    if (!Hex4(code)) return false;
    if (code >= 0xD800 && code < 0xDC00 && text_.substr(pos_, 2) == "\\u") {
      const size_t back = pos_;
      pos_ += 2;
      uint32_t low;
      if (!Hex4(low)) return false;
      if (low >= 0xDC00 && low <= 0xDFFF) {
        code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
      } else {
        pos_ = back;  // the second is a character of its own
      }
    }
    AppendUtf8(out, code);
    return true;
  }

  // Hangs `child` behind `last` under `parent`.
  void Link(uint32_t parent, uint32_t& last, uint32_t child) {
    if (last == kNone) {
      content_.nodes_[parent].first_child = child;
    } else {
      content_.nodes_[last].next = child;
    }
    last = child;
    ++content_.nodes_[parent].children;
  }

  bool Array(int depth, uint32_t node) {
    content_.nodes_[node].kind = Kind::kArray;
    ++pos_;
    SkipBlanks();
    if (pos_ < text_.size() && text_[pos_] == ']') {
      ++pos_;
      return true;
    }
    uint32_t last = kNone;
    for (;;) {
      SkipBlanks();
      uint32_t child;
      if (!Value(depth + 1, child)) return false;
      Link(node, last, child);
      SkipBlanks();
      if (pos_ < text_.size() && text_[pos_] == ',') {
        ++pos_;
        continue;
      }
      if (pos_ < text_.size() && text_[pos_] == ']') {
        ++pos_;
        return true;
      }
      return Expect("`,` or `]`");
    }
  }

  bool Object(int depth, uint32_t node) {
    content_.nodes_[node].kind = Kind::kObject;
    ++pos_;
    SkipBlanks();
    if (pos_ < text_.size() && text_[pos_] == '}') {
      ++pos_;
      return true;
    }
    uint32_t last = kNone;
    absl::flat_hash_set<absl::string_view> keys;  // only for large objects
    for (;;) {
      SkipBlanks();
      if (pos_ >= text_.size() || text_[pos_] != '"') {
        return Expect("a key in quotes");
      }
      absl::string_view key;
      if (!String(key)) return false;
      SkipBlanks();
      if (pos_ >= text_.size() || text_[pos_] != ':') return Expect("`:`");
      ++pos_;
      SkipBlanks();
      NoteDuplicate(node, key, keys);
      uint32_t child;
      if (!Value(depth + 1, child)) return false;
      content_.nodes_[child].key = key;
      Link(node, last, child);
      SkipBlanks();
      if (pos_ < text_.size() && text_[pos_] == ',') {
        ++pos_;
        continue;
      }
      if (pos_ < text_.size() && text_[pos_] == '}') {
        ++pos_;
        return true;
      }
      return Expect("`,` or `}`");
    }
  }

  void NoteDuplicate(uint32_t node, absl::string_view key,
                     absl::flat_hash_set<absl::string_view>& keys) {
    constexpr uint32_t kSmall = 16;
    const Node& object = content_.nodes_[node];
    bool found = false;
    if (object.children < kSmall) {
      for (uint32_t i = object.first_child; i != kNone;
           i = content_.nodes_[i].next) {
        found = found || content_.nodes_[i].key == key;
      }
    } else {
      if (keys.empty()) {
        for (uint32_t i = object.first_child; i != kNone;
             i = content_.nodes_[i].next) {
          keys.insert(content_.nodes_[i].key);
        }
      }
      found = !keys.insert(key).second;
    }
    if (found && content_.duplicate_keys_.size() < 10) {
      const absl::string_view before = text_.substr(0, object.begin);
      content_.duplicate_keys_.push_back(absl::StrCat(
          Utf8Prefix(key, 200), " (line ",
          1 + std::count(before.begin(), before.end(), '\n'), ")"));
    }
  }

  JsonContent& content_;
  absl::string_view name_;
  const JsonOptions& options_;
  absl::string_view text_;
  size_t pos_ = 0;
  absl::string_view expected_ = "a value";
  bool too_deep_ = false;
};

}  // namespace

JsonDocument::JsonDocument(std::unique_ptr<JsonContent> content)
    : content_(std::move(content)) {}
JsonDocument::JsonDocument(JsonDocument&&) noexcept = default;
JsonDocument& JsonDocument::operator=(JsonDocument&&) noexcept = default;
JsonDocument::~JsonDocument() = default;

absl::StatusOr<JsonDocument> JsonDocument::Parse(std::string text,
                                                 absl::string_view name,
                                                 const JsonOptions& options) {
  if (static_cast<int64_t>(text.size()) > options.max_bytes) {
    return PartnerProblem("json-too-large",
                          {{"origin", std::string(name)},
                           {"bytes", absl::StrCat(text.size())},
                           {"limit", absl::StrCat(options.max_bytes)}});
  }
  auto content = std::make_unique<JsonContent>(std::move(text));
  JsonParser parser(*content, name, options);
  if (absl::Status status = parser.Run(); !status.ok()) return status;
  return JsonDocument(std::move(content));
}

JsonValue JsonDocument::root() const { return JsonValue(content_.get(), 0); }

const std::vector<std::string>& JsonDocument::duplicate_keys() const {
  return content_->duplicate_keys_;
}

JsonValue::Kind JsonValue::kind() const {
  return content_ == nullptr ? Kind::kAbsent : content_->nodes_[node_].kind;
}

JsonValue JsonValue::operator[](absl::string_view key) const {
  JsonValue found;
  if (!IsObject()) return found;
  const auto& nodes = content_->nodes_;
  for (uint32_t i = nodes[node_].first_child; i != kNone; i = nodes[i].next) {
    if (nodes[i].key == key) found = JsonValue(content_, i);
  }
  return found;
}

std::optional<absl::string_view> JsonValue::String() const {
  if (!IsString()) return std::nullopt;
  return content_->nodes_[node_].text;
}

std::optional<bool> JsonValue::Bool() const {
  if (kind() != Kind::kBool) return std::nullopt;
  return Text() == "true";
}

std::optional<int64_t> JsonValue::Int() const {
  int64_t value;
  if (kind() != Kind::kNumber || !absl::SimpleAtoi(Text(), &value)) {
    return std::nullopt;
  }
  return value;
}

absl::string_view JsonValue::Text() const {
  switch (kind()) {
    case Kind::kAbsent:
    case Kind::kNull:
    case Kind::kArray:
    case Kind::kObject:
      return "";
    case Kind::kBool:
    case Kind::kNumber:
    case Kind::kString:
      return content_->nodes_[node_].text;
  }
  return "";
}

absl::string_view JsonValue::Raw() const {
  if (!exists()) return "";
  const auto& node = content_->nodes_[node_];
  return absl::string_view(content_->text_)
      .substr(node.begin, node.end - node.begin);
}

JsonValue::Iterator JsonValue::begin() const {
  if (!exists()) return end();
  return Iterator(JsonValue(content_, content_->nodes_[node_].first_child));
}

JsonValue::Iterator JsonValue::end() const {
  return Iterator(JsonValue(content_, kNone));
}

int64_t JsonValue::size() const {
  return exists() ? content_->nodes_[node_].children : 0;
}

absl::string_view JsonValue::key() const {
  return exists() ? content_->nodes_[node_].key : "";
}

int64_t JsonValue::line() const {
  if (!exists()) return 0;
  const std::string& text = content_->text_;
  const size_t begin = content_->nodes_[node_].begin;
  return 1 + std::count(text.begin(), text.begin() + begin, '\n');
}

JsonValue::Iterator& JsonValue::Iterator::operator++() {
  value_.node_ = value_.content_->nodes_[value_.node_].next;
  return *this;
}

void AppendJsonString(std::string& out, absl::string_view text) {
  static constexpr char kHex[] = "0123456789abcdef";
  out.push_back('"');
  for (char c : text) {
    switch (c) {
      case '"':
        out += "\\\"";
        break;
      case '\\':
        out += "\\\\";
        break;
      case '\n':
        out += "\\n";
        break;
      case '\r':
        out += "\\r";
        break;
      case '\t':
        out += "\\t";
        break;
      default:
        if (static_cast<unsigned char>(c) < 0x20) {
          out += "\\u00";
          out.push_back(kHex[static_cast<unsigned char>(c) >> 4]);
          out.push_back(kHex[c & 15]);
        } else {
          out.push_back(c);
        }
    }
  }
  out.push_back('"');
}

}  // namespace regisseur::sdk
