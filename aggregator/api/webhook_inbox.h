#pragma once

#include <functional>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "aggregator/api/method_registry.h"
#include "aggregator/webhook/webhook_parts.h"

namespace regisseur {

// The inboxes as callers get them: a partner's webhook is told what ListInbox
// answers that partner, through the same checks and the same filter. Thread-
// safe.
class CalledInbox final : public WebhookInbox {
 public:
  // `methods` is asked at each call: what it returns must then be filled.
  explicit CalledInbox(std::function<const MethodRegistry&()> methods)
      : methods_(std::move(methods)) {}

  absl::StatusOr<Page> Read(const WebhookPlan& plan,
                            const std::string& provider,
                            int64_t after) override;

 private:
  const std::function<const MethodRegistry&()> methods_;
};

}  // namespace regisseur
