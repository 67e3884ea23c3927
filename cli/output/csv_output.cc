#include "cli/output/csv_output.h"

#include <map>
#include <set>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "cli/output/message_fields.h"
#include "cli/output/words.h"
#include "core/base/utf8.h"

namespace regisseur {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

// `-12.50`: a number needs no guard.
bool IsPlainNumber(absl::string_view text) {
  if (!text.empty() && text.front() == '-') text.remove_prefix(1);
  bool point = false;
  bool digit = false;
  for (char c : text) {
    if (c == '.' && !point && digit) {
      point = true;
    } else if (absl::ascii_isdigit(c)) {
      digit = true;
    } else {
      return false;
    }
  }
  return digit && text.back() != '.';
}

std::string Quoted(absl::string_view raw) {
  const std::string text = RepairUtf8(raw);
  std::string cell = "\"";
  if (!text.empty() && absl::StrContains("=+-@\t\r\n", text.front()) &&
      !IsPlainNumber(text)) {
    cell += '\'';
  }
  for (size_t i = 0; i < text.size(); ++i) {
    const unsigned char c = text[i];
    if (c == '"') {
      cell += "\"\"";
    } else if ((c < 0x20 && c != '\n' && c != '\r' && c != '\t') || c == 0x7F) {
      absl::StrAppendFormat(&cell, "\\x%02x", c);
    } else if (c == 0xC2 && i + 1 < text.size() &&
               static_cast<unsigned char>(text[i + 1]) < 0xA0) {
      // U+0080 to U+009F: a terminal can take them for control sequences.
      absl::StrAppendFormat(&cell, "\\x%02x",
                            static_cast<unsigned char>(text[++i]));
    } else {
      cell += static_cast<char>(c);
    }
  }
  return cell + "\"";
}

std::string WordOf(const Message& message, const FieldDescriptor& field,
                   int index) {
  if (field.cpp_type() == FieldDescriptor::CPPTYPE_ENUM) {
    const Reflection& read = *message.GetReflection();
    const std::string word =
        EnumWord(*field.enum_type(),
                 index >= 0 ? read.GetRepeatedEnumValue(message, &field, index)
                            : read.GetEnumValue(message, &field));
    return word == "unspecified" ? "" : word;
  }
  return TextOfField(message, field, index).text;
}

// What stands for a structure in a list within a cell: its message, name or id.
std::string ShortForm(const Message& message) {
  for (const char* name : {"message", "title", "name", "id", "party", "text"}) {
    const FieldDescriptor* field =
        message.GetDescriptor()->FindFieldByName(name);
    if (field != nullptr &&
        field->cpp_type() == FieldDescriptor::CPPTYPE_STRING) {
      return message.GetReflection()->GetString(message, field);
    }
  }
  std::vector<std::string> values;
  for (const FieldDescriptor* field : ShownFields(message)) {
    if (!field->is_repeated() && !IsStructure(*field)) {
      values.push_back(WordOf(message, *field, -1));
    }
  }
  return absl::StrJoin(values, " ");
}

bool IsNumber(const FieldDescriptor& field) {
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_INT32:
    case FieldDescriptor::CPPTYPE_INT64:
    case FieldDescriptor::CPPTYPE_UINT32:
    case FieldDescriptor::CPPTYPE_UINT64:
    case FieldDescriptor::CPPTYPE_BOOL:
      return true;
    default:
      return false;
  }
}

// Writes a row and, with a null message, the header.
class RowWriter {
 public:
  RowWriter(const CsvShape& shape, std::set<std::string> map_keys)
      : shape_(shape), map_keys_(std::move(map_keys)) {}

  std::string Header(const Descriptor& type) {
    cells_.clear();
    AddHeader(type, "", 0);
    return absl::StrCat(absl::StrJoin(cells_, ","), "\r\n");
  }
  std::string Row(const Message& message) {
    cells_.clear();
    AddRow(*message.GetDescriptor(), &message, 0);
    return absl::StrCat(absl::StrJoin(cells_, ","), "\r\n");
  }

