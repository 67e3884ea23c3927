#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "aggregator/access/callers.h"
#include "aggregator/api/call_pool.h"
#include "aggregator/api/method_registry.h"
#include "aggregator/gateway/calendar_feed.h"
#include "aggregator/gateway/http_gateway.h"
#include "aggregator/gateway/http_request.h"
#include "aggregator/gateway/page.h"
#include "aggregator/gateway/pending_call.h"
#include "aggregator/gateway/push_route.h"

namespace regisseur {

// What a request can be for: each kind is a route, with a file of its own.

// What the routes answer from. Thread-safe.
struct HttpSite {
  HttpSite(const MethodRegistry& methods, Callers& callers,
           HttpGateway::Options options)
      : methods(methods),
        callers(callers),
        options(std::move(options)),
        page(this->options.page) {}

  const MethodRegistry& methods;
  Callers& callers;
  const HttpGateway::Options options;
  const Page page;
  CalendarFeeds calendars;
  PushSlots push_slots{/*all=*/4, /*of_one=*/2};
};

// A request whose header a route took; what it needs of it, it kept.
class HttpExchange {
 public:
  // Sends a piece of a stream and waits until it went out. CANCELLED when
  // nobody reads any more.
  using SendPiece = std::function<absl::Status(std::string piece)>;

  virtual ~HttpExchange() = default;

  // On a thread of the pool, when the body is here.
  virtual HttpAnswer Answer(std::string body, const PendingCall& call) = 0;
  // The same where the answer is a stream, of this type.
  virtual absl::string_view stream_type() const { return ""; }
  virtual void Stream(const std::string& body, const PendingCall& call,
                      const SendPiece& send) {}

  CallLine line = CallLine::kAnswers;
  // Of the body; absent: as everywhere.
  std::optional<size_t> most_bytes;
  std::optional<absl::Duration> body_time;
  std::string too_long;  // what to do about a longer one, or empty
  std::optional<absl::Duration> timeout;  // to answer
};

// One that calls a method for who calls.
class MethodExchange : public HttpExchange {
 public:
  MethodExchange(const HttpSite& site, const MethodRegistry::Method& method,
                 CallerEvidence caller)
      : site_(site), method_(method), caller_(std::move(caller)) {
    line = method.line;
  }

 protected:
  absl::Status Call(const google::protobuf::Message& request,
                    const PendingCall& call, ResponseWriter& writer) const;
  absl::Status CallInJson(absl::string_view request, const PendingCall& call,
                          ResponseWriter& writer) const;

 private:
  const HttpSite& site_;
  const MethodRegistry::Method& method_;
  const CallerEvidence caller_;
};

// What a route says to a header: that it is not its own, the answer, or that it
// goes on with the body.
using HttpRouted =
    std::variant<std::monostate, HttpAnswer, std::shared_ptr<HttpExchange>>;

// `caller` is what is known of who calls, the fields of the header among it.
using HttpRoute = HttpRouted (*)(HttpSite& site, const HttpHead& head,
                                 const CallerEvidence& caller);

HttpRouted RoutePush(HttpSite&, const HttpHead&, const CallerEvidence&);
HttpRouted RouteReportFile(HttpSite&, const HttpHead&, const CallerEvidence&);
HttpRouted RoutePulse(HttpSite&, const HttpHead&, const CallerEvidence&);
HttpRouted RoutePage(HttpSite&, const HttpHead&, const CallerEvidence&);
HttpRouted RouteWelcome(HttpSite&, const HttpHead&, const CallerEvidence&);
HttpRouted RouteHealth(HttpSite&, const HttpHead&, const CallerEvidence&);
HttpRouted RouteCalendar(HttpSite&, const HttpHead&, const CallerEvidence&);
HttpRouted RouteMetrics(HttpSite&, const HttpHead&, const CallerEvidence&);
HttpRouted RouteCall(HttpSite&, const HttpHead&, const CallerEvidence&);

// In this order; the last one takes what nobody else did.
inline constexpr HttpRoute kHttpRoutes[] = {
    RoutePush,   RouteReportFile, RoutePulse,   RoutePage, RouteWelcome,
    RouteHealth, RouteCalendar,   RouteMetrics, RouteCall,
};

}  // namespace regisseur
