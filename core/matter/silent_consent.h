#pragma once

#include <optional>

#include "absl/time/civil_time.h"
#include "core/calendar/holiday_calendar.h"
#include "core/contract/objective.h"

namespace regisseur {

// The n-th day after `day`, or the n-th working day.
absl::CivilDay AddDays(absl::CivilDay day, const EvidenceTerms::Days& days,
                       const HolidayCalendar& holidays);

// Where a reported figure stands between the two sides (USERS U12).
enum class FigureStanding {
  kReported,         // told, and there is no term for objecting to it
  kOpen,             // told; an objection is still in time
  kDisputed,         // somebody objected
  kSettled,          // both sides said yes
  kSettledBySilence  // nobody objected in time
};

// `settled_by_silence`.
const char* FigureStandingWord(FigureStanding standing);

// What is known of one figure of one window, on a day.
struct FigureFacts {
  // The day on which it was told to us; absent: it was not.
  std::optional<absl::CivilDay> told;
  bool settled = false;
  // The day of the first objection that is open; absent without one.
  std::optional<absl::CivilDay> objected;
};

// Silence is consent where the contract gives a term for objecting, once its
// last day has passed without an objection. An objection that came later
// changes nothing: the figure was settled before it. Absent when nothing was
// told and nothing settled.
std::optional<FigureStanding> FindFigureStanding(
    const EvidenceTerms& terms, const FigureFacts& facts,
    const HolidayCalendar& holidays, absl::CivilDay on);

// The last day on which an objection is in time; absent without a term or a
// figure.
std::optional<absl::CivilDay> FindObjectBy(const EvidenceTerms& terms,
                                           std::optional<absl::CivilDay> told,
                                           const HolidayCalendar& holidays);

}  // namespace regisseur
