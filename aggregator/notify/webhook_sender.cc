#include "absl/strings/str_cat.h"
#include "aggregator/notify/courier.h"
#include "aggregator/notify/curl_handle.h"
#include "aggregator/storage/durable_file.h"
#include "core/base/status_macros.h"
#include "core/webhook/standard_webhook.h"

namespace regisseur {
namespace {

constexpr int64_t kMostSecretBytes = 4096;

size_t Drop(char*, size_t size, size_t count, void*) { return size * count; }

}  // namespace

absl::Status PostWebhook(const std::string& url, const std::string& secret_file,
                         const Parcel& parcel, absl::Time now,
                         const absl::Notification& cancelled) {
  ASSIGN_OR_RETURN(const std::string secret,
                   ReadWholeFile(secret_file, kMostSecretBytes));
  const absl::StatusOr<std::string> key = ParseWebhookSecret(secret);
  if (!key.ok()) {
    return absl::FailedPreconditionError(
        absl::StrCat(secret_file, ": ", key.status().message()));
  }
  CurlHandle curl(cancelled);
  curl.Set(CURLOPT_URL, url.c_str());
  curl.Set(CURLOPT_PROTOCOLS_STR, "http,https");
  // What was signed for one address is not for another.
  curl.Set(CURLOPT_FOLLOWLOCATION, 0L);
  curl.Set(CURLOPT_PROXY, "");
  curl.Set(CURLOPT_POSTFIELDSIZE, static_cast<long>(parcel.json.size()));
  curl.Set(CURLOPT_POSTFIELDS, parcel.json.c_str());
  curl.Set(CURLOPT_WRITEFUNCTION, &Drop);
  curl.AddHeader("Content-Type: application/json");
  curl.AddHeader("User-Agent: regisseur");
  for (const std::string& header : StandardWebhookHeaders(
           *key, {.id = parcel.id, .at = now, .body = parcel.json})) {
    curl.AddHeader(header);
  }
  curl.Set(CURLOPT_HTTPHEADER, curl.headers());
  RETURN_IF_ERROR(curl.Perform("the webhook"));
  const int64_t code = curl.ResponseCode();
  if (code >= 200 && code < 300) return absl::OkStatus();
  return absl::UnavailableError(
      absl::StrCat("the webhook answered ", code, "; right is 2xx"));
}

}  // namespace regisseur
