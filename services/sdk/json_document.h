#pragma once

#include <cstdint>
#include <iterator>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace regisseur::sdk {

class JsonDocument;
class JsonContent;

// A place in a document, or the absent value. Cheap to copy, valid as long as
// its document, wherever that is moved to. Reading never fails: what is not
// there, or is of another type, is nullopt or absent, so that a partner's
// missing field is one `if`.
class JsonValue {
 public:
  enum class Kind { kAbsent, kNull, kBool, kNumber, kString, kArray, kObject };

  JsonValue() = default;

  Kind kind() const;
  bool exists() const { return kind() != Kind::kAbsent; }
  bool IsNull() const { return kind() == Kind::kNull; }
  bool IsString() const { return kind() == Kind::kString; }
  bool IsArray() const { return kind() == Kind::kArray; }
  bool IsObject() const { return kind() == Kind::kObject; }

  // The member of an object; absent when there is none or this is no object. Of
  // a duplicate key the last, as browsers do it.
  JsonValue operator[](absl::string_view key) const;

  std::optional<absl::string_view> String() const;
  std::optional<bool> Bool() const;
  // A number without fraction or exponent that fits.
  std::optional<int64_t> Int() const;
  // A string's text, a number as it is written (any size and precision), `true`
  // or `false`; empty for null, absent, arrays and objects. For ids that are
  // numbers beyond 2^63, and for decimals.
  absl::string_view Text() const;
  // The bytes of the value in the document, quotes and braces included.
  absl::string_view Raw() const;

  // Elements of an array or members of an object, in the document's order:
  //   for (JsonValue component : page["components"]) …
  class Iterator;
  Iterator begin() const;
  Iterator end() const;
  int64_t size() const;
  // The key of a member; empty for others.
  absl::string_view key() const;
  // The line it starts in, from 1.
  int64_t line() const;

 private:
  friend class JsonDocument;
  JsonValue(const JsonContent* content, uint32_t node)
      : content_(content), node_(node) {}

  const JsonContent* content_ = nullptr;
  uint32_t node_ = 0;
};

class JsonValue::Iterator {
 public:
  using iterator_category = std::forward_iterator_tag;
  using value_type = JsonValue;
  using difference_type = std::ptrdiff_t;
  using pointer = const JsonValue*;
  using reference = JsonValue;

  Iterator() = default;
  JsonValue operator*() const { return value_; }
  Iterator& operator++();
  bool operator==(const Iterator& other) const {
    return value_.node_ == other.value_.node_;
  }

 private:
  friend class JsonValue;
  explicit Iterator(JsonValue value) : value_(value) {}
  JsonValue value_;
};

struct JsonOptions {
  int max_depth = 64;
  int64_t max_bytes = 64 << 20;
};

// A JSON text (RFC 8259), parsed and held whole. Strict: UTF-8 only (a leading
// BOM is skipped), nothing behind the value, no comments, no NaN. Numbers keep
// their text, so that no digit is lost. Immutable; safe to share.
class JsonDocument {
 public:
  // A partner problem: json-empty, json-malformed (line, column, what was
  // expected), json-not-utf8, json-too-deep, json-too-large. `name` is the file
  // or address, for the message.
  static absl::StatusOr<JsonDocument> Parse(std::string text,
                                            absl::string_view name,
                                            const JsonOptions& options = {});

  JsonDocument(JsonDocument&&) noexcept;
  JsonDocument& operator=(JsonDocument&&) noexcept;
  ~JsonDocument();

  JsonValue root() const;
  // Keys that an object has twice (`incidents[3].id`), at most ten, for a
  // finding json-duplicate-key.
  const std::vector<std::string>& duplicate_keys() const;

 private:
  explicit JsonDocument(std::unique_ptr<JsonContent> content);
  std::unique_ptr<JsonContent> content_;
};

// Appends `text` as a JSON string with its quotes. `text` is valid UTF-8.
void AppendJsonString(std::string& out, absl::string_view text);

}  // namespace regisseur::sdk
