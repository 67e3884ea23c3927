#include "aggregator/notify/courier.h"
#include "aggregator/notify/webhook_post.h"

namespace regisseur {

absl::Status PostParcel(const Recipient& recipient, const Parcel& parcel,
                        absl::Time now, const absl::Notification& cancelled) {
  const WebhookAnswer answer = PostWebhook(
      {.url = recipient.url,
       .secret_files = {recipient.secret_file},
       .content_type = "application/json",
       .allow_private = recipient.allow_private,
       .message = {.id = parcel.id, .at = now, .body = parcel.json}},
      cancelled);
  if (JudgeWebhookAnswer(answer) == WebhookVerdict::kTaken) {
    return absl::OkStatus();
  }
  return absl::UnavailableError(answer.ours.empty() ? answer.problem
                                                    : answer.ours);
}

}  // namespace regisseur
