#include "core/status/timeline.h"

#include <random>
#include <string>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace regisseur {
namespace {

using enum OperationalState;

// Second `n` of a small world.
absl::Time S(int n) { return absl::FromUnixSeconds(n); }
TimeRange R(int from, int to) { return {S(from), S(to)}; }

// `0-3 operational, 3-5 unknown`.
std::string Text(const std::vector<StateInterval>& timeline) {
  std::string text;
  for (const StateInterval& interval : timeline) {
    absl::StrAppend(&text, text.empty() ? "" : ", ",
                    absl::ToUnixSeconds(interval.range.from), "-",
                    absl::ToUnixSeconds(interval.range.to), " ",
                    OperationalStateWord(interval.state));
  }
  return text;
}

TEST(TimelineTest, NobodyLookedIsUnknown) {
  EXPECT_EQ(Text(ComputeTimeline({}, {}, R(0, 10))), "0-10 unknown");
  EXPECT_EQ(Text(ComputeTimeline({}, {R(2, 5)}, R(0, 10))), "0-10 unknown");
  EXPECT_EQ(Text(ComputeTimeline({{S(0), kOperational}}, {}, R(0, 10))),
            "0-10 unknown");
}

TEST(TimelineTest, AnEmptyRangeHasNoTimeline) {
  EXPECT_EQ(Text(ComputeTimeline({{S(0), kOperational}}, {R(0, 9)}, R(5, 5))),
            "");
}

TEST(TimelineTest, ChangesHoldUntilTheNext) {
  EXPECT_EQ(Text(ComputeTimeline({{S(2), kOperational},
                                  {S(4), kMajorOutage},
                                  {S(6), kMajorOutage},
                                  {S(8), kOperational}},
                                 {R(0, 10)}, R(0, 10))),
            "0-2 unknown, 2-4 operational, 4-8 major_outage, 8-10 operational");
}

TEST(TimelineTest, AStateFromBeforeTheRangeHolds) {
  EXPECT_EQ(
      Text(ComputeTimeline({{S(-50), kOperational}, {S(-9), kPartialOutage}},
                           {R(-100, 100)}, R(0, 10))),
      "0-10 partial_outage");
}

TEST(TimelineTest, CoverageMayOverlapAndBeUnordered) {
  EXPECT_EQ(Text(ComputeTimeline({{S(0), kOperational}},
                                 {R(7, 9), R(0, 3), R(2, 4), R(4, 5), R(6, 6)},
                                 R(0, 10))),
            "0-5 operational, 5-7 unknown, 7-9 operational, 9-10 unknown");
}

TEST(TimelineTest, AChangeInAHoleHoldsWhereCoverageReturns) {
  EXPECT_EQ(Text(ComputeTimeline({{S(0), kOperational}, {S(4), kMajorOutage}},
                                 {R(0, 3), R(6, 10)}, R(0, 10))),
            "0-3 operational, 3-6 unknown, 6-10 major_outage");
}

TEST(TimelineTest, BordersBelongToWhatStarts) {
  // A change at the very start of the range and of the coverage counts; one at
  // the very end does not.
  EXPECT_EQ(Text(ComputeTimeline({{S(0), kOperational}, {S(10), kMajorOutage}},
                                 {R(0, 10)}, R(0, 10))),
            "0-10 operational");
}

TEST(TimelineTest, OfTwoChangesAtOneMomentTheLaterWins) {
  EXPECT_EQ(Text(ComputeTimeline({{S(0), kMajorOutage},
                                  {S(0), kOperational},
                                  {S(5), kOperational},
                                  {S(5), kUnknown}},
                                 {R(0, 10)}, R(0, 10))),
            "0-5 operational, 5-10 unknown");
}

TEST(TimelineFromIncidentsTest, OverlappingIncidentsCountOnce) {
  const auto timeline =
      ComputeTimelineFromIncidents({{S(1), S(5), kPartialOutage},
                                    {S(3), S(7), kPartialOutage},
                                    {S(4), S(6), kMajorOutage},
                                    {S(20), S(30), kMajorOutage}},
                                   {R(0, 10)}, R(0, 10));
  EXPECT_EQ(Text(timeline),
            "0-1 operational, 1-4 partial_outage, 4-6 major_outage, "
            "6-7 partial_outage, 7-10 operational");
  EXPECT_EQ(SumDurations(timeline).partial_outage, absl::Seconds(4));
}

TEST(TimelineFromIncidentsTest, AnOpenIncidentLastsAndAnEmptyOneDoesNot) {
  EXPECT_EQ(Text(ComputeTimelineFromIncidents(
                {{.start = S(6), .state = kDegradedPerformance},
                 {S(3), S(3), kMajorOutage},
                 {S(4), S(2), kMajorOutage}},
                {R(1, 9)}, R(0, 10))),
            "0-1 unknown, 1-6 operational, 6-9 degraded_performance, "
            "9-10 unknown");
}

TEST(WorstOfTest, TakesTheWorstAtEachMoment) {
  const std::vector<StateInterval> timelines[] = {
      {{R(0, 5), kOperational}, {R(5, 10), kMajorOutage}},
      {{R(0, 3), kUnknown}, {R(3, 10), kDegradedPerformance}},
      {{R(0, 10), kUnderMaintenance}},
  };
  EXPECT_EQ(Text(WorstOf(timelines)),
            "0-3 unknown, 3-5 degraded_performance, 5-10 major_outage");
  EXPECT_EQ(Text(WorstOf({})), "");
}

TEST(LastStateTest, TellsSinceWhen) {
  const StateChange last = LastState(std::vector<StateInterval>{
      {R(0, 5), kOperational}, {R(5, 10), kMajorOutage}});
  EXPECT_EQ(last.state, kMajorOutage);
  EXPECT_EQ(last.at, S(5));
  EXPECT_EQ(LastState({}).state, kUnknown);
}

TEST(RoundedSecondsTest, RoundsHalfUp) {
  EXPECT_EQ(RoundedSeconds(absl::Milliseconds(1499)), 1);
  EXPECT_EQ(RoundedSeconds(absl::Milliseconds(1500)), 2);
  EXPECT_EQ(RoundedSeconds(absl::Microseconds(499'999)), 0);
  EXPECT_EQ(RoundedSeconds(absl::Hours(745)), 2'682'000);
}

// Against an oracle that looks at every second by itself.
TEST(TimelineTest, AgreesWithLookingSecondBySecond) {
  constexpr OperationalState kAll[] = {kOperational,      kDegradedPerformance,
                                       kPartialOutage,    kMajorOutage,
                                       kUnderMaintenance, kUnknown};
  std::mt19937 random(20261005);
  const auto any = [&](int n) { return static_cast<int>(random() % n); };
  for (int round = 0; round < 3'000; ++round) {
    const int from = any(20);
    const int to = from + any(60);
    std::vector<TimeRange> coverage;
    for (int i = any(5); i > 0; --i) {
      const int start = any(80);
      coverage.push_back(R(start, start + any(30)));
    }
    const auto covered = [&](int s) {
      for (const TimeRange& stretch : coverage) {
        if (stretch.Contains(S(s))) return true;
      }
      return false;
    };
    std::vector<StateChange> changes;
    for (int at = any(15); at < 80 && any(8) != 0; at += any(10)) {
      changes.push_back({S(at), kAll[any(6)]});
    }
    std::vector<ImpliedState> incidents;
    for (int i = any(6); i > 0; --i) {
      const int start = any(80);
      incidents.push_back(
          {S(start), any(5) == 0 ? absl::InfiniteFuture() : S(start + any(20)),
           kAll[any(6)]});
    }

    const auto by_changes = ComputeTimeline(changes, coverage, R(from, to));
    const auto by_incidents =
        ComputeTimelineFromIncidents(incidents, coverage, R(from, to));
    const std::vector<StateInterval> both[] = {by_changes, by_incidents};
    const auto worst = WorstOf(both);
    for (const auto* timeline : {&by_changes, &by_incidents, &worst}) {
      absl::Time at = S(from);
      for (size_t i = 0; i < timeline->size(); ++i) {
        ASSERT_EQ((*timeline)[i].range.from, at);
        at = (*timeline)[i].range.to;
        if (i > 0) {
          ASSERT_NE((*timeline)[i].state, (*timeline)[i - 1].state);
        }
      }
      ASSERT_EQ(at, S(to));
    }
    const auto state_at = [](const std::vector<StateInterval>& timeline,
                             int s) {
      for (const StateInterval& interval : timeline) {
        if (interval.range.Contains(S(s))) return interval.state;
      }
      ADD_FAILURE() << "a hole at " << s;
      return kUnknown;
    };
    for (int s = from; s < to; ++s) {
      OperationalState changed = kUnknown;
      OperationalState implied = kUnknown;
      if (covered(s)) {
        for (const StateChange& change : changes) {
          if (change.at <= S(s)) changed = change.state;
        }
        implied = kOperational;
        for (const ImpliedState& incident : incidents) {
          if (incident.start <= S(s) && S(s) < incident.end) {
            implied = Worse(implied, incident.state);
          }
        }
      }
      ASSERT_EQ(state_at(by_changes, s), changed) << round << " at " << s;
      ASSERT_EQ(state_at(by_incidents, s), implied) << round << " at " << s;
      ASSERT_EQ(state_at(worst, s), Worse(changed, implied))
          << round << " at " << s;
    }
  }
}

}  // namespace
}  // namespace regisseur
