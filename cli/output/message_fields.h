#pragma once

#include <map>
#include <string>
#include <vector>

#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"

namespace regisseur {

// How the fields of any answer are read for YAML and CSV, as the protobuf JSON
// mapping has them.

// The fields that are written, in the order of the contract: all but those
// with presence that are not set.
std::vector<const google::protobuf::FieldDescriptor*> ShownFields(
    const google::protobuf::Message& message);

// True for a message that is written as a structure; a Timestamp is a text.
bool IsStructure(const google::protobuf::FieldDescriptor& field);

struct FieldText {
  // kBare: a number of 32 bits or a truth value. kText: anything else.
  // kEnum: `text` is the enum value's name.
  enum class Kind { kBare, kText, kEnum };
  Kind kind = Kind::kText;
  std::string text;
};

// The value of a field that is not a structure; `index` is that of the element
// of a repeated field, -1 for a single one.
FieldText TextOfField(const google::protobuf::Message& message,
                      const google::protobuf::FieldDescriptor& field,
                      int index);

// The entries of a map of texts, by key.
std::map<std::string, std::string> SortedMap(
    const google::protobuf::Message& message,
    const google::protobuf::FieldDescriptor& field);

}  // namespace regisseur
