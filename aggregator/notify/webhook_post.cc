#include "aggregator/notify/webhook_post.h"

#include <ctime>
#include <optional>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "aggregator/notify/curl_handle.h"
#include "aggregator/storage/durable_file.h"
#include "core/base/private_address.h"
#include "core/base/status_macros.h"

namespace regisseur {
namespace {

constexpr int64_t kMostSecretBytes = 4096;
constexpr size_t kMostAnswerBytes = 64 << 10;
constexpr long kConnectSeconds = 10;
constexpr long kWholeSeconds = 30;

// What curl's callbacks share.
struct Transfer {
  bool allow_private = false;
  bool refused = false;  // the address
  size_t bytes = 0;      // of the answer
  std::string retry_after;
};

curl_socket_t OpenSocket(void* data, curlsocktype purpose,
                         curl_sockaddr* address) {
  auto& transfer = *static_cast<Transfer*>(data);
  if (purpose != CURLSOCKTYPE_IPCXN ||
      (!transfer.allow_private && IsPrivateAddress(&address->addr))) {
    transfer.refused = true;
    return CURL_SOCKET_BAD;
  }
  return socket(address->family, address->socktype | SOCK_CLOEXEC,
                address->protocol);
}

size_t Drop(char*, size_t size, size_t count, void* data) {
  auto& transfer = *static_cast<Transfer*>(data);
  transfer.bytes += size * count;
  // The code of the answer is all that counts.
  return transfer.bytes > kMostAnswerBytes ? 0 : size * count;
}

size_t TakeHeader(char* bytes, size_t, size_t count, void* data) {
  auto& transfer = *static_cast<Transfer*>(data);
  const absl::string_view line(bytes, count);
  const size_t colon = line.find(':');
  if (colon != absl::string_view::npos &&
      absl::EqualsIgnoreCase(line.substr(0, colon), "retry-after")) {
    transfer.retry_after =
        std::string(absl::StripAsciiWhitespace(line.substr(colon + 1)));
  }
  return count;
}

// RFC 9110, 10.2.3: seconds, or a date, which is read against the time of the
// message.
std::optional<absl::Duration> ReadRetryAfter(const std::string& text,
                                             absl::Time now) {
  int64_t seconds = 0;
  if (absl::SimpleAtoi(text, &seconds)) {
    if (seconds < 0) return std::nullopt;
    return absl::Seconds(std::min<int64_t>(seconds, 7 * 86400));
  }
  const time_t date = text.empty() ? -1 : curl_getdate(text.c_str(), nullptr);
  if (date < 0) return std::nullopt;
  return std::max(absl::FromTimeT(date) - now, absl::ZeroDuration());
}

absl::StatusOr<std::vector<std::string>> ReadKeys(
    const std::vector<std::string>& files) {
  std::vector<std::string> keys;
  for (const std::string& file : files) {
    if (file.empty()) continue;
    ASSIGN_OR_RETURN(const std::string secret,
                     ReadWholeFile(file, kMostSecretBytes));
    absl::StatusOr<std::string> key = ParseWebhookSecret(secret);
    if (!key.ok()) {
      return absl::FailedPreconditionError(
          absl::StrCat(file, ": ", key.status().message()));
    }
    keys.push_back(*std::move(key));
  }
  return keys;
}

std::string WhyNothingCame(CURLcode code, const Transfer& transfer) {
  if (transfer.refused) {
    return "the webhook's address is not a public one; allow_private: true "
           "lets a message go there";
  }
  switch (code) {
    case CURLE_OPERATION_TIMEDOUT:
      return absl::StrCat("the webhook did not answer within ", kWholeSeconds,
                          " s");
    case CURLE_COULDNT_RESOLVE_HOST:
      return "the webhook's name is not known";
    case CURLE_COULDNT_CONNECT:
      return "nobody listens at the webhook's address";
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_ISSUER_ERROR:
      return "the webhook's certificate is not one that is trusted here";
    default:
      return absl::StrCat("the webhook: ", curl_easy_strerror(code));
  }
}

}  // namespace

WebhookAnswer PostWebhook(const WebhookPost& post,
                          const absl::Notification& cancelled) {
  WebhookAnswer answer;
  const absl::StatusOr<std::vector<std::string>> keys =
      ReadKeys(post.secret_files);
  if (!keys.ok()) {
    answer.problem = "the message could not be signed here";
    answer.ours = std::string(keys.status().message());
    return answer;
  }
  Transfer transfer;
  transfer.allow_private = post.allow_private;
  CurlHandle curl(cancelled);
  curl.Set(CURLOPT_URL, post.url.c_str());
  curl.Set(CURLOPT_PROTOCOLS_STR, "http,https");
  // What was signed for one address is not for another.
  curl.Set(CURLOPT_FOLLOWLOCATION, 0L);
  curl.Set(CURLOPT_PROXY, "");
  curl.Set(CURLOPT_NOPROXY, "*");
  curl.Set(CURLOPT_NETRC, static_cast<long>(CURL_NETRC_IGNORED));
  curl.Set(CURLOPT_CONNECTTIMEOUT, kConnectSeconds);
  curl.Set(CURLOPT_TIMEOUT, kWholeSeconds);
  curl.Set(CURLOPT_OPENSOCKETFUNCTION, &OpenSocket);
  curl.Set(CURLOPT_OPENSOCKETDATA, &transfer);
  curl.Set(CURLOPT_POSTFIELDSIZE, static_cast<long>(post.message.body.size()));
  curl.Set(CURLOPT_POSTFIELDS, post.message.body.c_str());
  curl.Set(CURLOPT_WRITEFUNCTION, &Drop);
  curl.Set(CURLOPT_WRITEDATA, &transfer);
  curl.Set(CURLOPT_HEADERFUNCTION, &TakeHeader);
  curl.Set(CURLOPT_HEADERDATA, &transfer);
  if (!post.ca_file.empty()) curl.Set(CURLOPT_CAINFO, post.ca_file.c_str());
  curl.AddHeader(absl::StrCat("Content-Type: ", post.content_type));
  curl.AddHeader("User-Agent: regisseur");
  // Without it a body of more than a megabyte waits a second for permission.
  curl.AddHeader("Expect:");
  for (const std::string& header :
       StandardWebhookHeaders(*keys, post.message)) {
    curl.AddHeader(header);
  }
  curl.Set(CURLOPT_HTTPHEADER, curl.headers());
  const absl::Time begun = absl::Now();
  const CURLcode code = curl_easy_perform(curl.get());
  answer.took = absl::Now() - begun;
  answer.code = static_cast<int>(curl.ResponseCode());
  answer.retry_after = ReadRetryAfter(transfer.retry_after, post.message.at);
  // An answer that is too long came all the same.
  const bool came = code == CURLE_OK || transfer.bytes > kMostAnswerBytes;
  if (!came) {
    answer.code = 0;
    answer.problem = WhyNothingCame(code, transfer);
  } else if (answer.code < 200 || answer.code >= 300) {
    answer.problem =
        absl::StrCat("the webhook answered ", answer.code, "; right is 2xx");
  }
  return answer;
}

}  // namespace regisseur
