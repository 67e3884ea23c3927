#include "core/service_level/level_calculator.h"

#include <algorithm>
#include <random>
#include <string>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"

namespace regisseur {
namespace {

using enum OperationalState;

Decimal D(const char* text) { return *Decimal::Parse(text); }

absl::TimeZone Zone(const char* name) {
  absl::TimeZone zone;
  EXPECT_TRUE(absl::LoadTimeZone(name, &zone));
  return zone;
}

// October 2026 in Amsterdam: 745 hours, 2,682,000 seconds.
class LevelCalculatorTest : public ::testing::Test {
 protected:
  LevelCalculatorTest() {
    objective_.window.zone = Zone("Europe/Amsterdam");
    terms().target = D("99.9");
    terms().counts_as_down = {{kPartialOutage}, {kMajorOutage}};
    window_ = WindowContaining(
        objective_.window,
        absl::FromCivil(absl::CivilDay(2026, 10, 5), objective_.window.zone));
  }

  AvailabilityTerms& terms() {
    return std::get<AvailabilityTerms>(objective_.terms);
  }
  absl::Time At(int day, int hour, int minute = 0) const {
    return absl::FromCivil(absl::CivilSecond(2026, 10, day, hour, minute, 0),
                           objective_.window.zone);
  }
  // Operational, but for the given stretch, which ends `length` later.
  void Happens(absl::Time from, absl::Duration length, OperationalState state) {
    stretches_.push_back({{from, from + length}, state});
  }
  std::vector<StateInterval> Timeline() const {
    std::vector<StateInterval> timeline;
    absl::Time at = window_.from - absl::Hours(24);
    for (const StateInterval& stretch : stretches_) {
      timeline.push_back({{at, stretch.range.from}, kOperational});
      timeline.push_back(stretch);
      at = stretch.range.to;
    }
    timeline.push_back({{at, window_.to + absl::Hours(24)}, kOperational});
    return timeline;
  }
  ServiceLevel Compute() const { return ComputeAt(absl::InfiniteFuture()); }
  ServiceLevel ComputeAt(absl::Time now, bool was_at_risk = false) const {
    const std::vector<StateInterval> timeline = Timeline();
    ServiceEvidence evidence;
    evidence.components.push_back({timeline, announced_, approved_});
    evidence.was_at_risk = was_at_risk;
    return LevelCalculator(objective_, window_, now).Compute(evidence);
  }

