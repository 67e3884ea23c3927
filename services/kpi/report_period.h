#pragma once

#include <optional>

#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"

namespace regisseur::kpi {

// A stretch of whole days, [start, end).
struct ReportPeriod {
  absl::CivilDay start;
  absl::CivilDay end;
  // True when one day was written that opens or closes a month and the month
  // was taken.
  bool from_one_day = false;

  friend bool operator==(const ReportPeriod& a, const ReportPeriod& b) {
    return a.start == b.start && a.end == b.end;
  }
  friend bool operator<(const ReportPeriod& a, const ReportPeriod& b) {
    return a.start != b.start ? a.start < b.start : a.end < b.end;
  }
};

// Reads a period as Dutch and English reports write it: `september 2026`,
// `sep-26`, `2026-09`, `09-2026`, `Q3 2026`, `3e kwartaal 2026`, `2026`,
// `1-9-2026 t/m 30-9-2026`, `1-9-2026 tot 1-10-2026`, and one day, day first
// (`01-09-2026`) or ISO. Years 2000 to 2099. Nothing when it is none of these.
std::optional<ReportPeriod> ParseReportPeriod(absl::string_view text);

// One day, day first or ISO, also with two digits for a year from 2015 to 2079.
std::optional<absl::CivilDay> ParseReportDay(absl::string_view text);

}  // namespace regisseur::kpi
