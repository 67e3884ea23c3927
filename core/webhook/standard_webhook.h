#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/span.h"

namespace regisseur {

// One message of a webhook, signed as Standard Webhooks 1.0.0 says: whoever
// has the secret can tell that it is ours, that nothing of it was changed, and
// by its id that it comes again.
struct WebhookMessage {
  std::string id;  // the same for each attempt; no dot in it
  absl::Time at;   // of this attempt
  std::string body;
};

// `whsec_` and base64 of 24 to 64 bytes, white space around it left out;
// returns the bytes. INVALID_ARGUMENT otherwise, without telling the secret.
absl::StatusOr<std::string> ParseWebhookSecret(absl::string_view text);

// `v1,` and base64 of HMAC-SHA256 over `id.timestamp.body`: the header
// `webhook-signature`.
std::string StandardWebhookSignature(absl::string_view key,
                                     const WebhookMessage& message);

// The three headers of a request, `name: value`. Of several keys each signs,
// so that the other side can change over to another.
std::vector<std::string> StandardWebhookHeaders(
    absl::Span<const std::string> keys, const WebhookMessage& message);

}  // namespace regisseur
