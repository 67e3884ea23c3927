#include "aggregator/answers/contract_windows.h"

#include <algorithm>
#include <variant>

#include "absl/status/status.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "core/calendar/measuring_window.h"
#include "core/contract/notice_dates.h"
#include "core/time/instant.h"

namespace regisseur {
namespace {

// A stretch of days in which versions of a contract promise the same objective
// over windows of the same shape.
struct Era {
  struct Step {
    absl::CivilDay from;
    const Contract* contract;
    const Objective* objective;
  };
  std::vector<Step> steps;  // ascending; never empty
  std::optional<absl::CivilDay> end;
  const MeasuringWindow& window() const {
    return steps.back().objective->window;
  }
  TimeRange Range() const {
    const absl::TimeZone zone = window().zone;
    return {
        absl::FromCivil(steps.front().from, zone),
        end.has_value() ? absl::FromCivil(*end, zone) : absl::InfiniteFuture()};
  }
};

std::vector<Era> FindEras(const ContractRegister& contracts,
                          const std::string& contract,
                          const std::string& objective, absl::CivilDay on) {
  std::vector<Era> eras;
  const std::vector<const Contract*> versions = contracts.Versions(contract);
  for (size_t i = 0; i < versions.size(); ++i) {
    const Contract& version = *versions[i];
    // The first version holds from the term's start on.
    absl::CivilDay from = version.ValidFrom();
    if (i == 0) from = std::min(from, version.term.start);
    std::optional<absl::CivilDay> end =
        FindEndOfTerm(version.term, on, version.holidays);
    if (i + 1 < versions.size() &&
        (!end.has_value() || versions[i + 1]->ValidFrom() < *end)) {
      end = versions[i + 1]->ValidFrom();
    }
    if (end.has_value() && *end <= from) continue;
    const Objective* promised = version.FindObjective(objective);
    if (promised == nullptr) continue;
    const bool goes_on = !eras.empty() && eras.back().end == from &&
                         eras.back().window() == promised->window;
    if (!goes_on) eras.emplace_back();
    eras.back().steps.push_back({from, &version, promised});
    eras.back().end = end;
  }
  return eras;
}

// True when time counts the same by both.
bool CountsAlike(const Objective& a, const Objective& b) {
  const auto* x = std::get_if<AvailabilityTerms>(&a.terms);
  const auto* y = std::get_if<AvailabilityTerms>(&b.terms);
  // What is no sum of time is judged by one version.
  if (x == nullptr || y == nullptr) return true;
  return x->service_hours == y->service_hours &&
         x->counts_as_down == y->counts_as_down && x->excluded == y->excluded &&
         x->minimum_outage == y->minimum_outage && a.services == b.services &&
         a.holidays == b.holidays;
}

ObjectiveWindow WindowOf(const Era& era, TimeRange calendar) {
  const absl::TimeZone zone = era.window().zone;
  const TimeRange covered = era.Range();
  ObjectiveWindow window;
  window.range = {std::max(calendar.from, covered.from),
                  std::min(calendar.to, covered.to)};
  window.cut = window.range != calendar;
  window.last_day = LastDayOf(era.window(), window.range);
  for (size_t i = 0; i < era.steps.size(); ++i) {
    const Era::Step& step = era.steps[i];
    const absl::Time from = absl::FromCivil(step.from, zone);
    const absl::Time to = i + 1 < era.steps.size()
                              ? absl::FromCivil(era.steps[i + 1].from, zone)
                              : window.range.to;
    const TimeRange part{std::max(from, window.range.from),
                         std::min(to, window.range.to)};
    if (part.from >= part.to) continue;
    window.contract = step.contract;
    window.objective = step.objective;
    if (!window.parts.empty() &&
        CountsAlike(*window.parts.back().objective, *step.objective)) {
      window.parts.back() = {{window.parts.back().range.from, part.to},
                             step.objective};
    } else {
      window.parts.push_back({part, step.objective});
    }
  }
  return window;
}

// Of a rolling promise the window that ends with each month, or with what of
// the month is covered; of the month of `now` the one that runs then.
void AddMonthByMonth(const Era& era, const ReportPeriod& period, absl::Time now,
                     std::vector<ObjectiveWindow>& windows) {
  const MeasuringWindow& shape = era.window();
  const TimeRange covered = era.Range();
  for (absl::CivilMonth month = period.first; month <= period.last; ++month) {
    const TimeRange asked = ReportPeriod{month, month}.In(shape.zone);
    if (asked.from > now) return;
    const absl::Time to =
        asked.to > now ? WindowContaining(shape, now).to : asked.to;
    const TimeRange within{std::max(asked.from, covered.from),
                           std::min(to, covered.to)};
    if (within.from >= within.to) continue;
    for (const TimeRange& range : WindowsEndingIn(shape, within)) {
      windows.push_back(WindowOf(era, range));
    }
  }
}

}  // namespace

TimeRange ReportPeriod::In(absl::TimeZone zone) const {
  return {absl::FromCivil(absl::CivilDay(first), zone),
          absl::FromCivil(absl::CivilDay(last + 1), zone)};
}

std::string ReportPeriod::Label() const {
  if (first == last) return FormatMonth(first);
  if (first.month() == 1 && last == first + 11) {
    return absl::StrCat(first.year());
  }
  if (first.month() % 3 == 1 && last == first + 2) {
    return absl::StrCat(first.year(), "-Q", first.month() / 3 + 1);
  }
  return absl::StrCat(FormatMonth(first), "/", FormatMonth(last));
}

absl::StatusOr<ReportPeriod> ParseReportPeriod(absl::string_view text,
                                               absl::Time now,
                                               absl::TimeZone zone) {
  if (text.empty()) {
    const absl::CivilMonth month = absl::CivilMonth(zone.At(now).cs) - 1;
    return ReportPeriod{month, month};
  }
  if (const auto month = ParseMonth(text); month.ok()) {
    return ReportPeriod{*month, *month};
  }
  // Months one after the other, as Label writes them; as many as a year has.
  if (const size_t slash = text.find('/'); slash != absl::string_view::npos) {
    const auto first = ParseMonth(text.substr(0, slash));
    const auto last = ParseMonth(text.substr(slash + 1));
    if (first.ok() && last.ok() && *first <= *last && *last - *first < 12) {
      return ReportPeriod{*first, *last};
    }
  }
  // A year, or one with a quarter; years of four digits, as a month has them.
  if (const auto first = ParseMonth(absl::StrCat(text.substr(0, 4), "-01"));
      first.ok()) {
    if (text.size() == 4) return ReportPeriod{*first, *first + 11};
    if (text.size() == 7 && text.substr(4, 2) == "-Q" && text[6] >= '1' &&
        text[6] <= '4') {
      const absl::CivilMonth quarter = *first + 3 * (text[6] - '1');
      return ReportPeriod{quarter, quarter + 2};
    }
  }
  return absl::InvalidArgumentError(
      absl::StrCat("period: \"", text,
                   "\" is no period; write a month such as 2026-10, a quarter "
                   "such as 2026-Q4, or a year"));
}

std::vector<std::string> ObjectiveIds(const ContractRegister& contracts,
                                      const std::string& contract) {
  std::vector<std::string> ids;
  const std::vector<const Contract*> versions = contracts.Versions(contract);
  for (auto version = versions.rbegin(); version != versions.rend();
       ++version) {
    for (const Objective& objective : (*version)->objectives) {
      if (std::find(ids.begin(), ids.end(), objective.id) == ids.end()) {
        ids.push_back(objective.id);
      }
    }
  }
  return ids;
}

std::vector<ObjectiveWindow> FindWindows(const ContractRegister& contracts,
                                         const std::string& contract,
                                         const std::string& objective,
                                         const ReportPeriod& period,
                                         absl::Time now) {
  std::vector<ObjectiveWindow> windows;
  const absl::CivilDay last = absl::CivilDay(period.last + 1) - 1;
  for (const Era& era : FindEras(contracts, contract, objective, last)) {
    const MeasuringWindow& shape = era.window();
    const TimeRange asked = period.In(shape.zone);
    const TimeRange covered = era.Range();
    // The end of a promise closes its last window early.
    const TimeRange within{std::max(asked.from, covered.from),
                           std::min(asked.to, covered.to)};
    if (within.from >= within.to) continue;
    if (shape.kind == MeasuringWindow::Kind::kRolling) {
      AddMonthByMonth(era, period, now, windows);
      continue;
    }
    for (TimeRange range = WindowContaining(shape, within.from);
         range.from < within.to; range = WindowContaining(shape, range.to)) {
      const absl::Time end = std::min(range.to, covered.to);
      if (end <= asked.from || end > asked.to) continue;
      windows.push_back(WindowOf(era, range));
    }
  }
  return windows;
}

std::optional<ObjectiveWindow> FindWindowUntil(
    const ContractRegister& contracts, const std::string& contract,
    const std::string& objective, absl::CivilDay last_day) {
  for (const Era& era : FindEras(contracts, contract, objective, last_day)) {
    const absl::Time noon =
        absl::FromCivil(absl::CivilHour(last_day) + 12, era.window().zone);
    if (!era.Range().Contains(noon)) continue;
    const ObjectiveWindow window =
        WindowOf(era, WindowContaining(era.window(), noon));
    if (window.last_day == last_day) return window;
  }
  return std::nullopt;
}

std::optional<ObjectiveWindow> FindRunningWindow(
    const ContractRegister& contracts, const std::string& contract,
    const std::string& objective, absl::Time now) {
  const absl::CivilDay on = absl::ToCivilDay(now, absl::UTCTimeZone());
  for (const Era& era : FindEras(contracts, contract, objective, on)) {
    if (!era.Range().Contains(now)) continue;
    return WindowOf(era, WindowContaining(era.window(), now));
  }
  return std::nullopt;
}

}  // namespace regisseur
