#pragma once

#include <string>

#include "absl/strings/string_view.h"

namespace regisseur {

// What a file that was pushed is called here: by its hash, so that another one
// has another name, with the ending that its content asks for. Nothing of it
// comes from who pushed it.
struct PushedFile {
  std::string sha256;  // hexadecimal
  std::string name;    // push-2c26b46b68ffc68f.csv
};

PushedFile NamePushedFile(absl::string_view bytes);

}  // namespace regisseur