  Objective objective_;
  TimeRange window_;
  std::vector<StateInterval> stretches_;
  std::vector<AnnouncedMaintenance> announced_;
  std::vector<TimeRange> approved_;
};

std::string Percent(const std::optional<LevelFraction>& fraction) {
  return fraction.has_value() ? fraction->Percent().ToString() : "-";
}

int64_t Seconds(int64_t us) { return us / 1'000'000; }

TEST_F(LevelCalculatorTest, SilenceDoesNotPay) {
  // Story S4: 20 min down, 5 h silent. At most 1 - 1,200 / 2,682,000 =
  // 99.955257 %, at least 1 - 19,200 / 2,682,000 = 99.284116 %.
  Happens(At(3, 10), absl::Minutes(20), kMajorOutage);
  Happens(At(4, 10), absl::Hours(5), kUnknown);
  ServiceLevel level = Compute();
  EXPECT_EQ(Seconds(level.times.agreed_us), 2682000);
  EXPECT_EQ(Percent(level.attained_at_least), "99.284116");
  EXPECT_EQ(Percent(level.attained_at_most), "99.955257");
  EXPECT_EQ(Percent(level.attained), "99.954954");
  EXPECT_EQ(level.verdict, Verdict::kUnknown);
  EXPECT_TRUE(level.judged_is_bound);

  // 4.5 h down, 80 h silent: at most 99.395973 %, a breach however kind.
  stretches_.clear();
  Happens(At(3, 10), absl::Minutes(270), kMajorOutage);
  Happens(At(4, 10), absl::Hours(80), kUnknown);
  level = Compute();
  EXPECT_EQ(Percent(level.attained_at_most), "99.395973");
  EXPECT_EQ(level.verdict, Verdict::kBreached);
}

TEST_F(LevelCalculatorTest, ComparesWithoutRounding) {
  // The budget of 0.1 % of 2,682,000 s is 2,682 s to the second.
  Happens(At(3, 10), absl::Seconds(2682), kMajorOutage);
  EXPECT_EQ(Compute().verdict, Verdict::kMet);
  EXPECT_EQ(Percent(Compute().attained), "99.900000");
  EXPECT_EQ(Compute().budget.ShownLeft().ToString(), "0.0");
  stretches_[0].range.to += absl::Microseconds(1);
  EXPECT_EQ(Compute().verdict, Verdict::kBreached);
  // Cut off, so that a breach never reads as kept.
  EXPECT_EQ(Percent(Compute().attained), "99.899999");
  EXPECT_LT(Compute().budget.left, Decimal());
}

TEST_F(LevelCalculatorTest, TheContractMayMeanOneDecimal) {
  // 1 h down of 745 is 99.865771 %: 99.9 with one decimal.
  Happens(At(3, 10), absl::Hours(1), kMajorOutage);
  EXPECT_EQ(Compute().verdict, Verdict::kBreached);
  terms().compare_decimals = 1;
  EXPECT_EQ(Compute().verdict, Verdict::kMet);
  EXPECT_EQ(Percent(Compute().judged), "99.865771");
  EXPECT_EQ(Compute().compared_decimals, 1);
}

TEST_F(LevelCalculatorTest, NoDataMayBeAgreedUpon) {
  Happens(At(3, 10), absl::Minutes(20), kMajorOutage);
  Happens(At(4, 10), absl::Hours(5), kUnknown);
  terms().no_data = NoData::kExclude;
  EXPECT_EQ(Compute().verdict, Verdict::kMet);
  EXPECT_EQ(Percent(Compute().judged), "99.954954");
  terms().no_data = NoData::kUp;
  EXPECT_EQ(Compute().verdict, Verdict::kMet);
  terms().no_data = NoData::kDown;
  EXPECT_EQ(Compute().verdict, Verdict::kBreached);
  // 80 of 745 hours silent is less than 90 % observed: back to the bounds.
  terms().no_data = NoData::kExclude;
  stretches_[1].range.to = stretches_[1].range.from + absl::Hours(80);
  EXPECT_EQ(Compute().verdict, Verdict::kUnknown);
}

TEST_F(LevelCalculatorTest, OnlyServiceHoursCount) {
  WeeklyHours hours;
  ASSERT_TRUE(hours.Add("mon-fri", "07:00-19:00").ok());
  terms().service_hours = hours;
  // Monday 5 October 18:30 to Tuesday 07:15: half an hour and a quarter.
  Happens(At(5, 18, 30), absl::Minutes(765), kMajorOutage);
  // Sunday does not count.
  Happens(At(11, 10), absl::Hours(3), kMajorOutage);
  const ServiceLevel level = Compute();
  EXPECT_EQ(Seconds(level.times.agreed_us), 22 * 12 * 3600);
  EXPECT_EQ(Seconds(level.times.down_us), 45 * 60);
}

TEST_F(LevelCalculatorTest, MaintenanceIsExcludedEarliestFirstWhileItLasts) {
  terms().excluded = Exclusions{
      MaintenanceAllowance{absl::Hours(5 * 24), absl::Hours(4), false}, {}};
  // Three hours announced ten days ahead, three more, and one announced late.
  const auto maintenance = [&](absl::Time from, absl::Duration length,
                               absl::Duration ahead) {
    Happens(from, length, kUnderMaintenance);
    announced_.push_back({{from, from + length}, from, from - ahead});
  };
  maintenance(At(12, 1), absl::Hours(3), absl::Hours(240));
  maintenance(At(13, 1), absl::Hours(3), absl::Hours(120));
  maintenance(At(14, 1), absl::Hours(1), absl::Hours(119));
  const ServiceLevel level = Compute();
  EXPECT_EQ(Seconds(level.times.excluded_us), 4 * 3600);
  EXPECT_EQ(Seconds(level.times.down_us), (2 + 1) * 3600);
  const auto beyond =
      std::find_if(level.pieces.begin(), level.pieces.end(),
                   [](const LevelPiece& p) { return p.beyond_allowance; });
  ASSERT_NE(beyond, level.pieces.end());
  EXPECT_EQ(beyond->range.from, At(13, 2));
}

TEST_F(LevelCalculatorTest, WithoutAClauseMaintenanceCountsOnlyWhenListed) {
  Happens(At(12, 1), absl::Hours(3), kUnderMaintenance);
  EXPECT_EQ(Compute().times.down_us, 0);
  terms().counts_as_down.push_back({kUnderMaintenance});
  EXPECT_EQ(Seconds(Compute().times.down_us), 3 * 3600);
}

TEST_F(LevelCalculatorTest, AnOutageWithinAnnouncedTimeIsExcluded) {
  terms().excluded = Exclusions{
      MaintenanceAllowance{absl::Hours(24), std::nullopt, false}, {}};
  Happens(At(12, 1), absl::Hours(3), kMajorOutage);
  announced_ = {{{At(12, 0), At(12, 2)}, At(12, 0), At(5, 0)}};
  const ServiceLevel level = Compute();
  EXPECT_EQ(Seconds(level.times.excluded_us), 3600);
  EXPECT_EQ(Seconds(level.times.down_us), 2 * 3600);
}

TEST_F(LevelCalculatorTest, AgreedWindowsNeedNoAnnouncement) {
  terms().excluded = Exclusions{
      std::nullopt, {*ParseRecurringWindow("second sunday", "02:00-06:00")}};
  Happens(At(11, 5), absl::Hours(2), kUnderMaintenance);
  const ServiceLevel level = Compute();
  EXPECT_EQ(Seconds(level.times.excluded_us), 3600);
  EXPECT_EQ(Seconds(level.times.down_us), 3600);
}

TEST_F(LevelCalculatorTest, AnApprovedExclusionIsNoDowntime) {
  Happens(At(12, 1), absl::Hours(3), kMajorOutage);
  approved_ = {{At(12, 2), At(12, 9)}};
  EXPECT_EQ(Seconds(Compute().times.excluded_us), 2 * 3600);
  EXPECT_EQ(Seconds(Compute().times.down_us), 3600);
}

TEST_F(LevelCalculatorTest, ShortOutagesDoNotCount) {
  terms().minimum_outage = absl::Minutes(5);
  Happens(At(3, 10), absl::Minutes(4), kMajorOutage);
  Happens(At(3, 12), absl::Minutes(3), kPartialOutage);
  Happens(At(3, 12, 3), absl::Minutes(2), kMajorOutage);  // goes on
  // Three minutes of October and three of November are one of six.
  Happens(window_.to - absl::Minutes(3), absl::Minutes(6), kMajorOutage);
  EXPECT_EQ(Seconds(Compute().times.down_us), (5 + 3) * 60);
}

TEST_F(LevelCalculatorTest, StatesMayWeighLess) {
  terms().counts_as_down = {{kMajorOutage, D("1")}, {kPartialOutage, D("0.5")}};
  Happens(At(3, 10), absl::Hours(1), kPartialOutage);
  Happens(At(3, 12), absl::Hours(1), kMajorOutage);
  const ServiceLevel level = Compute();
  EXPECT_EQ(level.times.DowntimeSeconds(), D("5400"));
  EXPECT_EQ(Seconds(level.times.down_us), 7200);
  // 1 - 5,400 / 2,682,000
  EXPECT_EQ(Percent(level.attained), "99.798657");
}

TEST_F(LevelCalculatorTest, ARunningWindowIsNeverMet) {
  // The budget of the whole month is 2,682 s.
  EXPECT_EQ(ComputeAt(At(10, 0)).verdict, Verdict::kOnTrack);
  Happens(At(3, 10), absl::Seconds(2012), kMajorOutage);  // 75.02 %
  EXPECT_EQ(ComputeAt(At(10, 0)).verdict, Verdict::kAtRisk);
  EXPECT_FALSE(ComputeAt(At(10, 0)).closed);
  EXPECT_EQ(ComputeAt(At(10, 0)).budget.ShownLeft().ToString(), "670.0");
  stretches_[0].range.to -= absl::Seconds(100);  // 71.3 %
  EXPECT_EQ(ComputeAt(At(10, 0)).verdict, Verdict::kOnTrack);
  EXPECT_EQ(ComputeAt(At(10, 0), true).verdict, Verdict::kAtRisk);
  stretches_[0].range.to -= absl::Seconds(100);  // 67.6 %
  EXPECT_EQ(ComputeAt(At(10, 0), true).verdict, Verdict::kOnTrack);
  stretches_[0].range.to += absl::Hours(1);
  EXPECT_EQ(ComputeAt(At(10, 0)).verdict, Verdict::kBreached);
}

TEST_F(LevelCalculatorTest, NobodyLookedIsUnknown) {
  const ServiceLevel level =
      LevelCalculator(objective_, window_, absl::InfiniteFuture()).Compute({});
  EXPECT_EQ(level.times.unknown_us, level.times.agreed_us);
  EXPECT_EQ(Percent(level.attained), "-");
  EXPECT_EQ(level.verdict, Verdict::kUnknown);
}

TEST_F(LevelCalculatorTest, IsTheWorkedMonthOfTheManual) {
  // docs/service-level-arithmetic.md.
  terms().excluded = Exclusions{
      MaintenanceAllowance{absl::Hours(5 * 24), absl::Hours(4), true}, {}};
  Happens(At(3, 10), absl::Minutes(70), kMajorOutage);
  Happens(At(13, 1), absl::Hours(3), kUnderMaintenance);
  Happens(At(14, 1), absl::Hours(2), kUnderMaintenance);
  Happens(At(20, 9), absl::Minutes(30), kUnknown);
  announced_ = {{{At(13, 1), At(13, 4)}, At(13, 1), At(3, 1)},
                {{At(14, 1), At(14, 3)}, At(14, 1), At(8, 1)}};
  const ServiceLevel level = Compute();
  EXPECT_EQ(Seconds(level.times.excluded_us), 14400);
  EXPECT_EQ(Seconds(level.times.unknown_us), 1800);
  EXPECT_EQ(Seconds(level.times.down_us), 7800);
  EXPECT_EQ(Percent(level.attained), "99.707404");
  EXPECT_EQ(Percent(level.attained_at_least), "99.640125");
  EXPECT_EQ(Percent(level.attained_at_most), "99.707602");
  EXPECT_EQ(level.budget.ShownTotal().ToString(), "2667.6");
  EXPECT_EQ(level.budget.ShownLeft().ToString(), "-5132.4");
  EXPECT_EQ(level.verdict, Verdict::kBreached);
}

// --- An independent oracle: every second is looked at by itself. ------------

struct SlowInput {
  const AvailabilityTerms* terms;
  absl::TimeZone zone;
  TimeRange window;
  bool monthly;
  std::vector<std::vector<StateInterval>> timelines;
  std::vector<std::vector<AnnouncedMaintenance>> announced;
  // Service hours by weekday (Monday first), minutes of the day.
  int open_from;
  int open_to;
  bool weekdays_only;
  HolidayCalendar holidays;
  int minimum_seconds;
  // 02:00-06:00 on every Sunday.
  bool sunday_window;
};

struct SlowTimes {
  int64_t agreed = 0;
  int64_t excluded = 0;
  int64_t unknown = 0;
  int64_t down_millionths = 0;
};

// The state of a component at ever later seconds.
class StateReader {
 public:
  explicit StateReader(const std::vector<StateInterval>& timeline)
      : timeline_(timeline) {}
  OperationalState At(absl::Time t) {
    while (next_ < timeline_.size() && timeline_[next_].range.to <= t) ++next_;
    return next_ < timeline_.size() && timeline_[next_].range.Contains(t)
               ? timeline_[next_].state
               : kUnknown;
  }

