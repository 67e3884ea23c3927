#include "aggregator/gateway/calendar_feed.h"

#include <libical/ical.h>

#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "core/base/status_macros.h"
#include "core/evidence/sha256.h"
#include "core/time/instant.h"
#include "regisseur/calendar/v1/calendar.pb.h"

namespace regisseur {
namespace {

namespace pb = calendar::v1;

constexpr char kRoute[] = "/calendar/";
constexpr char kEnding[] = ".ics";
constexpr size_t kMostTokenBytes = 100;
constexpr absl::Duration kKept = absl::Minutes(1);
constexpr size_t kMostKept = 100;

struct FreeComponent {
  void operator()(icalcomponent* component) const {
    icalcomponent_free(component);
  }
};
using Component = std::unique_ptr<icalcomponent, FreeComponent>;

icaltimetype WholeDay(absl::CivilDay day) {
  icaltimetype time = icaltime_null_date();
  time.year = static_cast<int>(day.year());
  time.month = day.month();
  time.day = day.day();
  return time;
}

icaltimetype MidnightUtc(absl::CivilDay day) {
  icaltimetype time = WholeDay(day);
  time.is_date = 0;
  time.hour = time.minute = time.second = 0;
  return icaltime_set_timezone(&time, icaltimezone_get_utc_timezone());
}

void AddExtension(icalcomponent* calendar, const char* name,
                  const std::string& value) {
  icalproperty* property = icalproperty_new_x(value.c_str());
  icalproperty_set_x_name(property, name);
  icalcomponent_add_property(calendar, property);
}

// Two portfolios in one calendar program must not take each other's events.
std::string UidOf(const pb::CalendarDate& date, const std::string& portfolio) {
  Sha256Hasher hasher;
  return absl::StrCat(date.uid(), "@",
                      ToHex(hasher.Hash(portfolio)).substr(0, 12),
                      ".regisseur");
}

// What no text of a calendar may hold (RFC 5545, 3.1: CONTROL).
std::string WithoutControls(absl::string_view text) {
  std::string clean;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    clean.push_back(byte < 0x20 || byte == 0x7f ? ' ' : c);
  }
  return clean;
}

icalcomponent* EventOf(const pb::CalendarDate& date, absl::CivilDay day,
                       const std::string& portfolio, absl::CivilDay stamp) {
  icalcomponent* event = icalcomponent_new_vevent();
  const auto add = [event](icalproperty* property) {
    icalcomponent_add_property(event, property);
  };
  add(icalproperty_new_uid(WithoutControls(UidOf(date, portfolio)).c_str()));
  add(icalproperty_new_dtstamp(MidnightUtc(stamp)));
  add(icalproperty_new_dtstart(WholeDay(day)));
  add(icalproperty_new_dtend(WholeDay(day + 1)));
  add(icalproperty_new_summary(WithoutControls(date.title().text()).c_str()));
  add(icalproperty_new_categories(date.kind().c_str()));
  // The day is for acting on, not taken up.
  add(icalproperty_new_transp(ICAL_TRANSP_TRANSPARENT));
  return event;
}

// Takes the pages of an answer together.
class Pages final : public ResponseWriter {
 public:
  absl::Status Write(const google::protobuf::Message& message) override {
    const auto& page = static_cast<const pb::ListDatesResponse&>(message);
    next = page.next_page_token();
    all.set_portfolio(page.portfolio());
    all.mutable_dates()->MergeFrom(page.dates());
    return absl::OkStatus();
  }
  pb::ListDatesResponse all;
  std::string next;
};

}  // namespace

std::optional<std::string> ParseCalendarRoute(absl::string_view path) {
  if (!absl::ConsumePrefix(&path, kRoute) ||
      !absl::ConsumeSuffix(&path, kEnding) || path.empty() ||
      path.size() > kMostTokenBytes || absl::StrContains(path, "/")) {
    return std::nullopt;
  }
  return std::string(path);
}

std::string RenderCalendar(const pb::ListDatesResponse& dates,
                           absl::CivilDay stamp) {
  const Component calendar(icalcomponent_new_vcalendar());
  icalcomponent_add_property(calendar.get(), icalproperty_new_version("2.0"));
  icalcomponent_add_property(
      calendar.get(), icalproperty_new_prodid("-//Regisseur//Deadlines//EN"));
  icalcomponent_add_property(calendar.get(),
                             icalproperty_new_calscale("GREGORIAN"));
  AddExtension(calendar.get(), "X-WR-CALNAME",
               WithoutControls(dates.portfolio()));
  for (const pb::CalendarDate& date : dates.dates()) {
    const absl::StatusOr<absl::CivilDay> day = ParseDay(date.day());
    if (!day.ok()) continue;  // our own word: never
    icalcomponent_add_component(calendar.get(),
                                EventOf(date, *day, dates.portfolio(), stamp));
  }
  char* const text = icalcomponent_as_ical_string_r(calendar.get());
  std::string rendered = text == nullptr ? "" : text;
  icalmemory_free_buffer(text);
  return rendered;
}

absl::StatusOr<std::shared_ptr<const CalendarFeed>> CalendarFeeds::Get(
    const MethodRegistry& methods, const CallContext& call, absl::Time now) {
  const std::string reader = absl::StrCat(
      call.who.identity, "\n", RoleWord(call.who.role), "\n", call.who.scope);
  {
    absl::MutexLock lock(&mutex_);
    const auto kept = kept_.find(reader);
    if (kept != kept_.end() && now < kept->second.read + kKept) {
      return kept->second.feed;
    }
  }
  const MethodRegistry::Method* const method = methods.Find(kDatesMethod);
  if (method == nullptr) {
    return absl::UnimplementedError("this server has no calendar");
  }
  Pages pages;
  pb::ListDatesRequest request;
  do {
    request.set_page_token(pages.next);
    RETURN_IF_ERROR(methods.Call(*method, call, request, pages));
  } while (!pages.next.empty());
  auto feed = std::make_shared<CalendarFeed>();
  feed->text =
      RenderCalendar(pages.all, absl::ToCivilDay(now, absl::UTCTimeZone()));
  Sha256Hasher hasher;
  feed->etag =
      absl::StrCat("\"", ToHex(hasher.Hash(feed->text)).substr(0, 32), "\"");
  absl::MutexLock lock(&mutex_);
  if (kept_.size() >= kMostKept) kept_.clear();
  kept_[reader] = {now, feed};
  return std::shared_ptr<const CalendarFeed>(std::move(feed));
}

}  // namespace regisseur
