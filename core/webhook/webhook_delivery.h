#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "core/webhook/webhook_plan.h"

namespace regisseur {

// What a system is told: an entry of an inbox. A value.
struct WebhookEvent {
  std::string provider;  // whose inbox
  int64_t number = 0;    // the entry's
  int position = 0;      // among the entries of that number, from 0
  absl::Time time;       // when it happened
  std::string event;     // `claim.filed`
  std::string subject;   // `claim/CLM-2026-10`
  std::string data;      // the entry as JSON
};

// The id of every attempt to tell it: `cloudnine_12_0_1793599200`. The time
// tells it from an entry that has the number after an older state of the data
// was restored.
std::string WebhookEventId(absl::string_view provider, int64_t number,
                           int position, absl::Time time);

// It as CloudEvents 1.0 in JSON; `source` names the installation.
std::string CloudEventJson(absl::string_view source, const WebhookEvent& event);
// The same of an event that says nothing.
std::string TestCloudEventJson(absl::string_view source, absl::string_view id,
                               absl::Time time);

// What became of an attempt. A value.
struct WebhookAnswer {
  int code = 0;  // as HTTP has it; 0: none came
  std::optional<absl::Duration> retry_after;
  std::string problem;  // why it was not taken; empty when it was
  // What of it is on our side, such as a file that cannot be read; not for the
  // other side. Empty otherwise.
  std::string ours;
  absl::Duration took;
};

// What follows from an answer.
enum class WebhookVerdict {
  kTaken,
  kRefused,  // this event, by a system that otherwise works
  kFailed,   // the system takes nothing now
  kStopped,  // it wants no more
};
WebhookVerdict JudgeWebhookAnswer(const WebhookAnswer& answer);

// How long to wait after that many failures in a row: 5 s, 5 min, 30 min, 2 h,
// 5 h, 10 h, 10 h, then a day, and up to a tenth more as `jitter` (0 to 1)
// says, so that not everybody comes at once. Longer where the other side asked
// for it, at most a day.
absl::Duration WebhookDelay(int failures,
                            std::optional<absl::Duration> retry_after,
                            double jitter);

// How old an event is that is given up, once there were that many failures
// since it was first tried.
inline constexpr absl::Duration kWebhookPatience = absl::Hours(72);
bool IsWebhookPatienceOver(int failures, absl::Time since, absl::Time now);

// How an event stands; the numbers are stored and stand in the contract.
enum class WebhookDeliveryState {
  kWaiting = 1,   // in the line
  kRetrying = 2,  // beside the line
  kTaken = 3,
  kGivenUp = 4,
};

// An event on its way. A value.
struct WebhookDelivery {
  std::string webhook;
  std::string provider;
  int64_t number = 0;
  int position = 0;
  std::string event;
  absl::Time event_time;
  WebhookDeliveryState state = WebhookDeliveryState::kWaiting;
  int attempts = 0;
  std::optional<absl::Time> first_try;  // since it was put where it is
  std::optional<absl::Time> last_try;
  std::optional<absl::Time> next_try;
  int code = 0;
  std::string problem;

  std::string id() const {
    return WebhookEventId(provider, number, position, event_time);
  }
};

// The event in the line of a webhook, before it was tried.
WebhookDelivery WaitingDelivery(absl::string_view webhook,
                                const WebhookEvent& event);

// What is known of a webhook beside its plan. A value.
struct WebhookRecord {
  std::string id;
  std::string provider;
  std::string address;  // SHA-256 of the URL
  int failures = 0;     // since something was taken
  std::optional<absl::Time> failing_since;
  std::optional<absl::Time> next_try;
  std::optional<absl::Time> stopped;  // it wanted no more
  std::optional<absl::Time> last_try;
  std::optional<absl::Time> last_taken;
  std::string problem;
};

// How a webhook stands. A value.
struct WebhookStatus {
  WebhookPlan plan;
  WebhookRecord record;
  int64_t waiting = 0;
  std::optional<absl::Time> waiting_since;
  std::optional<absl::Time> next_try;  // absent: nothing is to be tried
  int64_t given_up = 0;
};

}  // namespace regisseur
