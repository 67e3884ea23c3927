#pragma once

#include <string>

#include "absl/strings/string_view.h"

namespace regisseur {

// How the bytes of a text file were written.
enum class TextEncoding { kUtf8, kUtf16, kWindows1252 };

struct DecodedText {
  std::string text;  // UTF-8, without a byte order mark
  TextEncoding encoding = TextEncoding::kUtf8;
};

// Reads text as spreadsheets write it: UTF-16 with a byte order mark, UTF-8, or
// else Windows-1252, in which every byte is a character.
DecodedText DecodeText(absl::string_view bytes);

}  // namespace regisseur
