#pragma once

#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"

namespace regisseur::simulator {

// Builds one JSON document, member by member, in the order of the calls. The
// caller opens and closes what it begins; texts are escaped here, and bytes
// that are not UTF-8 are the caller's to keep out. Not thread-safe.
class JsonText {
 public:
  JsonText& BeginObject();
  JsonText& EndObject();
  JsonText& BeginArray();
  JsonText& EndArray();
  // The name of the next member; inside an object only.
  JsonText& Key(absl::string_view name);
  JsonText& Text(absl::string_view value);
  JsonText& Number(int64_t value);
  JsonText& Bool(bool value);
  JsonText& Null();
  // A finished JSON value, taken as it is.
  JsonText& Raw(absl::string_view json);

  // Shorthands for a member with a value.
  JsonText& Member(absl::string_view name, absl::string_view value) {
    return Key(name).Text(value);
  }
  JsonText& NullMember(absl::string_view name) { return Key(name).Null(); }
  JsonText& BoolMember(absl::string_view name, bool value) {
    return Key(name).Bool(value);
  }

  // The document so far; complete once everything begun is ended.
  const std::string& text() const { return text_; }

 private:
  void Separate();

  std::string text_;
  // True when the next value follows another one of the same array or object.
  bool follows_ = false;
};

}  // namespace regisseur::simulator
