#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "core/contract/contract_register.h"
#include "core/time/time_range.h"

namespace regisseur {

// A stretch of whole months that a question is about.
struct ReportPeriod {
  absl::CivilMonth first;
  absl::CivilMonth last;

  // Its range in a zone.
  TimeRange In(absl::TimeZone zone) const;
  // `2026-10`, `2026-Q4`, `2026`, else `2026-10/2026-11`.
  std::string Label() const;
  friend bool operator==(const ReportPeriod&, const ReportPeriod&) = default;
};

// Reads `2026-10`, `2026-Q4`, `2026`, `2026-08/2026-10` (at most twelve).
// Empty: the last month that is over at `now` in `zone`. INVALID_ARGUMENT
// otherwise.
absl::StatusOr<ReportPeriod> ParseReportPeriod(absl::string_view text,
                                               absl::Time now,
                                               absl::TimeZone zone);

// One objective of a contract over one window.
struct ObjectiveWindow {
  // The version that holds on the window's last day judges it.
  const Contract* contract = nullptr;
  const Objective* objective = nullptr;
  // As the contract covers it: where it begins or ends within the calendar's
  // window, only the part under it.
  TimeRange range;
  bool cut = false;  // that is less than the calendar's window
  absl::CivilDay last_day;
  // Stretches in which time counts differently, because an amendment changed
  // the hours, the states or what is excluded: one unless there is one.
  struct Part {
    TimeRange range;
    const Objective* objective = nullptr;
  };
  std::vector<Part> parts;
};

// The windows of an objective of a contract that end in `period`, ascending;
// where the contract or the promise ends before its window, at that end. Of an
// objective that no version has: none. A rolling promise has one a month, the
// window that ends with it; of the month of `now` the one that runs then, and
// none later. Pure; refers to `contracts`.
std::vector<ObjectiveWindow> FindWindows(
    const ContractRegister& contracts, const std::string& contract,
    const std::string& objective, const ReportPeriod& period,
    absl::Time now = absl::InfiniteFuture());

// The window of an objective whose last day is `last_day`; of a rolling promise
// each day ends one. Absent when none does. Pure; refers to `contracts`.
std::optional<ObjectiveWindow> FindWindowUntil(
    const ContractRegister& contracts, const std::string& contract,
    const std::string& objective, absl::CivilDay last_day);

// The window that runs at `now`; absent when none does. Pure.
std::optional<ObjectiveWindow> FindRunningWindow(
    const ContractRegister& contracts, const std::string& contract,
    const std::string& objective, absl::Time now);

// The objectives of all versions of a contract, in the order of the newest
// version that has them.
std::vector<std::string> ObjectiveIds(const ContractRegister& contracts,
                                      const std::string& contract);

}  // namespace regisseur
