#pragma once

#include <string>

#include "absl/strings/string_view.h"

namespace regisseur {

// True when `text` is well-formed UTF-8 (RFC 3629: no surrogates, no overlong
// forms, nothing above U+10FFFF). proto3 serialises invalid UTF-8 and then
// fails to parse it, so every text is checked where it enters.
bool IsValidUtf8(absl::string_view text);

// `text` with each ill-formed byte sequence replaced by U+FFFD.
std::string RepairUtf8(absl::string_view text);

// The longest prefix of at most `bytes` bytes that does not cut a character.
absl::string_view Utf8Prefix(absl::string_view text, size_t bytes);

}  // namespace regisseur
