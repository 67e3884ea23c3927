#pragma once

#include <deque>
#include <map>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/notification.h"
#include "absl/time/time.h"
#include "aggregator/webhook/webhook_parts.h"

namespace regisseur {

// What is sent to one webhook: the entries of each inbox in the order of their
// numbers, each until it is taken. While the system takes nothing all wait;
// one event that it refuses, or fails at while it takes a test, steps aside and
// is tried again beside the line.
// What of it waited for three days of trying is given up and kept.
//
// Where it is stands in the store after each answer, so that a stop loses
// nothing and sends again at most what was on its way. Not thread-safe: one
// thread looks.
class WebhookLine {
 public:
  // `source` names the installation; `providers` whose inboxes are read.
  WebhookLine(const WebhookParts& parts, WebhookPlan plan,
              std::vector<std::string> providers, std::string source);

  const WebhookPlan& plan() const { return plan_; }
  const std::vector<std::string>& providers() const { return providers_; }

  // Sends what is due; when to look again. Infinite: only something new, or
  // somebody, gives it work.
  absl::StatusOr<absl::Time> Look(const absl::Notification& cancelled);

 private:
  struct Stream {
    WebhookPlace place;
    std::deque<WebhookEvent> ahead;  // behind the place, wanted, in order
  };

  absl::Status ReadPlaces();
  absl::Status ReadAhead(Stream& stream);
  // The stream with the oldest event in the line; null when there is none.
  absl::StatusOr<Stream*> FindHead();
  // `failures` of the system before it.
  absl::Status SendHead(Stream& stream, int failures,
                        const absl::Notification& cancelled);
  absl::Status SendAside(const WebhookDelivery& delivery,
                         const absl::Notification& cancelled);
  WebhookAnswer Send(const WebhookEvent& event,
                     const absl::Notification& cancelled);
  // Whether the system takes an event that says nothing.
  bool TakesATest(const absl::Notification& cancelled);
  // Keeps what became of an attempt.
  absl::Status Settle(const WebhookEvent& event, const WebhookAnswer& answer,
                      WebhookVerdict verdict, bool in_line);
  absl::Status GiveUpOld(absl::Time now);

  const WebhookParts parts_;
  const WebhookPlan plan_;
  const std::vector<std::string> providers_;
  const std::string source_;
  std::map<std::string, Stream> streams_;  // by provider
  bool aside_was_last_ = false;
};

// The events that wait in the line, the oldest first; at most `most`.
absl::StatusOr<std::vector<WebhookEvent>> ListWaitingEvents(
    const WebhookParts& parts, const WebhookPlan& plan,
    const std::vector<std::string>& providers, size_t most);

}  // namespace regisseur
