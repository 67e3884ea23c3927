#include "services/sdk/http_client.h"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
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
#include "services/sdk/problem.h"
#include "services/sdk/version.h"

namespace regisseur::sdk {
namespace {

struct Prefix4 {
  uint32_t address;
  int bits;
};

// IANA's special-purpose registry for IPv4, all that is not globally reachable.
constexpr Prefix4 kPrivate4[] = {
    {0x00000000, 8},   // this network
    {0x0A000000, 8},   // private
    {0x64400000, 10},  // carrier-grade NAT
    {0x7F000000, 8},   // loopback
    {0xA9FE0000, 16},  // link-local, cloud metadata
    {0xAC100000, 12},  // private
    {0xC0000000, 24},  // protocol assignments
    {0xC0000200, 24},  // documentation
    {0xC0586300, 24},  // 6to4 relays
    {0xC0A80000, 16},  // private
    {0xC6120000, 15},  // benchmarks
    {0xC6336400, 24},  // documentation
    {0xCB007100, 24},  // documentation
    {0xE0000000, 4},   // multicast
    {0xF0000000, 4},   // reserved, broadcast
};

bool IsPrivate4(uint32_t address) {
  for (const Prefix4& prefix : kPrivate4) {
    if ((address ^ prefix.address) >> (32 - prefix.bits) == 0) return true;
  }
  return false;
}

uint32_t Word(const unsigned char* bytes) {
  return static_cast<uint32_t>(bytes[0]) << 24 |
         static_cast<uint32_t>(bytes[1]) << 16 |
         static_cast<uint32_t>(bytes[2]) << 8 | bytes[3];
}

bool IsPrivate6(const unsigned char* a) {
  const bool zero80 =
      std::all_of(a, a + 10, [](unsigned char byte) { return byte == 0; });
  // ::ffff:a.b.c.d, ::a.b.c.d (which holds :: and ::1 too).
  if (zero80 && a[10] == 0xff && a[11] == 0xff) return IsPrivate4(Word(a + 12));
  if (zero80 && a[10] == 0 && a[11] == 0) return true;
  // 64:ff9b::/96 (NAT64) carries an IPv4 address; 64:ff9b:1::/48 is local.
  if (Word(a) == 0x0064ff9b) {
    const bool well_known = std::all_of(
        a + 4, a + 12, [](unsigned char byte) { return byte == 0; });
    return !well_known || IsPrivate4(Word(a + 12));
  }
  // 2002::/16 (6to4) carries one behind its prefix.
  if (a[0] == 0x20 && a[1] == 0x02) return IsPrivate4(Word(a + 2));
  // 2001::/23: Teredo, ORCHID and other assignments; 2001:db8::/32.
  if (a[0] == 0x20 && a[1] == 0x01 && (a[2] & 0xfe) == 0) return true;
  if (Word(a) == 0x20010db8) return true;
  // Only 2000::/3 is global unicast; the rest is local, multicast or
  // unassigned.
  return (a[0] & 0xe0) != 0x20;
}

bool IsPrivate(const sockaddr* address) {
  if (address->sa_family == AF_INET) {
    sockaddr_in v4;
    memcpy(&v4, address, sizeof(v4));
    return IsPrivate4(ntohl(v4.sin_addr.s_addr));
  }
  if (address->sa_family == AF_INET6) {
    sockaddr_in6 v6;
    memcpy(&v6, address, sizeof(v6));
    return IsPrivate6(v6.sin6_addr.s6_addr);
  }
  return true;
}

std::string AddressText(const sockaddr* address) {
  char text[INET6_ADDRSTRLEN] = "";
  if (address->sa_family == AF_INET) {
    inet_ntop(AF_INET, &reinterpret_cast<const sockaddr_in*>(address)->sin_addr,
              text, sizeof(text));
  } else if (address->sa_family == AF_INET6) {
    inet_ntop(AF_INET6,
              &reinterpret_cast<const sockaddr_in6*>(address)->sin6_addr, text,
              sizeof(text));
  }
  return text[0] != '\0' ? text : "an address of another family";
}

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
      (!transfer->options->allow_private && IsPrivate(&address->addr))) {
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
  const std::string text(address);
  unsigned char bytes[16];
  if (inet_pton(AF_INET, text.c_str(), bytes) == 1) {
    return IsPrivate4(Word(bytes));
  }
  if (inet_pton(AF_INET6, text.c_str(), bytes) == 1) return IsPrivate6(bytes);
  return true;
}

std::string DisplayUrl(absl::string_view url) {
  url = url.substr(0, url.find_first_of("?#"));
  const size_t scheme = url.find("://");
  if (scheme == absl::string_view::npos) return std::string(url);
  const absl::string_view rest = url.substr(scheme + 3);
  const size_t slash = rest.find('/');
  const absl::string_view authority = rest.substr(0, slash);
  const size_t at = authority.rfind('@');
  if (at == absl::string_view::npos) return std::string(url);
  return absl::StrCat(url.substr(0, scheme + 3), rest.substr(at + 1));
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
