#include "services/focus/key_values.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

namespace regisseur::focus {
namespace {

bool IsAlnum(char c) {
  return absl::ascii_isalnum(static_cast<unsigned char>(c));
}

// Walks over a flat JSON object without building it.
class FlatObject {
 public:
  struct Pair {
    absl::string_view key;    // as written, without quotes
    absl::string_view value;  // as written, with quotes
    size_t begin = 0;         // of the key's quote
    size_t end = 0;           // after the value
    size_t value_begin = 0;
  };

  explicit FlatObject(absl::string_view text) : text_(text) {}

  // False when the text is not a flat JSON object.
  bool Parse(std::vector<Pair>& pairs) {
    pairs.clear();
    SkipBlanks();
    if (!Take('{')) return false;
    SkipBlanks();
    if (Take('}')) return AtEnd();
    while (true) {
      Pair pair;
      SkipBlanks();
      pair.begin = at_;
      if (!String()) return false;
      pair.key = text_.substr(pair.begin + 1, at_ - pair.begin - 2);
      SkipBlanks();
      if (!Take(':')) return false;
      SkipBlanks();
      pair.value_begin = at_;
      if (!Scalar()) return false;
      pair.end = at_;
      pair.value = text_.substr(pair.value_begin, at_ - pair.value_begin);
      pairs.push_back(pair);
      SkipBlanks();
      if (Take(',')) continue;
      return Take('}') && AtEnd();
    }
  }

 private:
  bool AtEnd() {
    SkipBlanks();
    return at_ == text_.size();
  }
  void SkipBlanks() {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\t' ||
                                  text_[at_] == '\n' || text_[at_] == '\r')) {
      ++at_;
    }
  }
  bool Take(char wanted) {
    if (at_ >= text_.size() || text_[at_] != wanted) return false;
    ++at_;
    return true;
  }
  bool String() {
    if (!Take('"')) return false;
    while (at_ < text_.size()) {
      const char c = text_[at_++];
      if (c == '"') return true;
      if (static_cast<unsigned char>(c) < 0x20) return false;
      if (c != '\\') continue;
      if (at_ >= text_.size()) return false;
      const char escaped = text_[at_++];
      if (escaped == 'u') {
        for (int i = 0; i < 4; ++i, ++at_) {
          if (at_ >= text_.size() ||
              !absl::ascii_isxdigit(static_cast<unsigned char>(text_[at_]))) {
            return false;
          }
        }
      } else if (absl::string_view("\"\\/bfnrt").find(escaped) ==
                 absl::string_view::npos) {
        return false;
      }
    }
    return false;
  }
  size_t Digits() {
    const size_t begin = at_;
    while (at_ < text_.size() &&
           absl::ascii_isdigit(static_cast<unsigned char>(text_[at_]))) {
      ++at_;
    }
    return at_ - begin;
  }
  bool Number() {
    Take('-');
    const bool leading_zero = at_ < text_.size() && text_[at_] == '0';
    const size_t whole = Digits();
    if (whole == 0 || (leading_zero && whole > 1)) return false;
    if (Take('.') && Digits() == 0) return false;
    if (Take('e') || Take('E')) {
      if (!Take('+')) Take('-');
      if (Digits() == 0) return false;
    }
    return true;
  }
  bool Scalar() {
    if (at_ >= text_.size()) return false;
    if (text_[at_] == '"') return String();
    for (absl::string_view word : {"true", "false", "null"}) {
      if (absl::StartsWith(text_.substr(at_), word)) {
        at_ += word.size();
        return true;
      }
    }
    return Number();
  }

  absl::string_view text_;
  size_t at_ = 0;
};

}  // namespace

bool HoldsEmailAddress(absl::string_view text) {
  constexpr absl::string_view kEscapedAt = "\\u0040";
  size_t from = 0;
  while (true) {
    size_t at = text.find('@', from);
    size_t width = 1;
    if (const size_t escaped = text.find(kEscapedAt, from); escaped < at) {
      at = escaped;
      width = kEscapedAt.size();
    }
    if (at == absl::string_view::npos) return false;
    from = at + width;
    if (at == 0 || (!IsAlnum(text[at - 1]) &&
                    absl::string_view("._%+-").find(text[at - 1]) ==
                        absl::string_view::npos)) {
      continue;
    }
    // A domain: letters, digits, hyphens and at least one point inside.
    size_t end = from;
    size_t last_point = absl::string_view::npos;
    while (end < text.size() &&
           (IsAlnum(text[end]) || text[end] == '-' || text[end] == '.')) {
      if (text[end] == '.') {
        if (end == from) break;
        if (end + 1 < text.size() && IsAlnum(text[end + 1])) last_point = end;
      }
      ++end;
    }
    if (last_point == absl::string_view::npos) continue;
    size_t letters = 0;
    for (size_t i = last_point + 1;
         i < end && absl::ascii_isalpha(static_cast<unsigned char>(text[i]));
         ++i) {
      ++letters;
    }
    if (letters >= 2) return true;
  }
}

void AppendJsonString(absl::string_view text, std::string& out) {
  out.push_back('"');
  size_t copied = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c != '"' && c != '\\' && static_cast<unsigned char>(c) >= 0x20)
      continue;
    out.append(text.data() + copied, i - copied);
    copied = i + 1;
    switch (c) {
      case '"':
        out.append("\\\"");
        break;
      case '\\':
        out.append("\\\\");
        break;
      case '\n':
        out.append("\\n");
        break;
      case '\r':
        out.append("\\r");
        break;
      case '\t':
        out.append("\\t");
        break;
      default:
        out.append(absl::StrFormat("\\u%04x", static_cast<unsigned char>(c)));
        break;
    }
  }
  out.append(text.data() + copied, text.size() - copied);
  out.push_back('"');
}

KeyValues ReadKeyValues(absl::string_view text, bool keep_personal,
                        std::string& scratch) {
  KeyValues result;
  result.text = text;
  std::vector<FlatObject::Pair> pairs;
  result.conforms = FlatObject(text).Parse(pairs);
  if (result.conforms && pairs.size() > 1) {
    std::vector<absl::string_view> keys;
    keys.reserve(pairs.size());
    for (const FlatObject::Pair& pair : pairs) keys.push_back(pair.key);
    std::sort(keys.begin(), keys.end());
    result.conforms =
        std::adjacent_find(keys.begin(), keys.end()) == keys.end();
  }
  if (keep_personal || !HoldsEmailAddress(text)) return result;

  if (!result.conforms) {
    result.personal_values = 1;
    result.text = "";
    return result;
  }
  scratch.assign(1, '{');
  for (const FlatObject::Pair& pair : pairs) {
    if (HoldsEmailAddress(pair.key)) {
      ++result.personal_values;
      continue;
    }
    if (scratch.size() > 1) scratch.push_back(',');
    absl::StrAppend(&scratch,
                    text.substr(pair.begin, pair.value_begin - pair.begin));
    if (HoldsEmailAddress(pair.value)) {
      ++result.personal_values;
      scratch.append("null");
    } else {
      absl::StrAppend(&scratch, pair.value);
    }
  }
  scratch.push_back('}');
  result.text = scratch;
  return result;
}

}  // namespace regisseur::focus
