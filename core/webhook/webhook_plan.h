#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace regisseur {

// A system that is told what happens between both sides, as it is configured.
// A value.
struct WebhookPlan {
  std::string id;
  // Whose inbox it is told; empty: one of our own, for all providers.
  std::string provider;
  std::string url;
  // Absolute; the previous one holds beside it while the other side changes
  // over, and may be empty.
  std::string secret_file;
  std::string previous_secret_file;
  std::string ca_file;  // absolute; empty: the system's
  // `claim` or `claim.filed`; empty: everything.
  std::vector<std::string> events;
  // The address may be one inside our own network.
  bool allow_private = false;

  // Whether it is told of `claim.filed`.
  bool Wants(absl::string_view event) const;

  friend bool operator==(const WebhookPlan&, const WebhookPlan&) = default;
};

// Whether signed messages may go there: https, or with `allow_private` http,
// with a host and without a user. INVALID_ARGUMENT with what would be right.
absl::Status CheckWebhookUrl(absl::string_view url, bool allow_private);

}  // namespace regisseur
