#pragma once

#include <string>

#include "absl/strings/string_view.h"
#include "google/protobuf/message.h"

namespace regisseur {

// An answer as YAML with the structure and the types of its JSON: amounts and
// 64-bit integers are quoted texts.
std::string RenderYaml(const google::protobuf::Message& answer);

// A text as a YAML scalar that every YAML 1.1 and 1.2 reader takes for that
// text: quoted where it could be read as something else.
std::string YamlText(absl::string_view text);

}  // namespace regisseur
