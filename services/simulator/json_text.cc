#include "services/simulator/json_text.h"

#include "absl/strings/str_cat.h"

namespace regisseur::simulator {
namespace {

void AppendEscaped(absl::string_view value, std::string& out) {
  out.push_back('"');
  for (const char c : value) {
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
          absl::StrAppend(
              &out, "\\u00",
              absl::Hex(static_cast<unsigned char>(c), absl::kZeroPad2));
        } else {
          out.push_back(c);
        }
    }
  }
  out.push_back('"');
}

}  // namespace

void JsonText::Separate() {
  if (follows_) text_.push_back(',');
  follows_ = true;
}

JsonText& JsonText::BeginObject() {
  Separate();
  text_.push_back('{');
  follows_ = false;
  return *this;
}

JsonText& JsonText::EndObject() {
  text_.push_back('}');
  follows_ = true;
  return *this;
}

JsonText& JsonText::BeginArray() {
  Separate();
  text_.push_back('[');
  follows_ = false;
  return *this;
}

JsonText& JsonText::EndArray() {
  text_.push_back(']');
  follows_ = true;
  return *this;
}

JsonText& JsonText::Key(absl::string_view name) {
  Separate();
  AppendEscaped(name, text_);
  text_.push_back(':');
  follows_ = false;
  return *this;
}

JsonText& JsonText::Text(absl::string_view value) {
  Separate();
  AppendEscaped(value, text_);
  return *this;
}

JsonText& JsonText::Number(int64_t value) {
  Separate();
  absl::StrAppend(&text_, value);
  return *this;
}

JsonText& JsonText::Bool(bool value) {
  Separate();
  text_ += value ? "true" : "false";
  return *this;
}

JsonText& JsonText::Null() {
  Separate();
  text_ += "null";
  return *this;
}

JsonText& JsonText::Raw(absl::string_view json) {
  Separate();
  text_.append(json.data(), json.size());
  return *this;
}

}  // namespace regisseur::simulator
