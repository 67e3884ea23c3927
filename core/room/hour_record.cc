#include "core/room/hour_record.h"

#include "absl/strings/str_cat.h"
#include "core/base/status_macros.h"
#include "core/pricing/unit_minutes.h"
#include "core/room/hour_balance.h"
#include "core/time/instant.h"

namespace regisseur {

absl::StatusOr<EnteredHour> MakeEnteredHour(const MatterSubject& subject,
                                            const std::string& day,
                                            const std::string& hours) {
  const absl::StatusOr<absl::CivilDay> worked = ParseDay(day);
  const absl::StatusOr<Decimal> told = ParseHours(hours);
  if (!worked.ok() || !told.ok()) {
    return absl::DataLossError(
        absl::StrCat("hours ", subject.name, " cannot be read"));
  }
  EnteredHour entry{.contract = subject.contract,
                    .component = subject.objective,
                    .day = *worked};
  ASSIGN_OR_RETURN(entry.minutes, MinutesOf(*told));
  return entry;
}

}  // namespace regisseur
