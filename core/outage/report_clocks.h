#pragma once

#include <optional>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace regisseur {

// By which rules an incident is reported to an authority.
enum class ReportRegime {
  kDora,  // Regulation (EU) 2022/2554 art. 19, (EU) 2025/301 art. 5
  kNis2,  // Directive (EU) 2022/2555 art. 23(4)
};
// The three reports of both; under NIS2 the early warning, the notification and
// the final report.
enum class ReportStage { kInitial, kIntermediate, kFinal };

// `dora`, `initial`.
absl::string_view ReportRegimeWord(ReportRegime regime);
std::optional<ReportRegime> FindReportRegime(absl::string_view word);
absl::string_view ReportStageWord(ReportStage stage);
std::optional<ReportStage> FindReportStage(absl::string_view word);

// What happened so far with one incident.
struct ReportMoments {
  std::optional<absl::Time> aware;
  // Classified as one that has to be reported.
  std::optional<absl::Time> classified;
  // The first initial one that was filed, and the last one of the others.
  std::optional<absl::Time> initial;
  std::optional<absl::Time> intermediate;
  std::optional<absl::Time> final_report;
};

// A report and until when it has to be there.
struct ReportClock {
  ReportStage stage = ReportStage::kInitial;
  // Absent while what starts it has not happened.
  std::optional<absl::Time> due;
  // Of the initial report under DORA: a day after we became aware, however late
  // it is classified within it.
  std::optional<absl::Time> never_after;
  std::optional<absl::Time> filed;
  // It holds only if the incident turns out to be one that is reported.
  bool conditional = false;

  // Filed after its due time, or not filed at `now` although that is over.
  bool IsLate(absl::Time now) const;
};

// The three clocks. Pure.
//
// DORA: the initial report within 4 hours of the classification and within 24
// hours of awareness; when it was not classified within those 24 hours, within
// 4 hours of the classification. The intermediate one within 72 hours of filing
// the initial one, the final one within a month of filing the (last)
// intermediate one.
//
// NIS2: the early warning within 24 hours of awareness, the notification within
// 72 hours of it, the final report within a month of filing the notification.
//
// Hours are hours that pass. A month ends on the same day and time of the next
// month in `zone`, on the last day of a month that lacks the day; no weekend or
// holiday lengthens it.
std::vector<ReportClock> ReportClocks(ReportRegime regime,
                                      const ReportMoments& moments,
                                      absl::TimeZone zone);

}  // namespace regisseur
