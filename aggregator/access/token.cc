#include "aggregator/access/token.h"

#include <openssl/crypto.h>
#include <openssl/rand.h>
#include <openssl/sha.h>

#include <array>
#include <cstdio>
#include <cstdlib>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace regisseur {
namespace {

constexpr absl::string_view kPrefix = "rgs_";
constexpr size_t kSecretBytes = 32;
constexpr size_t kSecretLetters = 43;  // of web-safe base64

template <size_t n>
std::array<unsigned char, n> RandomBytes() {
  std::array<unsigned char, n> bytes;
  if (RAND_bytes(bytes.data(), n) != 1) {
    // Without randomness there are no secrets; nothing else may be used.
    std::fprintf(stderr, "the system gives no random bytes\n");
    std::abort();
  }
  return bytes;
}

}  // namespace

Token MakeToken() {
  const auto secret = RandomBytes<kSecretBytes>();
  Token token;
  token.text = absl::StrCat(
      kPrefix,
      absl::WebSafeBase64Escape(absl::string_view(
          reinterpret_cast<const char*>(secret.data()), secret.size())));
  token.sha256 = HashToken(token.text);
  return token;
}

std::string HashToken(absl::string_view text) {
  std::array<unsigned char, SHA256_DIGEST_LENGTH> hash;
  SHA256(reinterpret_cast<const unsigned char*>(text.data()), text.size(),
         hash.data());
  return std::string(reinterpret_cast<const char*>(hash.data()), hash.size());
}

bool LooksLikeToken(absl::string_view text) {
  return absl::StartsWith(text, kPrefix) &&
         text.size() == kPrefix.size() + kSecretLetters;
}

bool SameHash(absl::string_view a, absl::string_view b) {
  return a.size() == b.size() &&
         CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

std::string MakeRandomId(int64_t unix_ms) {
  auto bytes = RandomBytes<16>();
  for (int i = 0; i < 6; ++i) {
    bytes[i] = static_cast<unsigned char>(unix_ms >> (8 * (5 - i)));
  }
  bytes[6] = static_cast<unsigned char>((bytes[6] & 0x0F) | 0x70);
  bytes[8] = static_cast<unsigned char>((bytes[8] & 0x3F) | 0x80);
  const std::string hex = absl::BytesToHexString(absl::string_view(
      reinterpret_cast<const char*>(bytes.data()), bytes.size()));
  return absl::StrCat(hex.substr(0, 8), "-", hex.substr(8, 4), "-",
                      hex.substr(12, 4), "-", hex.substr(16, 4), "-",
                      hex.substr(20));
}

}  // namespace regisseur
