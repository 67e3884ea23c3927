#include "core/matter/silent_consent.h"

namespace regisseur {

absl::CivilDay AddDays(absl::CivilDay day, const EvidenceTerms::Days& days,
                       const HolidayCalendar& holidays) {
  return days.working ? holidays.AddWorkingDays(day, days.days)
                      : day + days.days;
}

const char* FigureStandingWord(FigureStanding standing) {
  switch (standing) {
    case FigureStanding::kReported:
      return "reported";
    case FigureStanding::kOpen:
      return "open";
    case FigureStanding::kDisputed:
      return "disputed";
    case FigureStanding::kSettled:
      return "settled";
    case FigureStanding::kSettledBySilence:
      return "settled_by_silence";
  }
  return "";
}

std::optional<absl::CivilDay> FindObjectBy(const EvidenceTerms& terms,
                                           std::optional<absl::CivilDay> told,
                                           const HolidayCalendar& holidays) {
  if (!terms.object_within.has_value() || !told.has_value()) {
    return std::nullopt;
  }
  return AddDays(*told, *terms.object_within, holidays);
}

std::optional<FigureStanding> FindFigureStanding(
    const EvidenceTerms& terms, const FigureFacts& facts,
    const HolidayCalendar& holidays, absl::CivilDay on) {
  if (facts.settled) return FigureStanding::kSettled;
  const std::optional<absl::CivilDay> object_by =
      FindObjectBy(terms, facts.told, holidays);
  if (facts.objected.has_value() &&
      (!object_by.has_value() || *facts.objected <= *object_by)) {
    return FigureStanding::kDisputed;
  }
  if (!facts.told.has_value()) return std::nullopt;
  if (!object_by.has_value()) return FigureStanding::kReported;
  return on > *object_by ? FigureStanding::kSettledBySilence
                         : FigureStanding::kOpen;
}

}  // namespace regisseur
