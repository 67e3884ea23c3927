#include "core/outage/report_clocks.h"

#include <algorithm>

#include "absl/time/civil_time.h"
#include "core/time/instant.h"

namespace regisseur {
namespace {

constexpr absl::Duration kAfterClassification = absl::Hours(4);
constexpr absl::Duration kAfterAwareness = absl::Hours(24);
constexpr absl::Duration kDetails = absl::Hours(72);

std::optional<absl::Time> After(std::optional<absl::Time> start,
                                absl::Duration length) {
  if (!start.has_value()) return std::nullopt;
  return *start + length;
}

std::optional<absl::Time> MonthAfter(std::optional<absl::Time> start,
                                     absl::TimeZone zone) {
  if (!start.has_value()) return std::nullopt;
  return CalendarSpan{.months = 1}.AddTo(*start, zone);
}

ReportClock DoraInitial(const ReportMoments& moments) {
  ReportClock clock;
  clock.filed = moments.initial;
  clock.never_after = After(moments.aware, kAfterAwareness);
  clock.conditional = !moments.classified.has_value();
  clock.due = After(moments.classified, kAfterClassification);
  if (!clock.due.has_value()) {
    clock.due = clock.never_after;
  } else if (clock.never_after.has_value()) {
    if (*moments.classified > *clock.never_after) {
      clock.never_after.reset();
    } else {
      clock.due = std::min(*clock.due, *clock.never_after);
    }
  }
  return clock;
}

}  // namespace

bool ReportClock::IsLate(absl::Time now) const {
  return due.has_value() && filed.value_or(now) > *due;
}

std::vector<ReportClock> ReportClocks(ReportRegime regime,
                                      const ReportMoments& moments,
                                      absl::TimeZone zone) {
  const bool conditional = !moments.classified.has_value();
  ReportClock initial;
  std::optional<absl::Time> details;
  switch (regime) {
    case ReportRegime::kDora:
      initial = DoraInitial(moments);
      details = After(moments.initial, kDetails);
      break;
    case ReportRegime::kNis2:
      initial = {.stage = ReportStage::kInitial,
                 .due = After(moments.aware, kAfterAwareness),
                 .filed = moments.initial,
                 .conditional = conditional};
      details = After(moments.aware, kDetails);
      break;
  }
  return {initial,
          {.stage = ReportStage::kIntermediate,
           .due = details,
           .filed = moments.intermediate,
           .conditional = conditional},
          {.stage = ReportStage::kFinal,
           .due = MonthAfter(moments.intermediate, zone),
           .filed = moments.final_report,
           .conditional = conditional}};
}

absl::string_view ReportRegimeWord(ReportRegime regime) {
  switch (regime) {
    case ReportRegime::kDora:
      return "dora";
    case ReportRegime::kNis2:
      return "nis2";
  }
  return "";
}

std::optional<ReportRegime> FindReportRegime(absl::string_view word) {
  for (const ReportRegime regime : {ReportRegime::kDora, ReportRegime::kNis2}) {
    if (ReportRegimeWord(regime) == word) return regime;
  }
  return std::nullopt;
}

absl::string_view ReportStageWord(ReportStage stage) {
  switch (stage) {
    case ReportStage::kInitial:
      return "initial";
    case ReportStage::kIntermediate:
      return "intermediate";
    case ReportStage::kFinal:
      return "final";
  }
  return "";
}

std::optional<ReportStage> FindReportStage(absl::string_view word) {
  for (const ReportStage stage :
       {ReportStage::kInitial, ReportStage::kIntermediate,
        ReportStage::kFinal}) {
    if (ReportStageWord(stage) == word) return stage;
  }
  return std::nullopt;
}

}  // namespace regisseur
