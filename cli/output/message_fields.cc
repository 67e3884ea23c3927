#include "cli/output/message_fields.h"

#include "absl/strings/str_cat.h"
#include "google/protobuf/timestamp.pb.h"
#include "google/protobuf/util/time_util.h"

namespace regisseur {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

std::vector<const FieldDescriptor*> ShownFields(const Message& message) {
  std::vector<const FieldDescriptor*> shown;
  const google::protobuf::Descriptor& type = *message.GetDescriptor();
  for (int i = 0; i < type.field_count(); ++i) {
    const FieldDescriptor* field = type.field(i);
    if (!field->is_repeated() && field->has_presence() &&
        !message.GetReflection()->HasField(message, field)) {
      continue;
    }
    shown.push_back(field);
  }
  return shown;
}

bool IsStructure(const FieldDescriptor& field) {
  return field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE &&
         !field.is_map() &&
         field.message_type() != google::protobuf::Timestamp::descriptor();
}

FieldText TextOfField(const Message& message, const FieldDescriptor& field,
                      int index) {
  using Kind = FieldText::Kind;
  const Reflection& read = *message.GetReflection();
  const bool many = index >= 0;
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_INT32:
      return {Kind::kBare,
              absl::StrCat(many ? read.GetRepeatedInt32(message, &field, index)
                                : read.GetInt32(message, &field))};
    case FieldDescriptor::CPPTYPE_UINT32:
      return {Kind::kBare,
              absl::StrCat(many ? read.GetRepeatedUInt32(message, &field, index)
                                : read.GetUInt32(message, &field))};
    case FieldDescriptor::CPPTYPE_INT64:
      return {Kind::kText,
              absl::StrCat(many ? read.GetRepeatedInt64(message, &field, index)
                                : read.GetInt64(message, &field))};
    case FieldDescriptor::CPPTYPE_UINT64:
      return {Kind::kText,
              absl::StrCat(many ? read.GetRepeatedUInt64(message, &field, index)
                                : read.GetUInt64(message, &field))};
    case FieldDescriptor::CPPTYPE_BOOL:
      return {Kind::kBare, (many ? read.GetRepeatedBool(message, &field, index)
                                 : read.GetBool(message, &field))
                               ? "true"
                               : "false"};
    case FieldDescriptor::CPPTYPE_ENUM: {
      const int number = many
                             ? read.GetRepeatedEnumValue(message, &field, index)
                             : read.GetEnumValue(message, &field);
      const google::protobuf::EnumValueDescriptor* value =
          field.enum_type()->FindValueByNumber(number);
      // The JSON mapping writes a number that it does not know as a number.
      if (value == nullptr) return {Kind::kBare, absl::StrCat(number)};
      return {Kind::kEnum, value->name()};
    }
    case FieldDescriptor::CPPTYPE_MESSAGE: {
      const Message& child =
          many ? read.GetRepeatedMessage(message, &field, index)
               : read.GetMessage(message, &field);
      // Read by field, as it may come from another descriptor pool.
      google::protobuf::Timestamp timestamp;
      timestamp.ParsePartialFromString(child.SerializePartialAsString());
      return {Kind::kText,
              google::protobuf::util::TimeUtil::ToString(timestamp)};
    }
    case FieldDescriptor::CPPTYPE_STRING:
      return {Kind::kText, many ? read.GetRepeatedString(message, &field, index)
                                : read.GetString(message, &field)};
    case FieldDescriptor::CPPTYPE_FLOAT:
    case FieldDescriptor::CPPTYPE_DOUBLE:
      // The contract has none: money and shares are texts.
      return {Kind::kBare,
              absl::StrCat(field.cpp_type() == FieldDescriptor::CPPTYPE_FLOAT
                               ? read.GetFloat(message, &field)
                               : read.GetDouble(message, &field))};
  }
  return {};
}

std::map<std::string, std::string> SortedMap(const Message& message,
                                             const FieldDescriptor& field) {
  std::map<std::string, std::string> sorted;
  const Reflection& read = *message.GetReflection();
  for (int i = 0; i < read.FieldSize(message, &field); ++i) {
    const Message& entry = read.GetRepeatedMessage(message, &field, i);
    const google::protobuf::Descriptor& type = *field.message_type();
    sorted[TextOfField(entry, *type.map_key(), -1).text] =
        TextOfField(entry, *type.map_value(), -1).text;
  }
  return sorted;
}

}  // namespace regisseur
