#pragma once

#include <string>

#include "absl/strings/string_view.h"

namespace regisseur {

// Appends `text` as a JSON string (RFC 8259 section 7), with its quotes. Ill-
// formed UTF-8 becomes U+FFFD, so that the result always is JSON.
void AppendJsonString(std::string* out, absl::string_view text);

// Writes a flat JSON object of texts, in the order in which they are added. Not
// thread-safe.
class JsonObjectWriter {
 public:
  // The caller sees to it that no key comes twice.
  void Add(absl::string_view key, absl::string_view text);
  bool empty() const { return text_.size() == 1; }
  // The object; `{}` when nothing was added. The writer is empty again.
  std::string Take();

 private:
  std::string text_ = "{";
};

}  // namespace regisseur
