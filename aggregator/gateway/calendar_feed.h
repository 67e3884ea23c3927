#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "aggregator/api/call_context.h"
#include "aggregator/api/method_registry.h"

namespace regisseur {

namespace calendar::v1 {
class ListDatesResponse;
}

// GET /calendar/TOKEN.ics is the method ListDates, with the rights of who made
// the address (DECISIONS 25), as an iCalendar feed (RFC 5545).
inline constexpr char kDatesMethod[] =
    "regisseur.calendar.v1.CalendarService.ListDates";
inline constexpr char kCalendarType[] = "text/calendar; charset=utf-8";

// Who reads with a token; UNAUTHENTICATED for nobody.
using CalendarCaller =
    std::function<absl::StatusOr<Principal>(absl::string_view token)>;

// The token of that path; absent for any other path.
std::optional<std::string> ParseCalendarRoute(absl::string_view path);

// The dates as a calendar: one event of a whole day each, with an UID that
// stays, stamped with the day on which it was asked. Titles only.
std::string RenderCalendar(const calendar::v1::ListDatesResponse& dates,
                           absl::CivilDay stamp);

struct CalendarFeed {
  std::string text;
  std::string etag;  // with its quotes
};

// Feeds as they were read last: a telephone that asks every second costs one
// answer a minute. Thread-safe.
class CalendarFeeds {
 public:
  // Reads all pages through `methods`, with its errors. `call.who` decides what
  // is in it.
  absl::StatusOr<std::shared_ptr<const CalendarFeed>> Get(
      const MethodRegistry& methods, const CallContext& call, absl::Time now);

 private:
  struct Kept {
    absl::Time read;
    std::shared_ptr<const CalendarFeed> feed;
  };
  absl::Mutex mutex_;
  std::map<std::string, Kept> kept_ ABSL_GUARDED_BY(mutex_);  // by reader
};

}  // namespace regisseur
