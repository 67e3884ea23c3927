#include "core/calendar/civil_span.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "core/base/status_macros.h"
#include "core/time/instant.h"

namespace regisseur {
namespace {

std::string Counted(int count, absl::string_view unit) {
  return absl::StrCat(count, " ", unit, count == 1 ? "" : "s");
}

}  // namespace

absl::CivilDay AddMonths(absl::CivilDay day, int months) {
  const absl::CivilMonth month = absl::CivilMonth(day) + months;
  const int last_day = (absl::CivilDay(month + 1) - 1).day();
  return absl::CivilDay(month.year(), month.month(),
                        std::min(day.day(), last_day));
}

absl::CivilDay CivilSpan::AddTo(absl::CivilDay day) const {
  return AddMonths(day, months) + days;
}

absl::CivilDay CivilSpan::TakenOff(absl::CivilDay day) const {
  return AddMonths(day, -months) - days;
}

absl::StatusOr<CivilSpan> ParseCivilSpan(absl::string_view text) {
  ASSIGN_OR_RETURN(const CalendarSpan span, ParseCalendarSpan(text));
  constexpr absl::Duration kDay = absl::Hours(24);
  if (span.length % kDay != absl::ZeroDuration()) {
    return absl::InvalidArgumentError(
        absl::StrCat("'", text,
                     "' is no whole number of days: write days, months or "
                     "years, for instance 3 months"));
  }
  return CivilSpan{span.months, static_cast<int>(span.length / kDay)};
}

std::string FormatCivilSpan(const CivilSpan& span) {
  if (span.months == 0) return Counted(span.days, "day");
  if (span.days == 0) return Counted(span.months, "month");
  return absl::StrCat(Counted(span.months, "month"), " + ",
                      Counted(span.days, "day"));
}

}  // namespace regisseur
