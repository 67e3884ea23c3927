#include "aggregator/access/token.h"

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "core/evidence/sha256.h"

namespace regisseur {
namespace {

constexpr absl::string_view kPrefix = "rgs_";
constexpr size_t kSecretBytes = 32;
constexpr size_t kSecretLetters = 43;  // of web-safe base64

}  // namespace

Token MakeToken() {
  Token token;
  token.text = absl::StrCat(
      kPrefix, absl::WebSafeBase64Escape(RandomBytes(kSecretBytes)));
  token.sha256 = HashToken(token.text);
  return token;
}

std::string HashToken(absl::string_view text) {
  const Sha256 hash = Sha256Hasher().Hash(text);
  return std::string(ToBytes(hash));
}

bool LooksLikeToken(absl::string_view text) {
  return absl::StartsWith(text, kPrefix) &&
         text.size() == kPrefix.size() + kSecretLetters;
}

bool SameHash(absl::string_view a, absl::string_view b) {
  if (a.size() != b.size()) return false;
  // Takes as long wherever they differ.
  volatile unsigned char differing = 0;
  for (size_t i = 0; i < a.size(); ++i) {
    differing = differing | static_cast<unsigned char>(a[i] ^ b[i]);
  }
  return differing == 0;
}

std::string MakeRandomId(int64_t unix_ms) {
  std::string bytes = RandomBytes(16);
  for (int i = 0; i < 6; ++i) {
    bytes[i] = static_cast<char>(unix_ms >> (8 * (5 - i)));
  }
  bytes[6] = static_cast<char>((bytes[6] & 0x0F) | 0x70);
  bytes[8] = static_cast<char>((bytes[8] & 0x3F) | 0x80);
  const std::string hex = absl::BytesToHexString(bytes);
  return absl::StrCat(hex.substr(0, 8), "-", hex.substr(8, 4), "-",
                      hex.substr(12, 4), "-", hex.substr(16, 4), "-",
                      hex.substr(20));
}

}  // namespace regisseur
