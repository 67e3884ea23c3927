#include "services/sdk/http_client.h"

#include <curl/curl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "absl/time/clock.h"
#include "core/base/display_url.h"
#include "core/base/private_address.h"
#include "services/sdk/problem.h"
#include "services/sdk/version.h"

namespace regisseur::sdk {
namespace {

// What curl's callbacks share with Fetch.
struct Transfer {
  const HttpOptions* options;
  HttpDocument document;
  std::string retry_after;
  std::string location;
  std::string refused_address;  // not empty: it was refused
  bool too_large = false;
  bool cancelled = false;
};

curl_socket_t OpenSocket(void* data, curlsocktype purpose,
                         curl_sockaddr* address) {
  auto* transfer = static_cast<Transfer*>(data);
  if (purpose != CURLSOCKTYPE_IPCXN ||
      (!transfer->options->allow_private &&
       regisseur::IsPrivateAddress(&address->addr))) {
    transfer->refused_address = AddressText(&address->addr);
    return CURL_SOCKET_BAD;
  }
  return socket(address->family, address->socktype | SOCK_CLOEXEC,
                address->protocol);
}

size_t TakeBody(char* bytes, size_t, size_t count, void* data) {
  auto* transfer = static_cast<Transfer*>(data);
  std::string& body = transfer->document.body;
  if (static_cast<int64_t>(body.size() + count) >
      transfer->options->max_bytes) {
    transfer->too_large = true;
    return 0;
  }
  body.append(bytes, count);
  return count;
}

size_t TakeHeader(char* bytes, size_t, size_t count, void* data) {
  auto* transfer = static_cast<Transfer*>(data);
  absl::string_view line(bytes, count);
  if (absl::StartsWith(line, "HTTP/")) {  // a 1xx answer came before
    transfer->document.etag.clear();
    transfer->document.content_type.clear();
    transfer->location.clear();
    transfer->retry_after.clear();
  }
  const size_t colon = line.find(':');
  if (colon == absl::string_view::npos) return count;
  const absl::string_view name = line.substr(0, colon);
  const absl::string_view value =
      absl::StripAsciiWhitespace(line.substr(colon + 1));
  if (absl::EqualsIgnoreCase(name, "etag") && value.size() <= 1024) {
    transfer->document.etag = std::string(value);
  } else if (absl::EqualsIgnoreCase(name, "content-type")) {
    transfer->document.content_type = std::string(value.substr(0, 200));
  } else if (absl::EqualsIgnoreCase(name, "location")) {
    transfer->location = DisplayUrl(value.substr(0, 500));
  } else if (absl::EqualsIgnoreCase(name, "retry-after")) {
    transfer->retry_after = std::string(value);
  }
  return count;
}

int Progress(void* data, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
  auto* transfer = static_cast<Transfer*>(data);
  if (transfer->options->cancelled && transfer->options->cancelled()) {
    transfer->cancelled = true;
    return 1;
  }
  return 0;
}

// RFC 9110, 10.2.3: seconds, or a date.
std::optional<absl::Duration> ParseRetryAfter(const std::string& text) {
  int64_t seconds;
  if (absl::SimpleAtoi(text, &seconds)) {
    if (seconds < 0) return std::nullopt;
    return absl::Seconds(std::min<int64_t>(seconds, 7 * 86400));
  }
  const time_t date = curl_getdate(text.c_str(), nullptr);
  if (date < 0) return std::nullopt;
  const absl::Duration wait = absl::FromTimeT(date) - absl::Now();
  return std::clamp(wait, absl::ZeroDuration(), absl::Hours(7 * 24));
}

bool HasLineBreak(absl::string_view text) {
  return text.find_first_of(absl::string_view("\r\n\0", 3)) !=
         absl::string_view::npos;
}

struct EasyDeleter {
  void operator()(CURL* easy) const { curl_easy_cleanup(easy); }
};
struct HeadersDeleter {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};

absl::Status FailureOf(CURLcode code, const Transfer& transfer,
                       const std::string& url, const char* detail) {
  const HttpOptions& options = *transfer.options;
  std::map<std::string, std::string> arguments = {{"url", url}};
  if (transfer.cancelled) {
    return absl::CancelledError(absl::StrCat(url, ": the caller hung up"));
  }
  if (!transfer.refused_address.empty()) {
    arguments["address"] = transfer.refused_address;
    return ConfigurationProblem("http-address-refused", std::move(arguments));
  }
  if (transfer.too_large) {
    arguments["limit"] = absl::StrCat(options.max_bytes);
    return PartnerProblem("http-too-large", std::move(arguments));
  }
  arguments["detail"] =
      detail[0] != '\0' ? std::string(detail) : curl_easy_strerror(code);
  switch (code) {
    case CURLE_URL_MALFORMAT:
      return ConfigurationProblem("http-url", std::move(arguments));
    case CURLE_OPERATION_TIMEDOUT:
      arguments["timeout"] = absl::FormatDuration(options.timeout);
      return TransientProblem("http-timeout", std::move(arguments));
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_SSL_INVALIDCERTSTATUS:
      return PartnerProblem("http-tls", std::move(arguments));
    case CURLE_PARTIAL_FILE:
    case CURLE_RECV_ERROR:
    case CURLE_GOT_NOTHING:
    case CURLE_HTTP2:
    case CURLE_HTTP2_STREAM:
      return TransientProblem("http-incomplete", std::move(arguments));
    case CURLE_BAD_CONTENT_ENCODING:
    case CURLE_WRITE_ERROR:
    case CURLE_WEIRD_SERVER_REPLY:
    case CURLE_UNSUPPORTED_PROTOCOL:  // an answer that is not HTTP
      return PartnerProblem("http-garbled", std::move(arguments));
    default:
      return TransientProblem("http-connect-failed", std::move(arguments));
  }
}

absl::Status StatusOfAnswer(long code, const Transfer& transfer,
                            const std::string& url) {
  std::map<std::string, std::string> arguments = {{"url", url},
                                                  {"code", absl::StrCat(code)}};
  const std::optional<absl::Duration> wait =
      ParseRetryAfter(transfer.retry_after);
  if (code == 429) {
    arguments["retry_after"] = wait ? absl::FormatDuration(*wait) : "a while";
    return TransientProblem("http-too-many-requests", std::move(arguments),
                            wait);
  }
  if (code == 408 || code >= 500) {
    return TransientProblem("http-status", std::move(arguments), wait);
  }
  if (code == 401 || code == 403) {
    return ConfigurationProblem("http-status", std::move(arguments));
  }
  if (code >= 300 && code < 400 && code != 304) {
    arguments["location"] =
        transfer.location.empty() ? "nowhere" : transfer.location;
    return PartnerProblem("http-redirect", std::move(arguments));
  }
  return PartnerProblem("http-status", std::move(arguments));
}

}  // namespace

bool IsPrivateAddress(absl::string_view address) {
  return regisseur::IsPrivateAddress(address);
}

std::string DisplayUrl(absl::string_view url) {
  return regisseur::DisplayUrl(url);
}

absl::StatusOr<HttpDocument> Fetch(absl::string_view url,
                                   const HttpOptions& options) {
  static const CURLcode initialised = curl_global_init(CURL_GLOBAL_DEFAULT);
  const std::string shown = DisplayUrl(url);
  if (HasLineBreak(url) || HasLineBreak(options.bearer_token) ||
      HasLineBreak(options.etag)) {
    return ConfigurationProblem(
        "http-url", {{"url", shown}, {"detail", "it holds a line break"}});
  }
  if (!absl::StartsWithIgnoreCase(url, "http://") &&
      !absl::StartsWithIgnoreCase(url, "https://")) {
    return ConfigurationProblem(
        "http-url",
        {{"url", shown}, {"detail", "only http and https are read"}});
  }
  const std::unique_ptr<CURL, EasyDeleter> easy(curl_easy_init());
  if (initialised != CURLE_OK || easy == nullptr) {
    return absl::InternalError("libcurl could not be initialised");
  }

  Transfer transfer;
  transfer.options = &options;
  char detail[CURL_ERROR_SIZE] = "";
  curl_slist* raw_headers = nullptr;
  const auto add_header = [&raw_headers](const std::string& line) {
    raw_headers = curl_slist_append(raw_headers, line.c_str());
  };
  add_header("Accept: application/json, text/csv, */*;q=0.1");
  if (!options.etag.empty()) {
    add_header(absl::StrCat("If-None-Match: ", options.etag));
  }
  if (!options.bearer_token.empty()) {
    add_header(absl::StrCat("Authorization: Bearer ", options.bearer_token));
  }
  const std::unique_ptr<curl_slist, HeadersDeleter> headers(raw_headers);

  CURL* const c = easy.get();
  const long timeout_ms =
      std::max<int64_t>(1, absl::ToInt64Milliseconds(options.timeout));
  const long connect_ms =
      std::max<int64_t>(1, absl::ToInt64Milliseconds(options.connect_timeout));
  curl_easy_setopt(c, CURLOPT_URL, std::string(url).c_str());
  curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(c, CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt(c, CURLOPT_PROXY, "");
  curl_easy_setopt(c, CURLOPT_NOPROXY, "*");
  curl_easy_setopt(c, CURLOPT_NETRC, static_cast<long>(CURL_NETRC_IGNORED));
  curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(c, CURLOPT_TIMEOUT_MS, timeout_ms);
  curl_easy_setopt(c, CURLOPT_CONNECTTIMEOUT_MS, connect_ms);
  // Less than 16 bytes a second for 20 seconds is a partner that hangs.
  curl_easy_setopt(c, CURLOPT_LOW_SPEED_LIMIT, 16L);
  curl_easy_setopt(c, CURLOPT_LOW_SPEED_TIME, 20L);
  // The inflated bytes are capped in TakeBody, which curl calls with 16 KiB at
  // a time: a bomb is noticed while it goes off.
  curl_easy_setopt(c, CURLOPT_ACCEPT_ENCODING, "gzip, deflate");
  curl_easy_setopt(c, CURLOPT_HTTPHEADER, headers.get());
  curl_easy_setopt(c, CURLOPT_USERAGENT,
                   absl::StrCat("regisseur/", kProgramVersion).c_str());
  curl_easy_setopt(c, CURLOPT_OPENSOCKETFUNCTION, OpenSocket);
  curl_easy_setopt(c, CURLOPT_OPENSOCKETDATA, &transfer);
  curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, TakeBody);
  curl_easy_setopt(c, CURLOPT_WRITEDATA, &transfer);
  curl_easy_setopt(c, CURLOPT_HEADERFUNCTION, TakeHeader);
  curl_easy_setopt(c, CURLOPT_HEADERDATA, &transfer);
  curl_easy_setopt(c, CURLOPT_XFERINFOFUNCTION, Progress);
  curl_easy_setopt(c, CURLOPT_XFERINFODATA, &transfer);
  curl_easy_setopt(c, CURLOPT_NOPROGRESS, 0L);
  curl_easy_setopt(c, CURLOPT_ERRORBUFFER, detail);
  curl_easy_setopt(c, CURLOPT_FORBID_REUSE, 1L);
  if (!options.ca_file.empty()) {
    curl_easy_setopt(c, CURLOPT_CAINFO, options.ca_file.c_str());
  }

  const CURLcode code = curl_easy_perform(c);
  if (code != CURLE_OK) return FailureOf(code, transfer, shown, detail);
  long answer = 0;
  curl_easy_getinfo(c, CURLINFO_RESPONSE_CODE, &answer);
  curl_off_t took_us = 0;
  curl_easy_getinfo(c, CURLINFO_TOTAL_TIME_T, &took_us);
  transfer.document.code = static_cast<int>(answer);
  transfer.document.took = absl::Microseconds(took_us);
  const bool expected = options.expects
                            ? options.expects(static_cast<int>(answer))
                            : answer >= 200 && answer < 300;
  if (expected) return std::move(transfer.document);
  if (answer == 304) {
    if (options.etag.empty()) return StatusOfAnswer(answer, transfer, shown);
    transfer.document.not_modified = true;
    transfer.document.body.clear();
    if (transfer.document.etag.empty()) transfer.document.etag = options.etag;
    return std::move(transfer.document);
  }
  return StatusOfAnswer(answer, transfer, shown);
}

}  // namespace regisseur::sdk
