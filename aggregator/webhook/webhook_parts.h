#pragma once

#include <functional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/synchronization/notification.h"
#include "aggregator/changes/acts.h"
#include "aggregator/notify/webhook_post.h"
#include "aggregator/storage/webhook_store.h"
#include "aggregator/storage/write_queue.h"
#include "core/base/clock.h"
#include "core/webhook/webhook_delivery.h"

namespace regisseur {

// What stands in inboxes. Thread-safe.
class WebhookInbox {
 public:
  virtual ~WebhookInbox() = default;

  struct Page {
    std::vector<WebhookEvent> events;  // in order; whole numbers
    int64_t after = 0;                 // behind which number to read on
  };
  // Some of what stands in a provider's inbox behind a number, as the one whom
  // the webhook belongs to sees it. Where `after` stays as it was nothing is
  // left.
  virtual absl::StatusOr<Page> Read(const WebhookPlan& plan,
                                    const std::string& provider,
                                    int64_t after) = 0;
};

// Takes a message to a webhook: one attempt. Thread-safe.
class WebhookSender {
 public:
  virtual ~WebhookSender() = default;
  virtual WebhookAnswer Send(const WebhookPlan& plan,
                             const WebhookMessage& message,
                             const absl::Notification& cancelled) = 0;
};

// By HTTP.
class HttpWebhookSender final : public WebhookSender {
 public:
  WebhookAnswer Send(const WebhookPlan& plan, const WebhookMessage& message,
                     const absl::Notification& cancelled) override {
    return PostWebhook(
        {.url = plan.url,
         .secret_files = {plan.secret_file, plan.previous_secret_file},
         .ca_file = plan.ca_file,
         .content_type = "application/cloudevents+json; charset=utf-8",
         .allow_private = plan.allow_private,
         .message = message},
        cancelled);
  }
};

// What webhooks are served with. All must outlive them.
struct WebhookParts {
  Acts& acts;
  WriteQueue& queue;
  const WebhookStore& store;
  WebhookInbox& inbox;
  WebhookSender& sender;
  const Clock& clock;
  // Wakes when something was done.
  ActSignal& signal;
  // A random id.
  std::function<std::string()> make_id;
  // Something happened, for the log: `webhook-failing`, which, and why.
  std::function<void(const std::string& event, const std::string& webhook,
                     const std::string& why)>
      on_event;
};

}  // namespace regisseur
