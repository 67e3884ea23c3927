#include "core/calendar/measuring_window.h"

#include <algorithm>

namespace regisseur {
namespace {

int MonthsOf(MeasuringWindow::Kind kind) {
  switch (kind) {
    case MeasuringWindow::Kind::kMonth:
      return 1;
    case MeasuringWindow::Kind::kQuarter:
      return 3;
    case MeasuringWindow::Kind::kYear:
      return 12;
    case MeasuringWindow::Kind::kRolling:
      return 0;
  }
  return 1;
}

// The day in `month` on which a window of the calendar starts.
absl::CivilDay StartIn(const MeasuringWindow& window, absl::CivilMonth month) {
  const int last_day = (absl::CivilDay(month + 1) - 1).day();
  return absl::CivilDay(month.year(), month.month(),
                        std::min(window.from_day, last_day));
}

TimeRange Rolling(const MeasuringWindow& window, absl::CivilDay end) {
  return {absl::FromCivil(end - window.rolling_days, window.zone),
          absl::FromCivil(end, window.zone)};
}

// The window of the calendar that contains `day`.
TimeRange CalendarWindow(const MeasuringWindow& window, absl::CivilDay day) {
  const int months = MonthsOf(window.kind);
  // January, or the first month of the quarter, or the month itself.
  absl::CivilMonth month(day.year(), (day.month() - 1) / months * months + 1);
  if (day < StartIn(window, month)) month -= months;
  return {absl::FromCivil(StartIn(window, month), window.zone),
          absl::FromCivil(StartIn(window, month + months), window.zone)};
}

}  // namespace

TimeRange WindowContaining(const MeasuringWindow& window, absl::Time t) {
  const absl::CivilDay day(window.zone.At(t).cs);
  if (window.kind == MeasuringWindow::Kind::kRolling) {
    return Rolling(window, day + 1);
  }
  return CalendarWindow(window, day);
}

std::vector<TimeRange> WindowsEndingIn(const MeasuringWindow& window,
                                       TimeRange period) {
  if (period.from >= period.to) return {};
  if (window.kind == MeasuringWindow::Kind::kRolling) {
    const absl::CivilDay end(window.zone.At(period.to).cs);
    return {Rolling(window, end)};
  }
  std::vector<TimeRange> windows;
  TimeRange next = WindowContaining(window, period.from);
  // A window that ends exactly where the period begins belongs to the period
  // before.
  while (next.to <= period.to) {
    if (next.to > period.from) windows.push_back(next);
    next = WindowContaining(window, next.to);
  }
  return windows;
}

absl::CivilDay LastDayOf(const MeasuringWindow& window, TimeRange range) {
  return absl::CivilDay(window.zone.At(range.to - absl::Nanoseconds(1)).cs);
}

}  // namespace regisseur
