#pragma once

#include <string>

#include "absl/strings/string_view.h"

namespace regisseur {

// Bearer tokens: `rgs_` and 256 random bits. Scanners for leaked secrets find
// them by their beginning.
//
// Only the SHA-256 of one is kept. That is enough, and a slow password hash
// would only cost time: it protects what people think up and an attacker
// guesses, and nobody guesses 256 random bits.
struct Token {
  std::string text;    // shown once
  std::string sha256;  // 32 bytes
};

Token MakeToken();

// SHA-256 of a token's text; 32 bytes.
std::string HashToken(absl::string_view text);

// True for the form of a token; says nothing about whether it is anybody's.
bool LooksLikeToken(absl::string_view text);

// Takes the same time wherever the first difference is.
bool SameHash(absl::string_view a, absl::string_view b);

// A random id whose order is that of creation, to the millisecond: a UUID of
// version 7 (RFC 9562). `unix_ms` is the time now.
std::string MakeRandomId(int64_t unix_ms);

}  // namespace regisseur
