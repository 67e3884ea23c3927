#include "core/matter/figure_window.h"

#include <optional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "core/base/status_macros.h"
#include "core/contract/notice_dates.h"
#include "core/time/instant.h"

namespace regisseur {

absl::StatusOr<FigureWindow> FindFigureWindow(const ContractRegister& contracts,
                                              absl::string_view contract,
                                              absl::string_view objective,
                                              absl::string_view period) {
  const absl::TimeZone utc = absl::UTCTimeZone();
  if (period.empty()) {
    return absl::InvalidArgumentError(
        "period: say which, such as 2026-10, or the last day of the window");
  }
  const absl::StatusOr<TimeRange> days = ParseTimeRange(period, period, utc);
  if (!days.ok() || days->from == days->to) {
    return absl::InvalidArgumentError(
        absl::StrCat("period: \"", period,
                     "\" is no month such as 2026-10 and no day such as "
                     "2026-10-15"));
  }
  const absl::CivilDay last = absl::ToCivilDay(days->to, utc) - 1;
  FigureWindow found;
  found.contract = contracts.Find(std::string(contract), last);
  if (found.contract == nullptr) {
    return absl::NotFoundError(
        absl::StrCat("contract: none is called \"", contract,
                     "\"; `contract list` shows which there are"));
  }
  found.objective = found.contract->FindObjective(std::string(objective));
  if (found.objective == nullptr) {
    return absl::NotFoundError(
        absl::StrCat("objective: ", contract, " has none that is called \"",
                     objective, "\" on ", FormatDay(last), "; `contract show ",
                     contract, "` shows which it has"));
  }
  const MeasuringWindow& window = found.objective->window;
  ASSIGN_OR_RETURN(const TimeRange local,
                   ParseTimeRange(period, period, window.zone));
  const std::vector<TimeRange> windows = WindowsEndingIn(window, local);
  if (windows.size() != 1) {
    return absl::InvalidArgumentError(absl::StrCat(
        "period: ", windows.empty() ? "no window" : "more than one window",
        " of ", objective, " ends in ", period,
        windows.empty() ? "; name the month or day in which one does"
                        : "; name the last day of one"));
  }
  found.range = windows.front();
  const absl::CivilDay start = found.contract->term.start;
  if (found.range.to <= absl::FromCivil(start, window.zone)) {
    return absl::InvalidArgumentError(
        absl::StrCat("period: contract ", contract, " runs from ",
                     FormatDay(start), "; ", period, " is before it"));
  }
  const std::optional<absl::CivilDay> end =
      FindEndOfTerm(found.contract->term, last, found.contract->holidays);
  if (end.has_value() &&
      found.range.from >= absl::FromCivil(*end, window.zone)) {
    return absl::InvalidArgumentError(
        absl::StrCat("period: contract ", contract, " ran until ",
                     FormatDay(*end - 1), "; ", period, " is after it"));
  }
  return found;
}

}  // namespace regisseur
