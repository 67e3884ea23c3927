#include "core/webhook/webhook_delivery.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "absl/strings/str_cat.h"
#include "core/json/json_text.h"
#include "core/time/instant.h"

namespace regisseur {
namespace {

constexpr absl::Duration kDelays[] = {
    absl::Seconds(5), absl::Minutes(5), absl::Minutes(30), absl::Hours(2),
    absl::Hours(5),   absl::Hours(10),  absl::Hours(10),   absl::Hours(24)};
constexpr absl::Duration kLongestDelay = absl::Hours(24);
// With the delays above the last of them comes after three days.
constexpr int kFewestTries = 10;

// Type names begin with a reversed name, as CloudEvents recommends.
constexpr char kTypePrefix[] = "nl.regisseur.";

void AddText(std::string* out, absl::string_view key, absl::string_view text) {
  absl::StrAppend(out, ",\"", key, "\":");
  AppendJsonString(out, text);
}

std::string Head(absl::string_view source, absl::string_view id,
                 absl::string_view type, absl::Time time) {
  std::string out = "{\"specversion\":\"1.0\"";
  AddText(&out, "id", id);
  AddText(&out, "source", source);
  AddText(&out, "type", absl::StrCat(kTypePrefix, type));
  AddText(&out, "time", FormatInstant(time));
  return out;
}

}  // namespace

std::string WebhookEventId(absl::string_view provider, int64_t number,
                           int position, absl::Time time) {
  return absl::StrCat(provider, "_", number, "_", position, "_",
                      absl::ToUnixSeconds(time));
}

std::string CloudEventJson(absl::string_view source,
                           const WebhookEvent& event) {
  std::string out = Head(
      source,
      WebhookEventId(event.provider, event.number, event.position, event.time),
      event.event, event.time);
  AddText(&out, "subject", event.subject);
  AddText(&out, "datacontenttype", "application/json");
  absl::StrAppend(&out, ",\"data\":", event.data, "}");
  return out;
}

std::string TestCloudEventJson(absl::string_view source, absl::string_view id,
                               absl::Time time) {
  return absl::StrCat(Head(source, id, "webhook.test", time), "}");
}

WebhookVerdict JudgeWebhookAnswer(const WebhookAnswer& answer) {
  if (answer.code >= 200 && answer.code < 300) return WebhookVerdict::kTaken;
  if (answer.code == 410) return WebhookVerdict::kStopped;
  // Answers about what was sent. The others of the 400s are about who sends,
  // where to or when: they would meet every event.
  constexpr int kAboutTheEvent[] = {400, 406, 409, 411, 413, 415, 422};
  return std::find(std::begin(kAboutTheEvent), std::end(kAboutTheEvent),
                   answer.code) != std::end(kAboutTheEvent)
             ? WebhookVerdict::kRefused
             : WebhookVerdict::kFailed;
}

absl::Duration WebhookDelay(int failures,
                            std::optional<absl::Duration> retry_after,
                            double jitter) {
  const int last = static_cast<int>(std::size(kDelays)) - 1;
  const absl::Duration planned = kDelays[std::clamp(failures - 1, 0, last)];
  const absl::Duration asked =
      std::min(retry_after.value_or(absl::ZeroDuration()), kLongestDelay);
  const absl::Duration delay = std::max(planned, asked);
  return delay + delay * (std::clamp(jitter, 0.0, 1.0) / 10);
}

bool IsWebhookPatienceOver(int failures, absl::Time since, absl::Time now) {
  return failures >= kFewestTries && now - since >= kWebhookPatience;
}

WebhookDelivery WaitingDelivery(absl::string_view webhook,
                                const WebhookEvent& event) {
  WebhookDelivery delivery;
  delivery.webhook = std::string(webhook);
  delivery.provider = event.provider;
  delivery.number = event.number;
  delivery.position = event.position;
  delivery.event = event.event;
  delivery.event_time = event.time;
  return delivery;
}

}  // namespace regisseur
