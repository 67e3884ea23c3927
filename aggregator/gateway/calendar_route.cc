#include "absl/strings/match.h"
#include "absl/time/clock.h"
#include "aggregator/gateway/calendar_feed.h"
#include "aggregator/gateway/connect_error.h"
#include "aggregator/gateway/http_route.h"
#include "core/base/status_macros.h"

namespace regisseur {
namespace {

// GET /calendar/TOKEN.ics (calendar_feed.h).
class Calendar final : public HttpExchange {
 public:
  Calendar(HttpSite& site, const MethodRegistry::Method& method,
           std::string token, std::string if_none_match)
      : site_(site),
        token_(std::move(token)),
        if_none_match_(std::move(if_none_match)) {
    line = method.line;
  }

  HttpAnswer Answer(std::string, const PendingCall& call) override {
    const absl::StatusOr<std::shared_ptr<const CalendarFeed>> feed = Read(call);
    if (!feed.ok()) {
      // A calendar program would ask its owner for a password, which there is
      // not.
      return absl::IsUnauthenticated(feed.status())
                 ? JsonAnswer(404, ConnectErrorJson(feed.status()))
                 : ErrorAnswer(feed.status());
    }
    const bool known = absl::StrContains(if_none_match_, (*feed)->etag);
    return {.status = known ? 304 : 200,
            .type = kCalendarType,
            .body = known ? "" : (*feed)->text,
            .headers = {{"Cache-Control", "private, no-cache"},
                        {"ETag", (*feed)->etag}}};
  }

 private:
  absl::StatusOr<std::shared_ptr<const CalendarFeed>> Read(
      const PendingCall& call) {
    if (site_.options.calendar_caller == nullptr) {
      return absl::UnimplementedError("this server has no calendar");
    }
    ASSIGN_OR_RETURN(const Principal who,
                     site_.options.calendar_caller(token_));
    return site_.calendars.Get(
        site_.methods, CallContext{.who = who, .cancelled = call.cancelled()},
        absl::Now());
  }

  HttpSite& site_;
  const std::string token_;
  const std::string if_none_match_;
};

}  // namespace

HttpRouted RouteCalendar(HttpSite& site, const HttpHead& head,
                         const CallerEvidence&) {
  std::optional<std::string> token = ParseCalendarRoute(head.path());
  if (!token.has_value()) return {};
  const MethodRegistry::Method* const method = site.methods.Find(kDatesMethod);
  if (method == nullptr || !head.reads()) return WrongMethod("GET, HEAD");
  return std::make_shared<Calendar>(site, *method, *std::move(token),
                                    std::string(head.Field("If-None-Match")));
}

}  // namespace regisseur
