#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace regisseur::sdk {

// How a document is fetched.
struct HttpOptions {
  absl::Duration connect_timeout = absl::Seconds(5);
  absl::Duration timeout = absl::Seconds(30);  // the whole request
  int64_t max_bytes = 16 << 20;                // after inflating
  // Loopback, private and link-local addresses are refused unless set (SSRF);
  // checked on the address that was resolved, at connect time.
  bool allow_private = false;
  std::string etag;  // sent as If-None-Match when not empty
  // The answers that are documents, by their code; 2xx where it is not set.
  // Whoever expects others (an error that comes with a reason) judges them.
  std::function<bool(int code)> expects;
  // A file in PEM of authorities that are trusted beside the system's.
  std::string ca_file;
  std::string bearer_token;  // never logged
  // Asked about once a second; true ends the request with CANCELLED. Give
  // FactSink::Cancelled here.
  std::function<bool()> cancelled;
};

struct HttpDocument {
  bool not_modified = false;  // 304
  int code = 200;
  std::string body;
  std::string etag;
  std::string content_type;
  absl::Duration took;  // from the name's resolution to the last byte
};

// Fetches `url` (http or https) with libcurl: no redirects, no proxy from the
// environment, gzip with an output cap, HTTP 2xx only. Errors are problems
// (problem.h): a wrong URL or a refused address is configuration; time-outs,
// refused connections, 429 and 5xx are transient, with Retry-After; other
// answers are the partner's. 401 and 403 are configuration. Thread-safe.
absl::StatusOr<HttpDocument> Fetch(absl::string_view url,
                                   const HttpOptions& options);

// True for an address that a partner's public system cannot have: loopback,
// private, link-local, carrier-grade NAT, multicast, documentation, reserved,
// and IPv6 forms that carry such an IPv4 address. `address` is numeric.
// True also for what is no address.
bool IsPrivateAddress(absl::string_view address);

// `http://host/path` of a URL, without user, password and query, for messages
// and Delivery.origin: queries hold keys.
std::string DisplayUrl(absl::string_view url);

}  // namespace regisseur::sdk