 private:
  const std::vector<StateInterval>& timeline_;
  size_t next_ = 0;
};

SlowTimes SlowCompute(const SlowInput& in) {
  const int64_t margin = in.minimum_seconds;
  const int64_t first = absl::ToUnixSeconds(in.window.from) - margin;
  const int64_t last = absl::ToUnixSeconds(in.window.to) + margin;
  struct Second {
    char kind;  // u p d x
    int64_t weight = 0;
    bool agreed = false;
    bool inside = false;
  };
  std::vector<Second> seconds;
  const auto& maintenance = in.terms->excluded.has_value()
                                ? in.terms->excluded->maintenance
                                : std::nullopt;
  const auto full = [&]() -> int64_t {
    return maintenance.has_value() && maintenance->at_most.has_value()
               ? absl::ToInt64Seconds(*maintenance->at_most)
               : int64_t{1} << 60;
  };
  int64_t allowance = full();
  int month = 0;
  std::vector<StateReader> readers(in.timelines.begin(), in.timelines.end());
  for (int64_t s = first; s < last; ++s) {
    const absl::Time t = absl::FromUnixSeconds(s);
    const absl::CivilSecond local = in.zone.At(t).cs;
    Second second;
    second.inside = in.window.Contains(t);
    if (second.inside && !in.monthly && maintenance.has_value() &&
        maintenance->per_month && local.month() != month) {
      allowance = full();
      month = local.month();
    }
    const absl::CivilDay day(local);
    const absl::Weekday weekday = absl::GetWeekday(day);
    const bool weekend =
        weekday == absl::Weekday::saturday || weekday == absl::Weekday::sunday;
    const int minute = local.hour() * 60 + local.minute();
    second.agreed = second.inside && minute >= in.open_from &&
                    minute < in.open_to && !(in.weekdays_only && weekend) &&
                    !in.holidays.IsHoliday(day);
    const bool in_window = in.sunday_window &&
                           weekday == absl::Weekday::sunday &&
                           local.hour() >= 2 && local.hour() < 6;
    int64_t down = 0;
    int64_t covered = 0;
    bool unknown = false;
    bool excused = false;
    for (size_t c = 0; c < in.timelines.size(); ++c) {
      const OperationalState state = readers[c].At(t);
      if (state == kUnknown) {
        unknown = true;
        continue;
      }
      int64_t weight = 0;
      for (const DownState& listed : in.terms->counts_as_down) {
        if (listed.state == state) weight = *listed.weight.CoefficientAt(6);
      }
      if (weight == 0 && state == kUnderMaintenance &&
          in.terms->excluded.has_value()) {
        weight = 1'000'000;
      }
      if (weight == 0) continue;
      bool told = false;
      for (const AnnouncedMaintenance& a : in.announced[c]) {
        told = told || (maintenance.has_value() && a.range.Contains(t) &&
                        a.start - a.announced >= maintenance->announced);
      }
      if (in_window) {
        excused = true;
      } else if (told) {
        covered = std::max(covered, weight);
      } else {
        down = std::max(down, weight);
      }
    }
    if (down > 0 || (covered > 0 && allowance == 0)) {
      second.kind = 'd';
      second.weight = allowance == 0 ? std::max(down, covered) : down;
    } else if (unknown) {
      second.kind = 'u';
    } else if (covered > 0 || excused) {
      second.kind = 'x';
      if (covered > 0 && second.agreed) --allowance;
    } else {
      second.kind = 'p';
    }
    seconds.push_back(second);
  }
  SlowTimes times;
  int64_t run = 0;  // seconds since the service went down
  for (size_t i = 0; i < seconds.size(); ++i) {
    const Second& second = seconds[i];
    if (second.kind == 'd') {
      if (run == 0) {
        while (i + run < seconds.size() && seconds[i + run].kind == 'd') ++run;
      }
    } else {
      run = 0;
    }
    if (!second.agreed) continue;
    ++times.agreed;
    // A short outage counts as up.
    if (second.kind == 'd' && run >= in.minimum_seconds) {
      times.down_millionths += second.weight;
    }
    if (second.kind == 'u') ++times.unknown;
    if (second.kind == 'x') ++times.excluded;
  }
  return times;
}

TEST(LevelPropertyTest, AgreesWithLookingAtEverySecond) {
  const char* const kZones[] = {"Europe/Amsterdam", "America/New_York", "UTC",
                                "Asia/Kolkata"};
  const OperationalState kStates[] = {
      kOperational,      kDegradedPerformance, kPartialOutage, kMajorOutage,
      kUnderMaintenance, kUnderMaintenance,    kUnknown};
  for (int seed = 0; seed < 16; ++seed) {
    std::mt19937 random(seed);
    const auto pick = [&](int n) { return static_cast<int>(random() % n); };
    SlowInput slow;
    slow.zone = Zone(kZones[pick(4)]);
    Objective objective;
    objective.window.zone = slow.zone;
    objective.window.kind = MeasuringWindow::Kind::kRolling;
    objective.window.rolling_days = 2;
    // Around a change of the clock, or of the month.
    const absl::CivilDay days[] = {
        absl::CivilDay(2026, 10, 26), absl::CivilDay(2026, 3, 30),
        absl::CivilDay(2026, 11, 2), absl::CivilDay(2026, 3, 9)};
    objective.window.zone = slow.zone;
    slow.window = WindowContaining(
        objective.window,
        absl::FromCivil(days[pick(4)], slow.zone) - absl::Hours(1));
    slow.monthly = false;
    AvailabilityTerms terms;
    terms.target = Decimal(99, 0);
    terms.counts_as_down = {{kMajorOutage}};
    if (pick(2)) terms.counts_as_down.push_back({kPartialOutage, D("0.25")});
    if (pick(4) == 0) terms.counts_as_down.push_back({kUnderMaintenance});
    slow.sunday_window = false;
    if (pick(3)) {
      terms.excluded.emplace();
      if (pick(4)) {
        terms.excluded->maintenance = MaintenanceAllowance{
            absl::Hours(24),
            pick(2) ? std::optional(absl::Minutes(20 + pick(200)))
                    : std::nullopt,
            pick(2) == 0};
      }
      slow.sunday_window = pick(2);
      if (slow.sunday_window) {
        terms.excluded->windows = {
            *ParseRecurringWindow("sunday", "02:00-06:00")};
      }
    }
    slow.minimum_seconds = pick(2) ? 0 : 60 * pick(30);
    terms.minimum_outage = absl::Seconds(slow.minimum_seconds);
    slow.open_from = 0;
    slow.open_to = 1440;
    slow.weekdays_only = false;
    if (pick(2)) {
      slow.open_from = pick(12) * 60 + pick(2) * 30;
      slow.open_to = 13 * 60 + pick(11) * 60;
      slow.weekdays_only = pick(2);
      if (pick(2)) slow.holidays = HolidayCalendar::Dutch();
      objective.holidays = slow.holidays;
      WeeklyHours hours;
      const auto two = [](int n) { return absl::Dec(n, absl::kZeroPad2); };
      ASSERT_TRUE(hours
                      .Add(slow.weekdays_only ? "mon-fri" : "daily",
                           absl::StrCat(two(slow.open_from / 60), ":",
                                        two(slow.open_from % 60), "-",
                                        two(slow.open_to / 60), ":",
                                        two(slow.open_to % 60)))
                      .ok());
      terms.service_hours = hours;
    }
    const int components = 1 + pick(3);
    for (int c = 0; c < components; ++c) {
      std::vector<StateInterval> timeline;
      std::vector<AnnouncedMaintenance> announced;
      absl::Time at = slow.window.from - absl::Seconds(pick(7200));
      const absl::Time end = slow.window.to + absl::Hours(2);
      while (at < end) {
        const absl::Time to = at + absl::Seconds(1 + pick(9000));
        const OperationalState state =
            pick(2) ? kOperational : kStates[pick(7)];
        timeline.push_back({{at, to}, state});
        if (state != kOperational && pick(2)) {
          const absl::Time start = at + absl::Seconds(pick(600) - 300);
          announced.push_back({{start, to + absl::Seconds(pick(600) - 300)},
                               start,
                               start - absl::Hours(pick(2) ? 24 : 23)});
        }
        at = to;
      }
      slow.timelines.push_back(timeline);
      slow.announced.push_back(announced);
    }
    objective.terms = terms;
    slow.terms = &terms;
    const SlowTimes expected = SlowCompute(slow);
    ServiceEvidence evidence;
    for (int c = 0; c < components; ++c) {
      evidence.components.push_back({slow.timelines[c], slow.announced[c], {}});
    }
    const ServiceLevel level =
        LevelCalculator(objective, slow.window, absl::InfiniteFuture())
            .Compute(evidence);
    const std::string trace = absl::StrCat("seed ", seed);
    EXPECT_EQ(level.times.agreed_us, expected.agreed * 1'000'000) << trace;
    EXPECT_EQ(level.times.excluded_us, expected.excluded * 1'000'000) << trace;
    EXPECT_EQ(level.times.unknown_us, expected.unknown * 1'000'000) << trace;
    EXPECT_TRUE(level.times.weighted_down ==
                Int128{expected.down_millionths} * 1'000'000)
        << trace << ": " << level.times.DowntimeSeconds() << " against "
        << Decimal(expected.down_millionths, 6);
  }
}

}  // namespace
}  // namespace regisseur
