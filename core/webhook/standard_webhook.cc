#include "core/webhook/standard_webhook.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"

namespace regisseur {
namespace {

constexpr char kSecretMark[] = "whsec_";
// Standard Webhooks, "Symmetric": between 24 and 64 bytes.
constexpr size_t kLeastSecretBytes = 24;
constexpr size_t kMostSecretBytes = 64;

}  // namespace

absl::StatusOr<std::string> ParseWebhookSecret(absl::string_view text) {
  text = absl::StripAsciiWhitespace(text);
  std::string key;
  if (!absl::ConsumePrefix(&text, kSecretMark) ||
      !absl::Base64Unescape(text, &key) || key.size() < kLeastSecretBytes ||
      key.size() > kMostSecretBytes) {
    return absl::InvalidArgumentError(
        "the secret of a webhook is whsec_ and base64 of 24 to 64 bytes, as "
        "`echo whsec_$(openssl rand -base64 32)` makes one");
  }
  return absl::StatusOr<std::string>(key);
}

std::string StandardWebhookSignature(absl::string_view key,
                                     const WebhookMessage& message) {
  const std::string text = absl::StrCat(
      message.id, ".", absl::ToUnixSeconds(message.at), ".", message.body);
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned int length = 0;
  HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()),
       reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest,
       &length);
  return absl::StrCat("v1,",
                      absl::Base64Escape(absl::string_view(
                          reinterpret_cast<const char*>(digest), length)));
}

std::vector<std::string> StandardWebhookHeaders(
    absl::Span<const std::string> keys, const WebhookMessage& message) {
  std::vector<std::string> signatures;
  for (const std::string& key : keys) {
    signatures.push_back(StandardWebhookSignature(key, message));
  }
  return {absl::StrCat("webhook-id: ", message.id),
          absl::StrCat("webhook-timestamp: ", absl::ToUnixSeconds(message.at)),
          absl::StrCat("webhook-signature: ", absl::StrJoin(signatures, " "))};
}

}  // namespace regisseur
