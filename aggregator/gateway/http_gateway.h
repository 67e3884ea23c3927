#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "aggregator/access/callers.h"
#include "aggregator/access/listen_address.h"
#include "aggregator/access/server_certificate.h"
#include "aggregator/api/method_registry.h"
#include "aggregator/gateway/calendar_feed.h"
#include "web/embedded_page.h"

namespace regisseur {

class PulseDesk;

// Serves the same methods as gRPC over plain HTTP: POST
// /package.Service/Method with JSON (the Connect protocol's unary form), server
// streams in its enveloped form, GET /healthz, and the page for browsers. A
// method is looked up by its path, so a new one needs no code here.
//
// A request whose Host is not ours, whose Origin is another, or whose body is
// not JSON is refused; there are no CORS headers (DECISIONS 25). Slow and
// half-open clients cost one of a bounded number of connections, and for a
// bounded time.
class HttpGateway {
 public:
  struct Options {
    ListenAddress listen{.host = "127.0.0.1", .port = 0};
    // Further names that it may be called by, with or without a port.
    std::vector<std::string> hosts;
    // What it shows in TLS, which must outlive it; null: no TLS. Certificates
    // of callers are asked for where it says so.
    ServerCertificate* certificate = nullptr;
    // The Unix socket on which the identity proxy comes, and the names that
    // browsers know it by; empty: none.
    std::string proxy_socket;
    std::vector<std::string> proxy_hosts;
    int threads = 8;       // for answers
    int long_threads = 8;  // for calls that ask partner systems
    int connections = 256;
    size_t body_bytes = 1 << 20;
    size_t push_bytes = 32 << 20;  // of a file that is pushed
    size_t header_bytes = 16 << 10;
    absl::Duration header_time = absl::Seconds(10);  // to send a whole header
    absl::Duration body_time = absl::Seconds(20);    // to send a whole body
    absl::Duration push_time = absl::Seconds(120);   // the same of a file
    absl::Duration idle_time = absl::Seconds(60);    // between two requests
    absl::Duration write_time = absl::Seconds(30);   // to take an answer
    // The page for browsers, which must outlive it; none: a text at `/`.
    absl::Span<const PageFile> page;
    // Answers questions by a link, and must outlive it; null: there are none.
    PulseDesk* pulses = nullptr;
    // Who reads a calendar; none: there are no calendars.
    CalendarCaller calendar_caller;
    // OK while the daemon serves, else why it does not.
    std::function<absl::Status()> health;
  };

  // Listens and serves. `methods` and `callers` must outlive it.
  // FAILED_PRECONDITION with a sentence for an address that is in use or that
  // others could reach without TLS and identities, and for a certificate that
  // cannot be used.
  static absl::StatusOr<std::unique_ptr<HttpGateway>> Start(
      const MethodRegistry& methods, Callers& callers, Options options);

  ~HttpGateway();
  HttpGateway(const HttpGateway&) = delete;
  HttpGateway& operator=(const HttpGateway&) = delete;

  // Where it listens, with the actual port.
  const ListenAddress& address() const;

  // Takes no more requests, tells handlers to end and stops within a second
  // after they did. Safe to call twice.
  void Stop();

 private:
  class Impl;
  explicit HttpGateway(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace regisseur
