#pragma once

#include <string>
#include <vector>

#include "absl/synchronization/notification.h"
#include "core/webhook/standard_webhook.h"
#include "core/webhook/webhook_delivery.h"

namespace regisseur {

// A signed message to another system.
struct WebhookPost {
  std::string url;
  // The first that is there must be readable; others may be empty.
  std::vector<std::string> secret_files;
  std::string ca_file;  // empty: the system's authorities
  std::string content_type;
  bool allow_private = false;
  WebhookMessage message;
};

// One attempt, half a minute at most. Follows no redirect, uses no proxy, reads
// 64 KiB of an answer, and connects to public addresses only unless told
// otherwise, judged by the address that the name resolved to. What it says went
// wrong names no address, no secret and, but for `ours`, no file. Thread-safe.
WebhookAnswer PostWebhook(const WebhookPost& post,
                          const absl::Notification& cancelled);

}  // namespace regisseur