 private:
  // The contract nests three deep; this also ends a message in itself.
  static constexpr int kDeepest = 4;

  void AddHeader(const Descriptor& type, const std::string& path, int depth) {
    for (int i = 0; i < type.field_count(); ++i) {
      const FieldDescriptor& field = *type.field(i);
      const std::string name = absl::StrCat(path, field.json_name());
      if (field.is_map() && field.name() == shape_.columns_of_map) {
        for (const std::string& key : map_keys_) {
          cells_.push_back(Quoted(absl::StrCat(name, ".", key)));
        }
      } else if (!field.is_repeated() && IsStructure(field)) {
        if (depth < kDeepest) {
          AddHeader(*field.message_type(), absl::StrCat(name, "."), depth + 1);
        }
      } else {
        cells_.push_back(Quoted(name));
      }
    }
  }

  // `message` null: the structure is not there, its cells are empty.
  void AddRow(const Descriptor& type, const Message* message, int depth) {
    for (int i = 0; i < type.field_count(); ++i) {
      const FieldDescriptor& field = *type.field(i);
      const bool set = message != nullptr &&
                       (field.is_repeated() || !field.has_presence() ||
                        message->GetReflection()->HasField(*message, &field));
      if (field.is_map() && field.name() == shape_.columns_of_map) {
        std::map<std::string, std::string> values;
        if (set) values = SortedMap(*message, field);
        for (const std::string& key : map_keys_) {
          cells_.push_back(values.count(key) == 0 ? "" : Quoted(values[key]));
        }
      } else if (!field.is_repeated() && IsStructure(field)) {
        if (depth < kDeepest) {
          AddRow(*field.message_type(),
                 set ? &message->GetReflection()->GetMessage(*message, &field)
                     : nullptr,
                 depth + 1);
        }
      } else if (!set) {
        cells_.push_back("");
      } else if (field.is_map()) {
        const std::string pairs = absl::StrJoin(SortedMap(*message, field),
                                                "; ", absl::PairFormatter("="));
        cells_.push_back(pairs.empty() ? pairs : Quoted(pairs));
      } else if (field.is_repeated()) {
        std::vector<std::string> values;
        const Reflection& read = *message->GetReflection();
        for (int j = 0; j < read.FieldSize(*message, &field); ++j) {
          values.push_back(
              IsStructure(field)
                  ? ShortForm(read.GetRepeatedMessage(*message, &field, j))
                  : WordOf(*message, field, j));
        }
        cells_.push_back(values.empty() ? ""
                                        : Quoted(absl::StrJoin(values, "; ")));
      } else {
        const std::string word = WordOf(*message, field, -1);
        cells_.push_back(IsNumber(field) || word.empty() ? word : Quoted(word));
      }
    }
  }

  const CsvShape& shape_;
  const std::set<std::string> map_keys_;
  std::vector<std::string> cells_;
};

}  // namespace

std::string RenderCsv(const Message& answer, const CsvShape& shape) {
  std::vector<const Message*> rows;
  const Descriptor* type = answer.GetDescriptor();
  if (shape.rows.empty()) {
    rows.push_back(&answer);
  } else {
    const FieldDescriptor* field = type->FindFieldByName(shape.rows);
    type = field->message_type();
    const Reflection& read = *answer.GetReflection();
    for (int i = 0; i < read.FieldSize(answer, field); ++i) {
      rows.push_back(&read.GetRepeatedMessage(answer, field, i));
    }
  }
  std::set<std::string> map_keys;
  if (const FieldDescriptor* map = type->FindFieldByName(shape.columns_of_map);
      map != nullptr) {
    for (const Message* row : rows) {
      for (const auto& [key, value] : SortedMap(*row, *map)) {
        map_keys.insert(key);
      }
    }
  }
  RowWriter writer(shape, std::move(map_keys));
  std::string out = writer.Header(*type);
  for (const Message* row : rows) absl::StrAppend(&out, writer.Row(*row));
  return out;
}

}  // namespace regisseur
