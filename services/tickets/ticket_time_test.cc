#include "services/tickets/ticket_time.h"

#include "core/time/instant.h"
#include "gtest/gtest.h"

namespace regisseur::tickets {
namespace {

using Kind = TicketTime::Kind;

TEST(TicketTimeTest, ReadsWhatExportsWrite) {
  const absl::TimeZone zone = LoadZone("Europe/Amsterdam").value();
  const struct {
    const char* text;
    DateOrder order;
    const char* expected;  // empty: nothing is told; `no`, `other`
  } kCases[] = {
      {"2012-06-08T10:15:30+01:00", DateOrder::kDayFirst,
       "2012-06-08T09:15:30Z"},
      {"2026-02-11T06:31:20.250+0000", DateOrder::kDayFirst,
       "2026-02-11T06:31:20.25Z"},
      {"2021-02-11T06:32:36-08", DateOrder::kDayFirst, "2021-02-11T14:32:36Z"},
      {"2021-02-11T06:32:36Z", DateOrder::kDayFirst, "2021-02-11T06:32:36Z"},
      // Amsterdam: UTC+1 in winter, UTC+2 in summer.
      {"2016-12-14 02:46:44", DateOrder::kDayFirst, "2016-12-14T01:46:44Z"},
      {"2016-07-14 02:46", DateOrder::kDayFirst, "2016-07-14T00:46:00Z"},
      {"2016-07-14", DateOrder::kDayFirst, "2016-07-13T22:00:00Z"},
      {"29/2/2016 01:16", DateOrder::kDayFirst, "2016-02-29T00:16:00Z"},
      {"29-02-2016 01:16", DateOrder::kDayFirst, "2016-02-29T00:16:00Z"},
      {"29.02.2016 1:16:05", DateOrder::kDayFirst, "2016-02-29T00:16:05Z"},
      {"2/29/2016 1:16 PM", DateOrder::kMonthFirst, "2016-02-29T12:16:00Z"},
      {"2/29/2016 12:16:00 am", DateOrder::kMonthFirst, "2016-02-28T23:16:00Z"},
      {" 1/3/2016 01:22 ", DateOrder::kDayFirst, "2016-03-01T00:22:00Z"},
      {"1/3/2016 01:22", DateOrder::kMonthFirst, "2016-01-03T00:22:00Z"},
      {"2/29/2016 1:16", DateOrder::kDayFirst, "other"},
      {"29/2/2016 1:16", DateOrder::kMonthFirst, "other"},
      {"30/2/2016", DateOrder::kDayFirst, "no"},
      {"2016-02-30", DateOrder::kDayFirst, "no"},
      {"2016-13-01", DateOrder::kDayFirst, "no"},
      {"29-2-16", DateOrder::kDayFirst, "no"},
      {"29/2-2016", DateOrder::kDayFirst, "no"},
      {"2016-02-29 24:00", DateOrder::kDayFirst, "no"},
      {"2016-02-29 13:16 PM", DateOrder::kDayFirst, "no"},
      {"2016-02-29 10:61", DateOrder::kDayFirst, "no"},
      {"2016-02-29 10", DateOrder::kDayFirst, "no"},
      {"2016-02-29T10:00:00+25:00", DateOrder::kDayFirst, "no"},
      {"2016-02-29T10:00:00+01:00x", DateOrder::kDayFirst, "no"},
      {"2016-02-29 10:00:00.", DateOrder::kDayFirst, "no"},
      {"0001-01-01 00:00", DateOrder::kDayFirst, "no"},
      {"soon", DateOrder::kDayFirst, "no"},
      {"-100", DateOrder::kDayFirst, "no"},
      {"?", DateOrder::kDayFirst, ""},
      {"", DateOrder::kDayFirst, ""},
      {" ", DateOrder::kDayFirst, ""},
      {"null", DateOrder::kDayFirst, ""},
      {"(empty)", DateOrder::kDayFirst, ""},
  };
  for (const auto& c : kCases) {
    const TicketTime read = ParseTicketTime(c.text, c.order, zone);
    std::string told;
    switch (read.kind) {
      case Kind::kEmpty:
        break;
      case Kind::kTime:
        told = FormatInstant(read.time);
        break;
      case Kind::kUnreadable:
        told = "no";
        break;
      case Kind::kOtherOrder:
        told = "other";
        break;
    }
    EXPECT_EQ(told, c.expected) << c.text;
    EXPECT_FALSE(read.uncertain) << c.text;
  }
}

// The last Sundays of March and October 2026 in Amsterdam.
TEST(TicketTimeTest, SaysWhereAChangeOfTheClockLeavesDoubt) {
  const absl::TimeZone zone = LoadZone("Europe/Amsterdam").value();
  const TicketTime skipped =
      ParseTicketTime("29-03-2026 02:30", DateOrder::kDayFirst, zone);
  EXPECT_TRUE(skipped.uncertain);
  EXPECT_EQ(FormatInstant(skipped.time), "2026-03-29T01:00:00Z");
  const TicketTime twice =
      ParseTicketTime("25-10-2026 02:30", DateOrder::kDayFirst, zone);
  EXPECT_TRUE(twice.uncertain);
  EXPECT_EQ(FormatInstant(twice.time), "2026-10-25T00:30:00Z");
  EXPECT_FALSE(
      ParseTicketTime("2026-10-25T02:30:00+02:00", DateOrder::kDayFirst, zone)
          .uncertain);
}

TEST(TicketTimeTest, CutsWhatIsFinerThanMicroseconds) {
  const TicketTime read =
      ParseTicketTime("2026-01-01T00:00:00.1234567899Z", DateOrder::kDayFirst,
                      absl::UTCTimeZone());
  EXPECT_EQ(FormatInstant(read.time), "2026-01-01T00:00:00.123456Z");
}

}  // namespace
}  // namespace regisseur::tickets
