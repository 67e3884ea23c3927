#include "core/freshness/freshness.h"

#include "gtest/gtest.h"

namespace regisseur {
namespace {

absl::Time T(absl::string_view text) { return ParseInstant(text).value(); }

const absl::TimeZone kUtc = absl::UTCTimeZone();

TEST(FreshnessTest, JudgesTheAnswersByTheInterval) {
  const absl::Time answered = T("2026-10-05T07:00:00Z");
  SourceClocks clocks;
  clocks.last_answer = answered;
  clocks.every = absl::Minutes(10);
  const struct {
    absl::Duration age;
    Freshness expected;
  } kCases[] = {
      {absl::ZeroDuration(), Freshness::kFresh},
      {absl::Minutes(15), Freshness::kFresh},  // 1.5 intervals
      {absl::Minutes(15) + absl::Seconds(1), Freshness::kLate},
      {absl::Minutes(30), Freshness::kLate},  // twice that
      {absl::Minutes(30) + absl::Seconds(1), Freshness::kStale},
  };
  for (const auto& c : kCases) {
    EXPECT_EQ(ComputeFreshness(clocks, answered + c.age, kUtc), c.expected)
        << absl::FormatDuration(c.age);
  }
}

TEST(FreshnessTest, JudgesTheDataByWhatIsExpected) {
  SourceClocks clocks;
  clocks.every = absl::Hours(24);
  clocks.expect = ParseCalendarSpan("1 month + 5 days").value();
  clocks.data_until = T("2026-09-01T00:00:00Z");
  const struct {
    const char* now;
    Freshness expected;
  } kCases[] = {
      {"2026-10-06T00:00:00Z", Freshness::kFresh},
      {"2026-10-06T00:00:01Z", Freshness::kLate},
      {"2026-11-11T00:00:00Z", Freshness::kLate},  // 2 months + 10 days
      {"2026-11-11T00:00:01Z", Freshness::kStale},
  };
  for (const auto& c : kCases) {
    clocks.last_answer = T(c.now);
    EXPECT_EQ(ComputeFreshness(clocks, T(c.now), kUtc), c.expected) << c.now;
  }
}

TEST(FreshnessTest, DataThatClaimToReachIntoTheFutureAreNotFresh) {
  const absl::Time now = T("2026-10-05T07:00:00Z");
  SourceClocks clocks;
  clocks.every = absl::Hours(1);
  clocks.expect = ParseCalendarSpan("3h").value();
  clocks.last_answer = now;
  clocks.data_until = now + absl::Minutes(5);  // a clock that runs ahead
  EXPECT_EQ(ComputeFreshness(clocks, now, kUtc), Freshness::kFresh);
  clocks.data_until = now + absl::Minutes(5) + absl::Seconds(1);
  EXPECT_EQ(ComputeFreshness(clocks, now, kUtc), Freshness::kStale);
}

TEST(FreshnessTest, TheWorseClockCounts) {
  SourceClocks clocks;
  clocks.every = absl::Hours(1);
  clocks.expect = ParseCalendarSpan("3h").value();
  clocks.last_answer = T("2026-10-05T07:00:00Z");
  clocks.data_until = T("2026-10-05T03:30:00Z");
  EXPECT_EQ(ComputeFreshness(clocks, T("2026-10-05T07:00:00Z"), kUtc),
            Freshness::kLate);
  EXPECT_EQ(ComputeFreshness(clocks, T("2026-10-05T11:00:00Z"), kUtc),
            Freshness::kStale);
}

TEST(FreshnessTest, SilenceAndFailureAreNeverFresh) {
  const absl::Time now = T("2026-10-05T07:00:00Z");
  SourceClocks clocks;
  clocks.every = absl::Hours(1);
  EXPECT_EQ(ComputeFreshness(clocks, now, kUtc), Freshness::kMissing);
  clocks.failed = true;
  EXPECT_EQ(ComputeFreshness(clocks, now, kUtc), Freshness::kFailed);
  clocks.last_answer = now;
  EXPECT_EQ(ComputeFreshness(clocks, now, kUtc), Freshness::kFailed);
  clocks.failed = false;
  clocks.expect = ParseCalendarSpan("3h").value();
  EXPECT_EQ(ComputeFreshness(clocks, now, kUtc), Freshness::kStale);
}

TEST(FreshnessTest, OrdersTheWords) {
  using enum Freshness;
  const Freshness kWorstFirst[] = {kFailed, kMissing, kStale, kLate, kFresh};
  for (int i = 0; i < 5; ++i) {
    for (int j = i; j < 5; ++j) {
      EXPECT_EQ(Worse(kWorstFirst[j], kWorstFirst[i]), kWorstFirst[i]);
    }
  }
  EXPECT_EQ(FreshnessWord(kStale), "stale");
}

}  // namespace
}  // namespace regisseur
