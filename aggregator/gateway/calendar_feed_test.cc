#include "aggregator/gateway/calendar_feed.h"

#include <libical/ical.h>

#include <memory>
#include <string>

#include "absl/strings/str_split.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "regisseur/calendar/v1/calendar.pb.h"

namespace regisseur {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr absl::CivilDay kStamp(2026, 11, 29);

calendar::v1::ListDatesResponse Dates() {
  calendar::v1::ListDatesResponse dates;
  dates.set_portfolio("Gemeente Voorbeeld; afd. ICT, \\ é");
  calendar::v1::CalendarDate& date = *dates.add_dates();
  date.set_uid("notice:hosting:2029-01-01");
  date.set_day("2028-09-29");
  date.set_kind("notice");
  date.mutable_title()->set_text(
      "Cloud; B.V.: notice of \"hosting\", \\ and\r\nBEGIN:VALARM\nénénénénéné"
      "nénénénénénénénénénénénénénénénénénénénénénénénénénénénénénénénéné");
  return dates;
}

struct FreeComponent {
  void operator()(icalcomponent* component) const {
    icalcomponent_free(component);
  }
};

TEST(CalendarFeedTest, IsReadBackAsItWasWritten) {
  const std::string text = RenderCalendar(Dates(), kStamp);
  const std::unique_ptr<icalcomponent, FreeComponent> read(
      icalparser_parse_string(text.c_str()));
  ASSERT_NE(read, nullptr);
  ASSERT_EQ(icalcomponent_isa(read.get()), ICAL_VCALENDAR_COMPONENT);
  EXPECT_EQ(icalcomponent_count_errors(read.get()), 0);
  EXPECT_EQ(icalrestriction_check(read.get()), 1);
  EXPECT_EQ(icalcomponent_count_components(read.get(), ICAL_VEVENT_COMPONENT),
            1);
  icalcomponent* event =
      icalcomponent_get_first_component(read.get(), ICAL_VEVENT_COMPONENT);
  EXPECT_THAT(icalcomponent_get_uid(event),
              ::testing::StartsWith("notice:hosting:2029-01-01@"));
  // What a title holds is a title: no line and no part of its own.
  EXPECT_THAT(icalcomponent_get_summary(event),
              ::testing::StartsWith(
                  "Cloud; B.V.: notice of \"hosting\", \\ and  BEGIN:VALARM "
                  "éné"));
  EXPECT_EQ(icalcomponent_count_components(event, ICAL_ANY_COMPONENT), 0);
  const icaltimetype start = icalcomponent_get_dtstart(event);
  EXPECT_TRUE(icaltime_is_date(start));
  EXPECT_STREQ(icaltime_as_ical_string(start), "20280929");
  EXPECT_STREQ(icaltime_as_ical_string(icalcomponent_get_dtend(event)),
               "20280930");
  EXPECT_STREQ(icaltime_as_ical_string(icalcomponent_get_dtstamp(event)),
               "20261129T000000Z");
}

// RFC 5545, 3.1: lines end in CRLF and are no longer than 75 octets; no
// character is cut in two.
TEST(CalendarFeedTest, LinesAreFolded) {
  const std::string text = RenderCalendar(Dates(), kStamp);
  ASSERT_TRUE(text.size() > 2 && text.substr(text.size() - 2) == "\r\n");
  for (const auto& line : absl::StrSplit(text, "\r\n")) {
    const std::string one(line.data(), line.size());
    EXPECT_LE(one.size(), 75u) << one;
    EXPECT_THAT(one, Not(HasSubstr("\n")));
    // A continuation of UTF-8 never stands first.
    if (one.size() > 1 && one[0] == ' ') {
      EXPECT_NE(static_cast<unsigned char>(one[1]) & 0xC0, 0x80) << one;
    }
  }
  EXPECT_THAT(text, HasSubstr("DTSTART;VALUE=DATE:20280929\r\n"));
}

TEST(CalendarFeedTest, IsTheSameUntilSomethingChanges) {
  EXPECT_EQ(RenderCalendar(Dates(), kStamp), RenderCalendar(Dates(), kStamp));
  calendar::v1::ListDatesResponse other = Dates();
  other.set_portfolio("Another");
  // Two portfolios in one calendar do not take each other's events.
  const auto uid = [](const std::string& text) {
    const size_t at = text.find("UID:");
    return text.substr(at, text.find("\r\n", at) - at);
  };
  EXPECT_NE(uid(RenderCalendar(other, kStamp)),
            uid(RenderCalendar(Dates(), kStamp)));
}

TEST(CalendarFeedTest, AnEmptyCalendarIsOne) {
  EXPECT_THAT(RenderCalendar({}, kStamp), HasSubstr("BEGIN:VCALENDAR"));
}

TEST(CalendarRouteTest, IsOneNameUnderCalendar) {
  EXPECT_EQ(ParseCalendarRoute("/calendar/rgs_a.ics"), "rgs_a");
  for (const char* path :
       {"/calendar/", "/calendar/.ics", "/calendar/a", "/calendar/a/b.ics",
        "/a.ics", "/calendar/../a.ics"}) {
    EXPECT_EQ(ParseCalendarRoute(path), std::nullopt) << path;
  }
  EXPECT_EQ(ParseCalendarRoute("/calendar/" + std::string(200, 'a') + ".ics"),
            std::nullopt);
}

}  // namespace
}  // namespace regisseur
