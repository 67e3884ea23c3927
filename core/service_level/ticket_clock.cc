#include "core/service_level/ticket_clock.h"

#include <algorithm>
#include <variant>

namespace regisseur {
namespace {

// The parts of ascending `ranges` that no stop covers.
std::vector<TimeRange> Without(std::vector<TimeRange> ranges,
                               absl::Span<const TimeRange> stops) {
  for (const TimeRange& stop : stops) {
    std::vector<TimeRange> left;
    for (const TimeRange& range : ranges) {
      if (stop.to <= range.from || range.to <= stop.from) {
        left.push_back(range);
        continue;
      }
      if (range.from < stop.from) left.push_back({range.from, stop.from});
      if (stop.to < range.to) left.push_back({stop.to, range.to});
    }
    ranges = std::move(left);
  }
  return ranges;
}

}  // namespace

TicketClock::TicketClock(const Objective& objective)
    : objective_(objective), terms_(std::get<TicketTerms>(objective.terms)) {}

std::vector<TimeRange> TicketClock::Running(
    TimeRange range, absl::Span<const TimeRange> stops) const {
  return Without(terms_.support_hours.OpenRanges(range, objective_.window.zone,
                                                 objective_.holidays),
                 stops);
}

absl::Duration TicketClock::TimeBetween(
    absl::Time from, absl::Time to, absl::Span<const TimeRange> stops) const {
  absl::Duration sum;
  for (const TimeRange& range : Running({from, to}, stops)) {
    sum += range.to - range.from;
  }
  return sum;
}

absl::Time TicketClock::DueTime(absl::Time opened, const ClockLength& within,
                                absl::Span<const TimeRange> stops) const {
  constexpr int kMonths = 60;
  const absl::TimeZone zone = objective_.window.zone;
  if (within.days > 0 || within.working_days > 0) {
    int left = std::max(within.days, within.working_days);
    absl::CivilDay day(zone.At(opened).cs);
    for (int i = 0; left > 0; ++i) {
      if (i > kMonths * 31) return absl::InfiniteFuture();
      ++day;
      if (within.working_days > 0 && !objective_.holidays.IsWorkingDay(day)) {
        continue;
      }
      const TimeRange whole{absl::FromCivil(day, zone),
                            absl::FromCivil(day + 1, zone)};
      if (!Without({whole}, stops).empty()) --left;
    }
    return absl::FromCivil(day + 1, zone);
  }
  // Month by month, so that a short clock looks at little.
  absl::Duration left = within.hours;
  absl::Time from = opened;
  for (int i = 0; i < kMonths; ++i) {
    const absl::Time to = from + absl::Hours(24 * 31);
    for (const TimeRange& range : Running({from, to}, stops)) {
      if (range.to - range.from >= left) return range.from + left;
      left -= range.to - range.from;
    }
    from = to;
  }
  return absl::InfiniteFuture();
}

}  // namespace regisseur
