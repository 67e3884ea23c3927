#include "cli/output/yaml_output.h"

#include <algorithm>
#include <iterator>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "cli/output/message_fields.h"
#include "core/base/utf8.h"

namespace regisseur {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

constexpr absl::string_view kReadAsOther[] = {
    "null", "true", "false", "yes", "no", "on", "off", "y", "n"};

// Letters first and only what cannot be an indicator: everything else, numbers
// and dates among it, is quoted.
bool IsPlain(absl::string_view text) {
  if (text.empty() || text.size() > 200) return false;
  if (!absl::ascii_isalpha(text.front()) || text.back() == ' ') return false;
  for (absl::string_view word : kReadAsOther) {
    if (absl::EqualsIgnoreCase(text, word)) return false;
  }
  return std::all_of(text.begin(), text.end(), [](char c) {
    return absl::ascii_isalnum(c) || absl::StrContains(" _-./()+", c);
  });
}

std::string Indent(int depth) { return std::string(2 * depth, ' '); }

void AppendMessage(const Message& message, int depth, bool in_list,
                   std::string* out);

std::string Scalar(const Message& message, const FieldDescriptor& field,
                   int index) {
  const FieldText value = TextOfField(message, field, index);
  if (value.kind == FieldText::Kind::kBare) return value.text;
  return YamlText(value.text);
}

void AppendMap(const Message& message, const FieldDescriptor& field, int depth,
               std::string* out) {
  for (const auto& [key, value] : SortedMap(message, field)) {
    absl::StrAppend(out, Indent(depth), YamlText(key), ": ", YamlText(value),
                    "\n");
  }
}

void AppendMessage(const Message& message, int depth, bool in_list,
                   std::string* out) {
  bool first = true;
  const auto lead = [&]() {
    const std::string indent =
        in_list && first ? "" : Indent(in_list ? depth + 1 : depth);
    first = false;
    return indent;
  };
  const Reflection& reflection = *message.GetReflection();
  for (const FieldDescriptor* field : ShownFields(message)) {
    absl::StrAppend(out, lead(), field->json_name(), ":");
    const int inner = in_list ? depth + 2 : depth + 1;
    if (field->is_repeated()) {
      const int size = reflection.FieldSize(message, field);
      if (size == 0) {
        absl::StrAppend(out, field->is_map() ? " {}\n" : " []\n");
      } else if (field->is_map()) {
        absl::StrAppend(out, "\n");
        AppendMap(message, *field, inner, out);
      } else {
        absl::StrAppend(out, "\n");
        for (int i = 0; i < size; ++i) {
          absl::StrAppend(out, Indent(inner), "- ");
          if (IsStructure(*field)) {
            AppendMessage(reflection.GetRepeatedMessage(message, field, i),
                          inner, true, out);
          } else {
            absl::StrAppend(out, Scalar(message, *field, i), "\n");
          }
        }
      }
    } else if (IsStructure(*field)) {
      const Message& child = reflection.GetMessage(message, field);
      if (ShownFields(child).empty()) {
        absl::StrAppend(out, " {}\n");
      } else {
        absl::StrAppend(out, "\n");
        AppendMessage(child, inner, false, out);
      }
    } else {
      absl::StrAppend(out, " ", Scalar(message, *field, -1), "\n");
    }
  }
  if (first && in_list) absl::StrAppend(out, "{}\n");
}

}  // namespace

std::string YamlText(absl::string_view text) {
  if (IsPlain(text)) return std::string(text);
  const std::string repaired = RepairUtf8(text);
  std::string out = "\"";
  for (char c : repaired) {
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
      case '\t':
        out += "\\t";
        break;
      case '\r':
        out += "\\r";
        break;
      default:
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) {
          absl::StrAppendFormat(&out, "\\x%02x", static_cast<unsigned char>(c));
        } else {
          out += c;
        }
    }
  }
  return out + "\"";
}

std::string RenderYaml(const Message& answer) {
  std::string out;
  AppendMessage(answer, 0, false, &out);
  return out.empty() ? "{}\n" : out;
}

}  // namespace regisseur
